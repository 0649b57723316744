"""How well the filters tell apart the labelled opinions that ship.

    python -m benchmarks.judges                       # rules, duplicates, and the default judge
    python -m benchmarks.judges --judge embedded/smollm2-135m --judge openai/my-model
    python -m benchmarks.judges --write               # keep the embedded judges' calibrations

Each judge's threshold is chosen on one half of the opinions and reported on the other; the rules
have no threshold and are reported on all. Intervals are Wilson's, 95 %. Nothing passes or fails.
"""

import argparse
import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import yaml

from benchmarks.table import table
from park.assets import load_culture
from park.config import ModelConfig
from park.filter import calibrate
from park.filter.calibrate import POSITIVE
from park.filter.check import Rules, fault
from park.filter.checks.slur import load_slurs
from park.filter.duplicates.near import near_duplicates
from park.filter.duplicates.semantic import semantic_duplicates
from park.filter.judge import Judge
from park.filter.labelled import Labelled, load
from park.filter.verify import relate
from park.ledger.ledger import Ledger
from park.models.connect import connect
from park.models.embedders import connect_embedder
from park.models.gateway import Gateway, Meter
from park.models.limiter import Limiter
from park.prompts import Prompts
from park.records import Round
from park.statistics import wilson
from park.surveys.bundled import bundled

CONCURRENCY = 4
FORM = {"stereotype": "stereotype", "personal_data": "personal_data"}
"""The rule's reason that should catch each category."""
SEMANTIC = (0.92, 0.85, 0.8)


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


def rules() -> str:
    """Report the rule-based checks of form."""
    rows = load()
    slurs = load_slurs(None)
    reasons = []
    for row in rows:
        card = load_culture(row.culture)
        made = Rules(
            language=row.language, region=row.country, shortest=4, longest=60, slurs=slurs,
            groups=(card.people, *card.self_names), names=(),
        )  # fmt: skip
        wrong = fault(row.text, made)
        reasons.append(wrong[0] if wrong else "")
    lines = [
        found(category, [r == reason for r in reasons], [row.category == category for row in rows])
        for category, reason in FORM.items()
    ]
    others = Counter(r for r in reasons if r and r not in FORM.values())
    return table(["rule", "precision", "recall"], lines) + f"\n\nOther reasons: {dict(others)}"


def duplicates() -> str:
    """Report how many labelled duplicates are found, and how many others are taken for some."""
    rows = [row for row in load() if row.category in POSITIVE]
    rows.sort(key=lambda row: (row.category == "duplicate", row.id))
    true = [row.category == "duplicate" for row in rows]
    texts = [row.text for row in rows]
    near = near_duplicates(texts, 0.8)
    lines = [found("near duplicate, Jaccard ≥ 0.8", [o != i for i, o in enumerate(near.of)], true)]
    embedder = connect_embedder(None, base=Path(), timeout=60, retries=2)
    vectors = embedder.embed(texts)
    for threshold in SEMANTIC:
        of = semantic_duplicates(vectors, threshold)[0]
        name = f"{embedder.name}, cosine ≥ {threshold}"
        lines.append(found(name, list(of != np.arange(len(rows))), true))
    return table(["duplicates in meaning", "precision", "recall"], lines)


async def relations(judge: Judge, rows: Iterable[Labelled]) -> dict[str, Round]:
    """Ask a judge about each opinion."""
    limit = asyncio.Semaphore(CONCURRENCY)

    async def ask(row: Labelled) -> tuple[str, Round]:
        async with limit:
            item = bundled().items[row.item]
            return row.id, await relate(judge, item, row.stance, row.text)

    return dict(await asyncio.gather(*map(ask, rows)))


async def with_judge(name: str, work: Callable) -> object:
    """Do something with a judge over a ledger that is thrown away."""
    model = connect(ModelConfig(model=name), base=Path(), role="judge", slots=CONCURRENCY)
    await model.start()
    try:
        with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "l.sqlite") as ledger:
            gateway = Gateway(model, ledger, Limiter(CONCURRENCY), Meter(), None, stage="filter")
            return await work(Judge(gateway, Prompts()))
    finally:
        await model.close()


def judged(name: str) -> tuple[str, calibrate.Shipped]:
    """Report one judge; return its calibration, too."""
    to_calibrate = calibrate.rows()
    reported = calibrate.rows(reporting=True)
    inventions = [row for row in load() if row.category == "invented_custom"]

    async def work(judge: Judge) -> tuple[dict[str, Round], str, bool]:
        known = await relations(judge, [*to_calibrate, *reported, *inventions])
        return known, judge.gateway.model.endpoint, judge.gives_probabilities

    known, endpoint, able = asyncio.run(with_judge(name, work))

    def entails(row: Labelled) -> float | None:
        chances = known[row.id].probabilities
        return chances["entails"] if chances else None

    calibration = calibrate.calibrate((row, entails(row)) for row in to_calibrate)
    threshold = calibration.threshold if able else 0.5 + 1e-9
    kept = [(entails(row) or 0.0) >= threshold for row in reported]
    relation = [known[row.id].relation for row in reported]
    category = [row.category for row in reported]
    lines = [
        found("kept as following from the stance", kept, [c in POSITIVE for c in category]),
        *(
            found(
                f"read as `{wrong}`", [r == wrong for r in relation], [c == wrong for c in category]
            )
            for wrong in ("contradicts", "irrelevant")
        ),
    ]
    passed = sum((entails(row) or 0.0) >= threshold for row in inventions)
    unread = sum(r is None for r in relation)
    way = "probabilities" if able else "votes in words"
    text = (
        f"{table([name, 'precision', 'recall'], lines)}\n\n"
        f"By {way}; threshold {threshold:.3f}, Youden's J {calibration.youden:.2f} on "
        f"{calibration.n} opinions; {unread} of {len(reported)} verdicts unreadable; invented "
        f"customs kept: {share(passed, len(inventions))}."
    )
    key = calibrate.calibration_key(Prompts())
    return text, calibrate.Shipped(endpoint=endpoint, key=key, calibration=calibration)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--judge", action="append", help="a model; may be given several times")
    parser.add_argument("--write", action="store_true", help="keep the calibrations")
    parser.add_argument("--quick", action="store_true", help="rules and duplicates only")
    args = parser.parse_args(arguments)
    print(rules(), duplicates(), sep="\n\n", flush=True)
    made = []
    for name in [] if args.quick else args.judge or ["embedded"]:
        text, calibration = judged(name)
        print(f"\n{text}", flush=True)
        made.append(calibration)
    if args.write:
        new = {each.endpoint for each in made}
        others = [each for each in calibrate.catalogue() if each.endpoint not in new]
        data = {"calibrations": [each.model_dump() for each in (*made, *others)]}
        calibrate.SHIPPED.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
