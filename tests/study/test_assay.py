"""The study `assay`: the planted survey, its rows and oracles, and known answers that can fail."""

import json
import re
from asyncio import run
from collections import Counter
from dataclasses import replace
from math import exp, log

import pytest

import park
from park.align.questions import questions
from park.config import Config
from park.errors import InputError
from park.ledger.keys import rng_of
from park.models.base import Choices
from park.prompts import Prompts
from park.study.studies.assay import world
from park.study.studies.assay.answers import Seen, answers
from park.study.studies.assay.arms import SETS, Arm, Workshop
from park.study.studies.assay.asking import Rows, all_asked
from park.study.studies.assay.oracle import Oracle
from park.study.studies.assay.study import AssayOptions, arms_of
from park.surveys.load import load_survey

ITEMS, PROMPTS = world.items(), Prompts()
KNOWN = {each.id: each for each in ITEMS}


def assay(folder, **options):
    settings = {"study": {"options": {"assay": options}}}
    config = Config(name="toy", cultures=("turkish",), **settings)
    return park.Run(folder, config, base=folder.parent).study("assay")


def runs(folder, config, base):
    return park.Run(folder, config, base=base)


def rows(culture, count=600, **changes):
    return Rows(count, **changes).samples(culture, ITEMS, "You speak.", PROMPTS)


def share(samples, topic):
    about = [each.stance == 1 for each in samples if KNOWN[each.item].topic == topic]
    return sum(about) / len(about)


# --- the planted survey


def test_of_sixty_items_in_six_topics_one_of_a_thing_s_two_is_held_out():
    assert len({each.id for each in ITEMS}) == len({each.statement for each in ITEMS}) == 60
    assert set(Counter(each.topic for each in ITEMS).values()) == {10}
    assert Counter(each.trained for each in ITEMS) == {True: 30, False: 30}
    trained = Counter(each.thing for each in ITEMS if each.trained)
    assert set(trained.values()) == {1} and len(trained) == 30


def test_a_claim_is_trained_and_held_out_once_on_each_side_so_that_it_tells_nothing_alone():
    sides = Counter(
        (each.claim, each.trained, world.agrees("east", each.topic) > 0.5)
        for each in ITEMS
        if each.topic in world.OPPOSED
    )
    assert len(sides) == 4 * len(world.CLAIMS) and set(sides.values()) == {1}


def test_the_csv_reader_reads_the_planted_shares_of_user_assigned_codes(tmp_path):
    world.write_survey(tmp_path / "all.csv", ITEMS)
    survey = load_survey(("csv:all.csv",), tmp_path)
    assert len(survey.items) == 60 and survey.countries == ("QMA", "QMB", "QMC", "QMD")
    for item in ITEMS:
        for culture, (_, _, country) in world.CULTURES.items():
            found = survey.answers_for(item.id, country)
            assert found.share(1) == world.agrees(culture, item.topic)
            assert found.valid == 1_000


def test_east_and_west_are_opposed_on_four_topics_and_twins_are_alike():
    for topic in world.OPPOSED:
        assert world.agrees("east", topic) + world.agrees("west", topic) == pytest.approx(1)
        assert world.agrees("east", topic) in (0.85, 0.15)
    for topic in world.TOPICS:
        assert world.agrees("twin-a", topic) == world.agrees("twin-b", topic)
    for topic in world.NULL:
        assert {world.agrees(name, topic) for name in world.CULTURES} == {0.5}


def test_each_set_holds_out_what_it_asks_and_no_more(tmp_path):
    shop = Workshop(tmp_path, ITEMS, PROMPTS, runs)
    sizes = {"new": 20, "seen": 20, "whole": 10, "null": 10, "twins": 20}
    for name in SETS:
        setup = shop._at(tmp_path, name, SETS[name][2]).setup
        assert [each.id for each in setup.heldout] == [each.id for each in shop.asked(name)]
        assert len(setup.heldout) == sizes[name]


# --- the rows


def test_questions_are_those_of_the_survey_task(tmp_path):
    world.write_survey(tmp_path / "all.csv", ITEMS)
    survey = load_survey(("csv:all.csv",), tmp_path)
    for item in ITEMS[:3]:
        theirs = questions("survey", [survey.items[item.id]], PROMPTS)
        ours = list(all_asked(PROMPTS, item.statement))
        assert [each.text for each in theirs] == [each.text for each in ours]
        assert [each.labels for each in theirs] == [each.labels for each in ours]
        assert [each.markers for each in theirs] == [tuple(each.markers) for each in ours]


