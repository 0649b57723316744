"""The card of a generated adapter."""

from park.adapters.recipe import Hyper, HyperRecipe
from park.finetune.hyper.card import card
from park.finetune.hyper.files import Saved
from park.records.adapter import Adapter


def test_an_encoder_is_named_without_its_folder():
    hyper = Hyper(encoder="sentence-transformers//home/me/e5")
    recipe = HyperRecipe(base="smollm2-135m", hyper=hyper)
    adapter = Adapter.model_construct(
        culture="german", base="a/b", recipe=recipe.own, loss=0.1, device="cpu", system=""
    )
    saved = Saved.model_construct(
        recipe=recipe, recipe_name="hyper", trained=1, cultures=("german",), steps=1, questions=1
    )
    text = card(adapter, saved, "", "study")
    assert "encoder sentence-transformers/e5 |" in text
    assert "/home/me" not in text
