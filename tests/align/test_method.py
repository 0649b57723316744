"""Methods: who answers, in which order, and what is compared."""

import re
from pathlib import Path

import pytest

from park.align.method import METHODS, pairs, respondents
from park.config import EvaluateConfig
from park.errors import InputError
from park.evaluate.task import BENCHMARK, LM_EVAL, TASKS
from park.records.adapter import ALL
from tests.toys import PROMPTS, culture

CARDS = {name: culture(name) for name in ("turkish", "chinese")}
DOCS = Path(__file__).parents[2] / "docs" / "evaluate.md"


def names(methods, adapters=()):
    return [each.name for each in respondents(methods, CARDS, adapters, PROMPTS)]


def test_respondents_come_in_the_order_of_the_methods_whatever_was_named_first():
    assert names(["one", "adapter", "prompt", "plain"], ["chinese", ALL]) == [
        "plain", "prompt:turkish", "prompt:chinese", "adapter:chinese", "one:turkish",
        "one:chinese",
    ]  # fmt: skip


def test_a_method_without_its_adapter_answers_for_nobody():
    assert names(["adapter", "one"]) == []


def test_all_but_plain_share_the_sentence_that_names_the_culture():
    found = respondents(EvaluateConfig().methods, CARDS, [*CARDS, ALL], PROMPTS)
    assert {each.system for each in found if each.culture == "turkish"} == {
        PROMPTS.render("export/system", home=CARDS["turkish"].home, language_name="English")
    }
    assert {each.system for each in found if not each.culture} == {""}


def test_all_stands_for_every_method():
    assert names(["all"], [*CARDS, ALL]) == names(METHODS.names(), [*CARDS, ALL])


def test_an_unknown_method_is_refused_with_the_nearest():
    with pytest.raises(InputError, match="--methods: there is no method 'promt'; did you mean"):
        names(["promt"])


def test_methods_are_compared_with_their_baselines_and_adapters_with_controls_too():
    there = ["plain", "prompt", "adapter", "one", "pooled"]
    assert pairs(there, ["pooled"]) == [
        ("adapter", "plain"), ("adapter", "prompt"), ("adapter", "one"), ("one", "plain"),
        ("prompt", "plain"), ("adapter", "pooled"),
    ]  # fmt: skip
    assert pairs(["plain", "prompt"], ["pooled"]) == [("prompt", "plain")]


def test_the_configuration_takes_the_methods_that_cost_no_more_and_the_tasks_without_data():
    cheap = [name for name, kind in METHODS.all().items() if kind.by_default]
    assert EvaluateConfig().methods == tuple(cheap)
    told = [name for name in TASKS.all() if name not in ("multitp", "guarded", BENCHMARK, LM_EVAL)]
    assert EvaluateConfig().tasks == tuple(told)


def test_the_tables_of_the_documentation_are_those_of_the_registry():
    rows = re.findall(r"^\| `([a-z-]+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [*METHODS.all(), *(name for name in TASKS.all() if name != LM_EVAL)]


def test_every_part_says_what_it_is_for():
    assert all(each.help for kind in (METHODS, TASKS) for each in kind.all().values())
