import asyncio
from dataclasses import replace
from itertools import count

import pytest

from park.errors import Stopped
from park.generate.asking import question_of
from park.generate.graph import converse
from park.ledger.ledger import Ledger
from park.models.base import ModelError, Params, Reply
from tests.generate.test_checks import NATURAL
from tests.toys import ToyModel, context, gateway

STRANGE = ("Megan", "Lin Yue", 'we say "', 'We say "')
"""Names of nobody here, and sayings of no role card."""
LINES = [text for text in NATURAL["en"] if not any(each in text for each in STRANGE)]


def line(number, extra=""):
    """Return a line that is like no other, and has a word of any statement."""
    return f"{LINES[number % len(LINES)]} Parents like hot tea. {extra}".strip()


def fresh():
    numbers = count()
    return lambda messages: line(next(numbers))


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def hold(model, ledger, **settings):
    return asyncio.run(converse(context(model, ledger, **settings)))


def checks(turn):
    return [flag.check for flag in turn.flags]


@pytest.mark.parametrize("turns", [2, 5, 14])
def test_all_turns_are_spoken_in_alternation(ledger, turns):
    state = hold(ToyModel(fresh()), ledger, turns=turns)
    assert state["ending"] == "turns"
    assert [turn.number for turn in state["turns"]] == list(range(1, turns + 1))
    assert [turn.speaker for turn in state["turns"][:3]] == ["contact", "delegate", "contact"][
        :turns
    ]
    assert [turn.text for turn in state["turns"]] == [line(n) for n in range(turns)]
    assert all(turn.attempts == 1 and not turn.flags for turn in state["turns"])


def test_a_turn_names_its_call_and_its_instruction(ledger):
    state = hold(ToyModel(fresh()), ledger, turns=3)
    for turn in state["turns"]:
        assert ledger.call(turn.call).text == turn.text
        assert turn.instruction
    assert len({turn.call for turn in state["turns"]}) == 3


def test_a_failed_turn_is_tried_again_with_the_reason(ledger):
    model = ToyModel([line(0), "", line(1), line(2)])
    state = hold(model, ledger, turns=3)
    assert [turn.text for turn in state["turns"]] == [line(0), line(1), line(2)]
    assert [turn.attempts for turn in state["turns"]] == [1, 2, 1]
    first, again, later = (asked[0] for asked in model.asked[1:])
    assert "nothing was said" in again[-1]["content"]
    assert again[:-1] == first[:-1]
    assert "nothing was said" not in str(first) + str(later)


def test_every_attempt_has_a_call_and_a_seed_of_its_own(ledger):
    model = ToyModel(["", "", line(0), line(1)])
    state = hold(model, ledger, turns=2)
    assert state["turns"][0].attempts == 3
    assert len({params.seed for _, params, _ in model.asked}) == 4
    assert ledger.totals().calls == 4


def test_equal_attempts_are_told_apart_where_a_model_ignores_the_seed(ledger):
    long = "a" * 30 + " " + "b" * 30
    model = ToyModel([f"{long} and I", f"{long} and I"] + [line(n) for n in range(3)])
    each = context(model, ledger, turns=2)
    state = asyncio.run(converse(each))
    assert ledger.totals().calls == len(model.asked)
    assert state["ending"] == "turns"


def test_the_attempt_with_the_fewest_flags_is_kept(ledger):
    each = context(model := ToyModel([]), ledger, turns=2)
    long, announced = "tea and more " * 100, f"As {each.scene.contact.name}, I say that "
    said = iter([announced + long, long, announced + long, line(1)])
    model.say = lambda _: next(said)
    kept = asyncio.run(converse(each))["turns"][0]
    assert checks(kept) == ["too_long"]
    assert kept.text == long.strip()
    assert kept.attempts == 3


def test_what_one_speaker_invents_is_no_ground_for_the_other(ledger):
    invented = ["On Plane-Tree Night we walk home.", "For Plane-Tree Night my aunt cooks."]
    model = ToyModel([text for text in invented for _ in range(3)])
    state = hold(model, ledger, turns=2, retries=2)
    assert [turn.text for turn in state["turns"]] == invented
    assert [checks(turn) for turn in state["turns"]] == [["ungrounded"]] * 2


def test_no_attempt_follows_the_last_one_allowed(ledger):
    model = ToyModel(["x" * 2000, line(1)])
    state = hold(model, ledger, turns=2, retries=0)
    assert [turn.attempts for turn in state["turns"]] == [1, 1]
    assert "too_long" in checks(state["turns"][0])


def test_every_turn_may_use_all_its_attempts(ledger):
    said = iter([text for n in range(14) for text in ("", "", line(n))])
    state = hold(ToyModel(lambda _: next(said)), ledger, turns=14, retries=2)
    assert state["ending"] == "turns"
    assert all(turn.attempts == 3 for turn in state["turns"])


