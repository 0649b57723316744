"""Learning from people's answers: the table of docs/answers.md; one process against several.

    python -m benchmarks.answers --folder outputs/answers     # half an hour on an idle core
    python -m benchmarks.answers --folder outputs/mena --source menavalues:menavalues_long.csv
    python -m benchmarks.answers --separate                   # training time only

Trains the recipe's adapters, one a culture and one for all, asks everybody the held-out items of
the survey task and prints the methods' scores with their controls as a table. With a recipe for a
GPU it is the same command. What is done already is not done again. Needs `culturepark[train]`.
"""

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from park.config import Config
from park.records.scores import Score
from park.run import Run

CULTURES = ("german", "turkish", "korean")
METHODS = ("plain", "prompt", "adapter", "distribution", "distribution-one", "both", "calibrated")
ORDER = (*METHODS, "uniform", "profile", "text", "pooled", "nearest", "kernel", "ridge", "ceiling")
"""Rows of the table."""


def begin(folder: Path, cultures: Sequence[str], source: str) -> Run:
    """Return a run without dialogues, begun if it is new."""
    settings = {"source": (source,)}
    config = Config(name="answers", cultures=tuple(cultures), seeds=settings)
    run = Run(folder, config, base=Path.cwd(), progress=lambda event: _say(str(event)))
    if not (folder / "run.yaml").exists():
        run.generate(limit=0)
    return run


def measured(run: Run, recipe: str, orders: int, of: str) -> list[Score]:
    """Train and evaluate; return the scores."""
    run.finetune(recipe)
    run.finetune(recipe, one=True)
    options = {"survey": {"orders": orders}, "calibrated": {"of": of, "items": 20}}
    changes = {
        "evaluate.tasks": ["survey"],
        "evaluate.methods": list(METHODS),
        "evaluate.options": options,
    }
    return run.changed(changes).evaluate().scores


def rows_of(scores: Sequence[Score]) -> list[str]:
    """Return the lines of a Markdown table: similarity, and differences, over all cultures."""
    whole = [each for each in scores if each.metric == "js" and not each.tested]
    if not whole:  # A single culture.
        whole = [each for each in scores if each.metric == "js"]
    lines = ["| method | 1 − JS, 95 % | − plain | − item-blind | − other cultures | − ridge |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    for name in ORDER:
        own = [each for each in whole if each.method == name and not each.against]
        if own:
            apart = {each.against: each for each in whole if each.method == name and each.against}
            cells = [
                _figure(apart.get(a)) for a in ("plain", "item_blind", "other_cultures", "ridge")
            ]
            lines.append(f"| `{name}` | {_figure(own[0])} | {' | '.join(cells)} |")
    return lines


def seconds(run: Run, cultures: Sequence[str], recipe: str) -> float:
    """Train adapters in a process of their own; return its processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "park", "finetune", str(run.folder), "--recipe", recipe]
    subprocess.run([*command, "--quiet", "--cultures", ",".join(cultures)], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compared(recipe: str, cultures: Sequence[str], source: str) -> dict[str, float]:
    """Return the processor time of one process for all cultures, and of one for each."""
    with TemporaryDirectory() as place:
        together = seconds(begin(Path(place) / "together", cultures, source), cultures, recipe)
        apart = begin(Path(place) / "apart", cultures, source)
        separate = sum(seconds(apart, [each], recipe) for each in cultures)
    return {"together": together, "separate": separate, "ratio": together / separate}


def _figure(score: Score | None) -> str:
    if score is None or score.value is None:
        return "–"
    sign = "+" if score.against else ""
    if score.low is None or score.high is None:
        return f"{score.value:{sign}.3f}"
    return f"{score.value:{sign}.3f} ({score.low:{sign}.3f} to {score.high:{sign}.3f})"


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main() -> None:
    """Print the table or, with --separate, the times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("outputs/answers"))
    parser.add_argument("--recipe", default="distribution")
    parser.add_argument("--cultures", default=",".join(CULTURES))
    parser.add_argument("--source", default="wvs7")
    parser.add_argument("--orders", type=int, default=2)
    parser.add_argument("--of", default="prompt", help="method that `calibrated` fits")
    parser.add_argument("--separate", action="store_true")
    given = parser.parse_args()
    cultures = given.cultures.split(",")
    if given.separate:
        print(json.dumps(compared(given.recipe, cultures, given.source), indent=2))
        return
    run = begin(given.folder, cultures, given.source)
    scores = measured(run, given.recipe, given.orders, given.of)
    print("\n".join(rows_of(scores)))


if __name__ == "__main__":
    main()
