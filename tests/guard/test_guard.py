"""The guard, on made-up ratings of made-up texts."""

import json

import numpy as np
import pytest

from park.errors import InputError
from park.guard.labels import gaps, labels_of
from park.guard.model import AXES, Guard, Head, load_guard, verdict
from park.guard.train import figures, predicted, ridge, trained
from park.models.embedders import Embedder
from park.ratings.mapping import load_mapping
from park.ratings.read import read_ratings
from tests.ratings import made

WORDS = ("harbour", "teapot", "garden", "bicycle", "window", "ladder", "orchard", "violin")
HARM, LOCAL = "scoundrel", "kettle"


class Words(Embedder):
    """Counts words."""

    name = "words"
    endpoint = "words:10"

    def embed(self, texts):
        known = (*WORDS, HARM, LOCAL)
        rows = [[text.split().count(word) for word in known] for text in texts]
        return np.array(rows, np.float32) / 4


def world(tmp_path, items=200, raters=50, local=0.5, seed=0):
    """Write ratings: all mind one word, people of the last two countries another."""
    rng = np.random.default_rng(seed)
    texts = {}
    for number in range(items):
        words = list(rng.choice(WORDS, 4))
        words += [HARM] * int(rng.random() < 0.4) + [LOCAL] * int(rng.random() < 0.4)
        texts[f"T-{number}"] = " ".join(words)
    rows = []
    for rater in range(raters):
        place = made.PLACES[rater % 5]
        for item, text in texts.items():
            chance = 0.1 + 0.4 * (HARM in text) + local * (LOCAL in text) * (rater % 5 > 2)
            about = (place, "30.0", "4.0", "White", "male")
            rows.append((item, rater, *about, int(rng.random() < chance)))
    path = made.write(tmp_path / "raw.csv", made.CREHATE, rows)
    made.write(tmp_path / "CREHate_final_annotations.csv", ("ID", "Text"), list(texts.items()))
    return path, texts


def labelled(tmp_path, **options):
    path, texts = world(tmp_path, **options)
    mapping = load_mapping("crehate")
    return labels_of(read_ratings(path, mapping), texts, mapping, 0)


def test_rates_are_shares_of_each_country_s_raters(tmp_path):
    labels = labelled(tmp_path)
    assert labels.countries == ("AUS", "GBR", "SGP", "USA", "ZAF")
    assert labels.rates.shape == (200, 5)
    assert labels.harmless == pytest.approx(1 - labels.rates.mean(1))
    assert labels.aware == pytest.approx(1 - labels.rates.max(1))
    assert gaps(np.array([[0.5, 0.1, 0.3]]))[0] == pytest.approx([0.3, -0.3, 0])


def test_what_the_words_tell_is_learnt_and_beats_each_control(tmp_path):
    labels = labelled(tmp_path)
    found = figures(labels, Words().embed(labels.texts).astype(float), 0)
    assert all(row["mae"] < 0.7 * row["prior_mae"] for row in found["axes"].values())
    for name in ("SGP", "ZAF"):
        row = found["countries"][name]
        assert row["mae"] < row["pooled_mae"]
        assert row["gap_mae"] < row["gap_zero_mae"]
        assert row["gap_spearman"] > 0.3
        assert 0.3 < row["gap_reliability"] <= 1


def test_where_countries_are_alike_knowing_them_does_not_help_and_it_is_said(tmp_path, command):
    path, _ = world(tmp_path, local=0.0)
    said = command("guard", "train", path, "--mapping", "crehate", "--out", tmp_path / "guard.json")
    assert said.code == 0, said.err
    assert "differences between countries: no better than zero for" in said.out
    card = json.loads((tmp_path / "guard.json").read_text())["card"]
    assert max(abs(row["gap_reliability"]) for row in card["countries"].values()) < 0.6


def test_a_guard_is_saved_as_json_and_scores_texts_it_has_not_seen(tmp_path, command):
    path, _ = world(tmp_path)
    guard = tmp_path / "guards/one.json"
    assert command("guard", "train", path, "--mapping", "crehate", "--out", guard).code == 0
    rows = [("garden teapot ladder",), ("you scoundrel scoundrel kettle",), ("",)]
    texts = made.write(tmp_path / "new.csv", ("text",), [*rows, ("a",)])
    said = command("guard", "score", guard, texts, "--harmless", "0.6", "--band", "0.05")
    assert said.code == 0, said.err
    first, second, *_ = [json.loads(line) for line in said.out.splitlines()]
    assert first["harmless"] > second["harmless"]
    assert first["aware"] > second["aware"]
    assert {first["verdict"], second["verdict"]} <= {"allow", "abstain", "block"}
    assert "scoundrel" not in said.out


