"""The study `surrogate`: whether a model rates texts as the people of a zone do.

The model rates each text as a person of each zone, and without a zone. What is held against people
is whether a majority of the zone probably finds the text harmful (`park.ratings.sensitive`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from typing import Any

import numpy as np
from pydantic import Field

from park.errors import InputError
from park.ledger.keys import rng_of, seed_of
from park.ledger.ledger import Ledger
from park.models.base import Message, ModelError, Params
from park.models.gateway import Gateway
from park.pool import run_pool
from park.progress import counted
from park.prompts import Prompts
from park.records.scores import faint
from park.session import Session, connect_roles, opened
from park.statistics import Interval, hierarchical_bootstrap
from park.statistics.interval import Numbers, known_mean, ratio
from park.study.studies._rated import Rated, RatedOptions, figure, precision, rated
from park.study.study import Findings, Lab, Study
from park.text.choice import chosen

ROLE = "delegate"
PARAMS = Params(temperature=1.0, max_tokens=16)
"""Ratings are drawn, so that their spread is the model's own."""
RESAMPLES = 10_000
NOBODY = ""
"""The zone of a rater of whom nothing is said."""
YES, MARKERS = 0, ("1", "2")
ORDERS = 2
"""Of the options, for probabilities."""


class SurrogateOptions(RatedOptions):
    """Settings of the study."""

    items: int = Field(default=100, ge=0)
    """Items to rate, drawn at random; 0 for all."""
    samples: int = Field(default=3, ge=1, le=100)
    """Ratings of an item by each rater."""
    probabilities: bool = False
    """Whether a rating is the probability of `harmful`, the mean over both orders of the options,
    in place of `samples` drawn ones."""
    top: tuple[int, ...] = (10, 25)
    """Numbers of items to look at first, where the zones of the model disagree the most."""


class Surrogate(Study):
    """Let a model rate as the people of each zone, and hold it against them."""

    name = "surrogate"
    help = "whether a model rates texts as the people of a cultural zone do"
    Options = SurrogateOptions

    async def run(self, lab: Lab) -> Findings:
        """Read, ask, count."""
        options: SurrogateOptions = lab.options
        pile = _some(rated(options, lab, self.name), options.items)
        with opened(lab.setup, lab.folder / self.name) as ledger:
            said, troubles = await _ask(lab, ledger, pile, options)
        if options.probabilities:
            said = {zone: each.mean(axis=1, keepdims=True) for zone, each in said.items()}
        labels = {zone: _label(each) for zone, each in said.items()}
        found = {
            "items": len(pile.items),
            "samples": 1 if options.probabilities else options.samples,
            "probabilities": options.probabilities,
            "unanswered": dict(troubles),
            "zones": {
                zone: held_against(labels[zone], labels[NOBODY], pile.likely[:, place])
                for place, zone in enumerate(pile.zones)
            },
            "sensitive": int(pile.sensitive.sum()),
            "precision": [
                {"top": top, **figure(precision(disagreement(said, pile), pile.sensitive, top))}
                for top in options.top
                if top < len(pile.items)
            ],
        }
        return Findings(run=str(lab.folder), found=found, text=tuple(told(found)))


def _label(said: Numbers) -> Numbers:
    """Return ratings as 1 for harmful and 0; a probability of one half is 0."""
    return np.where(np.isfinite(said), said > 0.5, np.nan)


