"""`park guard`: train a guard on people's ratings, or score texts with one."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.generate import run_of
from park.cli.printing import echo, echo_json

app = typer.Typer(
    help="A guard of texts on two axes: train it on ratings, score texts.",
    invoke_without_command=True,
)
BATCH = 2_000
"""Texts that are scored at once."""

Config = Annotated[
    Path | None, typer.Option("--config", metavar="CONFIG", help="Whose embedder is used.")
]
Share = Annotated[float, typer.Option(min=0.0, max=1.0)]


@app.callback()
def _help(context: typer.Context) -> None:
    """A guard of texts on two axes: train it on ratings, score texts."""
    if context.invoked_subcommand is None:
        echo(context.get_help())


@app.command("train")
def train(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table of ratings.")],
    mapping: Annotated[
        str, typer.Option(metavar="NAME", help="What its columns mean: a name or a YAML file.")
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The guard to write, as JSON.")],
    fewest: Annotated[
        int, typer.Option(min=1, metavar="N", help="Ratings of a text that a country needs.")
    ] = 3,
    config: Config = None,
    assignments: options.Set = None,
    as_json: options.Json = False,
) -> int:
    """Train a guard on people's ratings; print how well it does on texts left out."""
    from park.guard.labels import check_mapping, labels_of
    from park.guard.page import lines
    from park.guard.train import trained
    from park.ratings.mapping import load_mapping
    from park.ratings.read import read_ratings, read_texts

    setup = run_of(config, None, {}, assignments).setup
    known = load_mapping(mapping)
    check_mapping(known, "a guard", mapping)
    ratings = read_ratings(file, known)
    texts = dict(read_texts(file, known))
    labels = labels_of(ratings, texts, known, setup.config.seed, fewest)
    card = {"ratings": file.name, "mapping": mapping, "about": known.about}
    guard = trained(labels, setup.embedder(), setup.config.seed, card)
    guard.save(out)
    if as_json:
        echo_json(guard.card)
        return 0
    for line in lines(guard.card):
        echo(line)
    echo(f"written to {out}", err=True)
    return 0


@app.command("score")
def score(
    guard: Annotated[Path, typer.Argument(metavar="GUARD", help="A trained guard.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or JSON Lines file.")],
    column: Annotated[str, typer.Option(metavar="NAME", help="Its column of texts.")] = "text",
    harmless: Share = 0.5,
    aware: Share = 0.5,
    band: Annotated[
        float, typer.Option(min=0.0, max=0.5, help="Undecided within so much of a threshold.")
    ] = 0.1,
    config: Config = None,
    assignments: options.Set = None,
) -> int:
    """Print each text's scores and verdict as JSON, a line each, without the text."""
    from park.guard.sentry import Limits, sentry
    from park.ratings.rows import rows

    limits = Limits(harmless=harmless, aware=aware, band=band)
    watch = sentry(guard, run_of(config, None, {}, assignments).setup.embedder(), limits)
    given = ((line, cells[0]) for line, cells in rows(file, [column]))
    for batch in _batches(given):
        told = watch.judge([text for _, text in batch])
        for (line, _), found in zip(batch, told, strict=True):
            scores = {name: round(value, 4) for name, value in found.scores.items()}
            echo(json.dumps({"line": line, **scores, "verdict": found.verdict}))
    return 0


def _batches(rows: Iterator[tuple[int, str]]) -> Iterator[Sequence[tuple[int, str]]]:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
