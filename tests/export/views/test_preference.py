import pytest

from park.assets import load_cultures
from park.export.inputs import Contradiction, Group, Material
from park.export.views.preference import Distance, Preference
from park.export.wording import Wording
from park.prompts import Prompts
from park.records import Answers, Seed
from park.surveys.survey import Survey
from tests import toys
from tests.export.runs import opinion

SIZES = {"TUR": (700, 0, 300), "CHN": (300, 0, 700), "DEU": (705, 0, 295)}
CARDS = load_cultures(["chinese", "german", "turkish"])
CULTURES = {"turkish": "TUR", "chinese": "CHN", "german": "DEU"}


def said(key, culture="turkish", stance=1, **changes):
    of = Seed(
        key=key, culture=culture, country=CULTURES[culture], item="Q1", stance=stance, share=0.5,
        side_share=0.5, repeat=0,
    )  # fmt: skip
    return opinion(key, culture, **{"seed": of, "text": f"{culture} words of {key}"} | changes)


def material(opinions, contradictions=(), sizes=SIZES, **labels):
    counts = {country: dict(enumerate(each, start=1)) for country, each in sizes.items()}
    survey = Survey.of(
        [toys.item(1, **labels)],
        [
            Answers(item="Q1", country=country, counts=each, valid=sum(each.values()))
            for country, each in counts.items()
        ],
    )
    accepted, against = {}, {}
    for each in opinions:
        accepted.setdefault(Group.of(each), []).append(each)
    for each, text in contradictions:
        found = Contradiction(opinion=each.key, text=text)
        against.setdefault(Group.of(each), []).append(found)
    return Material(CARDS, survey, accepted, against)


def pairs(known, mine, **options):
    return list(Preference(known, Wording(Prompts()), Distance(**options)).of_opinion(mine))


def opponents(mine, *others, against=(), **changes):
    return pairs(material([mine, *others], against, **changes), mine)


def words(row):
    return row["rejected"][0]["content"]


def test_an_opposed_opinion_of_a_country_that_answers_otherwise_is_rejected():
    (found,) = opponents(said("a"), said("b", "chinese", 3))
    assert (found["rejected_from"], found["rejected_culture"]) == ("other culture", "chinese")
    assert (found["rejected_opinion"], words(found)) == ("b", "chinese words of b")
    assert 0 < found["p_value"] < 0.001
    assert found["difference"] == pytest.approx(0.4)


@pytest.mark.parametrize(
    "other",
    [
        said("b", "chinese", 1),
        said("b", "chinese", 2),
        said("b", "turkish", 3),
        said("b", "german", 3),
        said("b", "chinese", 3, language="zh"),
        said("b", "chinese", 3, text="Turkish words OF a!"),
    ],
    ids=["same side", "middle", "same culture", "like answers", "other language", "same words"],
)
def test_nothing_else_of_another_culture_is_rejected(other):
    assert opponents(said("a"), other) == []


def test_the_least_difference_is_an_option_that_the_card_names():
    known = material([mine := said("a"), said("b", "chinese", 3)])
    assert len(pairs(known, mine, least_difference=0.4)) == 1
    assert pairs(known, mine, least_difference=0.41) == []
    assert "by 0.25 at least" in Preference.described(Distance(least_difference=0.25))


def test_the_view_of_a_minority_is_not_set_above_that_of_most():
    assert opponents(said("a", stance=3), said("b", "chinese", 1)) == []


def test_an_opinion_is_better_than_a_contradiction_of_its_own_stance():
    other = said("b")
    (found,) = opponents(said("a"), other, against=[(other, "Never.")])
    assert (found["rejected_from"], found["rejected_opinion"]) == ("contradiction", "b")
    assert words(found) == "Never."
    assert (found["rejected_culture"], found["p_value"]) == ("turkish", None)
    assert found["difference"] is None


def test_a_contradiction_of_another_stance_is_no_opponent():
    assert opponents(said("a"), said("b", stance=3), against=[(said("b", stance=3), "Ay.")]) == []


def test_a_rewritten_opinion_is_set_against_what_it_was():
    mine = said("a", said="Not at all.")
    against = [(said(f"x{n}"), f"No {n}.") for n in range(9)] + [(mine, "Not at all.")]
    (found,) = opponents(mine, against=against)
    assert (words(found), found["rejected_opinion"]) == ("Not at all.", "a")


def test_an_opinion_may_have_one_opponent_of_each_kind():
    others = [said(f"b{n}", "chinese", 3) for n in range(5)]
    against = [(said(f"x{n}"), f"No {n}.") for n in range(5)]
    found = opponents(said("a"), *others, against=against)
    assert [each["rejected_from"] for each in found] == ["other culture", "contradiction"]


def test_which_opponent_is_drawn_follows_from_the_opinion_s_key():
    others = [said(f"b{n}", "chinese", 3) for n in range(9)]
    drawn = [opponents(said(f"a{n}"), *others)[0]["rejected_opinion"] for n in range(30)]
    assert drawn == [opponents(said(f"a{n}"), *others)[0]["rejected_opinion"] for n in range(30)]
    assert len(set(drawn)) > 4


def test_a_pair_differs_in_nothing_but_the_bare_opinions():
    mine, other = said("a"), said("b", "chinese", 3)
    (row,) = opponents(mine, other)
    assert [message["role"] for message in row["prompt"]] == ["system", "user"]
    assert "Turkey" in row["prompt"][0]["content"]
    assert row["chosen"] == [{"role": "assistant", "content": mine.text}]
    assert row["rejected"] == [{"role": "assistant", "content": other.text}]
    assert (row["rejected_from"], row["rejected_opinion"]) == ("other culture", "b")


def test_sources_that_publish_shares_alone_give_no_pairs_across_cultures():
    known = material([mine := said("a"), said("b", "chinese", 3)])
    bare = {k: a.model_copy(update={"valid": None}) for k, a in known.survey.answers.items()}
    without = Material(
        known.cultures, Survey(known.survey.items, bare), known.accepted, known.contradictions
    )
    assert pairs(without, mine) == []
