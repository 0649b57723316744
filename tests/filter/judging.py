"""A judge that says what it is told, over a ledger in memory of a test."""

import asyncio
import json

from park.filter.judge import Judge
from park.ledger.ledger import Ledger
from park.models.scripted import ScriptedModel
from tests.toys import PROMPTS, gateway


class Scripted:
    """Runs work with a judge; `asked` holds what it was asked, the last message's text."""

    def __init__(self, folder, say="{}", options=None):
        self.asked = []
        self._folder = folder
        answers = iter(say) if isinstance(say, list) else None

        def reply(messages):
            self.asked.append(messages[-1]["content"])
            if callable(say):
                return say(messages)
            return next(answers) if answers is not None else say

        def choose(messages, letters):
            self.asked.append(messages[-1]["content"])
            return options(messages, letters)

        self.model = ScriptedModel(reply, name="judge", options=choose if options else None)

    def run(self, work):
        """Return what an async function of the judge returns."""
        with Ledger(self._folder / "judge.sqlite") as ledger:
            judge = Judge(gateway(self.model, ledger), PROMPTS, languages={"en": "English"})
            return asyncio.run(work(judge))


def listing(*pairs):
    """Return a judge's list of opinions and quotes."""
    return json.dumps({"opinions": [{"opinion": o, "quote": q} for o, q in pairs]})


def favour(meaning, strength=3.0):
    """Return log-probabilities in favour of the option whose label holds some words.

    Labels stand in the last message, a line each, as `B: label`.
    """

    def options(messages, letters):
        text = messages[-1]["content"]
        chosen = next(
            letter
            for letter in letters
            if any(line.startswith(f"{letter}: ") and meaning in line for line in text.splitlines())
        )
        return {letter: -0.1 if letter == chosen else -strength for letter in letters}

    return options
