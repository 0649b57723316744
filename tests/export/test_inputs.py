import pytest

from park.errors import InputError
from park.export.inputs import Group, choose, gather
from park.ledger.run import config_of, read_run
from tests.export.runs import make_run, opinion, verdict


def material(run):
    with read_run(run) as ledger:
        config, base = config_of(ledger, run)
        return gather(ledger, config, base, run)


def test_a_run_without_accepted_opinions_names_the_filter(tmp_path):
    rejected = opinion("a")
    for judged in ([], [(rejected, (verdict(rejected),))]):
        run = make_run(tmp_path / str(len(judged)), judged)
        with pytest.raises(InputError, match=rf"no accepted opinions; first: park filter {run}"):
            material(run)


def test_only_accepted_opinions_become_material(tmp_path):
    found = material(make_run(tmp_path / "run"))
    keys = {opinion.key for group in found.accepted.values() for opinion in group}
    assert "rejected" not in keys
    assert len(keys) == 18
    assert list(found.cultures) == ["chinese", "german", "turkish"]
    assert found.items == ["Q27", "Q29", "Q37"]


def test_what_the_judge_found_to_contradict_is_a_contradiction_and_nothing_else_is(tmp_path):
    kept, rewritten, against, off, both = (
        opinion("kept"),
        opinion("rewritten", text="Yes.", said="No."),
        opinion("against", text="Never."),
        opinion("off", text="The weather."),
        opinion("both", text="Still no.", said="No, no."),
    )
    run = make_run(
        tmp_path / "run",
        [
            (kept, (verdict(kept, kept=True),)),
            (rewritten, (verdict(rewritten, kept=True, detail={"rewritten": True}),)),
            (against, (verdict(against),)),
            (off, (verdict(off, reason="irrelevant"),)),
            (both, (verdict(both, detail={"rewritten": True}),)),
        ],
    )
    found = material(run).contradictions
    assert list(found) == [Group.of(kept)]
    assert {(each.opinion, each.text) for each in found[Group.of(kept)]} == {
        ("rewritten", "No."),
        ("against", "Never."),
        ("both", "No, no."),
        ("both", "Still no."),
    }


@pytest.mark.parametrize("against, found", [(0.7, ["No.", "Never."]), (0.4, [])])
def test_a_contradiction_is_one_only_if_it_is_likelier_than_all_else(tmp_path, against, found):
    both = opinion("both", text="Never.", said="No.")
    figures = {"entails": 0.3 * (1 - against), "contradicts": against}
    rounds = [{"text": text, "probabilities": figures} for text in ("No.", "Never.")]
    judged = [(opinion("kept"), ()), (both, (verdict(both, detail={"rounds": rounds}),))]
    known = material(make_run(tmp_path / "run", judged)).contradictions
    assert [each.text for group in known.values() for each in group] == found


@pytest.mark.parametrize("check", ["quote", "form"])
def test_a_contradiction_that_failed_an_earlier_check_stands_for_nothing(tmp_path, check):
    bad = opinion("bad", text="Call me on 555-1234.", said="No.")
    verdicts = (verdict(bad, check, reason="personal"), verdict(bad))
    run = make_run(tmp_path / "run", [(opinion("kept"), ()), (bad, verdicts)])
    assert material(run).contradictions == {}


def test_a_survey_that_has_changed_since_is_refused(tmp_path):
    file = tmp_path / "own.csv"
    rows = "item,country,option,count,statement,label\ntea,TUR,{},9,Tea.,a\ntea,TUR,9,1,,b\n"
    seed = opinion("a").seed.model_copy(update={"item": "tea", "stance": 1})
    judged = [(opinion("a", seed=seed), ())]
    run = make_run(tmp_path / "run", judged, [], seeds={"source": [f"csv:{file}"]})
    file.write_text(rows.format(1))
    material(run)
    file.write_text(rows.format(2))
    with pytest.raises(InputError, match=r"seeds.source: item tea changed since the run began"):
        material(run)


def test_names_are_chosen_in_the_order_of_the_known_ones():
    known = ("sft", "messages", "dialogue")
    assert choose(["dialogue", "sft"], known, "--views") == ["sft", "dialogue"]
    assert choose(None, known, "--views") == list(known)
    with pytest.raises(InputError, match=r"--views: there is no 'mesages' here; did you mean"):
        choose(["mesages"], known, "--views")