def test_a_refusal_that_outlives_the_attempts_ends_the_dialogue(ledger):
    model = ToyModel([line(0), *["As an AI, I have no opinion."] * 3])
    state = hold(model, ledger, turns=6)
    assert state["ending"] == "refusal"
    assert state["failure"] == "turn 2: refusal in each of 3 attempts"
    assert [turn.text for turn in state["turns"]] == [line(0)]


def test_a_refusal_is_overcome_by_a_later_attempt(ledger):
    model = ToyModel([line(0), "As an AI, I have no opinion.", line(1)])
    state = hold(model, ledger, turns=2)
    assert state["ending"] == "turns"
    assert state["turns"][1].attempts == 2


def test_nothing_but_repetition_ends_the_dialogue_as_agreement(ledger):
    state = hold(ToyModel(lambda _: line(0)), ledger, turns=6)
    assert state["ending"] == "agreement"
    assert len(state["turns"]) == 1


def test_silence_ends_the_dialogue_as_an_error(ledger):
    state = hold(ToyModel(lambda _: " \n"), ledger, turns=6)
    assert state["ending"] == "error"
    assert state["failure"] == "turn 1: empty in each of 3 attempts"
    assert state["turns"] == ()


def test_three_short_turns_that_agree_end_the_dialogue(ledger):
    model = ToyModel([line(0), "I agree.", "Exactly!", "You are right, indeed.", line(9)])
    state = hold(model, ledger, turns=8)
    assert (state["ending"], len(state["turns"])) == ("agreement", 4)


def test_two_turns_that_take_leave_end_the_dialogue(ledger):
    model = ToyModel([line(0), line(1, "Goodbye!"), line(2, "See you soon."), line(3)])
    state = hold(model, ledger, turns=8)
    assert (state["ending"], len(state["turns"])) == ("farewell", 3)
    assert state["failure"] == ""


def test_leave_taken_in_the_last_turn_is_no_early_ending(ledger):
    model = ToyModel([line(0, "Goodbye!"), line(1, "See you soon.")])
    assert hold(model, ledger, turns=2)["ending"] == "turns"


@pytest.mark.parametrize("trouble", ["rejected", "transient"])
def test_a_failed_call_ends_the_dialogue_as_an_error_that_says_why(ledger, trouble):
    model = ToyModel([line(0), ModelError("too many tokens", trouble)])
    each = context(model, ledger, turns=4)
    for own in each.gateways.values():
        own._retrying.stop = lambda _: True
    state = asyncio.run(converse(each))
    assert state["ending"] == "error"
    assert state["failure"] == "turn 2: too many tokens"
    assert [turn.text for turn in state["turns"]] == [line(0)]


def test_a_fatal_error_is_raised(ledger):
    with pytest.raises(ModelError, match="no such model"):
        hold(ToyModel([line(0), ModelError("no such model", "fatal")]), ledger, turns=4)


def test_an_exhausted_budget_is_raised(ledger):
    with pytest.raises(Stopped, match="max_cost"):
        hold(ToyModel(lambda _: Stopped("stopped by max_cost")), ledger, turns=4)


def test_a_reply_cut_off_is_kept_to_its_last_whole_sentence(ledger):
    cut = Reply(text=f"{line(0)} And then we", finish="length")
    state = hold(ToyModel([cut, line(1)]), ledger, turns=2)
    assert state["turns"][0].text == line(0)
    assert state["turns"][0].attempts == 1


def test_a_reply_cut_off_in_its_first_sentence_is_tried_again(ledger):
    cut = Reply(text="And then we all went down to", finish="length")
    state = hold(ToyModel([cut, line(0), line(1)]), ledger, turns=2)
    assert state["turns"][0].text == line(0)
    kept = hold(ToyModel(lambda _: cut), ledger, turns=2, retries=0)
    assert checks(kept["turns"][0]) == ["cut_off"]


def test_labels_and_quotation_marks_around_a_reply_are_taken_off(ledger):
    each = context(model := ToyModel([]), ledger, turns=2)
    me, you = each.scene.contact.name, each.scene.delegate.name
    said = iter([f'{me}: "{line(0)}"', f"**{you}:** {line(1)}"])
    model.say = lambda _: next(said)
    state = asyncio.run(converse(each))
    assert [turn.text for turn in state["turns"]] == [line(0), line(1)]


def test_a_speaker_who_writes_the_other_s_line_is_tried_again(ledger):
    each = context(model := ToyModel([]), ledger, turns=2)
    said = iter([f"{line(0)}\n{each.scene.delegate.name}: {line(5)}", line(1), line(2)])
    model.say = lambda _: next(said)
    state = asyncio.run(converse(each))
    assert [turn.text for turn in state["turns"]] == [line(1), line(2)]


def test_the_model_is_told_to_stop_before_a_speaker_s_label(ledger):
    model = ToyModel(fresh())
    each = context(model, ledger, turns=2)
    asyncio.run(converse(each))
    assert model.asked[0][1].stop == tuple(
        f"\n{person.name}:" for person in (each.scene.contact, each.scene.delegate)
    )


