import pytest

from park.generate.estimate import estimate
from tests.generate.test_blueprint import setup


def priced(price):
    return {"models": {"delegate": {"model": "openai/own", "base_url": "http://h/v1"} | price}}


def test_calls_are_dialogues_times_turns():
    figures = estimate(setup(dialogue={"turns": 8}))
    assert (figures.dialogues, figures.calls) == (4, 32)
    assert estimate(setup(dialogue={"turns": 8}), limit=1).calls == 8


def test_tokens_grow_with_dialogues_and_faster_with_turns():
    four, eight = (estimate(setup(dialogue={"turns": turns})).usage for turns in (4, 8))
    assert eight.tokens_out == 2 * four.tokens_out
    assert eight.tokens_in > 2 * four.tokens_in
    one = estimate(setup(dialogue={"turns": 4}), limit=1).usage
    assert four.tokens_in == 4 * one.tokens_in


def test_money_follows_the_price_and_an_unknown_price_gives_none():
    figures = estimate(setup(**priced({"price": {"input": 1.0, "output": 2.0}})))
    usage = figures.usage
    assert figures.cost_usd == pytest.approx((usage.tokens_in + 2 * usage.tokens_out) / 1e6)
    assert estimate(setup(**priced({}))).cost_usd is None
    assert estimate(setup()).cost_usd == 0


def test_the_time_follows_from_the_speed():
    figures = estimate(setup())
    assert figures.seconds(10.0) == figures.usage.tokens_out / 10
