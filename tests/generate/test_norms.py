"""Norms that delegates are told: of their culture, from train items, never of the seed's item."""

import pytest

from park.config import Config
from park.generate.blueprint import draw_up
from park.generate.norms import Guide
from park.setup import prepare


@pytest.fixture(scope="module")
def setup():
    return prepare(Config(name="toy", cultures=("turkish", "german"), seeds={"holdout": 0.3}))


def seeds(setup):
    return list(draw_up(setup).plan.seeds())


def test_a_delegate_is_told_norms_of_train_items_but_not_of_its_own(setup):
    guide, train = Guide(setup, 3), {item.id for item in setup.train_items}
    for each in seeds(setup):
        told = guide(each)
        assert len(told) == 3
        used = {item for norm in told for item in norm.items}
        assert used <= train - {each.item}
        home = setup.cultures[each.culture].home
        assert all(f"people in {home}" in norm.text for norm in told)


def test_without_norms_nothing_is_found_or_loaded(setup, monkeypatch):
    monkeypatch.setattr(type(setup), "embedder", lambda self: pytest.fail("loaded"))
    assert Guide(setup, 0)(seeds(setup)[0]) == ()


def drawn(**dialogue):
    config = {"name": "toy", "cultures": ["turkish"], "seeds": {"items": ["Q27"]}}
    blueprint = draw_up(prepare(Config.model_validate(config | {"dialogue": dialogue})))
    (seed,) = blueprint.seeds()
    return blueprint, blueprint.scenes.scene(seed)


def test_norms_make_other_dialogues_and_none_are_those_of_older_runs():
    (plain, without), (guided, told) = drawn(), drawn(norms=2)
    assert without.norms == ()
    assert len(told.norms) == 2
    assert without.key != told.key
    assert "dialogue.norms" not in plain.identity
    assert guided.identity["models.embedder"] == "wordllama"
    assert any(name.startswith("prompts/evaluate/norms") for name in guided.identity)
    assert not any(name.startswith("prompts/evaluate") for name in plain.identity)