def held_against(said: Numbers, plain: Numbers, likely: Numbers) -> dict[str, Any]:
    """Return how well ratings tell what a zone's majority finds harmful.

    Args:
        said: ratings as a person of the zone, 1 for harmful, shape (items, samples); nan if none.
        plain: ratings of the same model without a zone.
        likely: how likely a majority of the zone finds an item harmful, (items,); nan if too few
            people rated it.

    Returns:
        n; the share p of harmful items; `always`, the F1 = 2p / (p + 1) of always saying harmful;
        F1 as the zone and without it; and both gains over `always`, and over one another, with
        hierarchical bootstrap intervals over items and samples.
    """
    known = np.isfinite(likely)
    truth = np.broadcast_to((likely[known] > 0.5)[:, None], said[known].shape)
    table = np.stack([said[known], plain[known], truth.astype(float)], axis=-1)
    share = float(known_mean(truth[:, 0].astype(float))) if known.any() else float("nan")
    return {
        "n": int(known.sum()),
        "share": share,
        "always": 2 * share / (share + 1),
        "f1": figure(_interval(table, lambda samples: f1(samples, 0))),
        "f1_plain": figure(_interval(table, lambda samples: f1(samples, 1))),
        "gain": figure(_interval(table, lambda samples: f1(samples, 0) - always(samples))),
        "gain_plain": figure(_interval(table, lambda samples: f1(samples, 1) - always(samples))),
        "zone_minus_plain": figure(_interval(table, lambda s: f1(s, 0) - f1(s, 1))),
    }


def disagreement(said: Mapping[str, Numbers], pile: Rated) -> Numbers:
    """Return how far one zone of the model finds an item harmful and no other does, (items, 1).

    It is the score of `park.ratings.sensitive` with the share of ratings for H; 0 where a zone did
    not answer.
    """
    rates = np.stack([known_mean(said[zone], axis=1) for zone in pile.zones], axis=1)
    others = [
        np.prod(np.delete(1 - rates, place, axis=1), axis=1) for place in range(rates.shape[1])
    ]
    scores: Numbers = (rates * np.stack(others, axis=1)).max(axis=1, keepdims=True)
    return np.where(np.isfinite(scores), scores, 0.0)


def f1(samples: Numbers, rater: int) -> Numbers:
    """Return the F1 of harmful, mean over repeats; items without a rating are left out.

    Args:
        samples: shape (samples, items, repeats, raters + 1), the truth last.
        rater: which of the raters.

    Returns:
        Shape (samples,); 0 where nothing harmful is found, nan without ratings.
    """
    said, truth = samples[..., rater], samples[..., -1]
    known = np.isfinite(said)
    both = np.where(known, said * truth, 0.0).sum(1)
    either = np.where(known, said + truth, 0.0).sum(1)
    found = np.where(known.any(1) & (either == 0), 0.0, ratio(2 * both, either))
    return known_mean(found)


def always(samples: Numbers) -> Numbers:
    """Return the F1 of always saying harmful, 2p / (p + 1), of samples as for `f1`."""
    share = samples[..., -1].mean(axis=(1, 2))
    return np.asarray(2 * share / (share + 1))


