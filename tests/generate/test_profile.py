"""A delegate's profile."""

from collections import Counter
from random import Random

import pytest

from park.generate.profile import SIZE, draw_profile
from park.surveys.respondents import Respondents
from park.surveys.survey import Survey
from tests.toys import answers, item, seed, survey


def topical(*topics):
    """Return a survey with one item for each topic."""
    items = [item(n, topic=topic) for n, topic in enumerate(topics, start=1)]
    return Survey.of(items, [answers(each) for each in range(1, len(topics) + 1)])


def drawn(known, count=200, items=None, **changes):
    pool = list(known.items.values()) if items is None else items
    return [draw_profile(known, seed(**changes), pool, Random(n)) for n in range(count)]


def test_answers_are_to_other_items_those_of_the_topic_first():
    known = topical("home", "home", "work", "home", "home", "work")
    for each in drawn(known, 30):
        assert len(each.answers) == SIZE
        assert {known.items[answer.item].topic for answer in each.answers} == {"home"}
        assert "Q1" not in {answer.item for answer in each.answers}


def test_only_the_given_items_are_used():
    known = survey(6)
    allowed = [known.items["Q3"], known.items["Q5"]]
    for each in drawn(known, 20, allowed):
        assert {answer.item for answer in each.answers} == {"Q3", "Q5"}


def test_answers_are_drawn_by_their_shares_and_carry_their_labels():
    known = survey(2)
    found = [each.answers[0] for each in drawn(known, 1000)]
    shares = Counter(answer.stance for answer in found)
    assert shares[1] / 1000 == pytest.approx(0.6, abs=0.05)
    assert shares[2] / 1000 == pytest.approx(0.1, abs=0.04)
    assert all(answer.label == known.items["Q2"].label(answer.stance) for answer in found)


def test_the_same_draw_gives_the_same_profile():
    known = survey(6)
    assert draw_profile(known, seed(), list(known.items.values()), Random(1)) == draw_profile(
        known, seed(), list(known.items.values()), Random(1)
    )


def with_people(*rows):
    people = Respondents(["Q1", "Q2", "Q3", "Q4"])
    for row in rows:
        people.add(row)
    known = survey(4)
    return Survey.of(known.items.values(), known.answers.values(), respondents={"TUR": people})


def test_one_respondent_with_the_seed_s_answer_gives_all_where_the_source_has_them():
    known = with_people((1, 1, 2, 3), (1, 3, 3, 1), (3, 2, 2, 2))
    seen = set()
    for each in drawn(known, 30):
        assert each.of == "respondent"
        seen.add(tuple(sorted((answer.item, answer.stance) for answer in each.answers)))
    assert seen == {
        (("Q2", 1), ("Q3", 2), ("Q4", 3)),
        (("Q2", 3), ("Q3", 3), ("Q4", 1)),
    }


def test_without_such_a_respondent_each_answer_is_drawn_by_itself():
    only_others = with_people((3, 1, 1, 1), (1, None, None, None))
    assert {each.of for each in drawn(only_others, 10)} == {"items"}
    assert {each.of for each in drawn(survey(4), 10)} == {"items"}


def test_items_the_country_was_not_asked_are_left_out():
    known = survey(4)
    kept = {place: each for place, each in known.answers.items() if place != ("Q3", "TUR")}
    for each in drawn(Survey(known.items, kept), 10):
        assert {answer.item for answer in each.answers} == {"Q2", "Q4"}


def test_a_survey_of_one_item_gives_no_answers():
    assert drawn(survey(1), 1)[0].answers == ()
