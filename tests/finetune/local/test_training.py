"""One adapter's training: the answer alone is learnt, the base stays, a kill costs nothing."""

# ruff: noqa: E402
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")

from park.adapters import base as bases
from park.adapters import libraries
from park.adapters.recipe import Recipe, load_recipe, recipe_names
from park.finetune.local import checkpoints
from park.finetune.local.rows import ANSWERS, tokenise
from park.finetune.local.training import learning, steps_of, trained
from tests.adapters import small
from tests.finetune.killing import KillAfter, Killed


def loaded(recipe):
    libraries.require()
    place = bases.locate(recipe)
    return bases.load_base(recipe, place, bases.load_tokenizer(place), "cpu")


def rows_for(recipe, base, culture="turkish", number=8):
    found = [small.sample(culture, n, view=recipe.view) for n in range(number)]
    return tokenise(found, base.tokenizer, recipe.method, recipe.length)


def adapter_of(model):
    return {n: p.detach().clone() for n, p in model.named_parameters() if "lora_" in n}


def train(base, recipe, folder, culture="turkish", **options):
    """Train and return the log and the adapter's weights."""
    checkpoints.prepare(folder, "key")
    rows = rows_for(recipe, base, culture)
    with trained(base, rows, recipe, folder, culture, **options) as (model, training):
        return training, adapter_of(model)


def losses(training):
    return [(row["step"], row["loss"], row["norm"], row["rate"]) for row in training.log]


def probe(base):
    """Return a base's logits on fixed tokens."""
    with torch.no_grad():
        return base.model(input_ids=torch.arange(40).reshape(2, 20)).logits


@pytest.mark.parametrize("method", ["sft", "dpo"])
@pytest.mark.parametrize("checkpointing", [False, True])
def test_the_base_is_bit_for_bit_the_same_after_several_adapters(
    base, tmp_path, method, checkpointing
):
    view = {"sft": "sft", "dpo": "preference"}[method]
    recipe = small.recipe(base, method=method, view=view, checkpointing=checkpointing)
    ours = loaded(recipe)
    weights = {n: p.detach().clone() for n, p in ours.model.state_dict().items()}
    logits, attributes = probe(ours), set(vars(ours.model))
    config, modules = ours.model.config.to_dict(), [str(type(m)) for m in ours.model.modules()]
    for culture in ("turkish", "chinese", "german"):
        _, adapter = train(ours, recipe, tmp_path / culture, culture)
        assert any(part.abs().max() > 0 for name, part in adapter.items() if "lora_B" in name)
    after = ours.model.state_dict()
    assert after.keys() == weights.keys()
    assert all(torch.equal(after[name], weights[name]) for name in weights)
    assert torch.equal(probe(ours), logits)
    assert set(vars(ours.model)) == attributes
    assert ours.model.config.to_dict() == config
    assert [str(type(m)) for m in ours.model.modules()] == modules
    assert not any(p.requires_grad for p in ours.model.parameters())


def test_an_adapter_is_the_same_whatever_was_trained_before_it(base, tmp_path):
    recipe = small.recipe(base)
    ours = loaded(recipe)
    train(ours, recipe, tmp_path / "first", "chinese")
    second, after = train(ours, recipe, tmp_path / "second", "turkish")
    alone, fresh = train(loaded(recipe), recipe, tmp_path / "alone", "turkish")
    assert losses(second) == losses(alone)
    assert all(torch.equal(after[name], fresh[name]) for name in fresh)


def test_the_base_is_untouched_after_an_error_too(base, tmp_path):
    recipe = small.recipe(base)
    ours = loaded(recipe)
    logits, modules = probe(ours), [str(type(m)) for m in ours.model.modules()]
    with pytest.raises(Killed):
        train(ours, recipe, tmp_path / "killed", callbacks=(KillAfter(1),))
    assert torch.equal(probe(ours), logits)
    assert [str(type(m)) for m in ours.model.modules()] == modules


RECIPES = {name: load_recipe(name) for name in recipe_names()}
LOCAL = [
    name
    for name, recipe in RECIPES.items()
    if isinstance(recipe, Recipe) and recipe.method in ANSWERS  # The others learn from polls.
]


@pytest.mark.parametrize("name", LOCAL)
def test_two_steps_of_a_recipe_resumed_after_the_first_are_as_without_a_break(base, tmp_path, name):
    recipe = load_recipe(name)
    schedule = recipe.schedule.model_copy(update={"most_steps": 2, "save_every": 1, "log_every": 1})
    # What needs a large machine is left out: the base, its bits, the paged optimiser.
    optimiser = recipe.optimiser.model_copy(update={"name": "adamw_torch"})
    changes = {"base": str(base), "schedule": schedule, "optimiser": optimiser, "quantise": "none"}
    recipe = recipe.model_copy(update=changes)
    whole, adapter = train(loaded(recipe), recipe, tmp_path / "whole")
    with pytest.raises(Killed):
        train(loaded(recipe), recipe, tmp_path / "broken", callbacks=(KillAfter(1),))
    resumed, same = train(loaded(recipe), recipe, tmp_path / "broken")
    assert (whole.resumed, resumed.resumed) == (0, 1)
    assert len(whole.log) == 2
    assert losses(resumed) == losses(whole)
    assert all(torch.equal(same[part], adapter[part]) for part in adapter)


