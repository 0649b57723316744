"""Education: gains are what the lesson gave, and nothing else."""

import asyncio

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.respondent import Respondent
from park.evaluate.lesson import FOLDER, NEUTRAL, Plan, pick, teach, topics_of
from park.evaluate.panel import Panel
from park.evaluate.strangers import strangers
from park.evaluate.tasks.education import FORMS, Education, exam_values, question
from park.ledger.ledger import Ledger
from park.records.scores import Answer
from tests.evaluate.fakes import Fake
from tests.toys import PROMPTS, culture, item, survey

TURKISH = culture()
CHINESE = culture("chinese", people="Chinese", home="China", countries=("CHN",))
ITEMS = [item(1, topic="tea"), item(2, topic="cups"), item(3, ("yes", "no")), item(4, topic="tea")]
"""Three of four have three options; 60 of 100 people choose the first, 10 and 30 the others."""
TUTORS = [
    Respondent("plain"),
    Respondent("prompt", "turkish", "Be Turkish."),
    Respondent("adapter", "turkish", "Be Turkish.", "turkish"),
]


class School(Fake):
    """Tutors say who they are; the learner answers with `answer(question, what it heard)`."""

    def __init__(self, answer):
        super().__init__(lambda respondent, question: answer(question, heard(question)))
        self.talks = []

    async def say(self, respondent, messages, *, max_tokens, seed):
        self.talks.append((respondent, list(messages), seed))
        return f"I am {respondent.name}."


def heard(asked):
    return "\n".join(content for _, content in asked.before)


def uniform(asked, text=""):
    return Answer(status="answered", shares=dict.fromkeys(asked.options, 1 / len(asked.options)))


def told_by(tutor):
    """A learner who knows what people answer once this tutor has spoken, and guesses before."""

    def answer(asked, text):
        knows = f"I am {tutor}." in text
        return Answer(status="answered", shares=asked.expected) if knows else uniform(asked)

    return answer


def task(cultures=(TURKISH,), items=ITEMS, **settings):
    return Education(PROMPTS, {each.name: each for each in cultures}, items, survey(), **settings)


def sit(answer, path, tutors=TUTORS, **settings):
    """Return the task's scores and the school."""
    school = School(answer)
    with Ledger(path / "ledger.sqlite") as ledger:
        panel = Panel(school, tutors, ledger)
        return asyncio.run(task(**settings).run(panel)), school


def one(scores, metric, method, against="", tested="turkish"):
    found = [
        s
        for s in scores
        if (s.metric, s.method, s.against, s.tested) == (metric, method, against, tested)
    ]
    assert len(found) == 1, f"{len(found)} of {metric} {method} {against} {tested}"
    return found[0]


def test_a_learner_who_ignores_lessons_gains_exactly_nothing(tmp_path):
    scores, _ = sit(uniform, tmp_path)
    gained = [score for score in scores if score.metric.startswith("gain")]
    assert {(s.value, s.low, s.high, s.n) for s in gained} == {(0.0, 0.0, 0.0, 4)}
    assert {(s.p, s.adjusted) for s in gained if s.against} == {(1.0, 1.0)}


def test_a_learner_who_believes_one_tutor_gains_what_was_missing_and_from_nobody_else(tmp_path):
    scores, _ = sit(told_by("adapter:turkish"), tmp_path)
    for metric in ("mode", "js"):
        start = one(scores, f"exam_{metric}", "before").value
        assert one(scores, f"exam_{metric}", "uniform").value == pytest.approx(start)
        assert one(scores, f"exam_{metric}", "adapter").value == pytest.approx(1)
        for against in ("", "prompt", "no-lesson"):
            gain = one(scores, f"gain_{metric}", "adapter", against)
            assert gain.value == pytest.approx(1 - start)
            assert gain.low <= gain.value <= gain.high
        for other in ("plain", "prompt", "no-lesson"):
            assert one(scores, f"gain_{metric}", other).value == 0
    assert one(scores, "exam_mode", "before").value == pytest.approx((3 / 3 + 1 / 2) / 4)


def test_a_lesson_among_two_that_teaches_gives_half_and_leaves_the_sign_open(tmp_path):
    def answer(asked, text):
        second = "adapter, lesson 2" in asked.set
        return Answer(status="answered", shares=asked.expected) if second else uniform(asked)

    scores, _ = sit(answer, tmp_path)
    gain = one(scores, "gain_js", "adapter")
    full = 1 - one(scores, "exam_js", "before").value
    assert gain.value == pytest.approx(full / 2)
    assert gain.low < 0 < full < gain.high


