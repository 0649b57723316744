"""GlobalOpinionQA: Pew's Global Attitudes and the World Values Survey, with shares only."""

import ast
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from park.errors import InputError
from park.records import Answers, Item
from park.surveys.countries import iso3
from park.surveys.csvfile import read_header, read_rows
from park.surveys.options import as_integer, is_no_answer, plain, scale_options
from park.surveys.reader import SurveyReader
from park.surveys.survey import Survey

HUB = "Anthropic/llm_global_opinions"
COLUMNS = ("question", "selections", "options", "source")
DEFAULTDICT = re.compile(r"defaultdict\(<class 'list'>,\s*(\{.*\})\s*\)", re.DOTALL)
SAMPLE = re.compile(r"\s*\((Current national|Old national|Non-national) sample\)$")
SAMPLES = ("", "Current national", "Old national", "Non-national")
"""Kinds of samples of a country, in order of preference."""
MISMATCH = "questions without usable options"
NO_ANSWERS = frozenset(
    {"dk", "dk/refused", "don't know/refused", "refused/don't know", "dk/no answer", "unknown"}
    | {"other missing", "not asked in survey", "inappropriate response", "dropped out survey"}
)
"""Labels of missing answers in this set, besides those of all surveys."""
MISSING = re.compile(r"(other )?missing[;:]", re.IGNORECASE)
"""How labels such as `Missing; Unknown` begin, which name a kind of missing answer."""
NOTE = re.compile(
    r"\s*[({](vol\.?|volunteered|do not read|don't read|inappropriate)[)}]$", re.IGNORECASE
)
"""Notes to the interviewer behind a label, such as `DK/Refused (Volunteered)`."""

C = TypeVar("C", list[object], dict[str, object])


class GlobalOpinionQA(SurveyReader):
    """See `read_globalopinionqa`."""

    name = "globalopinionqa"
    help = "GlobalOpinionQA from the Hugging Face Hub, or from a file"

    def load(self, argument: str, base: Path) -> Survey:
        """Read the file, or download the dataset."""
        return (
            read_globalopinionqa(self.file(argument, base)) if argument else fetch_globalopinionqa()
        )


def read_globalopinionqa(path: Path) -> Survey:
    """Read a CSV file of the dataset: `question`, `selections`, `options`, `source`.

    Raises:
        InputError: a column is missing or a cell is malformed.
    """
    read_header(path, COLUMNS)
    return _survey((f"{path}:{line}", cells) for line, cells in read_rows(path, COLUMNS))


def fetch_globalopinionqa() -> Survey:
    """Read the dataset from the Hub, cached by `datasets`.

    Raises:
        InputError: `datasets` is not installed, or the Hub cannot be reached.
    """
    file = "or name a file: globalopinionqa:<csv>"
    try:
        from datasets import load_dataset  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise InputError(
            f"seeds.source: globalopinionqa needs: pip install 'culturepark[export]', {file}"
        ) from None
    try:
        rows = load_dataset(HUB, split="train")
    except Exception as error:  # The Hub's client may raise anything.
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise InputError(f"seeds.source: {HUB} cannot be fetched ({reason}); {file}") from None
    return _survey(
        (f"{HUB}:{number}", [str(row[name] or "") for name in COLUMNS])
        for number, row in enumerate(rows, start=1)
    )


def _survey(rows: Iterable[tuple[str, list[str]]]) -> Survey:
    items: dict[str, Item] = {}
    answers: list[Answers] = []
    skipped: Counter[str] = Counter()
    for where, (question, selections, options, source) in rows:
        labels = [_label(each) for each in _parsed(options, list, f"{where}: options")]
        shares = _shares(selections, f"{where}: selections")
        item = _item(question, source, labels, where)
        if item is None or any(len(each) != len(labels) for each in shares.values()):
            skipped[MISMATCH] += 1
            continue
        items[item.id] = item
        dropped = [label for label in labels if _is_no_answer(label)]
        skipped.update(f"options {label!r}, which are no opinion" for label in dropped)
        places = [place for place, label in enumerate(labels) if not _is_no_answer(label)]
        for country, given in _by_country(shares, skipped):
            counts = dict(
                zip((o.code for o in item.options), (given[p] * 100 for p in places), strict=True)
            )
            answers.append(Answers(item=item.id, country=country, counts=counts))
    return Survey.of(items.values(), answers, skipped)


def _item(question: str, source: str, labels: list[str], where: str) -> Item | None:
    """Return the item; None with fewer than two valid options, or with duplicate ones."""
    named = {n: label for n, label in enumerate(labels, start=1) if not _is_no_answer(label)}
    if not question or not source:
        raise InputError(f"{where}: {'source' if question else 'question'}: must not be empty")
    if len(named) < 2 or len(set(named.values())) < len(named) or "" in named.values():
        return None
    numbers = {code for code, label in named.items() if as_integer(label) is not None}
    # Labels that only repeat their position belong to a scale with named ends.
    words = {code: label for code, label in named.items() if as_integer(label) != code}
    key = json.dumps([source, question, labels]).encode()
    return Item(
        id=f"{source}-{hashlib.blake2b(key, digest_size=4).hexdigest()}",
        source=f"globalopinionqa/{source}",
        statement=question,
        options=scale_options(named, words),
        ordered=bool(numbers),
    )


def _is_no_answer(label: str) -> bool:
    bare = NOTE.sub("", plain(label))
    return is_no_answer(bare) or bare in NO_ANSWERS or MISSING.match(bare) is not None


def _label(option: object) -> str:
    return str(int(option)) if isinstance(option, float) and option.is_integer() else str(option)


def _shares(text: str, where: str) -> dict[str, list[float]]:
    wrapped = DEFAULTDICT.fullmatch(text.strip())
    shares: dict[str, list[float]] = {}
    for name, given in _parsed(wrapped[1] if wrapped else text, dict, where).items():
        if not isinstance(given, list) or not all(type(g) in (int, float) for g in given):
            raise InputError(f"{where}: the shares of {name!r} must be a list of numbers")
        if any(not 0 <= g <= 1 for g in given):
            raise InputError(f"{where}: the shares of {name!r} must lie between 0 and 1")
        shares[str(name)] = given
    return shares


def _parsed(text: str, kind: type[C], where: str) -> C:
    try:
        value = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        value = None
    if not isinstance(value, kind):
        raise InputError(f"{where}: must be a Python {kind.__name__} of texts and numbers")
    return value


def _by_country(
    shares: dict[str, list[float]], skipped: Counter[str]
) -> Iterator[tuple[str, list[float]]]:
    """Yield each country once, with its preferred sample."""
    best: dict[str, tuple[int, list[float]]] = {}
    for name, given in shares.items():
        sample = SAMPLE.search(name)
        code = iso3(SAMPLE.sub("", name))
        if code is None:
            skipped[name] += 1
            continue
        rank = SAMPLES.index(sample[1] if sample else "")
        if code not in best or rank < best[code][0]:
            best[code] = (rank, given)
    for code, (_, given) in best.items():
        yield code, given
