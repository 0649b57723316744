"""Decisions from several voices, from two options to many."""

import asyncio
import math
from itertools import permutations

import numpy as np
import pytest

from park.align.disca import correct, noise
from park.align.methods.disca import Disca
from park.align.methods.matched import Matched
from park.align.panels import PersonaPanel
from park.align.respondent import Respondent
from park.align.voices import IN_WORDS, decided
from park.ledger.keys import seed_of
from park.records.scores import Answer, Question

WHO = Respondent("disca", "turkish", "You answer as somebody from Turkey.")


def question(options=("yes", "no"), order=0, task="survey", dataset="toy"):
    markers = tuple("ABCDEFGH"[: len(options)])
    return Question(
        task=task, set=dataset, item="q", form="plain", order=order, text=f"{options}",
        markers=markers, options=tuple(options),
    )  # fmt: skip


class Voices:
    """A model whose shares depend on the voice and the place of an option."""

    def __init__(self, shares):
        self.shares, self.heard = shares, []

    async def choose(self, respondent, questions):
        self.heard.append(respondent.system)
        return [self.shares(respondent.system, each) for each in questions]


def answer(weights, text="", mass=None):
    total = sum(weights.values())
    shares = {name: weight / total for name, weight in weights.items()}
    return Answer(status="answered", shares=shares, text=text, mass=mass)


def mean(gaps, rng):
    return gaps.mean(0)


def decide(model, questions, systems=("", "one", "two"), how=mean):
    return asyncio.run(decided(model, WHO, systems, questions, how))


def both(options=("yes", "no"), **known):
    return [question(options, 0, **known), question(options[::-1], 1, **known)]


def leaning(system, asked):
    """Voices with odds of their own, and three to one for what is shown first."""
    odds = {"": 2.0, "one": 4.0, "two": 0.5}[system]
    weights = {"yes": odds, "no": 1.0}
    weights[asked.options[0]] *= 3
    return answer(weights)


def test_two_options_are_decided_by_the_gap_without_the_order_s_effect():
    found = decide(Voices(leaning), both())
    gap = np.mean([math.log(2), math.log(4), math.log(0.5)]) / 1.5
    for each in found:
        assert each.shares["yes"] == pytest.approx(1 / (1 + math.exp(-gap / 0.5)))


def test_dilemmas_have_the_temperature_of_their_dimension():
    known = {"task": "multitp", "dataset": "Species"}
    found = decide(Voices(leaning), both(**known))
    gap = np.mean([math.log(2), math.log(4), math.log(0.5)]) / 4
    assert found[0].shares["yes"] == pytest.approx(1 / (1 + math.exp(-gap / 0.5)))


def test_disca_corrects_the_base_by_its_personas():
    method = Disca()
    method.panels = {"turkish": PersonaPanel(("one", "two"), "en", ("trust",))}
    model = Voices(leaning)
    found = asyncio.run(method.ask(model, WHO, both()))
    assert model.heard == ["", "one", "two"]
    gaps = np.array([-math.log(odds) / 1.5 for odds in (2, 4, 0.5)])
    rng = np.random.default_rng(seed_of("voices", "survey", "toy", "q", "plain"))
    gap = correct(gaps[:1], gaps[None, 1:], noise(rng, 1)).gap[0]
    assert found[0].shares["no"] == pytest.approx(1 / (1 + math.exp(-gap / 0.5)))


def test_matched_asks_the_base_alone():
    model = Voices(leaning)
    found = asyncio.run(Matched().ask(model, Respondent("matched"), both()))
    assert model.heard == [""]
    assert found[0].shares["yes"] == pytest.approx(1 / (1 + 2 ** (-1 / 0.75)))


def test_many_options_with_one_voice_keep_their_order_and_odds():
    weights = {"a": 1.0, "b": 2.0, "c": 4.0, "d": 8.0}
    model = Voices(lambda system, asked: answer(weights))
    (found,) = decide(model, [question("abcd")], [""])
    shares = [found.shares[name] for name in "abcd"]
    assert sum(shares) == pytest.approx(1)
    ratios = [one / other for one, other in zip(shares[1:], shares, strict=False)]
    assert ratios == pytest.approx([2 ** (1 / 0.75)] * 3)


@pytest.mark.parametrize("order", permutations("abc"))
def test_the_names_and_order_of_options_do_not_matter(order):
    def shares(system, asked):
        return answer({"a": 1.0, "b": 2.0 if system else 5.0, "c": 3.0})

    straight = decide(Voices(shares), [question("abc")])[0].shares
    turned = decide(Voices(shares), [question(order)])[0].shares
    assert turned == pytest.approx(straight)


def test_questions_of_other_items_are_decided_apart():
    def by_form(system, asked):
        return answer({"yes": 9.0 if asked.form == "plain" else 1.0, "no": 1.0})

    other = [each.model_copy(update={"form": "other"}) for each in both()]
    found = decide(Voices(by_form), [*both(), *other])
    assert found[0].shares["yes"] > 0.9
    assert found[2].shares["yes"] == pytest.approx(0.5)


def test_answers_in_words_count_as_votes_and_are_marked():
    def said(system, asked):
        return answer({"yes": 1.0, "no": 0.0}, text="A")

    (found, _) = decide(Voices(said), both(), [""])
    # Two votes of two, with half a vote added to each option.
    assert found.shares["yes"] == pytest.approx(1 / (1 + 5 ** (-1 / 0.75)))
    assert found.text == IN_WORDS


@pytest.mark.parametrize("status", ["unparsed", "refused", "failed"])
def test_one_missing_answer_leaves_the_decision_out(status):
    def some(system, asked):
        if system == "two" and asked.order == 1:
            return Answer(status=status, text="no idea")
        return leaning(system, asked)

    found = decide(Voices(some), both())
    assert [each.status for each in found] == [status, status]
    assert not any(each.shares for each in found)


def test_an_option_that_a_server_cut_off_has_a_finite_gap():
    model = Voices(lambda system, asked: answer({"yes": 1.0, "no": 0.0}, mass=0.9))
    found = decide(model, both(), [""])[0]
    assert 0 < found.shares["no"] < 1e-6
    assert found.mass == pytest.approx(0.9)
