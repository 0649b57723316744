"""Pieces of Markdown in which any text is only text."""

import re
from collections.abc import Iterable, Sequence


def fenced(text: str, language: str = "") -> str:
    """Return a code block whose fence is longer than any that the text holds."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; cells are plain text, whatever is in them."""
    cells = [[cell(each) for each in row] for row in (header, *rows)]
    lines = [cells[0], ["---"] * len(header), *cells[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(value: object) -> str:
    """Return a value in one line, with everything escaped that Markdown would act on."""
    return escape(" ".join(str(value).split()))


def escape(text: str) -> str:
    """Return a text with everything escaped that Markdown would act on."""
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", text)


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
