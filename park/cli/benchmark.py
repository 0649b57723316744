"""`park benchmark`: make a benchmark with a community, or of answers that people gave already."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from park.cli import options
from park.cli.generate import run_of
from park.cli.printing import echo, echo_json
from park.cli.work import work

if TYPE_CHECKING:
    from park.benchmark.workspace import Workspace
    from park.outcome import Outcome

app = typer.Typer(
    help="A benchmark of a community's own: keywords, drafts, revisions, people, a published task.",
    invoke_without_command=True,
)
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The benchmark's folder.")]
Files = Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...")]
Config = Annotated[
    Path | None, typer.Option("--config", metavar="CONFIG", help="Whose model and limits are used.")
]


@app.callback()
def _help(context: typer.Context) -> None:
    """A benchmark of a community's own: keywords, drafts, revisions, people, a published task."""
    if context.invoked_subcommand is None:
        echo(context.get_help())


@app.command("new")
def new(
    folder: Folder,
    keywords: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A csv file with keyword, topic and source."),
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="SOURCE",
            help="Real answers: blend:FOLDER, or a survey source such as menavalues:FILE.",
        ),
    ] = "",
    community: Annotated[
        str, typer.Option(metavar="TEXT", help="Who is asked: 'people who live in Turkey'.")
    ] = "",
    name: Annotated[str, typer.Option(metavar="NAME", help="Its name; default the folder's.")] = "",
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Begin a benchmark with a card to fill in."""
    from park.benchmark.start import new as begin

    step = begin(
        folder, keywords=keywords, source=_absolute(source), community=community, name=name
    )
    return _say(step, as_json=as_json, quiet=quiet)


@app.command("draft")
def draft(
    folder: Folder,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="The model that drafts.")
    ] = None,
    config: Config = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    assignments: options.Set = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Let a model draft items for each keyword."""
    from park.benchmark.drafting import draft as drafts

    changes = options.changes(model=model, concurrency=concurrency, max_cost=max_cost)
    run = run_of(config, None, changes, assignments)
    workspace = _workspace(folder)
    return work(
        run,
        lambda: asyncio.run(drafts(run.setup, workspace, progress=run.progress)),
        as_json=as_json,
        quiet=quiet,
    )


@app.command("revise")
def revise(
    folder: Folder,
    files: Files = None,
    chair: Annotated[
        str, typer.Option(metavar="NAME", help="Whose decision stands where revisers differ.")
    ] = "",
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Models filled these tables in, not people.")
    ] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Write the table of the open round of revision, or read filled ones."""
    from park.benchmark.revising import revise as revised

    step = revised(_workspace(folder), files or [], chair=chair, simulated=simulated)
    return _say(step, as_json=as_json, quiet=quiet)


@app.command("collect")
def collect(
    folder: Folder,
    files: Files = None,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Models answered in these tables, not people.")
    ] = False,
    simulate: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, metavar="N", help="Let a model answer as N people."),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="The model that answers.")
    ] = None,
    cultures: options.Cards = None,
    config: Config = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    assignments: options.Set = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Write the questionnaire for the community, or read its answers."""
    workspace = _workspace(folder)
    if simulate is None:
        from park.benchmark.collecting import collect as collected

        step = collected(workspace, files or [], simulated=simulated)
        return _say(step, as_json=as_json, quiet=quiet)
    from park.benchmark.simulating import simulate as answered
    from park.errors import InputError

    if files:
        raise InputError("--simulate: asks a model, so it takes no files")
    changes = options.changes(cultures, model, None, concurrency, max_cost)
    run = run_of(config, None, changes, assignments)
    return work(
        run,
        lambda: asyncio.run(answered(run.setup, workspace, simulate, progress=run.progress)),
        as_json=as_json,
        quiet=quiet,
    )


@app.command("build")
def build(folder: Folder, as_json: options.Json = False, quiet: options.Quiet = False) -> int:
    """Write items, answers and README into the folder."""
    from park.benchmark.build import build as built

    return _say(built(_workspace(folder)), as_json=as_json, quiet=quiet)


@app.command("check")
def check(folder: Folder, as_json: options.Json = False, quiet: options.Quiet = False) -> int:
    """Check card, items and answers."""
    from park.benchmark.check import check as checked

    return _say(checked(_workspace(folder)), as_json=as_json, quiet=quiet)


@app.command("publish")
def publish(
    folder: Folder,
    repo: Annotated[
        str, typer.Argument(metavar="REPO", help="The repository on the Hub: OWNER/NAME.")
    ],
    private: Annotated[
        bool, typer.Option("--private", help="Create a new repository as private.")
    ] = False,
    replace_readme: Annotated[
        bool, typer.Option("--replace-readme", help="Replace a README that somebody else wrote.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what would be sent; needs no token.")
    ] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Send the benchmark to the Hugging Face Hub, after a check."""
    from park.benchmark.publish import publish as published

    pushed = published(
        _workspace(folder),
        repo,
        private=private,
        replace_readme=replace_readme,
        dry_run=dry_run,
        progress=sys.stderr.isatty() and not quiet and not as_json,
        tell=lambda line: None if quiet else echo(line, err=True),
    )
    return _say(pushed, as_json=as_json, quiet=quiet)


def _workspace(folder: Path) -> "Workspace":
    from park.benchmark.workspace import Workspace

    return Workspace(folder)


def _absolute(source: str) -> str:
    """Return a source with its path made absolute, as the card lies elsewhere."""
    name, colon, argument = source.partition(":")
    return f"{name}{colon}{Path(argument).expanduser().absolute()}" if argument else source


def _say(step: "Outcome", *, as_json: bool, quiet: bool) -> int:
    """Print what a step did; return its exit code."""
    if as_json:
        echo_json(step.summary())
    elif not quiet or step.code:
        for line in step.lines():
            echo(line, err=True)
    return step.code
