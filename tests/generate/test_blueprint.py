from pathlib import Path

import pytest

from park.config import Config
from park.errors import InputError
from park.generate.blueprint import draw_up
from park.setup import prepare

PLAIN = {
    "name": "demo",
    "cultures": ["chinese", "turkish"],
    "seeds": {"items": ["Q27", "Q38"]},
    "models": {"delegate": "scripted:x"},
}


def setup(**changes):
    return draw_up(prepare(Config.model_validate(PLAIN | changes), Path()))


def keys(**changes):
    each = setup(**changes)
    return {each.scenes.key(seed) for seed in each.seeds()}


def test_options_of_a_source_change_the_identity_by_its_answers_alone(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("item,country,option,count,weight\nA,TUR,yes,9,2\nA,TUR,no,5,1\n")
    source = {"source": f"csv:{own}", "holdout": 0}
    weighted, plain = (
        setup(cultures=["turkish"], seeds={**source, **more}).identity
        for more in ({}, {"options": {"csv": {"weight": "none"}}})
    )
    assert weighted["survey answers"] != plain["survey answers"]
    assert {**weighted, "survey answers": ""} == {**plain, "survey answers": ""}
    assert "seeds.options" not in setup().identity


@pytest.mark.parametrize(
    "changes",
    [
        {"cultures": ["chinese", "german", "turkish"]},
        {"cultures": ["turkish", "chinese"]},
        {"seeds": PLAIN["seeds"] | {"per_item": 3}},
    ],
)
def test_cultures_and_repeats_only_add_dialogues(changes):
    assert keys() <= keys(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "other"},
        {"limits": {"concurrency": 9, "max_cost": 3.0}},
        {"models": {"delegate": {"model": "scripted:x", "price": {"input": 1, "output": 1}}}},
        {"models": {"delegate": "scripted:x", "contact": "scripted:x"}},
        {"filter": {"near_duplicate": 0.5}},
    ],
)
def test_what_does_not_shape_dialogues_leaves_them_as_they_are(changes):
    assert keys(**changes) == keys()
    assert setup(**changes).identity == setup().identity


@pytest.mark.parametrize(
    "changes, names",
    [
        ({"seed": 1}, {"seed"}),
        ({"dialogue": {"turns": 8}}, {"dialogue.turns"}),
        ({"dialogue": {"language": "own"}}, {"dialogue.language"}),
        ({"dialogue": {"retries": 0}}, {"dialogue.retries"}),
        ({"seeds": PLAIN["seeds"] | {"stance": "mode"}}, {"seeds.stance"}),
        ({"models": {"delegate": "scripted:y"}}, {"models.contact.model", "models.delegate.model"}),
        (
            {"models": {"delegate": "scripted:x", "contact": {"model": "scripted:x", "top_p": 1}}},
            {"models.contact.top_p"},
        ),
    ],
)
def test_what_shapes_dialogues_changes_them_and_is_named(changes, names):
    before, after = setup().identity, setup(**changes).identity
    assert {name for name in before if before[name] != after.get(name)} == names
    assert not keys(**changes) & keys()


def test_other_answers_change_the_identity(tmp_path):
    own = tmp_path / "own.csv"
    identities = []
    for count in (10, 20):
        own.write_text(f"item,country,option,count\nA,TUR,yes,{count}\nA,TUR,no,5\n")
        source = {"source": f"csv:{own}", "holdout": 0}
        identities.append(setup(cultures=["turkish"], seeds=source).identity)
    assert identities[0]["survey answers"] != identities[1]["survey answers"]


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"cultures": ["persian"]}, "the source has no answers from persian"),
        ({"cultures": ["klingon"]}, "there is no role card"),
        ({"seeds": {"items": ["Q999"]}}, "no item 'Q999'"),
        ({"dialogue": {"partner": "klingon"}}, "there is no role card"),
        ({"prompts": "/nowhere"}, "nowhere is not a folder"),
    ],
)
def test_what_is_named_but_not_there_is_found_before_any_model_is_asked(changes, message):
    with pytest.raises(InputError, match=message) as told:
        setup(**changes)
    assert "\n" not in str(told.value)


def test_the_plan_is_counted_per_culture():
    each = setup(seeds=PLAIN["seeds"] | {"per_item": 2})
    assert each.planned() == {"chinese": 4, "turkish": 4}
    assert each.planned(3) == {"chinese": 2, "turkish": 1}
    assert len(list(each.seeds(3))) == 3


def test_the_contact_speaks_through_the_delegate_s_model_unless_it_has_its_own():
    assert setup().config.models.of("contact").model == "scripted:x"
    both = {"delegate": "scripted:x", "contact": "scripted:y"}
    assert setup(models=both).config.models.of("contact").model == "scripted:y"


def test_a_context_without_room_for_the_first_turn_is_refused_with_a_size_that_will_do():
    model = {"model": "scripted:x", "context": 200}
    with pytest.raises(InputError, match=r"contact: context: 200 tokens are too few") as caught:
        setup(models={"delegate": model})
    enough = int(str(caught.value).split()[-1])
    assert setup(models={"delegate": model | {"context": enough}})


@pytest.mark.parametrize(
    ("statements", "holdout", "says"),
    [
        ("AAA", 0.2, r"holds out all of the source's items \(3\), since twins and items with"),
        ("ABC", 0.9, r"seeds\.holdout: 0\.9 holds out all of the source's items \(3\); lower it"),
    ],
)
def test_a_source_of_which_everything_is_held_out_is_refused_with_the_cause(
    tmp_path, statements, holdout, says
):
    rows = [f"S{n},{text},TUR,{o},9" for n, text in enumerate(statements) for o in ("yes", "no")]
    own = tmp_path / "own.csv"
    own.write_text("\n".join(["item,statement,country,option,count", *rows]) + "\n")
    with pytest.raises(InputError, match=says) as caught:
        setup(cultures=["turkish"], seeds={"source": f"csv:{own}", "holdout": holdout})
    assert "\n" not in str(caught.value)
