"""Shares in words and fitted shares through the stage, with a local server or a flat model."""

import json
import re

import pytest

from park.errors import InputError
from park.models.base import Choices
from park.prompts import Prompts
from tests import toys
from tests.evaluate.test_stage import configure, evaluate, of
from tests.fake_openai import FakeOpenAI, Fault

REFUSAL = "I'm sorry, but I cannot estimate this."


def text_of(request):
    return request["messages"][-1]["content"]


def keys_of(text):
    return re.findall(r'"(\w)"', text.partition("the keys are")[2])


def shares(text, weights=None):
    """Return a reply to what was asked: all of it, for the first option."""
    keys = keys_of(text)
    return json.dumps({key: 100.0 * (number == 0) for number, key in enumerate(keys)})


def run(tmp_path, answer, samples=1, cultures=("turkish", "chinese"), methods=None):
    with FakeOpenAI(answer) as server:
        setup = configure(
            tmp_path / "run", cultures, model={"model": "openai/m", "base_url": server.url},
            tasks=("survey",), methods=methods or ("verbalised-plain", "verbalised"),
            options={"survey": {"orders": 2}, "verbalised": {"samples": samples},
                     "verbalised-plain": {"samples": samples}},
        )  # fmt: skip
        return evaluate(tmp_path / "run", setup), server, setup


def claim(outcome, method="verbalised", tested="turkish"):
    (found,) = of(
        outcome, metric="js", method=method, tested=tested, against="", control=False,
        culture="" if method == "verbalised-plain" else tested,
    )  # fmt: skip
    return found


def test_shares_are_asked_for_a_country_and_for_none_and_held_to_a_schema(tmp_path):
    outcome, server, setup = run(tmp_path, lambda request: shares(text_of(request)))
    assert outcome.respondents == ("verbalised-plain", "verbalised:turkish", "verbalised:chinese")
    asked = [text_of(request) for request in server.requests]
    assert {len(request["messages"]) for request in server.requests} == {1}
    homes = [sum(f"people in {home}" in each for each in asked) for home in ("Turkey", "China")]
    named = [each for each in asked if "people in Turkey" in each or "people in China" in each]
    assert min(homes) > 0
    assert len(asked) > len(named) > 0
    schemas = [request["response_format"]["json_schema"]["schema"] for request in server.requests]
    assert all(
        schema["required"] == keys_of(text) for schema, text in zip(schemas, asked, strict=True)
    )
    assert claim(outcome).n == len(setup.heldout)
    assert claim(outcome).detail["unanswered"]["unparsed"] == 0


def test_the_same_words_are_sent_once_whatever_the_form(tmp_path):
    _, server, _ = run(tmp_path, lambda request: shares(text_of(request)))
    asked = [text_of(request) for request in server.requests]
    assert len(asked) == len(set(asked))


def test_several_replies_are_averaged_and_what_cannot_be_read_is_counted_by_its_reason(tmp_path):
    said = ["{", '{"no": 100}', REFUSAL]

    def answer(request):
        keys = keys_of(text_of(request))
        spoilt = [*said, json.dumps(dict.fromkeys(keys, 90))]
        number = len(answer.seen.setdefault(text_of(request), []))
        answer.seen[text_of(request)].append(number)
        return shares(text_of(request)) if number == 4 else spoilt[number % 4]

    answer.seen = {}
    outcome, _, setup = run(tmp_path, answer, samples=5, cultures=("turkish", "chinese"))
    replies = claim(outcome).detail["unanswered"]["replies"]
    count = replies["read"]
    assert replies == {
        "read": count, "malformed": count, "other options": count, "refused": count,
        "not adding up": count,
    }  # fmt: skip
    assert any("replies with shares were not read" in each for each in outcome.remarks)
    assert claim(outcome).n == len(setup.heldout)


