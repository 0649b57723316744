"""`park show`: what a run holds, and its dialogues as a person reads them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from park.cli import options
from park.errors import InputError, nearest

if TYPE_CHECKING:
    from park.ledger.ledger import Ledger
    from park.records import Dialogue


def show(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="A run folder, or its name in outputs.")
    ],
    key: Annotated[
        str | None,
        typer.Argument(metavar="DIALOGUE", help="The key of a dialogue, or its start."),
    ] = None,
    cultures: options.Cultures = None,
    as_json: options.Json = False,
) -> None:
    """List the dialogues of a run, or print one."""
    from park.ledger.run import read_run

    folder = run if run.is_dir() or len(run.parts) > 1 else Path("outputs") / run
    with read_run(folder) as ledger:
        if key is not None:
            _print_dialogue(_find(ledger, key), as_json)
        else:
            _print_list(ledger, folder, set(options.names_in(cultures or "")), as_json)


def _find(ledger: "Ledger", key: str) -> "Dialogue":
    keys = ledger.dialogue_keys()
    found = [key] if key in keys else [each for each in keys if each.startswith(key)]
    if len(found) == 1:
        dialogue = ledger.dialogue(found[0])
        assert dialogue is not None
        return dialogue
    if found:
        raise InputError(f"{len(found)} dialogues begin with {key!r}; give more of the key")
    hint = nearest(key, {each[:12] for each in keys})
    raise InputError(f"there is no dialogue {key!r} in this run{hint}")


def _print_dialogue(dialogue: "Dialogue", as_json: bool) -> None:
    from park.generate.reading import as_text

    typer.echo(dialogue.model_dump_json(indent=2) if as_json else as_text(dialogue))


def _print_list(ledger: "Ledger", folder: Path, cultures: set[str], as_json: bool) -> None:
    from park.generate.reading import as_line

    dialogues = [d for d in ledger.dialogues() if not cultures or d.seed.culture in cultures]
    if as_json:
        for dialogue in dialogues:
            typer.echo(dialogue.model_dump_json())
        return
    for dialogue in dialogues:
        typer.echo(as_line(dialogue))
    if dialogues:
        typer.echo(f"read one with: park show {folder} {dialogues[0].key[:12]}", err=True)
    else:
        typer.echo(f"{folder}: no dialogues yet", err=True)
