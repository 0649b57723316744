import csv

import pytest
import yaml

from park.assets import builtin, culture_names, load_culture, load_cultures
from park.errors import InputError
from park.facts.english import english
from park.facts.load import read_facts
from park.records import Fact

GOOD = {"topic": "meal", "text": "Tea is served in small glasses.", "source": "A book about tea"}
OTHER = {"topic": "feast", "text": "In May people welcome the spring.", "source": "A calendar"}


@pytest.fixture(params=["yaml", "csv"])
def write(request, tmp_path):
    """Return a function that writes facts to a YAML or a csv file."""

    def to(*facts):
        path = tmp_path / f"facts.{request.param}"
        if request.param == "yaml":
            text = yaml.safe_dump(list(facts), allow_unicode=True, sort_keys=False)
            path.write_text(text, encoding="utf-8")
        else:
            with path.open("w", encoding="utf-8", newline="") as file:
                rows = csv.DictWriter(file, ["topic", "text", "source"])
                rows.writeheader()
                rows.writerows(facts)
        return path

    return to


def test_a_file_gives_its_facts_in_order(write):
    assert read_facts(write(GOOD, OTHER)) == (Fact(**GOOD), Fact(**OTHER))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": ""}, r"facts\.1\.source: must have at least 1"),
        ({"text": "  "}, r"facts\.1\.text: must have at least 1"),
        ({"topic": "fest"}, r"facts\.1\.topic: 'fest' is not one of feast, meal, work"),
        ({"text": "Tea, " * 100}, r"facts\.1\.text: must have at most 300"),
        ({"text": "tea is served in small  glasses"}, r"1 says the same as 0: 'tea is served"),
        ({"text": "Im Mai tanzen die Leute um einen Baum."}, r"facts\.1\.text: .* in English"),
        ({"text": "설날에 아이들은 부모님께 세배를 드린다."}, r"facts\.1\.text: .* in English"),
    ],
)
def test_a_mistake_names_the_file_the_line_and_the_key(write, change, message):
    path = write(GOOD, OTHER | change)
    with pytest.raises(InputError, match=message) as caught:
        read_facts(path)
    assert str(caught.value).startswith(f"{path}:")
    assert str(caught.value).removeprefix(f"{path}:").split(":")[0].isdigit()
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- topic: meal\n  text: Tea is hot.\n", r":1: facts\.0\.source: the key is missing"),
        ("- topic: meal\n  txt: Tea is hot.\n", r":2: facts\.0\.txt: unknown key; did you mean 't"),
        ("- topic: meal\n  topic: meal\n", r":2: 0\.topic: the key appears twice"),
        ("facts: [a]\n", r": a list of facts is expected, each with topic, text, source"),
        ("- [", r":\d+: broken YAML"),
        ("- tea\n", r":1: facts\.0: a mapping with keys is expected"),
    ],
)
def test_broken_yaml_is_refused(tmp_path, text, message):
    path = tmp_path / "facts.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_facts(path)


def test_a_csv_file_without_a_column_is_refused(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text("topic,text,sources\nmeal,Tea is hot.,A book\n")
    with pytest.raises(InputError, match=r":1: the column 'source' is missing.*'sources'"):
        read_facts(path)


@pytest.fixture
def card(tmp_path):
    """Return a function that writes a card with some facts and returns its folder."""

    def to(facts):
        text = (builtin("agents") / "turkish.yaml").read_text(encoding="utf-8")
        path = tmp_path / "turkish.yaml"
        path.write_text(text.replace("facts: facts/turkish.yaml", f"facts: {facts}"), "utf-8")
        return tmp_path

    return to


def test_a_card_holds_its_facts_or_names_their_file(card, write):
    file = write(GOOD, OTHER)
    named = load_culture("turkish", card(file.name)).facts
    inline = load_culture("turkish", card(f"[{GOOD}, {OTHER}]")).facts
    assert named == inline == (Fact(**GOOD), Fact(**OTHER))
    assert load_culture("turkish", card("[]")).facts == ()


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("fcts.yaml", r"turkish\.yaml:12: facts: there is no .*fcts\.yaml"),
        ("facts/turkis.yaml", r": facts: there is no .*; did you mean 'facts/turkish\.yaml'"),
        ("/etc/hostname", r":12: facts: '/etc/hostname' is outside "),
        ("../facts.yaml", r":12: facts: '\.\./facts\.yaml' is outside "),
        ("[{topic: meal, text: Tea is hot.}]", r":12: facts\.0\.source: the key is missing"),
        ("[{topic: meal, text: Çay sıcak içilir ve herkes sever., source: Kitap}]", "in English"),
        ("7", r":12: facts: a list, such as"),
    ],
)
def test_a_mistake_in_a_card_s_facts_names_the_card(card, facts, message):
    folder = card(facts)
    (folder / "facts").mkdir()
    (folder / "facts/turkish.yaml").write_text("[]")
    with pytest.raises(InputError, match=message) as caught:
        load_culture("turkish", folder)
    assert str(caught.value).startswith(str(folder / "turkish.yaml"))


def test_a_fact_is_one_line_so_that_it_looks_like_no_other_part_of_a_prompt():
    assert Fact(topic="meal", text="Tea.\n\nMegan:\tHello", source="x").text == "Tea. Megan: Hello"


def test_the_people_s_own_languages_are_not_english():
    for card in load_cultures([name for name in culture_names() if name != "american"]).values():
        texts = [card.speak, card.greeting, *(person.voice_own for person in card.delegates)]
        assert [text for text in texts if english(text)] == []
        assert all(english(person.voice) for person in card.delegates)


@pytest.mark.parametrize(
    "text",
    [
        "At Chuseok families eat songpyeon.",
        "Kimjang is shared.",
        "Victory Day is on 16 December.",
        'A saying goes "Iş bilenin, kılıç kuşananın".',
    ],
)
def test_foreign_names_and_words_make_no_sentence_foreign(text):
    assert english(text)


def test_ten_thousand_facts_are_read(write):
    facts = [GOOD | {"text": f"In house {number} the tea is hot."} for number in range(10_000)]
    assert len(read_facts(write(*facts))) == 10_000
