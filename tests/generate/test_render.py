import pytest

from park.generate.render import WIDTH, as_line, as_text, scene_as_text
from park.generate.views import messages_for
from park.records import Flag
from tests.toys import PROMPTS, dialogue, scene, turn


@pytest.mark.parametrize("evil", ["\x1b[2J", "\x07", "\u202e", "\r", "\x9b31m", "\x00", "\u2067"])
def test_nothing_that_was_said_acts_on_a_terminal(evil):
    shown = as_text(dialogue(turns=(turn(1, f"tea{evil}pot"),), failure=evil, ending="error"))
    assert evil[0] not in shown
    assert evil[0] not in as_line(dialogue(stance_label=f"agree{evil}"))
    assert "tea" in shown


def test_a_dialogue_is_shown_with_its_stance_models_and_flags():
    flagged = turn(
        2, "Well, late.", attempts=3, flags=(Flag(check="too_long", reason="use fewer words"),)
    )
    shown = as_text(dialogue(turns=(turn(1, "We eat early."), flagged)))
    for part in (
        "turkish, Q1: Tea must be hot.",
        "answers: agree, as 60% in TUR do",
        "Megan: We eat early.",
        "Elif: Well, late.",
        "[attempt 3]",
        "[too_long: use fewer words]",
        "toy",
        "(all turns done)",
    ):
        assert part in shown


def test_a_draft_that_was_asked_for_is_no_second_attempt():
    assert "[attempt" not in as_text(dialogue(turns=(turn(1, attempts=2, samples=2),)))
    assert "[attempt 2]" in as_text(dialogue(turns=(turn(1, attempts=3, samples=2),)))


def test_long_turns_are_wrapped():
    shown = as_text(dialogue(turns=(turn(1, "tea and bread " * 30),)))
    assert max(map(len, shown.splitlines()[5:])) <= WIDTH


def test_a_failed_dialogue_says_what_failed():
    shown = as_text(dialogue(turns=(), ending="error", failure="turn 1: down"))
    assert shown.endswith("(failed: turn 1: down)")
    assert "  failed" in as_line(dialogue(ending="error"))
    assert "  repetition: nothing new was said" in as_line(dialogue(ending="agreement"))


def test_a_list_has_one_line_a_dialogue():
    assert "\n" not in as_line(dialogue())
    assert as_line(dialogue("0123456789abcdef")).startswith("0123456789ab  turkish")


def test_a_scene_is_shown_with_all_that_would_be_asked():
    each = scene(turns=4)
    shown = scene_as_text(PROMPTS, each)
    sent = messages_for(PROMPTS, each, (), room=10**6)
    assert all(message["content"] in shown for message in sent)
    assert all(instruction in shown for instruction in each.instructions)
    assert all(m["content"] in shown for head in each.heads.values() for m in head)


def test_a_dialogue_guided_by_norms_says_of_which_items():
    assert "told norms of Q7, Q9" in as_text(dialogue(norms=("Q7", "Q9")))
    assert "norms" not in as_text(dialogue())
