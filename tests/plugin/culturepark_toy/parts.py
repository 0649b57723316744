"""One part of each kind."""

from typing import ClassVar

from park.export.schema import Column
from park.export.view import View
from park.filter.check import Check
from park.models.backend import Backend
from park.models.scripted import Script, ScriptedModel
from park.records import Answers, Item, Option
from park.surveys.reader import SurveyReader
from park.surveys.survey import Survey
from park.yamlfile import load_yaml


class Shouting(Check):
    name = "shouting"
    help = "is loud"
    reasons = ("shouting",)

    def fault(self, text, rules):
        return ("shouting", text) if "school" in text else None


class Proverbs(View):
    name = "proverbs"
    help = "the opinion as a `proverb`"
    columns: ClassVar = {"proverb": Column("text", "an accepted opinion")}

    def of_opinion(self, opinion):
        yield {"proverb": opinion.text}


class Echo(Backend):
    name = "echo"
    help = "says what its script says"

    def connect(self, config, setting):
        script = load_yaml(setting.base / config.model.removeprefix("echo/"), Script)
        return ScriptedModel(script, name=config.model)


class Tea(SurveyReader):
    name = "tea"
    help = "one question about tea"

    def load(self, argument, base):
        options = (Option(code=1, label="agree"), Option(code=2, label="disagree"))
        item = Item(id="T1", source="tea", statement="Tea is best hot.", options=options)
        counts = {1: 30, 2: 10}
        answers = [
            Answers(item="T1", country=country, counts=counts, valid=40, missing=0)
            for country in ("TUR", "CHN")
        ]
        return Survey.of([item], answers)
