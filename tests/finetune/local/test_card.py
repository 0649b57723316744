"""An adapter's card names its base, its licence and what it is worth."""

import re

from park.adapters.recipe import Recipe
from park.finetune.local.card import card
from tests.report.runs import adapter

SMALL = "HuggingFaceTB/SmolLM2-135M-Instruct"


def written(**changes):
    return card(adapter("turkish", 0).model_copy(update=changes), "study", "opinions")


def test_a_base_of_the_catalogue_is_named_with_its_file_and_licence():
    text = written(base=SMALL, recipe=Recipe(base="smollm2-135m"))
    assert f"| base | {SMALL}, trained on its file SmolLM2-135M-Instruct.Q4_1.gguf (b179c9" in text
    assert "license: apache-2.0" in text
    assert "Licence: that of the base (Apache-2.0) and" in text
    assert "`park models pull smollm2-135m` has put the base" in text
    file = "gguf_file='SmolLM2-135M-Instruct.Q4_1.gguf'"
    assert f"AutoModelForCausalLM.from_pretrained(place, {file})" in text
    assert f"AutoTokenizer.from_pretrained(place, {file})" in text
    assert 'PeftModel.from_pretrained(base, ".")' in text


def test_a_base_of_one_s_own_has_no_licence_of_ours():
    text = written(base="mine", recipe=Recipe(base="gguf:/home/me/mine.gguf"))
    assert "license:" not in text
    assert "/home/me" not in text
    assert "Licence: that of the base (not known to culturepark) and" in text
    assert 'place = "FOLDER"  # the one with mine.gguf' in text
    assert "from_pretrained(place, gguf_file='mine.gguf')" in text


def test_the_lines_of_a_card_name_a_folder_or_a_place_on_the_hub():
    assert 'place = "FOLDER"  # the one of the base mine' in written(
        base="mine", recipe=Recipe(base="/home/me/mine")
    )
    text = written(base="me/base", recipe=Recipe(base="me/base", revision="v2"))
    assert "place = 'me/base'\n" in text
    assert "AutoModelForCausalLM.from_pretrained(place, revision='v2')" in text


def test_the_lines_of_a_card_are_python():
    text = written(base=SMALL, recipe=Recipe(base="smollm2-135m"))
    (lines,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert compile(lines, "card", "exec")


def test_an_adapter_of_few_rows_is_warned_of():
    assert "**Trained on 99 rows only, some 50 opinions or fewer" in written(rows=99)
    assert "Trained on" not in written(rows=100)


def test_an_adapter_on_answers_is_said_to_have_learnt_people_s_shares():
    recipe = Recipe(base="toy", method="distribution")
    text = written(recipe=recipe, culture="distribution-turkish", rows=60)
    assert "| data | 60 questions with people's shares of the options, 3000 tokens" in text
    assert "answers as the culture `turkish`," in text
    assert "synthetic. A" not in text
    assert "rows of the view" not in text
    assert "**Trained on" not in text
    together = written(recipe=recipe, culture="distribution-all-cultures")
    assert "for all cultures of a run at once" in together
