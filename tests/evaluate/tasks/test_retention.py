"""Retention: adapters are compared with the base on the same neutral texts."""

import asyncio
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.respondent import Respondent
from park.assets import culture_names, load_cultures
from park.evaluate.panel import Panel
from park.evaluate.tasks.retention import Neutral, Retention, neutral_texts, per
from park.ledger.ledger import Ledger
from tests.evaluate.fakes import Fake

ADAPTED = Respondent("adapter", "turkish", "Be Turkish.", "turkish")
ONE = Respondent("one", "turkish", "Be Turkish.", "all-cultures")


class Reader(Fake):
    """Reads each byte at a price, and takes two bytes for a token."""

    def __init__(self, prices):
        super().__init__(None)
        self.prices, self.reads = prices, []

    async def loss(self, respondent, texts):
        self.reads.append(respondent)
        price = self.prices[respondent.adapter]
        return [(price(n, len(t.encode())), len(t.encode()) // 2) for n, t in enumerate(texts)]


def flat(price):
    return lambda number, size: price * size


def run(backend, path, respondents=(ADAPTED,), texts=None):
    task = Retention() if texts is None else Retention(texts)
    with Ledger(path / "ledger.sqlite") as ledger:
        return asyncio.run(task.run(Panel(backend, list(respondents), ledger)))


def one(scores, metric, method, against="", group="english"):
    found = [
        s
        for s in scores
        if (s.metric, s.method, s.against, s.set) == (metric, method, against, group)
    ]
    assert len(found) == 1
    return found[0]


def test_nats_are_given_per_byte_and_per_token(tmp_path):
    scores = run(Reader({"": flat(0.5), "turkish": flat(0.5)}), tmp_path)
    assert one(scores, "nats_per_byte", "plain").value == pytest.approx(0.5)
    assert one(scores, "nats_per_token", "plain").value == pytest.approx(1.0, rel=0.01)
    assert {s.unit for s in scores} == {"texts"}
    assert {s.n for s in scores} == {60, 27}
    assert not any(s.higher_is_better for s in scores)


def test_an_adapter_that_is_a_copy_of_the_base_differs_by_zero(tmp_path):
    price = {"": lambda n, size: size * (1 + n % 3), "turkish": lambda n, size: size * (1 + n % 3)}
    scores = run(Reader(price), tmp_path)
    for metric in ("nats_per_byte", "nats_per_token"):
        found = one(scores, metric, "adapter", "plain")
        assert (found.value, found.low, found.high, found.p, found.adjusted) == (0, 0, 0, 1, 1)


def test_an_adapter_that_forgot_reads_at_a_higher_price(tmp_path):
    forgot = {"": flat(0.5), "turkish": lambda n, size: size * (0.6 if n % 2 else 0.7)}
    scores = run(Reader(forgot), tmp_path)
    found = one(scores, "nats_per_byte", "adapter", "plain")
    assert 0.1 < found.low < found.value < found.high < 0.2
    assert found.p < 0.001
    # Two metrics and two groups of texts, each a family of two.
    assert found.adjusted == pytest.approx(2 * found.p)


def test_the_base_is_read_once_and_so_is_each_adapter_without_any_message_before(tmp_path):
    everybody = [
        Respondent("plain"),
        Respondent("prompt", "turkish", "Be Turkish."),
        ADAPTED,
        ONE,
        Respondent("one", "chinese", "Be Chinese.", "all-cultures"),
    ]
    backend = Reader(dict.fromkeys(("", "turkish", "all-cultures"), flat(1)))
    scores = run(backend, tmp_path, everybody)
    assert [(a.name, a.system) for a in backend.reads] == [
        ("plain", ""),
        ("adapter:turkish", ""),
        ("one", ""),
    ]
    assert {s.method for s in scores} == {"plain", "adapter", "one"}


def test_what_was_read_is_not_read_again(tmp_path):
    class Weighed(Reader):
        def identity(self, respondent):
            return respondent.adapter

    backend = Weighed({"": flat(1), "turkish": flat(2)})
    assert run(backend, tmp_path) == run(backend, tmp_path)
    assert len(backend.reads) == 2


def test_a_backend_that_cannot_read_gives_one_remark_and_no_figure(tmp_path):
    (found,) = run(Fake(None), tmp_path)
    assert (found.value, found.n) == (None, 0)
    assert "does not tell how likely" in found.detail["remark"]


def test_the_texts_are_distinct_and_cover_the_languages_of_the_cards():
    texts = neutral_texts()
    assert len({each.text for each in texts}) == len(texts)
    languages = [each.language for each in texts]
    assert languages.count("en") == 60
    cards = load_cultures(culture_names()).values()
    assert {card.language.split("-")[0] for card in cards} == set(languages)


def test_no_text_names_a_country_or_people_of_the_cards():
    cards = load_cultures(culture_names()).values()
    names = {name for card in cards for name in (card.people, card.home, *card.self_names)}
    for each in neutral_texts():
        assert not any(name in each.text for name in names), each.text


def test_texts_of_one_group_make_scores_of_that_group_alone(tmp_path):
    texts = [Neutral(language="tr", text=f"Su kaynar {n}.") for n in range(4)]
    scores = run(Reader({"": flat(1), "turkish": flat(1)}), tmp_path, texts=texts)
    assert {(s.set, s.n) for s in scores} == {("other-languages", 4)}


rows = st.tuples(st.floats(0, 100), st.integers(1, 99), st.integers(1, 99))


@given(st.lists(rows, min_size=1, max_size=9))
def test_the_rate_is_all_nats_over_all_units(table):
    samples = np.array(table, float)[None]
    for column in (1, 2):
        whole = math.fsum(row[0] for row in table) / sum(row[column] for row in table)
        assert per(column)(samples)[0] == pytest.approx(whole)
