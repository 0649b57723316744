"""Adapters as respondents: switched on one base, each answering as itself."""

import asyncio
import math

import pytest

from park.align.methods.disca import Disca
from park.align.methods.matched import Matched
from park.align.panels import PersonaPanel
from park.align.respondent import Respondent
from park.errors import InputError, ParkError
from tests.adapters import small
from tests.adapters.test_option_logprobs import loaded, run
from tests.evaluate.backends.test_chat import PLAIN
from tests.toys import question

pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")
__all__ = ["loaded", "run"]

SYSTEM = "You speak for people from a town by the sea."
PROMPTED = Respondent("prompt", "turkish", SYSTEM)
COPY = Respondent("adapter", "turkish", SYSTEM, "copy")
CHANGED = Respondent("adapter", "turkish", SYSTEM, "turkish")


class Known:
    """What the ledger knows of an adapter."""

    def __init__(self, sha256):
        self.sha256 = sha256


@pytest.fixture
def backend(loaded):
    from park.evaluate.backends.adapters import AdaptersBackend

    return AdaptersBackend(loaded, {"turkish": Known("1"), "copy": Known("2")})


def questions():
    return [
        question(f"item {n}", order=order, form=form, text=f"{form}: item {n}, A or B?")
        for form in ("first", "second")
        for n in range(3)
        for order in (0, 1)
    ]


def choose(backend, respondent, asked=None):
    return asyncio.run(backend.choose(respondent, asked or questions()))


def test_an_adapter_that_is_a_copy_of_the_base_answers_exactly_like_it(backend):
    assert choose(backend, COPY) == choose(backend, PROMPTED)
    assert choose(backend, CHANGED) != choose(backend, PROMPTED)
    assert choose(backend, PLAIN) != choose(backend, PROMPTED)


def test_answers_do_not_depend_on_what_else_is_asked(backend):
    together = choose(backend, CHANGED)
    for each, answer in zip(questions(), together, strict=True):
        (alone,) = choose(backend, CHANGED, [each])
        assert alone.shares == pytest.approx(answer.shares, abs=1e-5)


def test_other_weights_have_another_identity(backend):
    assert len({backend.identity(each) for each in (PLAIN, COPY, CHANGED)}) == 3
    assert backend.identity(PLAIN) == backend.identity(PROMPTED)


def test_a_conversation_follows_from_its_seed(backend):
    def say(respondent, seed):
        said = backend.say(
            respondent, [{"role": "user", "content": "Well?"}], max_tokens=8, seed=seed
        )
        return asyncio.run(said)

    assert say(PROMPTED, 1) == say(COPY, 1)
    assert len({say(PROMPTED, seed) for seed in range(5)}) > 1


def test_what_is_said_costs_the_tokens_read_and_written(backend, monkeypatch):
    asked = [small.message("user", "Well?")]
    system = small.message("system", SYSTEM)
    # The random model never ends an answer here.
    monkeypatch.setattr(backend.loaded.base.model.generation_config, "eos_token_id", None)
    monkeypatch.setattr("park.adapters.ending.Ends.options", lambda *_: {})
    asyncio.run(backend.say(PROMPTED, asked, max_tokens=8, seed=1))
    spent = backend.spent()
    assert (spent.calls, spent.tokens) == (1, len(backend.loaded.tokens([system, *asked])) + 8)


def test_surprise_is_measured_with_and_without_an_adapter(backend):
    texts = ["bread and rice", "tea"]
    base, copy, changed = (
        asyncio.run(backend.loss(each, texts)) for each in (PLAIN, COPY, CHANGED)
    )
    assert base == copy
    assert [each[0] for each in changed] != [each[0] for each in base]
    assert [each[1] for each in changed] == [each[1] for each in base]


def test_a_model_whose_numbers_are_none_has_not_answered(backend):
    from torch import nan, nn

    nn.init.constant_(backend.loaded.base.model.get_output_embeddings().weight, nan)
    assert {each.status for each in choose(backend, PLAIN)} == {"unparsed"}
    with pytest.raises(ParkError, match="plain cannot speak"):
        asyncio.run(backend.say(PLAIN, [small.message("user", "Hi")], max_tokens=2, seed=0))


def test_options_that_have_next_to_nothing_of_all_probability_are_not_weighed(backend):
    found = choose(backend, PLAIN)
    assert all(0 < each.mass < 0.05 for each in found)
    assert {(each.status, len(each.shares)) for each in found} == {("unparsed", 0)}


def test_a_marker_that_is_no_token_of_the_base_names_the_form(backend):
    with pytest.raises(InputError, match="toy/first: 'no way' is no single token of tiny"):
        choose(backend, PLAIN, [question(markers=("A", "no way"))])


def test_personas_are_voices_of_the_base_and_agree_over_the_orders_of_options(backend, monkeypatch):
    # A random model gives options hardly any probability.
    monkeypatch.setattr("park.records.scores.LEAST_MASS", 0.0)
    method = Disca()
    method.panels = {"turkish": PersonaPanel(("You love tea.", "You hate tea."), "en", ())}
    found = asyncio.run(method.ask(backend, Respondent("disca", "turkish", SYSTEM), questions()))
    matched = asyncio.run(Matched().ask(backend, Respondent("matched"), questions()))
    plain = choose(backend, PLAIN)
    assert found[::2] == found[1::2]
    for number in range(0, len(plain), 2):
        pair = plain[number : number + 2]
        gap = sum(math.log(each.shares["yes"] / each.shares["no"]) for each in pair) / 2
        odds = matched[number].shares["yes"] / matched[number].shares["no"]
        assert math.log(odds) == pytest.approx(gap / 0.75, abs=1e-4)
        assert found[number].shares != matched[number].shares
