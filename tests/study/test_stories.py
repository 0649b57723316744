"""Stories by identity: known answers, masks, prompts that differ in the identity alone."""

import csv
import random
from base64 import b64decode

import numpy as np
import pytest

from park.assets import builtin, load_cultures
from park.config import Config
from park.errors import InputError
from park.models.openai_api import OpenAIModel
from park.models.scripted import ScriptedModel
from park.prompts import Prompts
from park.run import wait_for
from park.setup import prepare
from park.study.studies.stories.masks import DEMONYMS, masked
from park.study.studies.stories.measures import Story, recall, variation, word_similarity
from park.study.studies.stories.study import Stories, StoriesOptions
from park.study.studies.stories.telling import check_prompts, prompt_of
from park.study.studies.stories.values import by_survey, by_table
from park.study.study import Lab
from park.surveys.countries import FILE
from tests.commands import SPEECHES, WORDS, write
from tests.fake_openai import FakeOpenAI

EIGHT = ("arabic", "bengali", "chinese", "german", "korean", "portuguese", "spanish", "turkish")
LINE = (0, 2, 6, 12, 20, 30, 42, 56)
CONCEPTS = ("a wedding", "a quarrel", "a meal", "an exam")


@pytest.fixture(scope="module")
def setup():
    return prepare(Config(name="toy", cultures=list(EIGHT), models={"delegate": "embedded"}))


def study(setup, folder, tell=None, models=None, **options):
    """Return the findings on stories; `tell(identity, concept)` writes them."""
    options = {"permutations": 99, "concepts": CONCEPTS} | options
    if tell is not None:
        with (folder / "stories.csv").open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(["identity", "concept", "text"])
            table.writerows((i, c, tell(i, c)) for c in CONCEPTS for i in setup.cultures)
        options["stories"] = str(folder / "stories.csv")
    return wait_for(Stories().run(Lab(setup, folder, StoriesOptions(**options), models)))


def values_on_a_line(folder):
    """Write a table in which the eight cultures' countries lie on a line."""
    countries = [load_cultures([name])[name].countries[0] for name in EIGHT]
    rows = [f"{code},{place}" for place, code in zip(LINE, countries, strict=True)]
    return str(write(folder / "values.csv", "\n".join(["code,axis", *rows]) + "\n"))


def test_identical_stories_are_found_by_chance_and_tau_is_undefined(setup, tmp_path):
    found = study(setup, tmp_path, lambda identity, concept: SPEECHES[0])
    for by_measure in found.found["masks"].values():
        for row in by_measure.values():
            assert row["recall_within"]["value"] == pytest.approx(1 / 8)
            assert row["recall_between"] == pytest.approx(1 / 8)
            assert row["tau"]["survey"] == {"tau": None, "p": None, "identities": 8}
    assert any("undefined: the distances do not vary" in line for line in found.text)
    assert any("recall within 0.125" in line for line in found.text)
    assert any("of each other identity 0.125" in line for line in found.text)


def test_stories_whose_words_follow_the_values_have_tau_near_one(setup, tmp_path):
    def tell(identity, concept):
        """Take 80 words from a place on a line of words that follows from the values."""
        start = LINE[EIGHT.index(identity)]
        words = [f"w{number}x" for number in range(start, start + 80)]
        return " ".join([*words, concept.replace("a", "o")])

    options = {"values": values_on_a_line(tmp_path), "columns": ["axis"]}
    found = study(setup, tmp_path, tell, **options).found
    row = found["masks"]["none"]["words"]["tau"]["table"]
    assert row["tau"] > 0.9
    assert row["p"] <= 0.01 + 1e-9


def test_masks_remove_what_only_the_identity_words_recall(setup, tmp_path):
    def tell(identity, concept):
        card = setup.cultures[identity]
        told = SPEECHES[CONCEPTS.index(concept)]
        return f"{told} She is {card.people} and from {card.home}, {card.home}."

    found = study(setup, tmp_path, tell, k=3).found["masks"]
    assert found["none"]["words"]["recall_within"]["value"] == pytest.approx(1)
    for mask in ("identity", "names"):
        assert found[mask]["words"]["recall_within"]["value"] == pytest.approx(1 / 8, abs=0.01)
        assert found[mask]["embedder"]["recall_within"]["value"] == pytest.approx(1 / 8, abs=0.01)


