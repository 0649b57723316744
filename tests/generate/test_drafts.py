import asyncio
import math
from dataclasses import replace

import pytest

from park.generate import drafts
from park.ledger.ledger import Ledger
from park.models.base import Choices, ModelError, NoLogprobs
from park.records import Flag
from tests.generate.test_blueprint import setup
from tests.generate.test_conversation import checks, fresh, hold, line
from tests.toys import ToyModel, context, scene, turn

ESSAY = "It is important and essential to provide support and to ensure well-being for society."
STORY = "My uncle sold his bicycle in May, so that we could buy shoes for school."


class Weighing(ToyModel):
    """Also tells which side a text is on; an exception is raised."""

    abilities = frozenset({"reply", "option_logprobs"})

    def __init__(self, say, side):
        super().__init__(say)
        self.side, self.weighed = side, []

    async def option_logprobs(self, messages, options):
        self.weighed.append(messages[-1]["content"])
        letter = self.side(messages[-1]["content"])
        if isinstance(letter, BaseException):
            raise letter
        return Choices(
            logprobs={each: math.log(0.8 if each == letter else 0.1) for each in options}
        )


def own_side(text):
    """Return the letter of "agree", the scene's stance, for what mentions a bicycle; else C."""
    return "A" if "bicycle" in text else "C"


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def draft(text, *flags, number=2, **changes):
    found = tuple(Flag(check=each, reason="no") for each in flags)
    return turn(number, text, flags=found, **changes)


def test_each_turn_is_drafted_as_often_as_asked_with_the_same_words(ledger):
    model = ToyModel(fresh())
    state = hold(model, ledger, turns=2, samples=3)
    assert [(each.attempts, each.tries) for each in state["turns"]] == [(3, 1), (3, 1)]
    assert ledger.totals().calls == len(model.asked) == 6
    assert len({str(asked) for asked, _, _ in model.asked[:3]}) == 1
    assert len({params.seed for _, params, _ in model.asked}) == 6


def test_drafts_of_a_turn_follow_each_other_as_only_then_their_prompt_is_cached(ledger):
    model = ToyModel(fresh(), seconds=0.01)
    hold(model, ledger, turns=2, samples=3)
    assert model.most_at_once == 1


def test_a_kept_turn_names_the_call_of_its_own_draft(ledger):
    model = ToyModel([ESSAY, STORY, line(0), ESSAY, line(1), STORY])
    for each in hold(model, ledger, turns=2, samples=3)["turns"]:
        assert ledger.call(each.call).text == each.text


def test_the_draft_without_flags_is_kept_and_nothing_is_tried_again(ledger):
    model = ToyModel(["x" * 2000, line(0), "", line(1)])
    state = hold(model, ledger, turns=2, samples=2)
    assert [each.text for each in state["turns"]] == [line(0), line(1)]
    assert len(model.asked) == 4


def test_where_all_drafts_fail_it_is_tried_again_with_the_reason(ledger):
    model = ToyModel(["", "x" * 2000, line(0), line(1), line(2)])
    state = hold(model, ledger, turns=2, samples=2, retries=1)
    assert state["turns"][0].text == line(0)
    assert (state["turns"][0].attempts, state["turns"][0].tries) == (3, 2)
    asked = [messages[-1]["content"] for messages, _, _ in model.asked[:3]]
    assert asked[0] == asked[1]
    assert "four short sentences" in asked[2]


def test_lighter_flags_are_preferred_to_fewer(ledger):
    heavy, light = draft("One.", "stance"), draft("Two.", "echoes", "too_long")
    assert kept(context(ToyModel([]), ledger, samples=2), heavy, light) == light
    assert kept(context(ToyModel([]), ledger), heavy, light) == heavy


def kept(each, *found, turns=2):
    return asyncio.run(drafts.best(each, [turn(n) for n in range(1, turns)], found))


def test_the_draft_that_tells_something_is_kept_of_those_without_flags(ledger):
    each = context(ToyModel([]), ledger, samples=2)
    assert kept(each, draft(ESSAY), draft(STORY)).text == STORY
    assert kept(each, draft("No words: ..."), draft(STORY)).text == STORY


def test_one_draft_alone_is_kept_as_before_by_the_number_of_flags(ledger):
    each = context(model := Weighing([], own_side), ledger)
    assert kept(each, draft(ESSAY), draft(STORY)).text == ESSAY
    assert model.weighed == []


def test_a_draft_on_the_other_side_loses(ledger):
    both = draft(STORY.replace("bicycle", "cart")), draft(STORY)
    each = context(model := Weighing([], own_side), ledger, samples=2)
    assert kept(each, *both).text == STORY
    assert len(model.weighed) == ledger.totals().calls == 2
    assert "A: agree\nB: disagree" in model.weighed[0]


