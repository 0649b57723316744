import shutil
from collections import Counter

import pytest
import yaml

from park import assets
from park.assets import builtin, culture_names, load_culture, load_cultures
from park.errors import InputError
from park.records import Culture, Person
from park.surveys.bundled import bundled

ORIGINALS = {
    "arabic": "JOR",
    "bengali": "BGD",
    "chinese": "CHN",
    "german": "DEU",
    "korean": "KOR",
    "portuguese": "BRA",
    "spanish": "ARG",
    "turkish": "TUR",
}
SHIPPED = sorted([*ORIGINALS, "american", "persian"])


@pytest.fixture
def card(tmp_path):
    """Return a function that writes a changed copy of the Turkish card and returns its folder."""

    def write(old="", new="", name="turkish"):
        text = (builtin("agents") / "turkish.yaml").read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / f"{name}.yaml"
        path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
        shutil.copytree(builtin("agents") / "facts", tmp_path / "facts", dirs_exist_ok=True)
        return tmp_path

    return write


def test_ten_cards_ship():
    assert culture_names() == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_card_is_valid(name):
    culture = load_culture(name)
    assert culture.name == name
    assert culture.partners == (("same",) if name == "american" else ("american", "same"))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_card_has_varied_delegates(name):
    people = load_culture(name).delegates
    genders = Counter(person.gender for person in people)
    assert len(people) >= 4
    assert genders["woman"] >= 2
    assert genders["man"] >= 2
    for field in ("name", "occupation", "place"):
        assert len({getattr(person, field) for person in people}) == len(people)
    assert len({person.age for person in people}) >= 4
    assert all(person.occupation.split()[0] in ("a", "an") for person in people)


def test_every_voice_is_two_short_sentences_of_its_own():
    people = [p for culture in load_cultures(SHIPPED).values() for p in culture.delegates]
    assert len({person.voice for person in people}) == len(people)
    assert len({person.voice_own for person in people}) == len(people)
    for person in people:
        assert 15 <= len(person.voice.split()) <= 30, person.name
        assert person.voice.count(".") == 2, person.name


@pytest.mark.parametrize("name", sorted({*SHIPPED} - {"american"}))
def test_the_own_language_is_not_english(name):
    culture = load_culture(name)
    english = {"the", "and", "with", "had", "my", "of"}
    for text in (culture.speak, culture.greeting, *(p.voice_own for p in culture.delegates)):
        assert not english & set(text.lower().replace(".", " ").split())


@pytest.mark.parametrize(("name", "country"), ORIGINALS.items())
def test_the_bundled_survey_has_answers_for_the_eight_cultures_of_the_original(name, country):
    assert load_culture(name).countries == (country,)
    assert country in bundled().countries


def test_no_answers_are_bundled_for_iran():
    assert load_culture("persian").countries == ("IRN",)
    assert "IRN" not in bundled().countries


def test_the_american_voices_are_the_same_in_both_languages():
    assert all(person.voice == person.voice_own for person in load_culture("american").delegates)


def test_partners_are_cultures_that_have_a_card():
    for culture in load_cultures(SHIPPED).values():
        assert {*culture.partners} <= {*SHIPPED, "same"}


def test_a_culture_is_added_by_adding_a_file(card):
    folder = card("name: turkish", "name: my-town", name="my-town")
    assert culture_names(folder) == ["my-town"]
    assert load_culture("my-town", folder).people == "Turkish"