def test_each_speaker_is_asked_through_its_own_gateway_and_params(ledger):
    from dataclasses import replace

    from tests.toys import gateway

    models = {
        name: ToyModel(fresh() if name == "contact" else lambda m: line(10 + len(m)), name=name)
        for name in ("contact", "delegate")
    }
    each = replace(
        context(models["contact"], ledger, turns=4),
        gateways={name: gateway(model, ledger) for name, model in models.items()},
        params={"contact": Params(temperature=0.1), "delegate": Params(temperature=0.9)},
    )
    asyncio.run(converse(each))
    assert [p.temperature for _, p, _ in models["contact"].asked] == [0.1, 0.1]
    assert [p.temperature for _, p, _ in models["delegate"].asked] == [0.9, 0.9]


def test_the_same_dialogue_again_asks_the_model_nothing(ledger):
    first = hold(ToyModel(fresh()), ledger, turns=6)
    model = ToyModel([])
    again = hold(model, ledger, turns=6)
    assert again == first
    assert model.asked == []


def test_a_dialogue_goes_on_where_a_crash_left_it(ledger):
    whole = [line(n) for n in range(6)]
    with pytest.raises(ModelError):
        hold(ToyModel([*whole[:3], ModelError("down", "fatal")]), ledger, turns=6)
    model = ToyModel(whole[3:])
    state = hold(model, ledger, turns=6)
    assert [turn.text for turn in state["turns"]] == whole
    assert len(model.asked) == 3


def test_half_a_surrogate_pair_in_a_reply_does_no_harm(ledger):
    state = hold(ToyModel([line(0, "\ud83d"), line(1)]), ledger, turns=2)
    assert state["turns"][0].text == line(0, "\ufffd")
    assert ledger.call(state["turns"][0].call).text == line(0, "\ufffd")


def test_many_dialogues_are_held_at_once_on_one_graph(ledger):
    async def all_at_once():
        return await asyncio.gather(
            *(converse(context(ToyModel(fresh(), name=f"m{n}"), ledger)) for n in range(8))
        )

    states = asyncio.run(all_at_once())
    assert [len(state["turns"]) for state in states] == [6] * 8


def test_a_contact_asks_word_for_word_what_its_instruction_words(ledger):
    model = ToyModel(["So you drink it hot. What about me?", line(1)])
    state = hold(model, ledger, worded=True, turns=2)
    contact, delegate = state["turns"]
    question = question_of(contact.instruction)
    assert question.startswith(f"{context(model, ledger).scene.delegate.name}, ")
    assert contact.text == f"So you drink it hot. {question}"
    assert delegate.text == line(1)
    assert contact.text in model.asked[1][0][-1]["content"]


def test_a_contact_whose_remarks_all_fail_only_asks(ledger):
    model = ToyModel(["As an AI, I cannot say."] * 3 + [line(1)])
    state = hold(model, ledger, worded=True, turns=2)
    contact = state["turns"][0]
    assert contact.text.endswith(question_of(contact.instruction))
    assert "AI" not in contact.text
    assert (contact.flags, contact.attempts) == ((), 3)


def test_the_first_line_names_the_subject_whatever_becomes_of_its_remark(ledger):
    said = "Some people in Ohio say that tea must be hot, how do you see it?"
    state = hold(ToyModel([said, line(1)]), ledger, worded=True, turns=2)
    assert state["turns"][0].text == said


def test_a_first_line_that_fails_at_every_try_is_the_statement_and_the_question(ledger):
    scene = context(ToyModel([]), ledger, turns=2, retries=1).scene
    state = hold(ToyModel(["", "", line(1)]), ledger, worded=True, turns=2, retries=1)
    question = question_of(state["turns"][0].instruction)
    assert state["turns"][0].text == f"{scene.statement} {question}"


def test_a_sound_draft_is_kept_before_a_question_alone(ledger):
    model = ToyModel(["Here it is drunk hot.", "As an AI, I cannot say.", line(1), line(2)])
    state = hold(model, ledger, worded=True, turns=2, samples=2, retries=0)
    assert state["turns"][0].text.startswith("Here it is drunk hot. ")


def test_an_answer_keeps_a_question_that_its_instruction_quotes_to_itself(ledger):
    known = context(ToyModel([]), ledger, worded=True, turns=2)
    told = 'What you say when children ask: "Why is tea hot?"'
    scene = replace(known.scene, instructions=(known.scene.instructions[0], told))
    model = ToyModel(["Here it is drunk hot.", line(1)])
    each = dict.fromkeys(("contact", "delegate"), gateway(model, ledger))
    state = asyncio.run(converse(replace(known, scene=scene, gateways=each)))
    assert state["turns"][1].text == line(1)


def test_in_other_languages_the_contact_words_the_question(ledger):
    said = "Demek çayı sıcak içiyorsun. Peki ya ailen nasıl içiyor?"
    state = hold(ToyModel([said, said]), ledger, worded=True, turns=2, language="own", retries=0)
    assert state["turns"][0].text == said
