"""culturepark: survey answers → cross-cultural dialogues, and what is made of them.

The public names are imported when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from park.config import Config, load_config
    from park.errors import InputError, ParkError, Stopped
    from park.generate.setup import Setup, prepare
    from park.generate.stage import connect_all, run_generate
    from park.ledger.ledger import Ledger
    from park.ledger.run import open_run, read_run
    from park.models.base import ChatModel, ModelError, Params, Reply
    from park.models.connect import connect
    from park.models.scripted import ScriptedModel
    from park.records import Answers, Culture, Dialogue, Item, Seed, Turn
    from park.surveys.load import load_survey
    from park.surveys.survey import Survey

_HOMES = {
    "Answers": "park.records",
    "ChatModel": "park.models.base",
    "Config": "park.config",
    "Culture": "park.records",
    "Dialogue": "park.records",
    "InputError": "park.errors",
    "Item": "park.records",
    "Ledger": "park.ledger.ledger",
    "ModelError": "park.models.base",
    "Params": "park.models.base",
    "ParkError": "park.errors",
    "Reply": "park.models.base",
    "ScriptedModel": "park.models.scripted",
    "Seed": "park.records",
    "Setup": "park.generate.setup",
    "Stopped": "park.errors",
    "Survey": "park.surveys.survey",
    "Turn": "park.records",
    "connect": "park.models.connect",
    "connect_all": "park.generate.stage",
    "load_config": "park.config",
    "load_survey": "park.surveys.load",
    "open_run": "park.ledger.run",
    "prepare": "park.generate.setup",
    "read_run": "park.ledger.run",
    "run_generate": "park.generate.stage",
}

__all__ = [
    "Answers",
    "ChatModel",
    "Config",
    "Culture",
    "Dialogue",
    "InputError",
    "Item",
    "Ledger",
    "ModelError",
    "Params",
    "ParkError",
    "Reply",
    "ScriptedModel",
    "Seed",
    "Setup",
    "Stopped",
    "Survey",
    "Turn",
    "connect",
    "connect_all",
    "load_config",
    "load_survey",
    "open_run",
    "prepare",
    "read_run",
    "run_generate",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'park' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
