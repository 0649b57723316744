"""culturepark: survey answers → cross-cultural dialogues, and what is made of them.

The public names are imported when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from park.adapters.recipe import Recipe, load_recipe
    from park.config import Config, load_config
    from park.errors import InputError, ParkError, Stopped
    from park.evaluate.stage import run_evaluate
    from park.export.stage import run_export
    from park.filter.stage import run_filter
    from park.finetune.local.stage import run_finetune
    from park.generate.setup import Setup, prepare
    from park.generate.stage import connect_all, run_generate
    from park.ledger.ledger import Ledger
    from park.ledger.run import open_run, read_run
    from park.models.base import ChatModel, ModelError, Params, Reply
    from park.models.connect import connect
    from park.models.scripted import ScriptedModel
    from park.records import Answers, Culture, Dialogue, Item, Opinion, Sample, Seed, Turn, Verdict
    from park.records.adapter import Adapter
    from park.records.scores import Question, Response, Score
    from park.report.stage import run_report
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
    "ModelError": "park.models.base",
    "Opinion": "park.records",
    "Params": "park.models.base",
    "ParkError": "park.errors",
    "Question": "park.records.scores",
    "Recipe": "park.adapters.recipe",
    "Reply": "park.models.base",
    "Response": "park.records.scores",
    "Sample": "park.records",
    "Score": "park.records.scores",
    "ScriptedModel": "park.models.scripted",
    "Seed": "park.records",
    "Setup": "park.generate.setup",
    "Stopped": "park.errors",
    "Survey": "park.surveys.survey",
    "Turn": "park.records",
    "Verdict": "park.records",
    "connect": "park.models.connect",
    "connect_all": "park.generate.stage",
    "load_config": "park.config",
    "load_recipe": "park.adapters.recipe",
    "load_survey": "park.surveys.load",
    "open_run": "park.ledger.run",
    "prepare": "park.generate.setup",
    "read_run": "park.ledger.run",
    "run_evaluate": "park.evaluate.stage",
    "run_export": "park.export.stage",
    "run_filter": "park.filter.stage",
    "run_finetune": "park.finetune.local.stage",
    "run_generate": "park.generate.stage",
    "run_report": "park.report.stage",
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
    "ModelError",
    "Opinion",
    "Params",
    "ParkError",
    "Question",
    "Recipe",
    "Reply",
    "Response",
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
    "connect_all",
    "load_config",
    "load_recipe",
    "load_survey",
    "open_run",
    "prepare",
    "read_run",
    "run_evaluate",
    "run_export",
    "run_filter",
    "run_finetune",
    "run_generate",
    "run_report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'park' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