def test_lessons_with_an_item_or_a_form_unanswered_count_and_leave_it_out(tmp_path):
    def answer(asked, text):
        lost = asked.item == "Q1" or (asked.form == "number" and asked.order)
        return Answer(status="unparsed") if lost and text else uniform(asked)

    scores, _ = sit(answer, tmp_path, lessons=1)
    gain = one(scores, "gain_js", "plain")
    assert gain.n == 3
    assert sorted(gain.forms) == ["statement", "survey"]
    assert gain.detail["unanswered"] == {"unparsed": 9, "refused": 0, "responses": 24}
    assert one(scores, "exam_js", "before").n == 4


def test_nobody_who_talks_is_shown_the_exam(tmp_path):
    _, school = sit(uniform, tmp_path)
    said = "\n".join(m["content"] for _, messages, _ in school.talks for m in messages)
    assert "people in Turkey think about" in said
    for each in ITEMS:
        assert each.statement not in said
    assert "agree" not in said


def test_no_lesson_is_a_talk_of_the_same_length_about_something_else(tmp_path):
    _, school = sit(uniform, tmp_path, tutors=[], lessons=1, turns=6)
    assert len(school.talks) == 6
    said = "\n".join(m["content"] for _, messages, _ in school.talks for m in messages)
    assert "Turkey" not in said
    assert any(topic in said for topic in NEUTRAL)


def test_an_odd_number_of_turns_is_rounded_up_so_that_the_tutor_has_the_last_word(tmp_path):
    _, school = sit(uniform, tmp_path, tutors=[], lessons=1, turns=1)
    assert len(school.talks) == 2


def test_every_tutor_gets_the_same_topics_and_seeds(tmp_path):
    _, school = sit(uniform, tmp_path)
    asked = {
        tutor.name: [seed for who, _, seed in school.talks if who == tutor] for tutor in TUTORS
    }
    assert asked["prompt:turkish"] == asked["adapter:turkish"]
    assert len(set(asked["adapter:turkish"])) == 4


def test_the_task_resumes_without_asking_anything_again(tmp_path):
    first, _ = sit(uniform, tmp_path)

    class Silent(School):
        async def choose(self, respondent, questions):
            raise AssertionError

        async def say(self, respondent, messages, *, max_tokens, seed):
            raise AssertionError

    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        again = asyncio.run(task().run(Panel(Silent(uniform), TUTORS, ledger)))
    assert again == first


def test_cultures_are_scored_apart_and_together(tmp_path):
    scores, _ = sit(told_by("adapter:turkish"), tmp_path, cultures=(TURKISH, CHINESE))
    own = (
        one(scores, "gain_js", "plain").value,
        one(scores, "gain_js", "plain", "", "chinese").value,
    )
    assert one(scores, "gain_js", "plain", "", "").value == pytest.approx(np.mean(own))
    assert not [s for s in scores if s.method == "adapter" and s.tested == "chinese"]


def test_a_tutor_of_some_cultures_alone_has_no_figure_over_all(tmp_path):
    tutors = [*TUTORS, Respondent("prompt", "chinese", "Be Chinese.")]
    scores, _ = sit(uniform, tmp_path, tutors, cultures=(TURKISH, CHINESE))
    over_all = {(s.method, s.against) for s in scores if not s.tested}
    assert {method for method, _ in over_all} >= {"plain", "prompt", "before", "no-lesson"}
    assert not [pair for pair in over_all if "adapter" in pair]
    assert one(scores, "gain_js", "adapter", "prompt").n


def test_every_score_of_a_metric_has_its_controls_and_every_difference_its_correction(tmp_path):
    scores, _ = sit(uniform, tmp_path)
    for metric in ("exam_mode", "exam_js"):
        controls = {s.method for s in scores if s.metric == metric and s.control}
        assert controls == {"before", "no-lesson", "uniform", "first-shown"}
    assert all((s.p is None) == (s.adjusted is None) == (not s.against) for s in scores)
    assert {s.culture for s in scores if s.method == "adapter"} == {"turkish"}
    assert {s.culture for s in scores if s.method in ("plain", "no-lesson")} == {""}


def test_a_difference_rests_on_the_items_that_both_tutors_have_in_a_culture(tmp_path):
    def answer(asked, text):
        if asked.tested == "turkish" and asked.item != "Q1" and "adapter" in asked.set:
            return Answer(status="refused")
        knows = asked.tested == "chinese" and text
        return Answer(status="answered", shares=asked.expected) if knows else uniform(asked)

    tutors = [*TUTORS, Respondent("adapter", "chinese", "Be Chinese.", "chinese")]
    scores, _ = sit(answer, tmp_path, tutors, cultures=(TURKISH, CHINESE))
    together = one(scores, "gain_js", "adapter", "no-lesson", "")
    assert (together.value, together.n) == (0, 4)


