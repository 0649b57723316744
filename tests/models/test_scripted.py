import asyncio

import pytest

from park.errors import InputError
from park.models.base import ModelError, Params
from park.models.scripted import Rule, Script, ScriptedModel, read_script


def say(text: str) -> list[dict[str, str]]:
    return [{"role": "system", "content": "one two"}, {"role": "user", "content": text}]


def ask(model: ScriptedModel, *texts: str) -> list[str]:
    async def all_at_once():
        return await asyncio.gather(*(model.reply(say(text), Params()) for text in texts))

    return [reply.text for reply in asyncio.run(all_at_once())]


def script(tmp_path, name: str, text: str) -> Script:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_script(path)


def test_replies_come_in_their_order_and_run_out(tmp_path):
    model = ScriptedModel(script(tmp_path, "s.yaml", "[first, second]"), name="scripted:s.yaml")
    assert ask(model, "x") + ask(model, "x") == ["first", "second"]
    with pytest.raises(ModelError, match="script exhausted after 2 replies") as caught:
        ask(model, "x")
    assert caught.value.trouble == "fatal"


def test_rules_depend_on_the_last_message_only():
    rules = (Rule(contains="tea", reply="Milk."), Rule(contains="one", reply="no"), Rule(reply="?"))
    model = ScriptedModel(Script(rules=rules))
    assert ask(model, "why", "tea", "why", "tea") == ["?", "Milk.", "?", "Milk."]


def test_a_message_without_a_rule_is_fatal():
    model = ScriptedModel(Script(rules=(Rule(contains="tea", reply="Milk."),)))
    with pytest.raises(ModelError, match="no rule matches") as caught:
        ask(model, "coffee")
    assert caught.value.trouble == "fatal"


def test_braces_in_replies_are_text(tmp_path):
    source = 'replies: ["{name} {{ 7 * 7 }} {% for %} {0}"]'
    assert ask(ScriptedModel(script(tmp_path, "s.yaml", source)), "x") == [
        "{name} {{ 7 * 7 }} {% for %} {0}"
    ]


def test_json_lines_hold_strings_or_replies(tmp_path):
    found = script(tmp_path, "s.jsonl", '"a"\n\n{"reply": "b"}\n')
    assert found.replies == ("a", "b")


def test_words_are_counted_and_latency_is_kept():
    model = ScriptedModel(lambda messages: "a b c", latency=0.02)
    reply = asyncio.run(model.reply(say("three four five"), Params()))
    assert (reply.usage.tokens_in, reply.usage.tokens_out, reply.seconds) == (5, 3, 0.02)


def test_option_logprobs_need_a_function():
    plain = ScriptedModel(lambda messages: "a")
    assert "option_logprobs" not in plain.abilities
    with pytest.raises(ModelError):
        asyncio.run(plain.option_logprobs(say("x"), ["A"]))
    able = ScriptedModel(lambda messages: "a", options=lambda messages, options: {options[0]: -1.0})
    assert "option_logprobs" in able.abilities
    assert asyncio.run(able.option_logprobs(say("x"), ["A", "B"])).logprobs == {"A": -1.0}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("s.yaml", "reples: [a]", "unknown key; did you mean|unknown key"),
        ("s.yaml", "{}", "replies or rules"),
        ("s.yaml", "replies: [a]\nrules: [{reply: b}]", "replies or rules"),
        ("s.yaml", "[1, 2]", "replies.0"),
        ("s.yaml", "rules: [{contains: b}]", "the key is missing"),
        ("s.jsonl", '"a"\n{"reply', "s.jsonl:2: broken JSON"),
        ("s.jsonl", '{"text": "a"}', "replies.0"),
        ("s.jsonl", "", "replies or rules"),
    ],
)
def test_broken_scripts_are_refused_in_one_line(tmp_path, name, text, message):
    with pytest.raises(InputError, match=message) as caught:
        script(tmp_path, name, text)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)
