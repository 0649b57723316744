from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.assets import load_culture
from park.export.inputs import Group, Material
from park.export.view import VIEWS
from park.export.views.sft import drawn
from park.export.wording import Wording
from park.prompts import Prompts
from park.records import Option
from park.records.dialogue import Flag
from park.surveys.bundled import bundled
from tests import toys
from tests.export.runs import dialogue, opinion

MATERIAL = Material({"turkish": load_culture("turkish")}, bundled(), {}, {})
ITEMS = bundled().items


def view(name):
    return VIEWS.get(name)(MATERIAL, Wording(Prompts()))


def rows(name="sft", **changes):
    return {row["kind"]: row for row in view(name).of_opinion(opinion("a", **changes))}


def texts(messages):
    return [message["content"] for message in messages]


def choices(item="Q27", stance=3, count=400):
    """Return options as (marker, label), the request and the answer of rows of many opinions."""
    found = []
    for number in range(count):
        row = rows(item=item, stance=stance, text=f"Reason {number}.")["choice"]
        statement, listed, request = texts(row["prompt"])[1].split("\n\n")
        assert statement == ITEMS[item].statement
        lines = [tuple(line.split(". ", 1)) for line in listed.split("\n")]
        (answer,) = texts(row["completion"])
        found.append((lines, request, answer, f"Reason {number}."))
    return found


@pytest.mark.parametrize(
    ("item", "stance", "numerals"), [("Q27", 3, "1234"), ("Q122", 0, "012"), ("Q158", 10, "")]
)
def test_a_choice_is_answered_with_the_marker_shown_the_label_and_the_reason(
    item, stance, numerals
):
    labels = [option.label for option in ITEMS[item].options]
    for lines, request, answer, reason in choices(item, stance, 60):
        shown = dict(lines)
        assert sorted(shown.values()) == sorted(labels)
        head, told = answer.split("\n")
        marker, label = head.split(". ", 1)
        assert (shown[marker], told) == (label, reason)
        assert label == ITEMS[item].label(stance)
        markers = "".join(shown)
        assert markers in (numerals, "ABCDEFGHIJ"[: len(labels)])
        kind = "number" if markers == numerals else "letter"
        assert request == (
            f"Which of these is your answer? Give its {kind} and its wording, then your reason."
        )


def test_each_option_stands_at_each_place_about_equally_often_and_has_numbers_or_letters():
    found = choices()
    places = Counter(
        (place, label) for lines, *_ in found for place, (_, label) in enumerate(lines)
    )
    assert len(places) == 16
    assert all(70 < count < 130 for count in places.values())
    answers = Counter(answer[0] for *_, answer, _ in found)
    assert set(answers) == set("1234ABCD")
    assert all(30 < count < 75 for count in answers.values())


def test_the_order_of_options_depends_on_nothing_but_what_the_row_says():
    one, other = (view("sft").of_opinion(opinion(key, text="So.")) for key in "ab")
    assert list(one) == list(other)


def test_an_item_with_more_options_than_letters_is_numbered():
    options = tuple(Option(code=code, label=f"label {code}") for code in range(30))
    item = ITEMS["Q27"].model_copy(update={"options": options})
    for number in range(20):
        shown = drawn(item, opinion("a", text=f"Reason {number}."))
        assert shown.markers == tuple(str(place) for place in range(1, 31))
        assert shown.lines[int(shown.marker(7)) - 1] == (shown.marker(7), "label 7")


def test_an_open_question_shows_no_options_and_its_answer_holds_the_stance():
    row = rows(stance=3, text="My aims are my own.")["open"]
    assert texts(row["prompt"])[1] == (
        'Some people say: "Making my parents proud has been one of the main aims of my life." '
        "How do you see it, and why?"
    )
    assert texts(row["completion"]) == ["Disagree. My aims are my own."]


def test_an_item_that_is_a_question_is_asked_as_it_is():
    row = rows(item="Q132", stance=3)["open"]
    assert texts(row["prompt"])[1].startswith(f"{ITEMS['Q132'].statement} And why")


def test_the_survey_s_statement_is_quoted_as_it_is_and_only_in_the_question():
    statement = ITEMS["Q27"].statement
    for row in rows(stance=4, text="No.", said="Yes, I strive for it.").values():
        system, question = texts(row["prompt"])
        assert question.count(statement) == 1
        assert statement not in system
        assert "parents" not in texts(row["completion"])[0]
        assert "strive" not in str(row)


def test_roles_are_system_user_assistant():
    for row in rows().values():
        assert [message["role"] for message in row["prompt"]] == ["system", "user"]
        assert [message["role"] for message in row["completion"]] == ["assistant"]


@pytest.mark.parametrize("language, named", [("en", False), ("tr", True)])
def test_the_system_message_names_the_home_and_a_language_other_than_english(language, named):
    (system, _) = rows(language=language)["open"]["prompt"]
    assert "people from Turkey" in system["content"]
    assert ("You speak Turkish." in system["content"]) == named


def test_messages_and_sharegpt_say_the_same_as_prompt_and_completion():
    for kind, row in rows().items():
        messages = rows("messages")[kind]["messages"]
        assert messages == row["prompt"] + row["completion"]
        turns = rows("sharegpt")[kind]["conversations"]
        assert [turn["value"] for turn in turns] == texts(messages)
        assert [turn["from"] for turn in turns] == ["system", "human", "gpt"]