BOTH = [
    *TUTORS,
    Respondent("prompt", "chinese", "Be Chinese."),
    Respondent("adapter", "chinese", "Be Chinese.", "chinese"),
]
"""Tutors of two cultures."""


def test_a_tutor_of_another_culture_has_its_weights_or_its_message_and_nothing_else():
    prompt, adapter = strangers(BOTH, "turkish")
    assert prompt == Respondent("other-prompt", "chinese", "Be Chinese.")
    assert adapter == Respondent("other-adapter", "chinese", "Be Turkish.", "chinese")
    assert strangers(TUTORS, "turkish") == []
    assert [each.method for each in strangers(BOTH[:-1], "turkish")] == ["other-prompt"]


def test_the_other_culture_is_the_next_by_name_whatever_the_order():
    who = [Respondent("prompt", name, name) for name in ("german", "turkish", "chinese")]
    others = {e.culture: strangers(who, e.culture)[0].culture for e in who}
    assert others == {"chinese": "german", "german": "turkish", "turkish": "chinese"}


def test_an_adapter_is_held_against_its_message_alone_and_against_other_cultures_weights(tmp_path):
    scores, _ = sit(told_by("adapter:turkish"), tmp_path, BOTH, cultures=(TURKISH, CHINESE))
    against = {
        (s.method, s.against)
        for s in scores
        if s.against and (s.tested, s.metric[-2:]) == ("turkish", "js")
    }
    taught = {"plain", "prompt", "adapter"}
    assert against == {
        ("adapter", "prompt"), ("adapter", "other-adapter"), ("prompt", "plain"),
        ("prompt", "other-prompt"), *((tutor, "no-lesson") for tutor in taught),
    }  # fmt: skip
    full = 1 - one(scores, "exam_js", "before").value
    assert one(scores, "gain_js", "adapter", "other-adapter").value == pytest.approx(full)
    control = one(scores, "gain_js", "other-adapter")
    assert (control.value, control.control, control.culture) == (0, True, "")
    assert control.detail["tutor_of"] == "chinese"


def test_the_adapter_of_all_cultures_is_held_against_the_message_that_it_has(tmp_path):
    tutors = [*TUTORS, Respondent("one", "turkish", "Be Turkish.", "all-cultures")]
    scores, _ = sit(uniform, tmp_path, tutors)
    assert one(scores, "gain_js", "one", "prompt").n
    assert not [s for s in scores if s.method in ("one", "adapter") and s.against == "plain"]


@pytest.mark.parametrize(
    ("cultures", "methods", "said"),
    [
        ((TURKISH, CHINESE), ("plain", "prompt", "adapter"), []),
        ((TURKISH, CHINESE), ("plain", "adapter"), ["which is not evaluated"]),
        ((TURKISH,), ("prompt", "adapter"), ["no tutor of another"]),
    ],
)
def test_what_an_adapter_cannot_be_held_against_is_said(cultures, methods, said):
    remarks = list(task(cultures, methods=methods).remarks())
    assert len(remarks) == len(said)
    assert all(words in remark for words, remark in zip(said, remarks, strict=True))


def test_taking_the_option_shown_first_is_half_the_first_and_half_the_last(tmp_path):
    def first(asked, text):
        return Answer(status="answered", shares={asked.options[0]: 1.0})

    scores, _ = sit(first, tmp_path, lessons=1)
    for metric in ("exam_mode", "exam_js"):
        known = one(scores, metric, "first-shown").value
        assert one(scores, metric, "before").value == pytest.approx(known)


def test_cultures_that_nobody_asked_are_left_out_with_a_remark(tmp_path):
    nowhere = culture("elsewhere", countries=("ZZZ",))
    scores, school = sit(uniform, tmp_path, cultures=(nowhere,))
    assert [(s.value, s.n) for s in scores] == [(None, 0)]
    assert "no held-out item" in scores[0].detail["remark"]
    assert not school.talks


