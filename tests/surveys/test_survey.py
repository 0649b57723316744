import pytest

from park.errors import InputError
from park.records import Answers, Item, Option
from park.surveys.bundled import bundled
from park.surveys.respondents import Respondents
from park.surveys.survey import Survey, merge

YES_NO = (Option(code=1, label="yes"), Option(code=2, label="no"))
ITEM = Item(id="a", source="x", statement="Tea?", options=YES_NO)
OTHER = ITEM.model_copy(update={"id": "b", "statement": "Coffee?"})


def answers(country, item="a", **counts):
    return Answers(item=item, country=country, counts={int(k[1:]): v for k, v in counts.items()})


def test_later_answers_override_earlier_ones_and_extend_them():
    first = Survey.of([ITEM], [answers("DEU", c1=1), answers("TUR", c1=2)], {"Atlantis": 1})
    second = Survey.of([ITEM], [answers("TUR", c1=3), answers("IRN", c1=4)], {"Atlantis": 2})
    merged = merge([first, second])
    assert merged.countries == ("DEU", "IRN", "TUR")
    assert merged.answers_for("a", "TUR").counts == {1: 3}
    assert merged.skipped == {"Atlantis": 3}


def test_respondents_count_only_where_their_own_source_s_answers_do():
    people = Respondents(["a", "b"])
    people.add([1, 2])
    first = Survey.of([ITEM, OTHER], [], respondents={"DEU": people, "TUR": people})
    later = [answers("DEU", c1=3), answers("TUR", c1=3), answers("TUR", c1=3, item="b")]
    merged = merge([first, Survey.of([ITEM, OTHER], later)])
    assert {name: [*each.items] for name, each in merged.respondents.items()} == {"DEU": ["b"]}
    assert merged.respondents["DEU"].counts("b", 1) == {2: 1}
    again = merge([Survey.of([ITEM, OTHER], later), first])
    assert [*again.respondents["TUR"].items] == ["a", "b"]


@pytest.mark.parametrize(
    ("change", "named"),
    [({"options": (YES_NO[1], YES_NO[0])}, "options"), ({"statement": "Coffee?"}, "statement")],
)
def test_two_different_items_with_one_id_are_refused(change, named):
    other = ITEM.model_copy(update=change)
    with pytest.raises(InputError, match=f"'a' of x has another {named}"):
        merge([Survey.of([ITEM], []), Survey.of([other], [])])


def test_the_digest_does_not_depend_on_order_and_sees_every_count():
    one = Survey.of([ITEM], [answers("DEU", c1=1, c2=2), answers("TUR", c1=2)])
    same = Survey.of([ITEM], [answers("TUR", c1=2), answers("DEU", c2=2, c1=1)])
    other = Survey.of([ITEM], [answers("TUR", c1=2), answers("DEU", c2=2, c1=1.5)])
    assert one.digest() == same.digest() != other.digest()
    assert (
        one.digest()
        != Survey.of([ITEM.model_copy(update={"topic": "t"})], one.answers.values()).digest()
    )


def test_the_digest_is_the_same_in_every_process():
    assert bundled().digest() == "279afda3d9dd3757ee1554dbb0fc474e"


def test_the_digest_sees_a_twin():
    twin = ITEM.model_copy(update={"twin": "b"})
    assert Survey.of([twin], []).digest() != Survey.of([ITEM], []).digest()


def test_a_country_whose_answers_are_all_zero_was_not_asked():
    survey = Survey.of([ITEM], [answers("DEU", c1=0, c2=0)])
    assert survey.countries == ()
    assert survey.not_asked("DEU") == ("a",)