@pytest.mark.parametrize(
    ("reply", "status"),
    [("{}", "unparsed"), ("about half", "unparsed"), (REFUSAL, "refused"),
     ('{"A": 900, "B": 100}', "unparsed"), (Fault(status=400, body={"error": {
         "message": "blocked by the content filter", "code": "content_filter"}}), "refused")],
)  # fmt: skip
def test_without_a_readable_reply_nothing_is_scored_and_nothing_guessed(tmp_path, reply, status):
    outcome, _, _ = run(tmp_path, reply)
    assert outcome.scores == []
    assert set(outcome.answers["survey"]) == {status}
    assert status in outcome.failed["survey"]


def test_other_tasks_are_not_put_to_methods_that_do_not_answer_them(tmp_path):
    with FakeOpenAI(lambda request: shares(text_of(request))) as server:
        model = {"model": "openai/m", "base_url": server.url}
        setup = configure(
            tmp_path / "run", model=model, tasks=("education",), methods=("verbalised",)
        )
        outcome = evaluate(tmp_path / "run", setup)
    assert server.requests == []
    assert outcome.remarks == ["education: none of the methods answers it"]


def test_names_no_country_where_none_is_represented():
    options = (("A", "yes"), ("B", "no"))
    said = Prompts().render("evaluate/verbalised", home="", statement="Tea?", options=options)
    assert "people in" not in said
    assert keys_of(said) == ["A", "B"]


class Flat(toys.ToyModel):
    """Gives all options the same probability, whoever it is told to be."""

    abilities = frozenset({"reply", "option_logprobs"})

    def __init__(self):
        super().__init__([])
        self.asked = []

    async def option_logprobs(self, messages, options):
        self.asked.append(messages)
        return Choices(logprobs=dict.fromkeys(options, -1.0))


def fitted(tmp_path, **options):
    setup = configure(
        tmp_path / "run", ("turkish", "german"), tasks=("survey",),
        methods=("prompt", "calibrated"),
        options={"survey": {"orders": 2}, "calibrated": {"items": 12} | options},
    )  # fmt: skip
    model = Flat()
    return evaluate(tmp_path / "run", setup, model=model), model, setup


def test_fitted_shares_are_those_of_another_method_moved_by_what_train_items_tell(tmp_path):
    outcome, _, setup = fitted(tmp_path)
    own, base = claim(outcome, "calibrated"), claim(outcome, "prompt")
    assert own.detail["saw"] == "12 train items, as everybody answered them in TUR"
    assert own.value != base.value
    held = {item.id for item in setup.heldout}
    assert not held & {item.id for item in setup.train_items}


def test_a_fit_to_few_people_says_so(tmp_path):
    outcome, _, _ = fitted(tmp_path, people=20)
    assert claim(outcome, "calibrated").detail["saw"] == (
        "12 train items, as 20 answers drawn from everybody's are in TUR"
    )


def test_a_method_cannot_fit_itself_nor_one_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="calibrated cannot fit itself"):
        fitted(tmp_path, of="calibrated")
    with pytest.raises(InputError, match=r"calibrated\.of: there is no method 'promt'; did you"):
        fitted(tmp_path, of="promt")


def test_an_option_that_a_method_does_not_have_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"evaluate\.options\.calibrated\.poeple"):
        fitted(tmp_path, poeple=3)


def test_a_new_country_is_fitted_to_the_others_unless_some_of_its_people_are_asked(tmp_path):
    for number, (options, saw) in enumerate(
        [({}, "everybody answered them in TUR, CHN"), ({"people": 9}, "everybody's are in DEU")]
    ):
        setup = configure(
            tmp_path / str(number) / "run", tasks=("survey",), methods=("calibrated",),
            heldout_cultures=("german",),
            options={"survey": {"orders": 2}, "calibrated": {"items": 6} | options},
        )  # fmt: skip
        outcome = evaluate(tmp_path / str(number) / "run", setup, model=Flat())
        assert claim(outcome, "calibrated", "german").detail["saw"].endswith(saw)
