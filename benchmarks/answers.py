"""Learning from people's answers: the tables of docs/answers.md; one process against several.

    python -m benchmarks.answers --folder outputs/answers
    python -m benchmarks.answers --folder outputs/mena --holdout 0.02 --source menavalues:FILE
    python -m benchmarks.answers --folder outputs/both --from outputs/trained   # dialogues, too
    python -m benchmarks.answers --folder outputs/new --heldout german          # a new country
    python -m benchmarks.answers --folder outputs/curve --items 5,10,20
    python -m benchmarks.answers --separate                   # training time only

Trains the recipe's adapters, one a culture and one for all, asks everybody the held-out items of
the survey task and prints the methods' scores with their controls as a table, and one for each new
country. `--from` begins with a copy of a run, so that its adapters on dialogues are there;
`--items` prints a row for each number of train items. With a recipe for a GPU it is the same
command. What is done already is not done again. On a processor that others kept busy, an adapter of
54 steps took some twelve minutes of processor time. Needs `culturepark[train]`.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from park.adapters.recipe import Recipe, load_recipe
from park.config import Config
from park.errors import InputError
from park.records.scores import Score
from park.run import Run

CULTURES = {"menavalues": "turkish,arabic,persian"}
"""By source, if its countries are not those of the bundled survey."""
METHODS = (
    "plain", "prompt", "verbalised-plain", "verbalised", "adapter", "distribution",
    "distribution-one", "both", "calibrated",
)  # fmt: skip
CONTROLS = ("uniform", "profile", "text", "pooled", "nearest", "kernel", "ridge", "ceiling")
AGAINST = ("plain", "item_blind", "other_cultures", "ridge")
WHOLE = ("", "new countries")
"""Sets of the scores on all people of a country; others are groups of them."""
COLUMNS = "1 − JS, 95 % | − plain | − item-blind | − other cultures | − ridge"


def begin(folder: Path, cultures: Sequence[str], changes: dict[str, Any]) -> Run:
    """Return a run without dialogues, begun if it is new."""
    config = Config(name="answers", cultures=tuple(cultures))
    run = Run(folder, config, base=Path.cwd(), changes=changes, progress=_told)
    if not (folder / "run.yaml").exists():
        run.generate(limit=0)
    return run


def copied(folder: Path, run: Path, changes: dict[str, Any]) -> Run:
    """Return a copy of a run with whatever it has trained, made if it is new."""
    if not (run / "run.yaml").is_file():
        raise InputError(f"--from: {run} is no run")
    if not folder.exists():
        shutil.copytree(run, folder)
    return Run(folder, changes=changes, progress=_told)


def measured(run: Run, methods: Sequence[str], orders: int, of: str) -> list[Score]:
    """Evaluate; return the scores."""
    options = {"survey": {"orders": orders}, "calibrated": {"of": of, "items": 20}}
    changes = {
        "evaluate.tasks": ["survey"],
        "evaluate.methods": list(methods),
        "evaluate.options": options,
    }
    return run.changed(changes).evaluate().scores


def fewer(recipe: str, items: int, folder: Path) -> str:
    """Write a recipe that learns fewer train items; return its path."""
    loaded = load_recipe(recipe)
    if not isinstance(loaded, Recipe):
        raise InputError(f"--recipe: {recipe} is not trained here")
    settings = loaded.model_dump(mode="json")
    settings["distribution"]["items"] = items
    path = folder / f"items-{items}.yaml"
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return str(path)


def table_of(name: str, rows: Iterable[str]) -> Iterator[str]:
    """Yield a Markdown table."""
    yield from ("", f"| {name} | {COLUMNS} |", "|---|---|---|---|---|---|", *rows)


def rows_of(scores: Sequence[Score], tested: str) -> Iterator[str]:
    """Yield a row for each method: similarity, and differences.

    Args:
        scores: of the evaluation.
        tested: the culture; '' for all that something was trained on.
    """
    here = [e for e in scores if e.metric == "js" and e.tested == tested and e.set in WHOLE]
    for name in (*METHODS, *CONTROLS):
        found = {each.against: each for each in here if each.method == name and _own(each)}
        if "" in found:
            cells = " | ".join(_figure(found.get(each)) for each in ("", *AGAINST))
            yield f"| `{name}` | {cells} |"


def _own(score: Score) -> bool:
    """Whether a score is not that of a method as another culture."""
    return not score.tested or score.culture in ("", score.tested)


def seconds(run: Run, cultures: Sequence[str], recipe: str) -> float:
    """Train adapters in a process of their own; return its processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "park", "finetune", str(run.folder), "--recipe", recipe]
    subprocess.run([*command, "--quiet", "--cultures", ",".join(cultures)], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compared(recipe: str, cultures: Sequence[str], changes: dict[str, Any]) -> dict[str, float]:
    """Return the processor time of one process for all cultures, and of one for each."""
    with TemporaryDirectory() as place:
        together = seconds(begin(Path(place) / "together", cultures, changes), cultures, recipe)
        apart = begin(Path(place) / "apart", cultures, changes)
        separate = sum(seconds(apart, [each], recipe) for each in cultures)
    return {"together": together, "separate": separate, "ratio": together / separate}


def _figure(score: Score | None) -> str:
    if score is None or score.value is None:
        return "–"
    sign = "+" if score.against else ""
    if score.low is None or score.high is None:
        return f"{score.value:{sign}.3f}"
    return f"{score.value:{sign}.3f} ({score.low:{sign}.3f} to {score.high:{sign}.3f})"


def _told(event: object) -> None:
    sys.stderr.write(f"{event}\n")


def all_methods(
    given: argparse.Namespace, cultures: Sequence[str], new: list[str], changes: dict[str, Any]
) -> list[str]:
    """Train and evaluate; return the lines of the tables of all methods."""
    tested = {"evaluate.heldout_cultures": new} if new else {}
    run = (
        begin(given.folder, cultures, changes | tested)
        if given.start is None
        else copied(given.folder, given.start, tested)
    )
    run.setup.including(new)  # A wrong name is told before anything is trained.
    run.finetune(given.recipe)
    run.finetune(given.recipe, one=True)
    scores = measured(run, given.methods.split(","), given.orders, given.of)
    known = run.setup.config.cultures
    lines = list(table_of("method", rows_of(scores, "" if len(known) > 1 else known[0])))
    return lines + [line for name in new for line in table_of(name, rows_of(scores, name))]


def curve(given: argparse.Namespace, cultures: Sequence[str], changes: dict[str, Any]) -> list[str]:
    """Return the lines of a table of adapters on fewer train items, which have a run each."""
    rows = []
    for items in map(int, given.items.split(",")):
        folder = given.folder / f"items-{items}"
        run = begin(folder, cultures, changes)
        run.finetune(fewer(given.recipe, items, folder))
        scores = measured(run, ("plain", "distribution"), given.orders, given.of)
        found = rows_of(scores, "" if len(cultures) > 1 else cultures[0])
        rows += [row.replace("`distribution`", str(items)) for row in found if "`dist" in row]
    return list(table_of("train items", rows))


def main() -> None:
    """Print the tables or, with --separate, the times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("outputs/answers"))
    parser.add_argument("--recipe", default="distribution")
    parser.add_argument("--cultures", help="german,turkish,korean, or others that the source has")
    parser.add_argument("--source", default="wvs7")
    parser.add_argument("--holdout", type=float, default=0.2, help="share of items held out")
    parser.add_argument("--from", dest="start", type=Path, help="a run with adapters on dialogues")
    parser.add_argument("--heldout", default="", help="new countries, by their cultures' names")
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--items", help="numbers of train items, for a curve")
    parser.add_argument("--orders", type=int, default=2)
    parser.add_argument("--of", default="prompt", help="method that `calibrated` fits")
    parser.add_argument("--separate", action="store_true")
    given = parser.parse_args()
    reader = given.source.partition(":")[0]
    names = given.cultures or CULTURES.get(reader, "german,turkish,korean")
    new = [name for name in given.heldout.split(",") if name]
    cultures = [name for name in names.split(",") if name not in new]
    changes = {"seeds.source": [given.source], "seeds.holdout": given.holdout}
    try:
        if given.separate:
            print(json.dumps(compared(given.recipe, cultures, changes), indent=2))
            return
        lines = (
            curve(given, cultures, changes)
            if given.items
            else all_methods(given, cultures, new, changes)
        )
        print("\n".join(lines))
    except InputError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
