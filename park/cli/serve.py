"""`park serve`: read a run and review its opinions in a browser."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from park.cli import options
from park.cli.printing import echo, echo_json

if TYPE_CHECKING:
    from park.serve.stage import Links


def serve(
    run: options.RunFolder,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="Port; 0 for any free one.")
    ] = 8710,
    token: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Your token; random by default.")
    ] = None,
    invite: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Print a new link for a reviewer; repeatable."),
    ] = None,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="The name under which you review.")
    ] = "owner",
    origin: Annotated[
        str, typer.Option(metavar="URL", help="Address of a proxy in front that speaks TLS.")
    ] = "",
    pairs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Blinded pairs to rate, as park study pairs writes them."
        ),
    ] = None,
    items: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Texts to annotate, as park study salience --out writes them."
        ),
    ] = None,
    survey: Annotated[
        str, typer.Option(metavar="NAME", help="A questionnaire to answer: its name or YAML file.")
    ] = "",
    anyone: Annotated[
        bool,
        typer.Option(
            "--anyone", help="Print a link by which anyone may answer it, once in a browser."
        ),
    ] = False,
    learn: Annotated[
        str, typer.Option(metavar="CULTURE", help="A culture to learn about, with a tutor.")
    ] = "",
    tutor: Annotated[
        Literal["adapter", "prompt", "plain"] | None,
        typer.Option(help="Who teaches; default the adapter if any, else prompt."),
    ] = None,
    questions: Annotated[
        int, typer.Option(min=1, metavar="N", help="Maximum questions of an exam.")
    ] = 10,
    revise: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Items to revise: a round's table of park benchmark revise."
        ),
    ] = None,
    assignments: options.Set = None,
    as_json: options.Json = False,
) -> int:
    """Read a run and review its opinions in a browser, until Ctrl-C."""
    from park.run import Run

    def ready(links: "Links") -> None:
        if as_json:
            found = {"address": links.address, "link": links.owner, "invited": links.invited}
            echo_json(found | ({"anyone": links.anyone} if links.anyone else {}))
            return
        for person, link in links.invited.items():
            echo(f"{person}: {link}")
        if links.anyone:
            echo(f"anyone: {links.anyone}")
        echo(f"open: {links.owner}")
        echo("Ctrl-C ends it; whatever was confirmed is stored", err=True)

    Run(options.run_folder(run), assignments=assignments or ()).serve(
        host=host, port=port, token=token, invite=tuple(invite or ()), name=name, origin=origin,
        pairs=pairs, items=items, survey=survey, anyone=anyone, learn=learn, tutor=tutor,
        questions=questions, revise=revise, ready=ready,
    )  # fmt: skip
    return 0
