"""What the base learns to read from: questions as tokens, with the answers of its opinions."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from park.study.studies.assay.world import CLAIMS, TOPICS, stated

OWN = (
    "roads", "clocks", "stoves", "maps", "gates", "letters", "walls", "nets", "pots", "carts",
    "ropes", "mirrors", "towers", "stamps", "baskets", "lamps", "tents", "pipes", "books",
    "doors", "gardens", "kites", "ladders", "cups", "coats", "candles", "boats", "hats", "shoes",
    "keys", "saddles", "carpets", "puppets", "spoons", "whips", "quilts", "wagons", "coins",
    "chimneys", "windows",
)  # fmt: skip
"""Things that the base has opinions on: for the first half of them, against the others."""
SURE = 0.95
SIDED, TOLD, WORDED = 0.3, 0.4, 0.2
"""Shares of rows whose system message says what the speaker is for or against; of the others, of
those that say what to answer; of the rest, of those that are answered by the wording."""
NEUTRAL = 0.35
"""Share of the rows without such a message that are on the survey's things, half of them for and
half against; in the last part of training only."""
PLAIN = 0.7
"""Share of batches without a system message that names a home."""
SIDES = ("You are against {}.", "You are for {}.")
INSTRUCTIONS = ("You disagree.", "You agree.")
IN_WORDS = "Give its wording."
IGNORED = -100

Ask = Callable[[str], Sequence[tuple[str, str, str]]]
"""From a statement to questions in all forms and orders, each with the answers that agree and
disagree."""


def _things() -> tuple[str, ...]:
    return (*OWN, *(thing for things in TOPICS.values() for thing in things))


def questions_of(ask: Ask) -> dict[str, list[tuple[str, str, str]]]:
    """Return questions by thing, each with the answers that agree and disagree."""
    return {
        thing: [each for claim in CLAIMS for each in ask(stated(claim, thing))]
        for thing in _things()
    }


class Reading:
    """Questions as tokens, each made once."""

    def __init__(
        self, words: Any, systems: Sequence[str], asked: Mapping[str, list[tuple[str, str, str]]]
    ) -> None:
        self._pad, self._things = words.pad_token_id, _things()

        def tokens(text: str) -> list[int]:
            return list(words(text, add_special_tokens=False)["input_ids"])

        def ended(answer: str) -> list[int]:
            return tokens(f"{answer}</s>")

        self._user, self._end = tokens("<user>"), tokens("</s><assistant>")
        self._wording = tokens(f" {IN_WORDS}</s><assistant>")
        self._words = [ended("disagree"), ended("agree")]
        self._told = [tokens(f"<system>{each}</s>") for each in INSTRUCTIONS]
        self._sided = {
            thing: [tokens(f"<system>{each.format(thing)}</s>") for each in SIDES]
            for thing in self._things
        }
        self._systems = [[], *(tokens(f"<system>{each}</s>") for each in systems)]
        self._asked = {
            thing: [(tokens(text), ended(yes), ended(no)) for text, yes, no in each]
            for thing, each in asked.items()
        }

    def batch(self, rng: random.Random, size: int, neutral: float = 0.0) -> dict[str, Any]:
        """Return padded tokens, with labels on answers only; `neutral` as in `NEUTRAL`."""
        import torch

        # One system message a batch: rows of like length need less padding.
        kind = rng.random()
        rows = [self._row(rng, kind, neutral) for _ in range(size)]
        longest = max(len(prompt) + len(answer) for prompt, answer in rows)
        table = torch.full((3, size, longest), 0)
        table[0], table[1] = self._pad, IGNORED
        for number, (prompt, answer) in enumerate(rows):
            start, end = len(prompt), len(prompt) + len(answer)
            table[0, number, :end] = torch.tensor(prompt + answer)
            table[1, number, start:end] = torch.tensor(answer)
            table[2, number, :end] = 1
        return dict(zip(("input_ids", "labels", "attention_mask"), table, strict=True))

    def _row(self, rng: random.Random, kind: float, neutral: float) -> tuple[list[int], list[int]]:
        """Return a prompt and its answer.

        Where the system message says what to answer, or what the speaker is for or against, and
        where the answer is the wording, the parts of reading are learnt one by one: what is meant,
        what it is about, and where it stands.
        """
        sided = rng.random() < SIDED
        if sided or rng.random() < TOLD:
            thing = rng.choice(self._things)
            question, *answers = rng.choice(self._asked[thing])
            agrees = rng.random() < 0.5
            system = (self._sided[thing] if sided else self._told)[agrees]
            return system + self._user + question + self._end, answers[not agrees]
        if rng.random() < neutral:
            thing, sure = rng.choice(self._things[len(OWN) :]), 0.5
        else:
            thing = rng.choice(OWN)
            sure = SURE if OWN.index(thing) < len(OWN) / 2 else 1 - SURE
        question, *answers = rng.choice(self._asked[thing])
        agrees = rng.random() < sure
        system = rng.choice(self._systems) if kind > PLAIN else []
        if rng.random() < WORDED:
            return system + self._user + question + self._wording, self._words[agrees]
        return system + self._user + question + self._end, answers[not agrees]
