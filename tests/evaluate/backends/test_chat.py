"""Chat models as respondents: probabilities where they are to be had, else words, never a guess."""

import asyncio
import math

import pytest

from park.align.respondent import Respondent
from park.errors import ParkError
from park.evaluate.backends.chat import ChatBackend, read, schema_of, weighed
from park.evaluate.panel import Panel
from park.ledger.ledger import Ledger
from park.models.base import Choices, ModelError, NoLogprobs, Reply
from tests import toys
from tests.toys import question

PLAIN = Respondent("plain")
TURKISH = Respondent("prompt", "turkish", "You speak for people from Turkey.")
SAID = [{"role": "user", "content": "Hello."}]


class Model(toys.ToyModel):
    """Gives log-probabilities, or not, or says something."""

    def __init__(self, logprobs=None, says="A", schema=True):
        super().__init__([])
        self.logprobs = logprobs
        self.says = says
        self.asked = []
        able = {"reply", "option_logprobs"} | ({"schema"} if schema else set())
        self.abilities = frozenset(able)

    async def option_logprobs(self, messages, options):
        self.asked.append(list(messages))
        if self.logprobs is None:
            raise NoLogprobs(self.name)
        return Choices(logprobs=self.logprobs)

    async def reply(self, messages, params, schema=None):
        self.asked.append(list(messages))
        if isinstance(self.says, Exception):
            raise self.says
        return Reply(text=self.says)


def choose(tmp_path, model, questions, respondent=PLAIN):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        backend = ChatBackend({"": toys.gateway(model, ledger)}, 2)
        return backend, asyncio.run(backend.choose(respondent, questions))


def test_probabilities_are_renormalised_over_the_options_and_their_mass_is_kept(tmp_path):
    model = Model({"A": math.log(0.3), "B": math.log(0.1)})
    _, (one, other) = choose(tmp_path, model, [question(), question(order=1)])
    assert one.shares == pytest.approx({"yes": 0.75, "no": 0.25})
    assert other.shares == pytest.approx({"no": 0.75, "yes": 0.25})
    assert one.mass == pytest.approx(0.4)


def test_an_option_that_the_endpoint_does_not_show_has_no_share():
    assert weighed(question(), {"A": -1.0}).shares == {"yes": 1.0, "no": 0.0}


@pytest.mark.parametrize("logprobs", [{}, {"A": -math.inf}, {"A": math.nan}, {"A": -1e9}])
def test_without_any_option_among_the_likeliest_tokens_nothing_is_answered(logprobs):
    assert weighed(question(), logprobs).status == "unparsed"


def test_an_endpoint_without_log_probabilities_is_asked_in_words_and_said_to_be(tmp_path):
    model = Model(says='{"answer": "B"}')
    backend, answers = choose(tmp_path, model, [question("q1"), question("q2")])
    assert [each.shares for each in answers] == [{"yes": 0.0, "no": 1.0}] * 2
    assert len(backend.remarks) == 1
    assert "no log-probabilities" in backend.remarks[0]


@pytest.mark.parametrize(
    "text",
    ["A", " A ", "A.", "A) yes, surely", "(A)", '"A"', '{"answer": "A"}', "**A**", "Ａ", "Option A",
     "The answer is A", "A - yes", "Yes", "yes.", '```json\n{"answer": "A"}\n```', r"\boxed{A}"],
)  # fmt: skip
def test_a_marker_that_stands_by_itself_or_a_label_is_read(text):
    assert read(question(), text).shares == {"yes": 1.0, "no": 0.0}


@pytest.mark.parametrize(
    "text",
    ["", "A dog", "Yes and no", "AB", "a", "C", "B or A", "The answer is not A", "A - no", "[]",
     "3", '{"answer": "C"}'],
)  # fmt: skip
def test_what_is_no_marker_is_unparsed_and_kept(text):
    answer = read(question(), text)
    assert (answer.status, answer.shares, answer.text) == ("unparsed", {}, text)


@pytest.mark.parametrize("text", ["B: a dog", "B) A woman", "B. a doctor", "B"])
def test_words_behind_a_marker_are_no_other_marker(text):
    asked = question(markers=("A", "B"), labels=("A", "B"))
    assert read(asked, text).shares == {"yes": 0.0, "no": 1.0}


def test_a_refusal_is_counted_apart():
    text = "I'm sorry, but as an AI language model I cannot assist with that request."
    assert read(question(), text).status == "refused"


def test_a_content_filter_refuses_and_an_outage_ends_the_asking(tmp_path):
    filtered = ModelError("refused by the endpoint's content filter", "rejected")
    _, (answer,) = choose(tmp_path, Model(says=filtered), [question()])
    assert answer.status == "refused"
    with pytest.raises(ParkError, match="gone"):
        choose(tmp_path, Model(says=ModelError("gone", "fatal")), [question("q9")])


def test_the_system_message_comes_first_and_what_was_said_before_follows(tmp_path):
    model = Model({"A": -1.0, "B": -1.0})
    before = (("user", "Hello."), ("assistant", "Good day."))
    choose(tmp_path, model, [question(before=before)], TURKISH)
    assert [(m["role"], m["content"]) for m in model.asked[0]] == [
        ("system", TURKISH.system), *before, ("user", "q1: A or B?"),
    ]  # fmt: skip


def test_the_schema_allows_the_markers_and_nothing_else():
    assert schema_of(question())["properties"]["answer"]["enum"] == ["A", "B"]


def test_a_fine_tuned_model_answers_for_its_culture_and_the_base_for_the_others(tmp_path):
    base, tuned = Model({"A": -1.0, "B": -2.0}), Model({"A": -2.0, "B": -1.0})
    base.name, tuned.name = "openai/base", "openai/ft:turkish"
    own = Respondent("adapter", "turkish", TURKISH.system, "turkish")
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        gateways = {"": toys.gateway(base, ledger), "turkish": toys.gateway(tuned, ledger)}
        backend = ChatBackend(gateways, 2)
        (plain,), (adapted,) = (
            asyncio.run(backend.choose(who, [question()])) for who in (TURKISH, own)
        )
    assert plain.shares["yes"] > 0.5 > adapted.shares["yes"]
    assert backend.identity(own) != backend.identity(TURKISH) == backend.identity(PLAIN)
    assert backend.name == "openai/base"


def test_a_model_with_other_settings_is_asked_anew(tmp_path):
    def asked(*shape):
        model = Model({"A": -1.0, "B": -2.0})
        model.shape = shape
        with Ledger(tmp_path / "ledger.sqlite") as ledger:
            backend = ChatBackend({"": toys.gateway(model, ledger)}, 2)
            panel = Panel(backend, [PLAIN], ledger)
            asyncio.run(panel.ask(PLAIN, [question()]))
            asyncio.run(panel.say(PLAIN, SAID, max_tokens=9, seed=0))
        return len(model.asked)

    assert [asked(), asked(), asked({}, 4096), asked({}, 4096)] == [2, 0, 2, 0]
    assert asked({"top_k": 1}, "off") == 2
