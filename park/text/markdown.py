"""Markdown with all text escaped."""

import re
from collections.abc import Iterable, Sequence


def fenced(text: str, language: str = "") -> str:
    """Return a code block, with a fence longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table with escaped cells."""
    cells = [[cell(each) for each in row] for row in (header, *rows)]
    lines = [cells[0], ["---"] * len(header), *cells[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(value: object) -> str:
    """Return a value on one line, with Markdown escaped."""
    return escape(" ".join(str(value).split()))


def escape(text: str) -> str:
    """Escape Markdown in a text."""
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", text)


def listed(names: Sequence[str]) -> str:
    """Join names as in a sentence."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