def test_a_kill_between_steps_and_between_epochs_costs_nothing(base, tmp_path):
    recipe = small.recipe(base, schedule={"epochs": 3, "batch": 4, "save_every": 1})
    whole, adapter = train(loaded(recipe), recipe, tmp_path / "whole")
    ours = loaded(recipe)
    for step in (1, 2, 3, 5, 6):
        with pytest.raises(Killed):
            train(ours, recipe, tmp_path / "broken", callbacks=(KillAfter(step),))
        # The kill came after the step's checkpoint was sealed.
    resumed, same = train(ours, recipe, tmp_path / "broken")
    assert resumed.resumed == whole.steps == 6
    assert losses(resumed) == losses(whole)
    assert all(torch.equal(same[part], adapter[part]) for part in adapter)


def test_a_corrupt_checkpoint_is_named_and_the_one_before_it_is_used(base, tmp_path):
    recipe = small.recipe(base)
    whole, _ = train(loaded(recipe), recipe, tmp_path / "whole")
    with pytest.raises(Killed):
        train(loaded(recipe), recipe, tmp_path / "broken", callbacks=(KillAfter(3),))
    (tmp_path / "broken" / "checkpoint-3" / "optimizer.pt").write_bytes(b"nothing of use")
    resumed, _ = train(loaded(recipe), recipe, tmp_path / "broken")
    assert resumed.resumed == 2
    assert len(resumed.remarks) == 1
    assert "checkpoint-3: the checkpoint is corrupt (optimizer.pt)" in resumed.remarks[0]
    assert losses(resumed) == losses(whole)


def test_the_loss_is_that_of_the_answers_tokens(base, tmp_path):
    recipe = small.recipe(base, schedule={"most_steps": 1, "batch": 8}, lora={"r": 2, "dropout": 0})
    ours = loaded(recipe)
    rows = rows_for(recipe, ours)
    total = tokens = 0
    for row in rows.rows:
        with torch.no_grad():
            logits = ours.model(input_ids=torch.tensor([row.tokens()])).logits[0]
        answer = range(len(row.prompt), len(row.tokens()))
        for place in answer:
            total -= logits[place - 1].log_softmax(-1)[row.tokens()[place]].item()
        tokens += len(answer)
    training, _ = train(ours, recipe, tmp_path / "one")
    assert training.log[0]["loss"] == pytest.approx(total / tokens, rel=1e-4)


def test_every_step_has_a_row_with_loss_speed_and_memory(base, tmp_path):
    recipe = small.recipe(base)
    seen = []
    training, _ = train(
        loaded(recipe), recipe, tmp_path / "work",
        watch=lambda culture, row, steps: seen.append((culture, row["step"], steps)),
    )  # fmt: skip
    assert [row["step"] for row in training.log] == [1, 2, 3, 4]
    assert seen == [("turkish", step, 4) for step in (1, 2, 3, 4)]
    for row in training.log:
        assert row.keys() == {"step", "loss", "norm", "rate", "tokens_per_second", "memory"}
        assert row["tokens_per_second"] > 0
        assert row["memory"] > 1e6


def test_a_batch_with_a_row_that_teaches_nothing_is_an_error():
    def collate(labels):
        return {"labels": torch.tensor(labels)}

    assert learning(collate)([[-100, 3], [4, -100]])
    with pytest.raises(ValueError, match="no label: every token of it is masked"):
        learning(collate)([[-100, 3], [-100, -100]])


@pytest.mark.parametrize(
    ("schedule", "rows", "steps"),
    [
        ({"epochs": 3, "batch": 4}, 9, 9),
        ({"epochs": 1, "batch": 4, "accumulate": 2}, 9, 2),
        ({"epochs": 0.5, "batch": 1}, 5, 3),
        ({"epochs": 9, "batch": 1, "most_steps": 7}, 5, 7),
        ({"epochs": 1, "batch": 64}, 1, 1),
    ],
)
def test_steps_follow_from_epochs_batches_and_the_cap(base, schedule, rows, steps):
    assert steps_of(small.recipe(base, schedule=schedule), rows) == steps


def test_the_seed_decides_the_adapter(base, tmp_path):
    ours = loaded(small.recipe(base))
    _, one = train(ours, small.recipe(base), tmp_path / "one")
    _, other = train(ours, small.recipe(base, seed=1), tmp_path / "other")
    assert any(not torch.equal(one[name], other[name]) for name in one)
