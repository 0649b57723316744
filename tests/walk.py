"""The walk-through of docs/own-culture.md: its files and its commands."""

import re

from tests.commands import CHECKOUT, write

PAGE = CHECKOUT / "docs/own-culture.md"
SAVED = re.compile(r"Save as\s+`([^`]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)


def save_files(text, folder):
    """Write the files that a page tells its readers to save; return their names."""
    found = SAVED.findall(text)
    for name, content in found:
        write(folder / name, content)
    return [name for name, _ in found]