@given(st.text(min_size=1))
def test_the_words_of_an_opinion_are_never_evaluated(text):
    said = opinion("a", text=text).text
    for row in view("sft").of_opinion(opinion("a", text=text)):
        assert said.strip() in texts(row["completion"])[0]


SPEAKERS = st.lists(st.sampled_from(["contact", "delegate"]), max_size=9)
EXCHANGE = (toys.turn(1, "Hot?"), toys.turn(2, "Yes."))


def of_dialogue(record, bearing=None, faulty=()):
    """Return the row of a dialogue whose accepted and rejected opinions stand in given turns."""
    named = range(99) if bearing is None else bearing
    accepted = [opinion("a", dialogue=record.key, turns=tuple(named))]
    material = Material(
        MATERIAL.cultures, MATERIAL.survey, {Group.of(accepted[0]): accepted}, {},
        faulty={record.key: frozenset(faulty)},
    )  # fmt: skip
    return VIEWS.get("dialogue")(material, Wording(Prompts())).of_dialogue(record)


@given(SPEAKERS)
def test_the_roles_of_a_dialogue_alternate_from_the_contact_to_the_delegate(speakers):
    turns = tuple(
        toys.turn(number, f"line {number}", speaker=speaker)
        for number, speaker in enumerate(speakers, start=1)
    )
    row = of_dialogue(dialogue(turns=turns))
    if row is None:
        joined = "".join(speaker[0] for speaker in speakers)
        assert "cd" not in joined
        return
    system, *said = row["messages"]
    assert system["role"] == "system"
    assert [each["role"] for each in said] == ["user", "assistant"] * (len(said) // 2)
    first = speakers.index("contact")
    last = len(speakers) - speakers[::-1].index("delegate")
    wanted = [f"line {number}" for number in range(first + 1, last + 1)]
    assert "\n".join(texts(said)).splitlines() == wanted


FLAG = Flag(check="echoes", reason="do not use the words of line 1 again")


@given(
    SPEAKERS,
    st.sets(st.integers(1, 9)),
    st.sets(st.integers(1, 9)),
    st.sets(st.integers(1, 9)),
)
def test_a_dialogue_s_row_shows_no_turn_at_fault_and_holds_an_accepted_opinion(
    speakers, flagged, faulty, bearing
):
    turns = tuple(
        toys.turn(n, f"line {n}", speaker=speaker, flags=(FLAG,) if n in flagged else ())
        for n, speaker in enumerate(speakers, start=1)
    )
    row = of_dialogue(dialogue(turns=turns), bearing, faulty)
    shown = [] if row is None else "\n".join(texts(row["messages"][1:])).splitlines()
    numbers = [int(line.removeprefix("line ")) for line in shown]
    assert not set(numbers) & (flagged | faulty)
    assert numbers == list(range(numbers[0], numbers[-1] + 1)) if numbers else True
    assert bool(set(numbers) & bearing) == (row is not None)


def test_a_dialogue_s_row_is_the_longest_part_around_an_accepted_opinion():
    turns = [toys.turn(n, f"line {n}") for n in range(1, 11)]
    turns[3] = toys.turn(4, "line 4", flags=(FLAG,))
    record = dialogue(turns=tuple(turns))
    shown = texts(of_dialogue(record, bearing=(2, 6))["messages"][1:])
    assert shown == [f"line {n}" for n in range(5, 11)]
    assert texts(of_dialogue(record, bearing=(2,))["messages"][1:]) == ["line 1", "line 2"]
    assert of_dialogue(record, bearing=(4,)) is None
    assert of_dialogue(record, bearing=(2,), faulty=(2,)) is None


def test_the_system_message_of_a_dialogue_says_who_the_delegate_is():
    people = {"delegate": toys.person("Elif"), "contact": toys.person("Megan", place="Ohio")}
    system = of_dialogue(dialogue(turns=EXCHANGE, **people))["messages"][0]["content"]
    assert system == (
        "You are Elif, a baker, aged 30-39, from Bursa in Turkey. "
        "You are talking with Megan, a baker from Ohio."
    )


def test_two_speakers_of_one_name_are_told_apart_in_sdialog():
    record = dialogue(delegate=toys.person("Elif"), contact=toys.person("Elif"))
    row = view("sdialog").of_dialogue(record)
    assert [turn["speaker"] for turn in row["turns"]] == ["Elif 2", "Elif"]
    assert list(row["personas"]) == ["Elif", "Elif 2"]


def test_every_template_is_used_and_needs_no_unknown_variable():
    prompts = Prompts()
    known = {
        "system": {"home": "h", "language_name": "Turkish"},
        "choice": {"statement": "s", "options": (("1", "a"),), "kind": "number"},
        "choice_answer": {"marker": "1", "label": "a", "opinion": "o"},
        "open": {"statement": "s"},
        "open_answer": {"label": "a", "opinion": "o"},
        "dialogue": {
            "delegate": "d", "occupation": "o", "age": "a", "place": "p", "home": "h",
            "contact": "c", "contact_occupation": "o", "contact_place": "p",
            "language_name": "Turkish",
        },
    }  # fmt: skip
    assert prompts.names("export") == sorted(f"export/{name}" for name in known)
    for name, variables in known.items():
        prompts.check(f"export/{name}", variables)
