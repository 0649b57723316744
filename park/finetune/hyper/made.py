"""The adapters that a generator makes for a run's cultures, with those of its controls."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

import torch

from park.adapters import storage
from park.align.people import people
from park.errors import InputError, ParkError
from park.finetune.hyper import files
from park.finetune.hyper.encoding import Texts
from park.finetune.hyper.files import Saved
from park.finetune.hyper.learners import Learner, learners, of_card, whole_description
from park.finetune.hyper.network import Generator, Made
from park.finetune.hyper.outcome import Generated
from park.finetune.hyper.writing import write
from park.ledger.keys import key_of, rng_of
from park.ledger.ledger import Ledger
from park.records.adapter import made_name
from park.setup import Setup
from park.statistics import js_similarity

METHOD = "generated"
WORDS = 12
"""Words of a random sentence."""


@dataclass(frozen=True)
class Maker:
    """A loaded generator with its encoder."""

    generator: Generator
    saved: Saved
    texts: Texts | None
    """None if it was trained without descriptions."""

    @classmethod
    def of(cls, ledger: Ledger, run: Path, setup: Setup) -> "Maker":
        """Load a run's generator; InputError if there is none or its files were changed."""
        generator, saved = files.load(ledger, run)
        hyper = saved.recipe.hyper
        return cls(generator, saved, Texts(hyper.encoder, setup.base) if hyper.reads else None)

    def from_text(self, text: str, where: str) -> Made:
        """Make an adapter from a description.

        Raises:
            InputError: it is empty or too long, or the generator cannot read it.
        """
        if self.texts is None:
            raise InputError(
                f"{where}: the generator was trained without descriptions "
                f"(hyper.describe: {self.saved.recipe.hyper.describe}) and reads none"
            )
        vectors, mask = self.texts.encode([text], where)
        if vectors.shape[-1] != self.saved.width:
            raise InputError(
                f"hyper.encoder: {self.texts.name} gives vectors of {vectors.shape[-1]} numbers, "
                f"and the generator was trained on {self.saved.width}; use the same encoder"
            )
        with torch.no_grad():
            made: Made = self.generator(vectors, mask)
        return made

    def of_culture(self, name: str) -> Made:
        """Make an adapter without a description; for one-hot, a new culture is the mean of all."""
        names, width = self.saved.cultures, self.saved.width
        vector = torch.zeros(width)
        if self.saved.recipe.hyper.describe == "one-hot":
            vector += 1 / len(names)
            if name in names:
                vector = torch.eye(width)[names.index(name)]
        with torch.no_grad():
            made: Made = self.generator(vector[None, None], torch.ones(1, 1))
        return made


def made_for(ledger: Ledger, run: Path, setup: Setup, outcome: Generated) -> None:
    """Write the adapters of a run's cultures, held-out ones included, and of the controls."""
    maker = Maker.of(ledger, run, setup)
    held = setup.config.evaluate.heldout_cultures
    for name, learner, text in _wanted(setup.including(held), maker, outcome):
        folder, known = storage.place(run, name), ledger.adapter(name)
        storage.recover(folder)
        key = key_of(METHOD, maker.saved.key, learner.name, learner.system, text)
        if known is not None and known.key == key and known.sha256 == storage.digest(folder):
            outcome.unchanged[name] = known
            continue
        try:
            made = maker.from_text(text, name) if maker.texts else maker.of_culture(learner.name)
            adapter = write(
                maker.generator, maker.saved, made, folder, name=name, system=learner.system,
                description=text, run=run.name, key=key,
            )  # fmt: skip
        except InputError:
            raise
        except ParkError as error:
            outcome.failed[name] = str(error)
            continue
        ledger.put_adapter(adapter)
        outcome.trained[name] = adapter


def _wanted(setup: Setup, maker: Maker, outcome: Generated) -> Iterator[tuple[str, Learner, str]]:
    """Yield each adapter's name, who it answers as, and its description."""
    hyper = maker.saved.recipe.hyper
    found = [of_card(setup, card) for card in setup.cultures.values()]
    told = {}
    for each in found:
        try:
            told[each.name] = whole_description(setup, hyper, each)
        except InputError as error:
            outcome.left_out[each.name] = str(error)
    there = [each for each in found if each.name in told]
    for each in there:
        yield made_name(METHOD, each.name), each, told[each.name]
    if maker.texts is None:
        return
    names = list(told)
    for place, each in enumerate(there):
        yield made_name(f"{METHOD}-random", each.name), each, random_text(each.name, told)
        if len(names) > 1:
            other = told[names[(place + 1) % len(names)]]
            yield made_name(f"{METHOD}-shuffled", each.name), each, other
        near = nearest(setup, maker.saved, each)
        if near is not None:
            text = whole_description(setup, hyper, near)
            yield made_name(f"{METHOD}-nearest", each.name), each, text


def random_text(name: str, told: Mapping[str, str]) -> str:
    """Return as many sentences of random letters as a culture's description has."""
    rng = rng_of(METHOD, "random", name)
    words = (
        "".join(rng.choices(ascii_lowercase, k=rng.randint(2, 9)))
        for _ in range(WORDS * max(1, told[name].count(". ")))
    )
    flat = list(words)
    parts = (flat[start : start + WORDS] for start in range(0, len(flat), WORDS))
    return " ".join(f"{' '.join(part)}." for part in parts)


def nearest(setup: Setup, saved: Saved, learner: Learner) -> Learner | None:
    """Return who of those trained on answers the train items most like a learner, itself aside."""
    own = people(setup.survey, setup.train_items, learner.countries)
    reached = {}
    for each in learners(setup, saved.recipe.hyper):
        if each.name not in saved.cultures or {*each.countries} & {*learner.countries}:
            continue
        theirs = people(setup.survey, setup.train_items, each.countries)
        both = own.keys() & theirs.keys()
        if both:
            alike = [float(js_similarity(own[item], theirs[item])) for item in sorted(both)]
            reached[each.name] = (sum(alike) / len(alike), each)
    return max(reached.values(), key=lambda pair: pair[0])[1] if reached else None
