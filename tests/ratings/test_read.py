"""Tables of ratings: four published schemas, made up, and what is wrong with them."""

import tracemalloc

import pytest
import yaml

from park.errors import InputError
from park.ratings.mapping import load_mapping
from park.ratings.read import read_ratings, read_texts
from tests.ratings import made


def read(path, name="crehate"):
    return read_ratings(path, load_mapping(name))


def row(item="T-1", rater="7", country="Australia", age="30.0", ethnicity="White", rating="1"):
    return (item, rater, country, age, "4.0", ethnicity, "male", rating)


def table(tmp_path, *rows):
    return made.write(tmp_path / "raw.csv", made.CREHATE, rows)


def test_crehate_is_read(tmp_path):
    path = table(
        tmp_path,
        row(),
        row(rater="8", country="Singapore", age="24.0", ethnicity="OtherMixed ", rating="0"),
        row(item="T-2", rating="2"),
    )
    found = read(path)
    assert found.raters == ("7", "8")
    assert found.items == ("T-1",)
    assert found.country == ("AUS", "SGP")
    assert found.groups == {
        "ethnicity": ("White", "other"),
        "age": ("25 to under 35", "under 25"),
        "gender": ("male", "male"),
    }
    assert list(found.rating) == [1, 0]
    assert found.left_out == {"no rating": 1}


def test_dices_is_read(tmp_path):
    head = ("id", "rater_id", "rater_gender", "rater_locale", "item_id", "response", "Q_overall")
    rows = [
        (1, "296", "Woman", "US", "0", "I would not,\nsaid he.", "No"),
        (2, "296", "Woman", "US", "1", "", "Unsure"),
        (3, "310", "Man", "India", "0", "", "Yes"),
    ]
    found = read(made.write(tmp_path / "dices.csv", head, rows), "dices")
    assert found.country == ("USA", "IND")
    assert list(found.rating) == [0, 1]
    assert found.groups == {"gender": ("Woman", "Man")}


def test_d3_is_read_with_its_raters_beside_it(tmp_path):
    made.write(
        tmp_path / "raters.csv",
        ("rater_id", "Age", "Gender", "Region", "Country"),
        [("a", "18-30", "Woman", "Sinosphere", "Vietnam"), ("b", "50+", "Man", "", "New Zealand")],
    )  # fmt: skip
    rows = [
        ("a", "s1", "4", "1"),
        ("b", "s1", "-1", "na"),
        ("b", "s2", "0", "0"),
        ("c", "s2", "1", "0"),
    ]
    head = ("rater_id", "item_id", "raw_rating", "binary_rating")
    found = read(made.write(tmp_path / "ratings.csv", head, rows), "d3")
    assert found.country == ("VNM", "NZL")
    assert list(found.rating) == [4, 0]
    assert found.left_out["by raters that the other file does not have"] == 1


def test_prism_is_read_from_json_lines(tmp_path):
    people = [
        {
            "user_id": f"user{n}", "age": "18-24 years old", "gender": "Female",
            "ethnicity": {"simplified": "White"}, "location": {"reside_country": place},
        }
        for n, place in enumerate(("United Kingdom", "Prefer not to say"))
    ]  # fmt: skip
    made.lines(tmp_path / "survey.jsonl", people)
    rows = [
        {"user_id": f"user{n % 2}", "model_name": f"model{n // 2}", "score": 10 * n + 1}
        for n in range(4)
    ]
    found = read(made.lines(tmp_path / "utterances.jsonl", rows), "prism")
    assert found.country == ("GBR", "")
    assert list(found.rating) == [1, 11, 21, 31]
    assert found.groups["ethnicity"] == ("White", "White")