def test_an_unknown_culture_names_the_nearest_card():
    with pytest.raises(InputError, match=r"^cultures: there is no role card .*did you mean 'turk"):
        load_culture("turkisch")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("people: Turkish", "peple: Turkish", r":3: peple: unknown key; did you mean 'people'\?"),
        ("language: tr\n", "language: Turkish!\n", r":6: language: a language code, such as en"),
        ("[TUR]", "[TR]", r":5: countries\.0: a country code of three capitals"),
        ("[TUR]", "[]", r":5: countries: 1 or more must be named"),
        ("gender: woman", "gender: female", r":15: delegates\.0\.gender: 'female' is not one of"),
        ("    gender: woman\n", "    sex: woman\n", r":15: delegates\.0\.sex: unknown key"),
        ("    gender: woman\n", "", r":14: delegates\.0\.gender: the key is missing"),
        (
            "age: 20-29",
            "age: 20",
            r":16: delegates\.0\.age: a text is expected, not 20",
        ),
        ("name: Hakan", "name: Elif", r"two delegates are named 'Elif'"),
        ("name: turkish", "name: turkce", r": name: 'turkce' must equal the file's name"),
        ("home: Turkey", "home: Turkey\nhome: Turkey", r":5: home: the key appears twice"),
        ("home: Turkey", "home: [Turkey", r":\d+: broken YAML"),
        ("home: Turkey", "home: ''", r":4: home: must have at least 1"),
    ],
)
def test_a_mistake_in_a_card_names_the_file_the_line_and_the_key(card, old, new, message):
    folder = card(old, new)
    with pytest.raises(InputError, match=message) as caught:
        load_culture("turkish", folder)
    assert str(folder / "turkish.yaml") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_field_of_a_card_is_needed_but_the_partners_and_the_facts():
    data = yaml.safe_load((builtin("agents") / "german.yaml").read_text(encoding="utf-8"))
    assert set(data) == set(Culture.model_fields)
    assert {key for key, f in Culture.model_fields.items() if not f.is_required()} == {
        "partners",
        "facts",
    }
    assert all(field.is_required() for field in Person.model_fields.values())


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"agents: .* is not a folder"):
        culture_names(tmp_path / "absent")


def test_an_installed_package_takes_its_own_copy(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "PACKAGE", tmp_path / "park")
    (tmp_path / "park" / "_builtin" / "agents").mkdir(parents=True)
    (tmp_path / "agents").mkdir()
    (tmp_path / "pyproject.toml").touch()
    assert builtin("agents") == tmp_path / "park" / "_builtin" / "agents"


def test_a_folder_beside_the_package_counts_only_in_a_checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "PACKAGE", tmp_path / "park")
    (tmp_path / "agents").mkdir()
    with pytest.raises(InputError, match="the installation has no agents folder"):
        builtin("agents")
    (tmp_path / "pyproject.toml").touch()
    assert builtin("agents") == tmp_path / "agents"


def test_all_mistakes_of_a_card_are_named_at_once(card):
    folder = card("gender: woman", "gender: female")
    path = folder / "turkish.yaml"
    text = path.read_text(encoding="utf-8").replace("age: 40-49", "age: forty", 1)
    path.write_text(text.replace("home: Turkey\n", "hom: Turkey\n"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_culture("turkish", folder)
    line = str(caught.value)
    assert f"{path}:4: hom: unknown key; did you mean 'home'?; line 15: delegates.0.gender" in line
    assert (
        "; line 23: delegates.1.age: an age in years, such as 30-39, is expected, not 'forty'"
        in line
    )
    assert line.count("line ") == 2
    assert "\n" not in line


def test_english_cards_need_no_second_voice(tmp_path):
    text = (builtin("agents") / "american.yaml").read_text(encoding="utf-8")
    once = "".join(line for line in text.splitlines(True) if "voice_own:" not in line)
    (tmp_path / "american.yaml").write_text(once.replace("facts: facts/american.yaml\n", ""))
    person, *_ = load_culture("american", tmp_path).delegates
    assert person.voice_own == person.voice
    (tmp_path / "other.yaml").write_text(
        once.replace("facts: facts/american.yaml\n", "").replace("language: en\n", "language: fr\n")
        .replace("name: american", "name: other")
    )  # fmt: skip
    with pytest.raises(InputError, match=r"delegates\.0\.voice_own: the key is missing"):
        load_culture("other", tmp_path)