def test_each_text_is_predicted_by_a_guard_that_has_not_seen_it():
    rng = np.random.default_rng(0)
    vectors, target = np.eye(50), rng.random(50)
    found = predicted(vectors, target, np.arange(50) % 5)
    # What only the text itself could tell cannot be known.
    assert abs(np.corrcoef(found, target)[0, 1]) < 0.9
    assert np.abs(found - target).mean() > 0.15


def test_ridge_finds_a_line_and_keeps_noise_small():
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(300, 4))
    clean = ridge(vectors, 0.5 + vectors @ [0.3, -0.2, 0, 0])
    assert clean.weights == pytest.approx([0.3, -0.2, 0, 0], abs=1e-3)
    noise = ridge(vectors, rng.normal(size=300))
    assert np.abs(noise.weights).max() < 0.2


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ((0.9, 0.9), "allow"),
        ((0.9, 0.55), "abstain"),
        ((0.9, 0.45), "abstain"),
        ((0.3, 0.9), "block"),
    ],
)
def test_the_worse_axis_decides_and_a_band_is_undecided(scores, said):
    given = dict(zip(AXES, scores, strict=True))
    assert verdict(given, {"harmless": 0.5, "aware": 0.5}, 0.1) == said


def guard(size=4, **changes):
    head = Head(bias=0.5, weights=(0.1,) * size)
    known = {
        "embedder": "words",
        "endpoint": "words:10",
        "heads": dict.fromkeys(AXES, head),
        "card": {},
    }
    return Guard(**(known | changes))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "broken JSON"),
        ("[" * 100_000, "broken JSON"),
        ("{}", "embedder: the key is missing"),
        ("[]", "a mapping of keys to values is expected"),
        (guard().model_dump_json().replace("0.5", "NaN"), "bias"),
        (guard().model_dump_json().replace('"aware"', '"aweare"'), "'aware' is missing"),
        (guard().model_dump_json().replace('"format":1', '"format":2'), "format"),
    ],
)
def test_a_file_that_is_no_guard_is_refused(tmp_path, text, message):
    (tmp_path / "guard.json").write_text(text)
    with pytest.raises(InputError, match=message):
        load_guard(tmp_path / "guard.json")


def test_vectors_of_another_embedder_are_refused(tmp_path, command):
    guard().save(tmp_path / "guard.json")
    made.write(tmp_path / "new.csv", ("text",), [("a",)])
    said = command("guard", "score", tmp_path / "guard.json", tmp_path / "new.csv")
    assert said.code == 2
    assert "it needs vectors of words, not of wordllama" in said.err
    with pytest.raises(ValueError, match=r"shape \(n, 4\) are needed"):
        guard().scores(np.zeros((2, 3)))


def test_a_mapping_without_texts_or_too_few_texts_are_refused(tmp_path, command):
    path, _ = world(tmp_path, items=10)
    out = ("--out", tmp_path / "guard.json")
    assert (
        "needs the key 'texts'" in command("guard", "train", path, "--mapping", "dices", *out).err
    )
    said = command("guard", "train", path, "--mapping", "crehate", *out)
    assert said.code == 2
    assert "10 texts have 3 ratings from each of two countries; a guard needs 20" in said.err
    assert not (tmp_path / "guard.json").exists()


def test_stored_vectors_are_scored_in_one_product():
    many = np.random.default_rng(0).normal(size=(20_000, 4)).astype(np.float32)
    found = guard().scores(many)
    assert found["harmless"] == pytest.approx(np.clip(0.5 + 0.1 * many.sum(1), 0, 1), abs=1e-5)


def test_the_card_says_what_it_was_trained_on(tmp_path):
    labels = labelled(tmp_path)
    made_guard = trained(labels, Words(), 0, {"ratings": "raw.csv"})
    assert made_guard.card["texts"] == 200
    assert made_guard.card["ratings"] == "raw.csv"
    assert set(made_guard.heads) == {*AXES, *labels.countries}
