"""culturepark: cross-cultural dialogues, datasets and adapters from survey answers.

    import park

    run = park.Run("outputs/demo", "demo.yaml")
    run.generate()

Public names are imported lazily.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from park.adapters.recipe import Recipe, load_recipe
    from park.config import Config, ModelConfig
    from park.configfile import load_config
    from park.errors import InputError, ParkError, Stopped
    from park.ledger.ledger import Ledger
    from park.ledger.run import read_run
    from park.models.base import ChatModel, ModelError, Params, Reply
    from park.models.connect import connect
    from park.models.scripted import ScriptedModel
    from park.outcome import Outcome
    from park.records import Answers, Culture, Dialogue, Item, Opinion, Sample, Seed, Turn, Verdict
    from park.records.adapter import Adapter
    from park.records.scores import Question, Response, Score
    from park.run import Run
    from park.setup import Setup, prepare
    from park.surveys.load import load_survey
    from park.surveys.survey import Survey

_HOMES = {
    "Adapter": "park.records.adapter",
    "Answers": "park.records",
    "ChatModel": "park.models.base",
    "Config": "park.config",
    "Culture": "park.records",
    "Dialogue": "park.records",
    "InputError": "park.errors",
    "Item": "park.records",
    "Ledger": "park.ledger.ledger",
    "ModelConfig": "park.config",
    "ModelError": "park.models.base",
    "Opinion": "park.records",
    "Outcome": "park.outcome",
    "Params": "park.models.base",
    "ParkError": "park.errors",
    "Question": "park.records.scores",
    "Recipe": "park.adapters.recipe",
    "Reply": "park.models.base",
    "Response": "park.records.scores",
    "Run": "park.run",
    "Sample": "park.records",
    "Score": "park.records.scores",
    "ScriptedModel": "park.models.scripted",
    "Seed": "park.records",
    "Setup": "park.setup",
    "Stopped": "park.errors",
    "Survey": "park.surveys.survey",
    "Turn": "park.records",
    "Verdict": "park.records",
    "connect": "park.models.connect",
    "load_config": "park.configfile",
    "load_recipe": "park.adapters.recipe",
    "load_survey": "park.surveys.load",
    "prepare": "park.setup",
    "read_run": "park.ledger.run",
}

__all__ = [
    "Adapter",
    "Answers",
    "ChatModel",
    "Config",
    "Culture",
    "Dialogue",
    "InputError",
    "Item",
    "Ledger",
    "ModelConfig",
    "ModelError",
    "Opinion",
    "Outcome",
    "Params",
    "ParkError",
    "Question",
    "Recipe",
    "Reply",
    "Response",
    "Run",
    "Sample",
    "Score",
    "ScriptedModel",
    "Seed",
    "Setup",
    "Stopped",
    "Survey",
    "Turn",
    "Verdict",
    "connect",
    "load_config",
    "load_recipe",
    "load_survey",
    "prepare",
    "read_run",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'park' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