def test_a_mapping_of_one_s_own_is_read_and_its_mistakes_are_named(tmp_path):
    own = {
        "about": "mine", "item": "text", "rater": "who", "rating": "stars", "scale": [1, 5],
        "country": "home", "demographics": {"sex": {"column": "sex"}}, "interaction": "sex",
    }  # fmt: skip
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(own))
    head = ("text", "who", "stars", "home", "sex")
    path = made.write(tmp_path / "mine.csv", head, [("a", "x", "4.5", "deu", "f")])
    with pytest.raises(InputError, match=r"mine\.csv:2: home: 'deu' .* did you mean 'DEU'"):
        read_ratings(path, load_mapping("mine.yaml", tmp_path))
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(own | {"interaction": "gender"}))
    with pytest.raises(InputError, match=r"interaction: 'gender' is no demographic; known: sex"):
        load_mapping("mine.yaml", tmp_path)
    with pytest.raises(InputError, match="did you mean 'crehate'"):
        load_mapping("crehat")


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (row("T-2", country="Singapore"), r":3: nationality: rater '7' is in SGP, but in AUS"),
        (row("T-2", rating="3"), r"outside the scale of 0 to 1; the nearest is 1"),
        (row("T-2", rating="nan"), r"raw\.csv:3: annotation: nan is outside"),
        (row("T-2", rating="yes"), r"raw\.csv:3: annotation: 'yes' is no number; known words: 2"),
        (row("T-2", rater="8", age="old"), r"age: 'old' is no number, which the groups of"),
        (row("T-2", rater="8", country="Singapur"), r"'Singapur' .* did you mean 'SGP'"),
        (row("T-2", rater=""), r"raw\.csv:3: annotator_id: must not be empty"),
        (row("T-2")[:-1], r"raw\.csv:3: 7 cells where the header has 8"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named(tmp_path, second, message):
    with pytest.raises(InputError, match=message):
        read(table(tmp_path, row(), second))


def test_a_missing_column_or_file_is_named(tmp_path):
    path = made.write(tmp_path / "raw.csv", [*made.CREHATE[:-1], "annotations"], [row()])
    with pytest.raises(InputError, match="'annotation' is missing; did you mean 'annotations'"):
        read(path)
    with pytest.raises(InputError, match=r"gone\.csv: no such file"):
        read(tmp_path / "gone.csv")
    with pytest.raises(InputError, match=r"survey\.jsonl: no such file"):
        read(tmp_path / "utterances.jsonl", "prism")
    made.lines(tmp_path / "survey.jsonl", [{"user_id": "a", "location": "UK"}])
    with pytest.raises(InputError, match=r"jsonl:1: location\.reside_country: there is no object"):
        read(tmp_path / "utterances.jsonl", "prism")
    (tmp_path / "survey.jsonl").write_text("{]\n")
    with pytest.raises(InputError, match=r"survey\.jsonl:1: broken JSON"):
        read(tmp_path / "utterances.jsonl", "prism")


def test_missing_demographics_are_filled_from_other_rows_and_contradictions_counted(tmp_path):
    path = table(
        tmp_path,
        row("T-1", age="", country=""),
        row("T-2", age="30.0"),
        row("T-3", age="60.0"),
    )
    found = read(path)
    assert found.country == ("AUS",)
    assert found.groups["age"] == ("25 to under 35",)
    assert found.contradicting == 1


def test_the_first_of_repeated_ratings_counts(tmp_path):
    found = read(table(tmp_path, row(), row(rating="0"), row("T-2", rating="0")))
    assert list(found.rating) == [1, 0]
    assert found.left_out == {"repeated by the same rater": 1}


def test_a_file_without_any_rating_is_refused(tmp_path):
    with pytest.raises(InputError, match="no rating in the column 'annotation'"):
        read(table(tmp_path, row(rating="2"), row("T-2", rating="")))


def test_long_rows_are_not_kept(tmp_path):
    head = ("item_id", "rater_id", "rater_gender", "rater_locale", "Q_overall", "response")
    rows = ((n % 500, n // 500, "Man", "US", "Yes", "x" * 2_000) for n in range(10_000))
    path = made.write(tmp_path / "long.csv", head, rows)
    tracemalloc.start()
    found = read(path, "dices")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.rating) == 10_000
    assert peak < path.stat().st_size / 10


def test_texts_beside_the_ratings_are_read(tmp_path):
    path = table(tmp_path, row())
    made.write(tmp_path / "CREHate_final_annotations.csv", ("ID", "Text"), [("T-1", "so, what")])
    assert dict(read_texts(path, load_mapping("crehate"))) == {"T-1": "so, what"}
