"""The public sets: one small sample of each set's schema, made here, and what it must become."""

import sys
from pathlib import Path

import pytest

from park.config import Config
from park.errors import InputError
from park.evaluate.tasks.moderation import hub, load_posts
from park.evaluate.tasks.moderation.hub import names_of, posts_of, sources

CULTURES = {"arabic", "bengali", "chinese", "german", "korean", "portuguese", "spanish", "turkish"}


def rows(text, label, *values, **more):
    return [{text: f"text {n}", label: value, **more} for n, value in enumerate(values)]


KMHAS = ("origin", "physical", "politics", "profanity", "age", "gender", "race", "religion",
         "not_hate_speech")  # fmt: skip
HATECHECK = rows("test_case", "label_gold", "hateful", "non-hateful", target_ident=None)
TEXTDETOX = rows("text", "toxic", 1, 0)
OFFENSEVAL = rows("text", "subtask_a", "OFF", "NOT", id="7")
SAMPLES = {
    **{f"{c}-hatecheck": (HATECHECK, [1, 0])
       for c in ("arabic", "chinese", "german", "portuguese", "spanish")},
    **{f"{c}-textdetox": (TEXTDETOX, [1, 0]) for c in ("arabic", "chinese", "german", "spanish")},
    **{f"{c}-offenseval": (OFFENSEVAL, [1, 0]) for c in ("arabic", "turkish")},
    **{f"{c}-sms": (rows(f"text_{code}", "labels", "spam", "ham", text_hi="x"), [1, 0])
       for c, code in (("arabic", "ar"), ("bengali", "bn"), ("german", "de"), ("spanish", "es"))},
    "bengali-multihate": (
        rows("comment", "type_of_hate", "Abusive", "None", "Sexism", None), [1, 0, 1, None]),
    "bengali-threat": (rows("Text", "Category", "হুমকি", "ট্রল", "নিরপেক্ষ"), [1, 0]),
    "bengali-romim": (rows("sentence", "hate", 1, 0, 1.0, category="x"), [1, 0, 1]),
    "chinese-cold": (rows("TEXT", "label", 1, 0, topic="race"), [1, 0]),
    "german-germeval": (rows("text", "binary", "OFFENSE", "OTHER", multi="INSULT"), [1, 0]),
    "german-xstance": (
        [{"question": "Q?", "comment": "c", "label": label, "language": language}
         for label, language in (("FAVOR", "de"), ("AGAINST", "fr"), ("AGAINST", "de"))], [1, 0]),
    "korean-kmhas": (rows("text", "label", [0, 3], [8], [], ["race"]), [1, 0, None, 1]),
    "korean-beep": (rows("comments", "hate", "hate", "offensive", "none"), [1, 1, 0]),
    "korean-beep-bias": (rows("comments", "bias", "gender", "others", "none"), [1, 1, 0]),
    "korean-unsmile": (rows("문장", "clean", 0, 1), [1, 0]),
    "korean-apeach": (rows("text", "class", 1, 0, "Spoiled"), [1, 0, 1]),
    "korean-multitext": (rows("comment", "profanity", 1, 0), [1, 0]),
    "portuguese-hatebr": (
        rows("instagram_comments", "offensive_language", True, False), [1, 0]),
    "portuguese-olidbr": (rows("text", "is_offensive", "OFF", "NOT"), [1, 0]),
    "portuguese-fortuna": (rows("text", "label", "hate", "no-hate"), [1, 0]),
    "spanish-argentina": (rows("text", "HATEFUL", 1, 0), [1, 0]),
    "turkish-tanyel": (rows("text", "label", 1, 0), [1, 0]),
    "turkish-toxic": (rows("text", "is_toxic", 1, 0, target="OTHER"), [1, 0]),
    "turkish-toxic-hate": (
        rows("text", "target", "RACIST", "INSULT", "OTHER", "SEXIST"), [1, 0, 1]),
}  # fmt: skip


def test_there_are_at_least_twenty_sets_over_all_cultures_and_kinds():
    known = sources().values()
    assert len(known) >= 20
    assert {each.culture for each in known} == CULTURES
    assert len({each.kind for each in known}) == 7
    assert set(SAMPLES) == set(sources())


