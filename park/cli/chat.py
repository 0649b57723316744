"""`park chat`: chat with a culture's adapter."""

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from park.cli import options
from park.cli.printing import echo

if TYPE_CHECKING:
    from park.adapters.talk import Talk


def chat(
    run: options.RunFolder,
    culture: Annotated[str, typer.Option(metavar="NAME", help="Culture of the adapter.")],
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
    from park.adapters.talk import Manner, begin
    from park.cli.progress_printer import ProgressPrinter
    from park.progress import fetching_to

    folder = options.run_folder(run)
    with ProgressPrinter(quiet=False) as progress:
        manner = Manner(max_tokens, temperature, seed)
        talk = begin(folder, culture, manner, fetching_to(progress))
    if not say:
        echo("an empty line or Ctrl-D ends the talk", err=True)
    for line in say or typed():
        for text in answers(talk, line, culture, compare=compare):
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
