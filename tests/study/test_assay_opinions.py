"""Levels 2 and 3 of the study `assay`: known opinions, and dialogues, through the filter."""

import json
from asyncio import run
from collections import Counter
from math import log

import pytest

import park
from park.config import Config
from park.models.scripted import ScriptedModel
from park.prompts import Prompts
from park.study.studies.assay import study as assay
from park.study.studies.assay import world
from park.study.studies.assay.answers import Seen, answers
from park.study.studies.assay.arms import PAIR, Found, Workshop
from park.study.studies.assay.sieve import sift
from park.study.studies.assay.spoken import BAD, SAYS, spoken
from park.study.studies.assay.talk import talk

ITEMS, PROMPTS = world.items(), Prompts()
SIDES = {
    way.format(thing).casefold(): side == 0
    for said in SAYS
    for side, way in enumerate(said)
    for things in world.TOPICS.values()
    for thing in things
}


def runs(folder, config, base, models=None):
    return park.Run(folder, config, base=base, models=models)


def agrees(text):
    """Whether a known opinion agrees with its statement."""
    if text.startswith("I agree that"):
        return True
    if text.startswith("I disagree that"):
        return False
    return next(side for way, side in SIDES.items() if way in text.casefold())


def judge(side=agrees, say=lambda messages: "{}"):
    def options(messages, letters):
        lines = messages[-1]["content"].splitlines()
        labels = dict(line.split(": ", 1) for line in lines if line[:2] in ("A:", "B:", "C:"))
        said = lines[-1].removeprefix('The person said: "').removesuffix('"')
        wanted = "agree" if side(said) else "disagree"
        return {each: log(0.98 if labels[each] == wanted else 0.01) for each in letters}

    return ScriptedModel(say, name="a judge", options=options)


def sifted(folder, side=agrees):
    shop = Workshop(folder, ITEMS, PROMPTS, runs)
    return run(sift(shop, judge(side), {"threshold": 0.5}, 4))


@pytest.fixture(scope="module")
def fair(tmp_path_factory):
    """What the filter makes of known opinions with a judge that reads."""
    return sifted(tmp_path_factory.mktemp("fair"))


# --- known opinions


def test_one_in_five_opinions_is_bad_and_the_kinds_are_equally_many(tmp_path):
    cards = world.write_cards(tmp_path)
    said = [each for one in spoken(cards, PAIR, ITEMS, 4) for each in one.opinions]
    kinds = Counter(each.kind for each in said)
    assert kinds["good"] == 4 * (len(said) - kinds["good"])
    assert {kinds[kind] for kind in BAD} == {8}
    assert len({(each.dialogue, each.text) for each in said}) == len(said)


def test_good_opinions_keep_to_the_planted_shares_and_say_their_side(tmp_path):
    cards = world.write_cards(tmp_path)
    topics = {each.id: each.topic for each in ITEMS}
    for culture in PAIR:
        sides = [
            each.agrees == (world.agrees(culture, topics[each.item]) > 0.5)
            for one in spoken(cards, (culture,), ITEMS, 4)
            for each in one.opinions
            if each.kind == "good"
        ]
        assert sum(sides) / len(sides) == pytest.approx(0.85, abs=0.05)
    for one in spoken(cards, PAIR, ITEMS, 4):
        for each in one.opinions:
            assert agrees(each.text) == each.agrees, each.text
            label = "agree" if each.agrees else "disagree"
            assert (one.dialogue.stance_label == label) == (each.kind not in ("wrong", "opposite"))


def test_what_a_delegate_says_stands_in_the_dialogue_unless_it_is_invented(tmp_path):
    cards = world.write_cards(tmp_path)
    for one in spoken(cards, PAIR, ITEMS, 4):
        turns = [turn.text for turn in one.dialogue.turns if turn.speaker == "delegate"]
        for each in one.opinions:
            assert (each.text in turns) == (each.kind != "invented")


