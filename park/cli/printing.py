"""Safe printing, the only way to the terminal."""

import json
import sys
from typing import Any

import typer

from park.text.printable import one_line, printable, printable_json


def echo(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a text made safe, on stdout or stderr."""
    typer.echo(printable(text), err=err, nl=nl)


def echo_json(value: Any, *, indent: int | None = None, ascii_only: bool = True) -> None:
    """Print a record or a JSON value on stdout, escaped but complete."""
    # Duck typing, since pydantic is slow to import.
    if hasattr(value, "model_dump_json"):
        text = value.model_dump_json(indent=indent)
    else:
        text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    typer.echo(printable_json(text))


def fail(message: str, code: int) -> int:
    """Print an error as one line on stderr; return the exit code."""
    print(f"park: {one_line(message)}", file=sys.stderr)  # noqa: T201
    return code