@pytest.mark.parametrize("name", sources())
def test_rows_of_the_schema_become_posts_with_the_expected_labels(name):
    source = sources()[name]
    sample, expected = SAMPLES[name]
    found = list(posts_of(source, sample, KMHAS if name == "korean-kmhas" else ()))
    assert [post.label for post in found] == expected
    assert {(post.set, post.culture, post.kind) for post in found} == {
        (name, source.culture, source.kind)
    }
    assert all(post.text for post in found)


@pytest.mark.parametrize("name", sources())
def test_a_missing_column_and_a_label_outside_the_mapping_are_named(name):
    source = sources()[name]
    row = {**dict(SAMPLES[name][0][0]), "extra": 1}
    with pytest.raises(InputError, match=f"row 0: the column '{source.label}' is missing"):
        list(posts_of(source, [{k: v for k, v in row.items() if k != source.label}]))
    if hub.OTHERS not in source.left_out:
        with pytest.raises(InputError, match="'sideways' is not in the mapping"):
            list(posts_of(source, [{**row, source.label: "sideways"}]))


def test_a_stance_shows_the_question_it_is_taken_on():
    post = next(posts_of(sources()["german-xstance"], SAMPLES["german-xstance"][0]))
    assert post.text == "Q?\nc"


def test_class_numbers_are_read_by_their_names():
    datasets = pytest.importorskip("datasets")
    label = datasets.ClassLabel(names=["NOT", "OFF"])
    features = datasets.Features({"text": datasets.Value("string"), "subtask_a": label})
    given = datasets.Dataset.from_dict({"text": ["a", "b"], "subtask_a": [1, 0]}, features=features)
    names = names_of(given.features, "subtask_a")
    found = posts_of(sources()["turkish-offenseval"], given, names)
    assert [post.label for post in found] == [1, 0]
    nested = datasets.Features({"label": datasets.List(label)})
    assert names_of(nested, "label") == ("NOT", "OFF")


def test_a_public_set_is_streamed_and_a_sample_of_it_is_read(monkeypatch):
    datasets = pytest.importorskip("datasets")
    asked = []

    def load_dataset(name, **given):
        asked.append((name, given))
        table = {"text": [f"t{n}" for n in range(9)], "subtask_a": ["OFF", "NOT", "OFF"] * 3}
        return datasets.Dataset.from_dict(table).to_iterable_dataset()

    monkeypatch.setattr(datasets, "load_dataset", load_dataset)
    monkeypatch.setattr(hub, "ROWS", 5)
    found = load_posts(["hub:turkish-offenseval"], Path(), ["turkish"])
    assert len(found) == 5
    assert found == load_posts(["hub:turkish-offenseval"], Path(), ["turkish"])
    assert asked[0] == (
        "strombergnlp/offenseval_2020",
        {
            "split": "test",
            "streaming": True,
            "revision": "refs/convert/parquet",
            "data_files": {"test": "tr/test/*.parquet"},
        },
    )


def test_a_set_that_cannot_be_had_is_one_line(monkeypatch):
    datasets = pytest.importorskip("datasets")

    def load_dataset(name, **given):
        raise ConnectionError("no\nnetwork")

    monkeypatch.setattr(datasets, "load_dataset", load_dataset)
    with pytest.raises(InputError, match=r"cannot be had from the Hub \(no network\)"):
        load_posts(["hub:german-germeval"], Path(), ["german"])
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(InputError, match=r"culturepark\[export\]"):
        load_posts(["hub:german-germeval"], Path(), ["german"])


def test_a_set_of_a_culture_that_is_not_evaluated_is_not_fetched(monkeypatch):
    monkeypatch.setattr("park.evaluate.tasks.moderation.load.load_set", lambda source: 1 / 0)
    with pytest.raises(InputError, match="no post is of a culture among turkish"):
        load_posts(["hub:german-germeval"], Path(), ["turkish"])


def test_the_docs_list_the_sets_as_they_are():
    docs = (Path(__file__).parents[4] / "docs" / "moderation.md").read_text(encoding="utf-8")
    for each in sources().values():
        mark = "yes" if each.checked else "no"
        line = (
            f"| `{each.name}` | {each.kind} | `{each.hub}` | {each.licence} | "
            f"{mark} | {each.source} |"
        )
        assert line in docs
    assert docs.count("\n| `") == len(sources())


def test_the_configuration_takes_public_sets():
    assert "moderation" in Config.model_fields["evaluate"].annotation.model_fields
