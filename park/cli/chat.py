"""`park chat`: chat with a culture's adapter."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from park.cli import options
from park.cli.printing import echo
from park.errors import InputError

if TYPE_CHECKING:
    from park.adapters.talk import Talk


def chat(
    run: options.RunFolder,
    culture: Annotated[
        str | None, typer.Option(metavar="NAME", help="Culture of the adapter.")
    ] = None,
    adapter: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="An adapter's folder, as of `park adapters make`."),
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Also show the base model's answers.")
    ] = False,
    say: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="Send this and exit; repeatable.")
    ] = None,
    max_tokens: Annotated[
        int, typer.Option(min=1, metavar="N", help="Maximum tokens per answer.")
    ] = 160,
    temperature: Annotated[
        float, typer.Option(min=0.0, max=2.0, help="Sampling temperature; 0 is greedy.")
    ] = 0.7,
    seed: Annotated[int, typer.Option(metavar="N", help="Random seed.")] = 0,
) -> int:
    """Chat with a culture's adapter in the terminal."""
    from park.adapters.talk import Manner, begin, begin_with
    from park.cli.progress_printer import ProgressPrinter
    from park.progress import fetching_to

    if culture is None and adapter is None:
        raise InputError("--culture: name one of the run's adapters, or a folder by --adapter")
    folder = options.run_folder(run)
    with ProgressPrinter(quiet=False) as progress:
        manner = Manner(max_tokens, temperature, seed)
        fetching = fetching_to(progress)
        if adapter is not None:
            talk = begin_with(folder, adapter, culture, manner, fetching)
        else:
            talk = begin(folder, str(culture), manner, fetching)
    if not say:
        echo("an empty line or Ctrl-D ends the talk", err=True)
    for line in say or typed():
        for text in answers(talk, line, talk.adapter, compare=compare):
            echo(text)
    return 0


def typed() -> Iterator[str]:
    """Yield typed lines until an empty line or the end of the input."""
    while True:
        if sys.stdin.isatty():
            echo("you> ", nl=False, err=True)
        line = sys.stdin.readline().strip()
        if not line:
            return
        yield line


def answers(talk: "Talk", line: str, culture: str, *, compare: bool) -> Iterable[str]:
    """Yield the answers to a line, with the respondent's name."""
    if compare:
        yield f"base> {talk.answer(line, adapted=False)}"
    yield f"{culture}> {talk.answer(line)}"