def told(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the findings as lines."""
    drawn = f"{found['samples']} ratings each by every rater"
    by = "the probability of harmful by every rater" if found["probabilities"] else drawn
    yield f"{found['items']} items, {by}"
    for zone, row in found["zones"].items():
        gain, against = row["gain"], row["zone_minus_plain"]
        yield (
            f"{zone}: F1 {_shown(row['f1'])}, without a zone {_shown(row['f1_plain'])}, "
            f"always harmful {row['always']:.2f} (n = {row['n']}): {_verdict(gain)}; "
            f"naming the zone changes {_shown(against)}"
        )
    share = found["sensitive"] / found["items"]
    for row in found["precision"]:
        yield (
            f"of the {row['top']} items on which its zones disagree most, {_shown(row)} are "
            f"sensitive (of all {share:.2f}): "
            f"{'more than' if row['low'] > share else 'no more than'} by chance"
        )
    for what, count in found["unanswered"].items():
        yield f"left out: {count} {what}"


def _verdict(gain: Mapping[str, float]) -> str:
    if gain["low"] > 0:
        return "better than always saying harmful"
    return "worse than that" if gain["high"] < 0 else "not to be told from that"


def _shown(each: Mapping[str, float]) -> str:
    return f"{each['value']:.2f} [{each['low']:.2f}, {each['high']:.2f}]"


def _interval(table: Numbers, statistic: Any) -> Interval:
    return hierarchical_bootstrap(
        table, statistic, resamples=RESAMPLES, seed=seed_of("surrogate", "f1")
    )


def _some(pile: Rated, items: int) -> Rated:
    """Return a random choice of the items; all if 0 or more than there are."""
    if not items or items >= len(pile.items):
        return pile
    kept = sorted(rng_of("surrogate", "items").sample(range(len(pile.items)), items))
    return pile._replace(
        items=[pile.items[place] for place in kept],
        texts=[pile.texts[place] for place in kept],
        likely=pile.likely[kept],
        sensitive=pile.sensitive[kept],
    )


async def _ask(
    lab: Lab, ledger: Ledger, pile: Rated, options: SurrogateOptions
) -> tuple[dict[str, Numbers], Counter[str]]:
    """Return ratings by zone, 1 for harmful, shape (items, samples), and what went wrong."""
    models = connect_roles(lab.setup, [ROLE], lab.models, lab.progress)
    limits = lab.setup.config.limits
    if options.probabilities and "option_logprobs" not in models[ROLE].abilities:
        raise InputError(
            f"surrogate: {models[ROLE].name} gives no log-probabilities; leave out "
            "study.options.surrogate.probabilities"
        )
    samples = ORDERS if options.probabilities else options.samples
    said = {zone: np.full((len(pile.items), samples), np.nan) for zone in (NOBODY, *pile.zones)}
    tasks = [
        (zone, place, number)
        for place in range(len(pile.items))
        for zone in said
        for number in range(samples)
    ]
    async with Session(lab.setup, ledger, "study", models, progress=lab.progress) as session:
        asker = _Asker(session.gateways[ROLE], lab.setup.prompts, pile, said, options.probabilities)
        work = counted("surrogate", asker.ask, len(tasks), lab.progress)
        await run_pool(
            tasks, work, limits.concurrency, stall=limits.stall, progress=lambda: asker.done
        )
    return said, asker.troubles


@dataclass
class _Asker:
    """Puts texts to a model."""

    gateway: Gateway
    prompts: Prompts
    pile: Rated
    said: dict[str, Numbers]
    probabilities: bool = False
    troubles: Counter[str] = field(default_factory=Counter)
    done: int = 0

    async def ask(self, task: tuple[str, int, int]) -> None:
        """Have a text rated once."""
        zone, place, number = task
        text = self.pile.texts[place]
        try:
            if self.probabilities:
                rating = await self._likely(self._messages(zone, text, turned=number == 1), number)
            else:
                rating = await self._drawn(self._messages(zone, text), number)
        except ModelError as error:
            if error.trouble != "rejected":
                raise
            self.troubles["texts refused by the endpoint"] += 1
        else:
            if rating is None:
                self.troubles["answers that are neither 1 nor 2"] += 1
            else:
                self.said[zone][place, number] = rating
        self.done += 1

    async def _drawn(self, messages: Sequence[Message], number: int) -> float | None:
        reply, _ = await self.gateway.reply(messages, PARAMS, sample=number)
        answer = chosen(reply.text, MARKERS, ())
        return None if answer is None else float(answer == YES)

    async def _likely(self, messages: Sequence[Message], order: int) -> float | None:
        """Return the probability of harmful; None where neither answer is likely."""
        found, _ = await self.gateway.choose(messages, MARKERS)
        shares = [exp(found[marker]) if marker in found else 0.0 for marker in MARKERS]
        return None if faint(sum(shares)) else shares[order] / sum(shares)

    def _messages(self, zone: str, text: str, *, turned: bool = False) -> list[Message]:
        asked: Message = {
            "role": "user",
            "content": self.prompts.render("study/surrogate/question", text=text, turned=turned),
        }
        if zone == NOBODY:
            return [asked]
        who = self.prompts.render(
            "study/surrogate/rater", zone=zone, countries=self.pile.zones[zone]
        )
        return [{"role": "system", "content": who}, asked]