def test_rows_keep_to_the_planted_shares():
    for culture in world.CULTURES:
        made = rows(culture)
        assert len({each.key for each in made}) == 600
        for topic in world.TOPICS:
            assert share(made, topic) == pytest.approx(world.agrees(culture, topic), abs=0.03)


def test_no_row_is_made_of_a_held_out_item_or_of_a_topic_left_out():
    assert all(KNOWN[each.item].trained for each in rows("east"))
    topics = {KNOWN[each.item].topic for each in rows("east", without=world.WHOLE)}
    assert topics == world.TOPICS.keys() - set(world.WHOLE)


def test_swapped_rows_are_the_other_culture_s_and_shuffled_rows_know_nothing():
    for topic in world.OPPOSED:
        swapped, shuffled = (share(rows("east", labels=e), topic) for e in ("swapped", "shuffled"))
        assert swapped == pytest.approx(world.agrees("west", topic), abs=0.03)
        assert shuffled == pytest.approx(0.5, abs=0.15)


def test_an_answer_is_the_marker_of_its_stance_wherever_that_stands():
    places = Counter()
    for each in rows("east"):
        asked, answer = (each.row[name][-1]["content"] for name in ("prompt", "completion"))
        assert re.search(rf"\b{answer}\W+{each.stance_label}\b", asked)
        places[each.stance_label, answer] += 1
    assert len(places) == 8 and min(places.values()) > 30
    fixed = Counter(
        (e.stance_label, e.row["completion"][0]["content"]) for e in rows("east", rotated=False)
    )
    assert set(fixed) == {("agree", "1"), ("disagree", "2")}


# --- oracles and known answers, through the real survey task


def test_oracles_rise_with_what_they_know_and_the_page_says_so(tmp_path):
    found = assay(tmp_path / "run", arms=["oracles"])
    assert found.code == 0 and found.found["failed"] == []
    for weight in (0, 0.25, 0.5, 1):
        apart = found.found["arms"][f"oracle-{weight:g}"]["apart"]["new"]
        assert apart == pytest.approx(dict.fromkeys(apart, 0.7 * weight))
    page = (tmp_path / "run" / "assay.md").read_text()
    assert "pass  oracles rise with λ, score of west" in page
    assert "6 of 6 known answers hold" in page


class Rumour(Oracle):
    """Knows people's shares as `told(culture, item)` changes them."""

    def __init__(self, name, told):
        super().__init__(1.0, ITEMS, PROMPTS)
        self.name = self.endpoint = name
        self._told = told

    async def option_logprobs(self, messages, options):
        found = await super().option_logprobs(messages, options)
        item, question = self._known[messages[-1]["content"]]
        culture = next((n for n, (home, *_) in world.CULTURES.items() if home in str(messages)), "")
        agree = question.marker("agree")
        yes = self._told(culture, item, exp(found.logprobs[agree])) if culture else 0.5
        return Choices(logprobs={m: log(yes if m == agree else 1 - yes) for m in question.markers})


def noisy(culture, item, yes):
    """Shares with noise of each thing's own."""
    return yes + rng_of(culture, item.thing).uniform(-0.1, 0.1)


