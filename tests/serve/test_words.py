"""The page's words: the same in each language, and all that the pages ask for."""

import re

import pytest
import yaml

from park.quality.score_names import SCORES
from park.records.review import KINDS
from park.serve.site import FOLDER
from park.serve.words import FIRST, chosen, languages

FILES = sorted((FOLDER / "words").glob("*.yaml"))
TEMPLATES = sorted((FOLDER / "templates").glob("*.j2"))


def words(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_there_are_three_languages_and_one_from_right_to_left():
    assert {"ar", "de", "en"} <= languages().keys()
    assert languages()["ar"].direction == "rtl"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_language_has_the_same_words_with_the_same_places(path):
    first, own = words(FOLDER / "words" / f"{FIRST}.yaml"), words(path)
    assert own.keys() == first.keys()
    for key, text in own.items():
        assert isinstance(text, str) and text, key
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", first[key])), key


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_word_that_a_page_asks_for_is_there(path):
    for key in re.findall(r'\bw\("([^"]+)"', path.read_text(encoding="utf-8")):
        assert key in languages()[FIRST].words, key


def test_every_reason_has_words():
    for kind in KINDS:
        assert f"reason.{kind}" in languages()[FIRST].words


def test_scores_are_called_what_the_command_line_calls_them():
    of = languages()[FIRST].of
    assert {name: of("score", name) for name in SCORES} == dict(SCORES)


def test_a_reason_of_a_plugin_is_told_by_its_name():
    assert languages()["de"].of("reason", "about_tea") == "about tea"


@pytest.mark.parametrize(
    ("wanted", "accepted", "tag"),
    [("de", "ar", "de"), ("", "ar-EG, en;q=.5", "ar"), ("xx", "", "en"), ("", "a" * 9_999, "en"),
     ("../en", "", "en"), ("DE", "", "de")],
)  # fmt: skip
def test_the_chosen_language_is_spoken_else_one_that_is_accepted(wanted, accepted, tag):
    assert chosen(wanted, accepted).tag == tag
