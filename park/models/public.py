"""Names of models and files as others may read them: without local paths."""

import re
from pathlib import PurePath

from park.models.weights import default_alias

OF_FILES = ("gguf", "scripted")
"""Kinds of models that are named by a file of one's own."""
LOCAL = re.compile(r"\.{0,2}[/\\]|~|[A-Za-z]:[/\\]")
"""How a path begins."""
ON_HUB = re.compile(r"[\w.-]+(/[\w.-]+)?")


def public_name(model: str) -> str:
    """Return a model's name without local paths.

    `embedded` becomes the default alias of this version.
    """
    if model == "embedded":
        return f"embedded/{default_alias()}"
    if LOCAL.match(model):
        return file_name(model)
    kind, colon, file = model.partition(":")
    if colon and kind in OF_FILES:
        return f"{kind}:{file_name(file)}"
    kind, slash, name = model.partition("/")
    of_hub = kind != "sentence-transformers" or ON_HUB.fullmatch(name)
    return f"{kind}{slash}{name if of_hub and not LOCAL.match(name) else file_name(name)}"


def file_name(path: str) -> str:
    """Return the last part of a path of this system or another."""
    return PurePath(path.replace("\\", "/")).name or path