def test_with_a_judge_that_reads_every_known_answer_about_the_filter_holds(fair):
    found = answers(Seen(sifted=fair), 800)
    assert len(found) == len(BAD) + 2
    assert all(each.holds for each in found), list(map(str, found))
    assert fair.rows(accepted=True).apart(ITEMS) == pytest.approx(0.65, abs=0.05)
    assert fair.rows(accepted=False).apart(ITEMS) < fair.rows(accepted=True).apart(ITEMS)


def test_a_judge_that_denies_everything_fails_by_name(tmp_path):
    found = sifted(tmp_path, lambda said: False)
    failed = [each.says for each in answers(Seen(sifted=found), 800) if not each.holds]
    assert "filter: good opinions of both sides are accepted alike" in failed


def test_a_judge_that_guesses_lets_wrong_sides_through(tmp_path):
    found = sifted(tmp_path, lambda said: len(said) % 2 == 0)
    failed = [each.says for each in answers(Seen(sifted=found), 800) if not each.holds]
    assert "filter: at least 80% of wrong opinions are rejected" in failed


# --- dialogues


def speaker(messages):
    """Speak as the delegate should, and list what was said."""
    asked = messages[-1]["content"]
    if "List the opinions" in asked:
        lines = asked.split("\n\n")[1].splitlines()
        said = [line.split(": ", 1)[1] for line in lines if "gree that" in line]
        return json.dumps({"opinions": [{"opinion": each, "quote": each} for each in said]})
    told = " ".join(each["content"] for each in messages)
    stance = told.split("Your own answer is: ")[-1].split(".")[0]
    if stance not in world.OPTIONS:
        return "How is that where you live, and who told you so?"
    statement = told.split("about this, as it is in ")[1].split('"')[1].rstrip(".").lower()
    turn = sum(each["role"] == "assistant" for each in messages)
    why = ("my mother says so", "the baker by the gate taught me", "our winter was long")
    return f"I {stance} that {statement}, because {why[turn % 3]}."


def test_dialogues_are_followed_from_seeds_to_accepted_opinions(tmp_path):
    shop = Workshop(tmp_path, ITEMS, PROMPTS, runs)
    model = judge(say=speaker)
    found = run(
        talk(
            shop,
            "scripted",
            {"filter": {"threshold": 0.5}},
            dict.fromkeys(("delegate", "contact", "judge"), model),
        )
    )
    assert (found.dialogues, found.failed) == (8, 0)
    assert sum(map(len, found.seeds.sides.values())) == 8
    listed, kept = (sum(map(len, e.sides.values())) for e in (found.opinions, found.accepted))
    assert listed - kept == sum(found.reasons.values()) and kept
    assert found.accepted.apart(ITEMS) > 0
    assert all(each.holds for each in answers(Seen(talked=found), 800))


def test_levels_end_in_arms_of_their_own_and_sections_of_the_page(tmp_path, monkeypatch):
    async def learn(self, arm):
        self.seen.arms[arm.name] = Found(rows={})

    monkeypatch.setattr(assay.Assaying, "run", learn)
    model = judge(say=speaker)
    options = {"levels": [2, 3], "each": 1}
    config = Config(
        name="toy", cultures=("turkish",), study={"options": {"assay": options}},
        filter={"threshold": 0.5},
    )  # fmt: skip
    models = dict.fromkeys(("delegate", "contact", "judge"), model)
    made = park.Run(tmp_path / "run", config, base=tmp_path, models=models)
    found = made.study("assay")
    assert set(found.found["arms"]) == {"listed-rows", "accepted-rows", "dialogues-rows"}
    assert found.found["filter"]["judge"] == "a judge"
    assert found.found["dialogues"]["dialogues"] == 8
    page = (tmp_path / "run" / "assay.md").read_text()
    assert "what the filter makes of known opinions (a judge)" in page
    assert "what becomes of dialogues" in page
