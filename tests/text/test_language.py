import re

import pytest

from park.assets import builtin, culture_names
from park.errors import InputError
from park.text import language
from park.text.grammar import Grammar, any_of
from park.text.language import lexicon, lexicons
from park.text.phrases import introductions, says
from tests.commands import CHECKOUT, write

SECTIONS = (
    "letters",
    "slurs",
    "fragment",
    "others",
    "negations",
    "sweeping",
    "personal",
    "stereotypes",
)


@pytest.fixture
def agents(tmp_path):
    """A user's own folder, with a language that nobody else has."""
    write(tmp_path / "languages/hi.yaml", {"name": "Hindi", "phrases": {"refusal": ["भाषा मॉडल"]}})
    return tmp_path


def test_every_language_of_the_role_cards_has_all_sections_and_patterns_that_compile():
    assert set(lexicons()) == {"ar", "bn", "de", "en", "es", "fa", "ko", "pt", "tr", "zh"}
    for tag, known in lexicons().items():
        assert all(getattr(known, section) for section in SECTIONS), tag
        assert known.phrases.refusal and known.phrases.role and known.phrases.introduced, tag
        for key, pattern in language._patterns(known):
            language._check(language.file_of(tag), key, pattern)


def test_a_language_file_is_no_role_card():
    assert not {"en", "languages", "languages/en"} & set(culture_names())


def test_only_languages_that_are_asked_for_are_read(tmp_path, monkeypatch):
    read = []
    quickly = language._quickly
    monkeypatch.setattr(language, "_quickly", lambda path: read.append(path.stem) or quickly(path))
    assert says("refusal", "As an AI language model, no.", "tr", tmp_path)
    assert sorted(read) == ["en", "tr"]


def test_a_file_of_one_s_own_adds_a_language(agents):
    assert says("refusal", "मैं एक भाषा मॉडल हूँ।", "hi", agents)
    assert not says("refusal", "मैं एक भाषा मॉडल हूँ।", "hi")
    assert says("refusal", "As an AI language model, no.", "hi", agents)
    assert list(lexicons(agents)) == sorted([*lexicons(), "hi"])


def test_a_file_of_one_s_own_replaces_a_language(tmp_path):
    write(tmp_path / "languages/tr.yaml", {"name": "Turkish", "slurs": ["kurbağa"]})
    assert lexicon("tr-TR", tmp_path).slurs == ("kurbağa",)
    assert lexicon("tr-TR").stereotypes is not None and lexicon("tr", tmp_path).stereotypes is None


def test_names_are_given_in_any_language(agents):
    pattern = re.compile(f"(?i){introductions(agents)} Ada")
    for said in ("My name is Ada", "Ich heiße Ada", "benim adım Ada", "我叫 Ada"):
        assert pattern.search(said), said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: X\nslurz: [a]\n", r"xx.yaml:2: slurz: unknown key; did you mean 'slurs'"),
        ("slurs: [a]\n", r"xx.yaml:1: name: the key is missing"),
        ("name: X\nname: Y\n", r"xx.yaml:2: name: the key appears twice"),
        ("name: X\nphrases: {refusal: ['(a']}\n", r"xx.yaml: phrases.refusal: '\(a' is no pattern"),
        ("name: X\nsweeping: {people: '[a', every: b, bad: c, limited: d}\n", "sweeping.people"),
        ("name: X\nnegations: {words: 'not [a'}\n", "negations.words: '\\[a' is no pattern"),
        ("name: X\nfragment: {ends: '(a', opens: b}\n", "fragment.ends: .* is no pattern"),
        ("name: X\nothers: {us: '{people}', peoples: a, lead: a, doers: a, own: a, judging: a}\n",
         "others.us: there are no words named 'people'"),
        ("name: X\nothers: {us: a, peoples: a, lead: a, doers: a, own: 'a‌?b(', judging: a}\n",
         "others.own: .* is no pattern"),
        ("name: X\npersonal: {streets: ['{capitol} 1']}\n", "personal.streets: .*named 'capitol'"),
        ("name: [\n", r"xx.yaml:\d: broken YAML"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_with_the_file_and_the_key(tmp_path, text, message):
    write(tmp_path / "languages/xx.yaml", text)
    with pytest.raises(InputError, match=message) as error:
        lexicon("xx", tmp_path)
    assert "\n" not in str(error.value)


def test_lists_of_a_grammar_refer_to_each_other():
    own = lexicon("en").stereotypes.model_dump() | {
        "words": {"animals": "cats old_dogs", "pets": "my_{animals} fish"},
        "people": ["the {pets}", "all"],
    }
    pattern = Grammar.model_validate(own).any_of("people")
    found = [text for text in ("the my old dogs", "the fish", "all", "the cats")
             if re.fullmatch(pattern, text)]  # fmt: skip
    assert found == ["the my old dogs", "the fish", "all"]


def test_no_words_match_nothing():
    assert re.search(any_of(""), "anything") is None
    assert re.fullmatch(any_of("a b_c"), "b c")


def test_a_copy_of_the_shipped_files_is_not_compiled_again(tmp_path, monkeypatch):
    source = (builtin("agents") / "languages/en.yaml").read_text(encoding="utf-8")
    write(tmp_path / "languages/en.yaml", source)
    monkeypatch.setattr(language, "_check", lambda *args: pytest.fail("compiled"))
    assert lexicon("en", tmp_path) == lexicon("en")


def test_the_language_in_the_documentation_is_one(tmp_path):
    page = (CHECKOUT / "docs/cultures.md").read_text(encoding="utf-8")
    block = next(each for each in page.split("```yaml\n") if each.startswith("name: Hindi"))
    write(tmp_path / "languages/hi.yaml", block.partition("```")[0])
    assert lexicon("hi", tmp_path).name == "Hindi"
    assert says("role", "इस संवाद में परिवार पहले आता है।", "hi", tmp_path)
    for section in language.Lexicon.model_fields:
        assert section == "name" or f"| `{section}` |" in page, section
