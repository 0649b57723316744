"""The filter and what people say: their verdicts stand, their texts are verified, it learns."""

import pytest

from park.filter import people
from park.filter.judge import NONE
from park.filter.labels import LEAST
from park.filter.stage import filter_dialogues
from park.ledger.ledger import Ledger
from park.ledger.part import reopen_part
from park.ledger.reviews import put_review, reviews, reviews_of
from park.ledger.run import config_of, read_run
from park.ledger.shard import Shard
from park.models.scripted import Script, ScriptedModel
from park.records import Review, rejection
from park.run import wait_for
from park.setup import prepare
from tests.commands import configuration, judge_script, whole_script, write
from tests.filter.judging import favour

TIME = "2026-01-01T00:00:00+00:00"


@pytest.fixture
def folder(study, command):
    """A run whose judge finds every opinion beside the point."""
    write(study / "script.yaml", whole_script())
    write(study / "demo.yaml", configuration(filter={"rewrite": False, "threshold": 0.5}))
    assert command("generate", "-q").code == 0
    found = study / "outputs/toy"
    assert again(found).accepted == 0
    return found


def beside(messages, letters):
    """Find every opinion beside the point; it is what other questions have last."""
    try:
        return favour(NONE)(messages, letters)
    except (StopIteration, RuntimeError):
        return {letter: -0.1 if letter == letters[-1] else -3.0 for letter in letters}


def again(folder):
    with read_run(folder) as ledger:
        setup = prepare(*config_of(ledger, folder))
    script = Script.model_validate(judge_script())
    judge = ScriptedModel(script, name="judge", options=beside)
    return wait_for(filter_dialogues(setup, folder, models={"judge": judge}))


def say(folder, number, decision="keep", person="ana", **changes):
    with Ledger(folder / "ledger.sqlite") as ledger:
        own = list(ledger.opinions())[number]
        put_review(ledger, Review(
            opinion=own.key, person=person, decision=decision, shown=own.text, time=TIME, **changes
        ))  # fmt: skip
    return own


def stored(folder, key):
    with read_run(folder) as ledger:
        return ledger.opinion(key), ledger.verdicts(key)


def test_what_people_keep_is_compared_and_accepted(folder):
    own = say(folder, 0)
    outcome = again(folder)
    assert outcome.accepted == 1
    _, verdicts = stored(folder, own.key)
    assert [(each.check, each.kept) for each in verdicts] == [
        ("quote", True), ("form", True), ("verify", False), ("review", True),
        ("near_duplicate", True), ("semantic_duplicate", True),
    ]  # fmt: skip
    assert outcome.funnel.total()["reviewed"] == 1
    assert any(each.startswith("people reviewed 1 opinion (ana 1)") for each in outcome.remarks)


def test_people_do_not_bring_back_a_duplicate(folder):
    with read_run(folder) as ledger:
        texts = [each.text for each in ledger.opinions()]
    twins = [n for n, text in enumerate(texts) if text == texts[0]]
    for number in twins:
        say(folder, number)
    assert again(folder).accepted < len(twins)


def test_an_edited_opinion_is_verified_as_edited(folder):
    text = "The eldest woman deserves the first piece of bread."
    own = say(folder, 0, "edit", text=text)
    assert again(folder).accepted == 1
    found, verdicts = stored(folder, own.key)
    assert (found.text, found.said) == (text, own.text)
    verify = next(each for each in verdicts if each.check == "verify")
    assert [each.text for each in verify.rounds] == [text]
    assert rejection(verdicts) is None
    assert again(folder).accepted == 1


def test_an_edited_opinion_is_checked_by_the_rules_too(folder):
    own = say(folder, 0, "edit", text="bread")
    again(folder)
    _, verdicts = stored(folder, own.key)
    assert [(v.check, v.reason) for v in verdicts if not v.kept] == [("form", "too_short")]


def test_a_rejection_stands_and_is_counted_by_its_reason(folder):
    say(folder, 0, "reject", reason="stereotype")
    outcome = again(folder)
    assert outcome.summary()["rejected"]["stereotype"] == 1


def test_the_checks_are_held_against_people(folder):
    say(folder, 0)
    say(folder, 1, "reject", reason="nonsense")
    remarks = again(folder).remarks
    (line,) = [each for each in remarks if each.startswith("against people, verify")]
    assert "precision 0.50 [0.09, 0.91] (1 of 2), recall 1.00 [0.21, 1.00] (1 of 1)" in line


def test_without_reviews_nothing_is_said_of_people(folder):
    assert not [each for each in again(folder).remarks if "people reviewed" in each]


def test_labels_are_what_people_agree_on(folder):
    first = say(folder, 0)
    say(folder, 1, "reject", reason="irrelevant")
    say(folder, 2, "reject", reason="personal_data")
    say(folder, 3)
    say(folder, 3, "reject", person="bo", reason="irrelevant")
    say(folder, 4, "edit", text="Something else about it.")
    with read_run(folder) as ledger:
        found = people.labels(ledger, reviews(ledger))
    assert [each.label for each in found] == ["fine", "irrelevant"]
    assert (found[0].item, found[0].text) == (first.seed.item, first.text)


def test_shards_know_what_people_said_of_the_run_s_opinions(folder):
    own = say(folder, 0)
    say(folder, 1, "reject", reason="irrelevant")
    with read_run(folder) as run:
        given = reviews(run)
        expected = people.labels(run, given)
    with reopen_part(folder, Shard(1, 2)) as part:
        assert reviews(part) == given
        assert reviews_of(part, own.key) == given[own.key]
        assert people.labels(part, given) == expected
    assert len(expected) == 2


def test_the_judge_is_calibrated_on_people_if_they_are_enough(folder, monkeypatch, study):
    monkeypatch.setattr(people, "LEAST", 2)
    assert LEAST == 10
    for number in range(12):
        wrong = {"decision": "reject", "reason": "irrelevant"} if number % 2 else {}
        say(folder, number, **wrong)
    with Ledger(folder / "ledger.sqlite") as ledger:
        config, _ = config_of(ledger, folder)
    settings = {**config.model_dump(mode="json", exclude_unset=True), "filter": {"rewrite": False}}
    write(folder / "run.yaml", settings)
    remarks = again(folder).remarks
    told = "the judge is calibrated on"
    assert any(
        each.startswith(told) and "that people reviewed and kept" in each for each in remarks
    )
