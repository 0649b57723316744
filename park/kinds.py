"""The kinds of parts that plugins can extend, with their registries."""

from importlib import import_module
from typing import Any

from park.registry import Registry

KINDS = {
    "models": "park.models.backend:MODELS",
    "surveys": "park.surveys.reader:SURVEYS",
    "checks": "park.filter.check:CHECKS",
    "views": "park.export.view:VIEWS",
    "methods": "park.align.method:METHODS",
    "tasks": "park.evaluate.task:TASKS",
    "studies": "park.study.study:STUDIES",
}


def registry(kind: str) -> Registry[Any]:
    """Return the registry of a kind."""
    module, _, name = KINDS[kind].partition(":")
    found: Registry[Any] = getattr(import_module(module), name)
    return found


def plugins() -> list[dict[str, str]]:
    """Return the kind, name, source and help of every part."""
    return [
        {"kind": kind, "name": name, "source": registry(kind).source(name), "help": part.help}
        for kind in KINDS
        for name, part in registry(kind).all().items()
    ]