def test_random_stories_are_recalled_by_chance():
    rng = random.Random(4)
    told = [
        Story(identity, concept, " ".join(rng.choices(WORDS, k=30)))
        for identity in EIGHT
        for concept in (*CONCEPTS, "a river", "a feast")
    ]
    found = recall(word_similarity([each.text for each in told]), told, 5)
    assert found.low <= 1 / 8 <= found.high


def test_recall_is_one_where_stories_of_an_identity_are_alike():
    told = [Story(i, c, f"{i} {i}") for i in EIGHT for c in CONCEPTS]
    assert recall(word_similarity([each.text for each in told]), told, 3).value == 1


def test_prompts_differ_in_the_identity_alone(setup):
    prompts, cards = Prompts(), setup.cultures
    check_prompts(prompts, CONCEPTS, list(cards.values()))
    one, other = (prompt_of(prompts, "a meal", cards[name]) for name in ("turkish", "german"))
    assert one.replace("Turkey", "Germany") == other


def test_a_template_that_tells_more_of_the_identity_is_refused(setup, tmp_path):
    import shutil

    shutil.copytree(builtin("prompts"), tmp_path / "prompts")
    path = tmp_path / "prompts/study/stories/story.j2"
    path.write_text("{{ concept }}{% if identity == 'Turkey' %} in the east{% endif %}")
    with pytest.raises(InputError, match="must differ in `identity` alone"):
        check_prompts(Prompts(tmp_path / "prompts"), CONCEPTS, list(setup.cultures.values()))


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("A Turkish baker in Turkey met two Germans.", "A _ baker in _ met two _."),
        ("He loved Brazil’s rivers and spoke Korean.", "He loved _ rivers and spoke _."),
        ("The turkeys ran; a germane remark.", "The _ ran; a germane remark."),
        ("In France nobody knew.", "In _ nobody knew."),
        ("A French and a Japanese girl, an Egyptian.", "A _ and a _ girl, an _."),
        ("The Turk and the Frenchmen met Arab men.", "The _ and the _ met _ men."),
        ("From the USA to America; the US gave us this.", "From the _ to _; the _ gave us this."),
        ("Poles polish a pole; Polish, AMERICAN, american.", "_ polish a pole; _, _, _."),
        ("In the UK's England a Scot.", "In the _ _ a _."),
    ],
)
def test_identity_words_and_countries_are_hidden(text, hidden, setup):
    assert masked(text, setup.cultures) == hidden


def test_every_country_of_the_surveys_has_a_demonym():
    with FILE.open() as file:
        countries = {row["code"] for row in csv.DictReader(file)}
    with DEMONYMS.open() as file:
        rows = [row for row in csv.DictReader(file) if row["words"] or row["exact"]]
    assert countries <= {row["code"] for row in rows}
    assert len({row["code"] for row in rows}) == len(rows)


def test_names_within_sentences_are_hidden_if_wanted(setup):
    text = "Every day Mehmet went to Izmir. Sugar was dear."
    assert masked(text, setup.cultures, names=True) == "Every day _ went to _. Sugar was dear."


def test_a_model_tells_each_story_once_and_resumes(setup, tmp_path):
    asked = []

    def say(messages):
        asked.append(messages[-1]["content"])
        return f"Somebody walked. {len(asked)} {WORDS[len(asked) % len(WORDS)]}"

    models = {"delegate": ScriptedModel(say)}
    first = study(setup, tmp_path, models=models, concepts=CONCEPTS[:2]).found
    again = study(setup, tmp_path, models=models, concepts=CONCEPTS[:2]).found
    assert len(asked) == len(set(asked)) == 16
    assert first == again
    assert first["stories"] == 16


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("turkisch,a meal,Once.", "identity: 'turkisch'; did you mean 'turkish'"),
        ("turkish,a meal,", "text: must not be empty"),
        ("turkish,a meal,Once.\nturkish,a meal,Twice.", "turkish and a meal stand above, too"),
    ],
)
def test_recorded_stories_that_cannot_be_are_refused(rows, said, setup, tmp_path):
    path = write(tmp_path / "s.csv", f"identity,concept,text\n{rows}\n")
    with pytest.raises(InputError, match=said):
        study(setup, tmp_path, stories=str(path))


