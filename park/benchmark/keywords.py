"""Keywords: what a community wants to be asked about, from a csv file."""

from collections.abc import Sequence
from pathlib import Path

from park.errors import InputError
from park.ledger.keys import key_of
from park.records import Record, Text
from park.records.benchmark import Kind
from park.surveys.csvfile import read_header, read_rows

COLUMNS = ("keyword", "topic", "source")
KINDS: dict[str, tuple[Kind, ...]] = {
    "": ("value", "knowledge"),
    "both": ("value", "knowledge"),
    "value": ("value",),
    "knowledge": ("knowledge",),
}
HEADER = "keyword,topic,source,kind\n"


class Keyword(Record):
    """A keyword."""

    keyword: Text
    topic: Text
    source: Text
    """Where it was found, or who named it."""
    kinds: tuple[Kind, ...]
    """The kinds of items to draft."""

    def id(self, kind: Kind) -> str:
        """Return the id of its item of a kind."""
        return f"{kind}-{key_of(folded(self.keyword))[:8]}"


def folded(text: str) -> str:
    """Return a text without what does not distinguish keywords: case and spaces."""
    return " ".join(text.casefold().split())


def read_keywords(path: Path) -> Sequence[Keyword]:
    """Read a csv file with the columns `keyword`, `topic`, `source` and perhaps `kind`.

    Raises:
        InputError: a cell is empty or invalid, or a keyword stands in two lines.
    """
    read_header(path, COLUMNS)
    found: list[Keyword] = []
    lines: dict[str, int] = {}
    for line, cells in read_rows(path, [*COLUMNS, "kind"]):
        for name, cell in zip(COLUMNS, cells, strict=False):
            if not cell:
                raise InputError(f"{path}:{line}: {name}: must not be empty")
        keyword, topic, source, kind = cells
        if kind not in KINDS:
            raise InputError(f"{path}:{line}: kind: must be value, knowledge or both, not {kind!r}")
        first = lines.setdefault(folded(keyword), line)
        if first != line:
            raise InputError(f"{path}:{line}: keyword: {keyword!r} stands in line {first}, too")
        found.append(Keyword(keyword=keyword, topic=topic, source=source, kinds=KINDS[kind]))
    return found