TOLD = {
    "planted-90": noisy,
    "swapped-90": lambda culture, item, yes: noisy(culture, item, 1 - yes),
    "shuffled-90": lambda culture, item, yes: noisy(culture, item, 0.5),
    "topics-90": lambda culture, item, yes: noisy(
        culture, item, 0.5 if item.topic in world.WHOLE else yes
    ),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The figures of models that know as much as each arm should."""
    shop = Workshop(tmp_path_factory.mktemp("assay"), ITEMS, PROMPTS, runs)
    sets = tuple(SETS)
    return {
        name: run(shop.run(Arm(name, sets=sets), Rumour(name, told))) for name, told in TOLD.items()
    }


def held(arms):
    # The arm's own method stands for the prompt alone, which here would know as much.
    return {e.says: e.holds for e in answers(Seen(arms), 90) if not e.says.startswith("no rows")}


def test_arms_that_know_and_others_that_do_not_pass(found):
    assert len(held(found)) >= 10
    assert all(held(found).values()), held(found)


@pytest.mark.parametrize(
    ("arm", "model", "says"),
    [
        ("planted-90", "shuffled-90", "planted-90: own minus other above 0, east"),
        ("swapped-90", "planted-90", "swapped-90: own minus other below 0, west"),
        ("shuffled-90", "planted-90", "shuffled-90, own minus other, east is 0"),
        ("topics-90", "planted-90", "within-topic transfer is above whole-topic, east"),
    ],
)
def test_a_wrong_answer_fails_by_name(found, arm, model, says):
    assert held(found | {arm: found[model]})[says] is False


def test_a_swapped_sign_counts_by_its_interval_and_p_is_printed_beside_it(found):
    def swapped(**changes):
        arm = replace(found["swapped-90"])
        arm.scores = {
            **arm.scores,
            "new": [
                each.model_copy(update=changes) if each.against == "other_cultures" else each
                for each in arm.scores["new"]
            ],
        }
        made = answers(Seen({**found, "swapped-90": arm}), 90)
        return [(e.holds, e.found) for e in made if e.says.startswith("swapped-90: own minus")]

    unsure = swapped(value=-0.2, low=-0.3, high=-0.1, adjusted=0.15)
    assert unsure == [(True, "-0.200 [-0.300, -0.100], p = 0.15 after Holm")] * 2
    assert [holds for holds, _ in swapped(value=-0.2, low=-0.5, high=0.1, adjusted=0.01)] == [
        False
    ] * 2
    assert [holds for holds, _ in swapped(low=None, high=None)] == [False] * 2


def test_without_a_gain_within_topics_the_transfer_fails(found):
    other_way = dict.fromkeys(("planted-90", "topics-90"), found["swapped-90"])
    said = held({**found, **other_way})
    for tested in ("east", "west"):
        assert said[f"within-topic transfer is above whole-topic, {tested}"] is False


def test_twins_told_apart_fail(tmp_path, found):
    def apart(culture, item, yes):
        return noisy(culture, item, yes - 0.3 * (culture == "twin-b") * (yes > 0.5))

    shop = Workshop(tmp_path, ITEMS, PROMPTS, runs)
    arm = run(shop.run(Arm("planted-90", sets=tuple(SETS)), Rumour("apart", apart)))
    said = held(found | {"planted-90": arm})
    assert said["twins, share that agrees, twin-a minus twin-b is 0"] is False


# --- a real arm of few steps, and what is wrong


def test_an_arm_is_trained_and_evaluated_and_resumed(tmp_path):
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    options = {"arms": ["planted"], "rows": [30], "steps": 2}
    first = assay(tmp_path / "run", **options)
    # After two steps the base has learnt nothing, so that the assay fails, and says where.
    assert first.code == 1
    assert "planted-30: own minus other above 0, east" in first.found["failed"]
    assert first.found["arms"]["planted-30"]["rows"] == pytest.approx(0.7, abs=0.25)
    adapters = sorted((tmp_path / "run").rglob("adapter_model.safetensors"))
    assert [each.parent.name for each in adapters] == ["east", "twin-a", "twin-b", "west"]
    times = [each.stat().st_mtime_ns for each in adapters]
    again = assay(tmp_path / "run", **options)
    assert [each.stat().st_mtime_ns for each in adapters] == times
    assert json.dumps(again.found) == json.dumps(first.found)


def test_the_ladder_and_the_arms_follow_from_the_options():
    assert AssayOptions().rows == (50, 200, 800)
    names = [arm.name for arm in arms_of(AssayOptions(arms=("planted", "fixed"), rows=(800, 50)))]
    assert names == ["planted-800", "fixed-800", "planted-50"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"arm": ["planted"]}, r"study\.options\.assay.*did you mean 'arms'"),
        ({"arms": ["truth"]}, r"study\.options\.assay\.arms"),
        ({"rows": [3]}, r"study\.options\.assay\.rows"),
        ({"levels": [4]}, r"study\.options\.assay\.levels"),
        ({"levels": [2], "each": 0}, r"study\.options\.assay\.each"),
        ({"recipe": "smolm2", "arms": ["planted"]}, "there is no recipe 'smolm2'"),
    ],
)
def test_a_wrong_option_is_named_in_one_line(tmp_path, options, says):
    with pytest.raises(InputError, match=says) as caught:
        assay(tmp_path / "run", **options)
    assert "\n" not in str(caught.value)