def test_two_identities_are_too_few(setup, tmp_path):
    with pytest.raises(InputError, match="three identities or more"):
        study(setup.narrowed(["turkish", "german"]), tmp_path)


def test_distances_of_values_are_those_of_people(setup):
    found = by_survey(setup.survey, setup.cultures)
    assert found.shape == (8, 8)
    assert (np.diag(found) == 0).all() and np.isfinite(found).all()
    assert found == pytest.approx(found.T)


def test_a_table_of_values_needs_numbers(setup, tmp_path):
    path = write(tmp_path / "v.csv", "code,pdi\nTUR,high\n")
    with pytest.raises(InputError, match=":2: pdi: 'high' is no number"):
        by_table(path, ["pdi"], setup.cultures)


def test_variation_is_the_share_of_distinct_words():
    told = [Story("a", "x", "one two two"), Story("a", "y", "one one")]
    assert variation(told).value == pytest.approx((2 / 3 + 1 / 2) / 2)


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def pictured(folder, **content):
    """Write a picture for each of the eight; return the option."""
    for name in EIGHT:
        (folder / f"{name}.png").write_bytes(content.get(name, PNG + name.encode()))
    return {name: str(folder / f"{name}.png") for name in EIGHT}


def test_a_picture_stands_for_the_identity_in_content_parts_and_the_words_are_the_same(
    setup, tmp_path
):
    with FakeOpenAI(SPEECHES[0]) as server:
        models = {"delegate": OpenAIModel("openai/m", "m", base_url=server.url)}
        told = study(setup, tmp_path, models=models, pictures=pictured(tmp_path)).found
    assert told["stories"] == 8 * len(CONCEPTS)
    asked = [request["messages"][0] for request in server.requests]
    assert {each["role"] for each in asked} == {"user"}
    texts, urls = set(), set()
    for text, picture in (each["content"] for each in asked):
        assert (text["type"], picture["type"]) == ("text", "image_url")
        texts.add(text["text"])
        urls.add(picture["image_url"]["url"])
    assert len(texts) == len(CONCEPTS)
    assert not any(card.home in text for card in setup.cultures.values() for text in texts)
    assert {url.partition(",")[0] for url in urls} == {"data:image/png;base64"}
    assert {b64decode(url.partition(",")[2]) for url in urls} == {PNG + n.encode() for n in EIGHT}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<svg/>", r"turkish.png: no picture in PNG, JPEG, GIF or WebP"),
        (b"", r"turkish.png: no picture in"),
        (PNG + b"0" * 5_000_001, r"turkish.png: too large \(5.0 MB; a picture has 5 at most\)"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused(setup, tmp_path, content, message):
    with pytest.raises(InputError, match=message):
        study(setup, tmp_path, models={}, pictures=pictured(tmp_path, turkish=content))


def test_every_identity_needs_a_picture_and_a_model_that_takes_them(setup, tmp_path):
    known = pictured(tmp_path)
    model = {"delegate": ScriptedModel(lambda _: SPEECHES[0])}
    with pytest.raises(InputError, match="takes no pictures"):
        study(setup, tmp_path, models=model, pictures=known)
    with pytest.raises(InputError, match=r"turkis.*did you mean 'turkish'"):
        study(setup, tmp_path, models=model, pictures=known | {"turkis": known["turkish"]})
    known.pop("turkish")
    with pytest.raises(InputError, match="there is none of turkish"):
        study(setup, tmp_path, models=model, pictures=known)
