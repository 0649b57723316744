import json

import pytest

from park.export.inputs import gather
from park.export.samples import Builder
from park.export.split import split_items
from park.export.view import VIEWS, ordered
from park.export.wording import Wording
from park.ledger.run import config_of, read_run
from park.prompts import Prompts
from tests import toys
from tests.export.runs import STANCES, dialogue, make_run, opinion, usual, verdict


def samples(run, views=None, cultures=None):
    with read_run(run) as ledger:
        config, base = config_of(ledger, run)
        material = gather(ledger, config, base, run)
        splits = split_items(material.items, 0.4, 0)
        builder = Builder(material, splits, config.seeds.source)
        chosen = ordered(views or VIEWS.built_in()).values()
        made = [view(material, Wording(Prompts())) for view in chosen]
        found = list(builder.samples(ledger, made, cultures or list(material.cultures)))
        return found, builder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return samples(make_run(tmp_path_factory.mktemp("run")))


def test_an_item_is_in_one_split_in_all_views_and_cultures(made):
    found, builder = made
    assert {(each.item, each.split) for each in found} == set(builder.splits.items())
    assert set(builder.splits.values()) == {"train", "test"}


def test_a_sample_says_where_it_comes_from(made):
    for each in made[0]:
        source = opinion("x", each.culture, each.item)
        assert each.country == source.seed.country
        assert each.stance == STANCES[each.culture]
        assert each.stance_label == source.stance_label
        assert each.share == source.seed.share
        assert each.prompts == "p"
        assert each.dialogue == f"d{each.culture}{each.item}"


def test_samples_of_opinions_name_them_and_those_of_dialogues_name_none(made):
    for each in made[0]:
        wanted = {"preference": 2, "dialogue": 0, "sdialog": 0}.get(each.view, 1)
        assert len(each.opinions) == wanted
        if wanted:
            assert each.opinions[0].startswith(f"{each.culture}{each.item}")


def test_no_path_of_this_machine_is_in_a_sample(made):
    found, builder = made
    for each in found:
        assert set(each.models.values()) <= {
            "scripted:s.yaml", "embedded/qwen2.5-coder-1.5b", "openai/gpt-x",
        }  # fmt: skip
        text = each.model_dump_json() + json.dumps(builder.provenance(each))
        assert "/home/me" not in text


def test_the_licence_note_names_models_and_survey(made):
    found, builder = made
    note = builder.provenance(found[0])["licence"]
    assert "embedded/qwen2.5-coder-1.5b (Apache-2.0)" in note
    assert "openai/gpt-x (see its publisher)" in note
    assert "World Values Survey, wave 7" in note


def test_no_row_is_there_twice(tmp_path):
    judged = [(opinion(key, text="The very same."), ()) for key in "abc"]
    run = make_run(tmp_path / "run", [*judged, (opinion("d", text="Another."), ())])
    found, _ = samples(run)
    of_opinions = [each for each in found if each.view in ("sft", "messages", "sharegpt")]
    assert len(of_opinions) == 3 * 2 * 2
    assert len({each.key for each in found}) == len(found)


def test_the_same_words_of_two_cultures_are_two_rows(tmp_path):
    judged = [(opinion(name, name, stance=1, text="Same."), ()) for name in ("german", "turkish")]
    found, _ = samples(make_run(tmp_path / "run", judged), ["sft"])
    assert {each.culture for each in found} == {"german", "turkish"}


def test_a_turn_whose_opinion_was_rejected_for_what_it_says_is_in_no_row_of_dialogues(tmp_path):
    turns = tuple(toys.turn(number, f"line {number}") for number in range(1, 7))
    good, bad, again = opinion("a", turns=(2,)), opinion("b", turns=(4,)), opinion("c", turns=(6,))
    twice = verdict(again, "semantic_duplicate", reason="semantic_duplicate")

    def shown(*judged):
        run = make_run(tmp_path / str(len(judged)), judged, [dialogue(turns=turns)])
        (row,) = (each.row for each in samples(run, ["dialogue"])[0])
        return [each["content"] for each in row["messages"][1:]]

    assert shown((good, ())) == [f"line {number}" for number in range(1, 7)]
    assert shown((good, ()), (again, (twice,))) == [f"line {number}" for number in range(1, 7)]
    rejected = shown((good, ()), (bad, (verdict(bad),)), (again, (twice,)))
    assert rejected == ["line 1", "line 2"]


def test_only_whole_dialogues_with_an_accepted_opinion_are_used(tmp_path):
    failed = dialogue("german", ending="error", failure="x")
    records = [dialogue("turkish"), dialogue("chinese", "Q29"), failed]
    judged = [(opinion("a"), ()), (opinion("b", "german"), ())]
    found, _ = samples(make_run(tmp_path / "run", judged, records), ["dialogue", "sdialog"])
    assert [(each.view, each.dialogue) for each in found] == [
        ("dialogue", "dturkishQ27"),
        ("sdialog", "dturkishQ27"),
    ]


def test_views_and_cultures_can_be_chosen(tmp_path):
    found, _ = samples(make_run(tmp_path / "run", usual()), ["dialogue", "sft"], ["german"])
    assert {each.view for each in found} == {"dialogue", "sft"}
    assert {each.culture for each in found} == {"german"}