def test_the_side_is_the_share_of_the_end_nearest_to_the_stance(ledger):
    each = context(Weighing([], own_side), ledger, samples=2)
    for at, share in ((-1, 0.8), (1, 0.1), (0, 0.0)):
        here = replace(each, scene=replace(each.scene, side=at))
        assert asyncio.run(drafts.fit(here, draft(STORY))) == pytest.approx(share)
    scaleless = replace(each, scene=replace(each.scene, ends=()))
    assert asyncio.run(drafts.fit(scaleless, draft(STORY))) == 0


def test_the_side_is_asked_for_only_where_the_delegate_states_its_view(ledger):
    each = context(model := Weighing([], own_side), ledger, samples=2, turns=6)
    for turns, asked in ((1, 0), (2, 2), (3, 2), (4, 2), (5, 2), (6, 4)):
        text = f"{STORY} On day {turns}."
        kept(each, draft(text, number=turns), draft(f"{text} In May.", number=turns), turns=turns)
        assert len(model.weighed) == asked


@pytest.mark.parametrize(
    "error",
    [NoLogprobs("toy"), ModelError("too long", "rejected"), ModelError("busy", "transient")],
)
def test_drafts_are_chosen_without_probabilities_where_there_are_none(ledger, error):
    each = context(Weighing([], lambda _: error), ledger, samples=2)
    assert kept(each, draft(ESSAY), draft(STORY)).text == STORY


def test_a_fatal_error_of_choosing_stops(ledger):
    each = context(Weighing([], lambda _: ModelError("no key", "fatal")), ledger, samples=2)
    with pytest.raises(ModelError, match="no key"):
        kept(each, draft(ESSAY), draft(STORY))


def test_resuming_keeps_the_same_drafts_without_a_call(ledger):
    said = [ESSAY, STORY, line(0), line(1)]
    first = hold(ToyModel(said), ledger, turns=2, samples=2)
    again = hold(ToyModel([]), ledger, turns=2, samples=2)
    assert again["turns"] == first["turns"]


def test_an_error_of_one_draft_ends_the_dialogue(ledger):
    model = ToyModel([line(0), ModelError("refused", "rejected"), line(1)])
    state = hold(model, ledger, turns=2, samples=3)
    assert (state["ending"], state["failure"]) == ("error", "turn 1: refused")
    assert ledger.totals().calls == 1


def test_one_sample_is_no_setting_of_older_runs_and_two_are():
    assert "dialogue.samples" not in setup(dialogue={"samples": 1}).identity
    assert setup(dialogue={"samples": 2}).identity["dialogue.samples"] == 2


def test_substance_is_what_is_new_the_facts_used_and_no_essay():
    here, told = scene(), "Tea in Rize is grown on steep slopes above the sea."
    plain = drafts.substance(draft(STORY), here, ())
    assert plain == pytest.approx(1.0)
    assert drafts.substance(draft(STORY), here, (turn(1, STORY),)) == pytest.approx(0.0)
    assert drafts.substance(draft(ESSAY), here, ()) < plain - 0.5
    using = draft("We pick it on steep slopes in Rize.", facts=(told,))
    assert drafts.substance(using, here, ()) == pytest.approx(1 + 4 / 6)
    assert drafts.substance(draft("!"), here, ()) == -1.0


@pytest.mark.parametrize(
    "better, worse",
    [
        ("Hot, my mother said, or not at all.", "I strongly agree. My mother said so."),
        ("Mine goes into the pot at six.", "Yes, I agree, it goes into the pot at six."),
        ("Mine steams until noon.", "I believe that every tea number must be really hot."),
    ],
)
def test_forms_and_the_statement_speak_against_a_delegate(better, worse):
    here = scene()
    assert drafts.manner(draft(better), here) < drafts.manner(draft(worse), here)


def test_a_contact_asks_and_is_brief():
    here, asking = scene(), 'Say it. Then ask: "Why?"'
    ask, tell = (draft(text, number=1, instruction=asking) for text in ("Oh. Why?", "Oh. Why."))
    assert drafts.manner(ask, here) == 0
    assert drafts.manner(tell, here) == 1
    assert drafts.manner(draft("Oh.", number=1, instruction="Say it."), here) == 0
    assert drafts.manner(draft("word " * 80 + "?", number=1), here) > 0.5


def test_flags_of_a_kept_draft_stay(ledger):
    state = hold(ToyModel(["x" * 2000, "y" * 3000, line(1), line(2)]), ledger, turns=2, samples=2,
                 retries=0)  # fmt: skip
    assert "too_long" in checks(state["turns"][0])


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("words", ["greeting", "small_talk"])
def test_nobody_comes_back_to_what_either_had_for_breakfast(ledger, number, words):
    talk = getattr(scene(), words).split(".")[0]
    said = [*(line(n) for n in range(number)), f"{talk} again, so I was proud.", line(2), line(3)]
    state = hold(model := ToyModel(said), ledger, turns=2)
    assert state["turns"][number].attempts == 2
    assert "leave breakfast" in model.asked[number + 1][0][-1]["content"]