def test_what_is_heard_alternates_and_ends_before_the_exam(tmp_path):
    school = School(uniform)
    plan = Plan(home="Turkey", topics=("tea", "cups"), seed=(0,), max_tokens=9)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        lesson = asyncio.run(
            teach(Panel(school, [], ledger), PROMPTS, Respondent("plain"), TUTORS[2], plan)
        )
    roles = [role for role, _ in lesson.heard]
    assert roles == ["user", "assistant"] * 3
    assert lesson.heard[2][1].startswith("I am adapter:turkish.\n\nAsk one short question")
    assert lesson.words == 6
    greeting = "I would like to know how people in Turkey see things."
    to_tutor = [messages for who, messages, _ in school.talks if who == TUTORS[2]]
    assert to_tutor[1] == [
        {"role": "user", "content": f"{greeting}\nI am plain."},
        {"role": "assistant", "content": "I am adapter:turkish."},
        {"role": "user", "content": "I am plain."},
    ]


def test_empty_messages_are_counted(tmp_path):
    class Mute(School):
        async def say(self, respondent, messages, *, max_tokens, seed):
            return " "

    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        scores = asyncio.run(task(lessons=1).run(Panel(Mute(uniform), TUTORS[:1], ledger)))
    assert one(scores, "exam_js", "plain").detail["empty"] == 4


def test_lessons_go_through_all_topics_before_any_comes_again():
    topics = topics_of(ITEMS)
    assert topics == ("tea", "cups")
    found = [topic for lesson in range(3) for topic in pick(topics, lesson, 2, 0, "turkish")]
    assert [found.count(topic) for topic in topics] == [3, 3]
    assert topics_of([item(1)]) == ("everyday life",)


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("form", FORMS)
def test_a_form_shows_the_country_the_statement_and_each_option_at_its_marker(form, order):
    made = question(PROMPTS, TURKISH, ITEMS[0], form, order, np.array([0.6, 0.1, 0.3]))
    assert "Turkey" in made.text
    assert ITEMS[0].statement in made.text
    labels = {str(option.code): option.label for option in ITEMS[0].options}
    lines = [
        line for line in made.text.splitlines() if any(label in line for label in labels.values())
    ]
    assert len(lines) == 3
    for line, marker, code in zip(lines, made.markers, made.options, strict=True):
        assert line.lstrip("(").startswith(marker)
        assert line.endswith(labels[code])
    assert made.options == (("1", "2", "3") if not order else ("3", "2", "1"))
    assert made.expected == {"1": 0.6, "2": 0.1, "3": 0.3}


def test_ten_options_have_letters_in_every_form():
    wide = item(1, tuple(f"{n} of ten" for n in range(1, 11)))
    for form in FORMS:
        made = question(PROMPTS, TURKISH, wide, form, 0, np.full(10, 0.1))
        assert made.markers == tuple("ABCDEFGHIJ")
        assert "letter" in made.text


def test_every_template_of_the_task_is_whole():
    used = {
        "learner": {},
        "ready": {},
        "ask": {"said": "s", "home": "h", "topic": "t"},
        "tell": {"home": "h", "question": "q"},
    }
    asked = {"home": "h", "statement": "s", "options": (("A", "a"), ("B", "b"))}
    used |= dict.fromkeys(FORMS, asked)
    assert {f"{FOLDER}/{name}" for name in used} == set(PROMPTS.names(FOLDER))
    for name, variables in used.items():
        PROMPTS.check(f"{FOLDER}/{name}", variables)


shares = st.lists(st.floats(0.01, 1), min_size=2, max_size=6).map(np.array)


@given(shares, shares)
def test_exam_values_lie_between_0_and_1_and_people_themselves_get_1(given, known):
    size = min(len(given), len(known))
    given, known = given[:size] / given[:size].sum(), known[:size] / known[:size].sum()
    values = exam_values(given, known)
    assert 0 <= values["mode"] <= 1
    assert 0 <= values["js"] <= 1
    own = exam_values(known, known)
    assert own["mode"] == 1
    assert own["js"] == pytest.approx(1)


def test_exam_values_are_unknown_without_an_answer_or_without_people():
    nobody, someone = np.zeros(2), np.array([0.3, 0.7])
    for answered, known in ((np.full(2, np.nan), someone), (someone, nobody)):
        assert all(np.isnan(value) for value in exam_values(answered, known).values())


@pytest.mark.parametrize("turns", [3, 4])
def test_the_progress_begins_with_the_total_that_it_ends_with(tmp_path, turns):
    seen = []
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        panel = Panel(School(uniform), TUTORS, ledger, watch=lambda *each: seen.append(each))
        asyncio.run(task(turns=turns).run(panel))
    (_, total, _), (done, end, new) = seen[0], seen[-1]
    # The learner opens each lesson with the same words, which are made once.
    assert 0 < new < total == end == done
