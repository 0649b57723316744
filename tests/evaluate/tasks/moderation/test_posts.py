"""Reading labelled posts, and what makes a set unfit for averages."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.errors import InputError
from park.evaluate.tasks.moderation import Post, load_posts
from park.evaluate.tasks.moderation.posts import read_posts
from park.evaluate.tasks.moderation.validate import check, normalised, sample

ROW = {
    "id": "a",
    "culture": "german",
    "language": "de",
    "task": "offensive",
    "text": "Na",
    "label": 1,
}


def post(number, label, text=None):
    return Post(
        id=str(number),
        culture="german",
        language="de",
        set="german-offensive",
        kind="offensive",
        text=f"text {number}" if text is None else text,
        label=label,
    )


def posts(positive, negative):
    return [post(n, int(n < positive)) for n in range(positive + negative)]


def written(path, *rows):
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows))
    return path


def test_a_folder_of_files_is_read_with_sets_named_by_culture_and_kind(tmp_path):
    written(tmp_path / "a.jsonl", ROW, "", {**ROW, "id": 2, "label": 0, "text": "Gut\u2028so"})
    written(tmp_path / "b.jsonl", {**ROW, "culture": "turkish", "source": "x"})
    found = read_posts(tmp_path)
    assert [(p.id, p.set, p.label) for p in found] == [
        ("a", "german-offensive", 1),
        ("2", "german-offensive", 0),
        ("a", "turkish-offensive", 1),
    ]
    assert len(load_posts([str(tmp_path)], tmp_path, ["turkish"])) == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{**{k: v for k, v in ROW.items() if k != "label"}, "labels": 1}],
         "a.jsonl:1: the column 'label' is missing; did you mean 'labels'?"),
        ([ROW, {**ROW, "label": 2}], "a.jsonl:2: label: '2' is neither 0 nor 1"),
        ([{**ROW, "label": 0.5}], "a.jsonl:1: label: '0.5' is neither 0 nor 1"),
        ([{**ROW, "task": "offensiv"}], "task: 'offensiv' is no kind; did you mean 'offensive'?"),
        ([{**ROW, "culture": "../x"}], "a.jsonl:1: culture: "),
        ([{**ROW, "text": 3}], "a.jsonl:1: text: "),
        (["{no"], "a.jsonl:1: broken JSON: "),
        (["[1]"], "a.jsonl:1: an object with the columns"),
        (["", " "], "a.jsonl: there is no post in this file"),
        ([ROW, ROW], "the set 'german-offensive' has two posts with id 'a'"),
        ([{**ROW, "culture": "korean"}], "no post is of a culture among german"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_that_says_where(tmp_path, rows, said):
    path = written(tmp_path / "a.jsonl", *rows)
    with pytest.raises(InputError) as error:
        load_posts([path.name], tmp_path, ["german"])
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_an_empty_folder_and_an_unknown_public_set_are_named(tmp_path):
    for given_, said in (
        ("none.jsonl", "no such file"),
        (".", "no .jsonl file"),
        ("hub:german-germevil", "did you mean 'german-germeval'"),
    ):
        with pytest.raises(InputError, match=said):
            load_posts([given_], tmp_path, ["german"])


def test_a_clean_set_is_not_degenerate():
    found = check(posts(10, 10))
    assert (len(found.posts), found.dropped, found.degenerate) == (20, (), "")


@pytest.mark.parametrize(
    ("extra", "kept", "count", "what"),
    [
        ([post("x", 1, "TEXT  1"), post("y", 1, "text 1")], 24, 2, "duplicates of other posts"),
        ([post("x", 0, "ｔext 1")], 23, 2, "posts with a text under both labels"),
        ([post("x", 1, " \u00a0")], 24, 1, "posts without a text or a label"),
        ([post("x", None)], 24, 1, "posts without a text or a label"),
    ],
)
def test_flawed_posts_are_dropped_and_counted_and_the_set_is_kept(extra, kept, count, what):
    given = [*posts(12, 12), *extra]
    found = check(given)
    assert len(found.posts) == kept == len(given) - count
    assert found.dropped == (f"german-offensive: {what} dropped: {count}",)
    assert found.degenerate == ""


@pytest.mark.parametrize(
    ("positive", "negative", "reason"),
    [(0, 20, "no positive post"), (9, 20, "9 positive posts, fewer than 10"),
     (20, 0, "no negative post")],
)  # fmt: skip
def test_a_missing_or_small_class_makes_a_set_degenerate(positive, negative, reason):
    expected = f"german-offensive: left out of averages: {reason}"
    assert check(posts(positive, negative)).degenerate == expected


def test_a_class_that_is_too_small_without_its_duplicates_makes_a_set_degenerate():
    doubled = [*posts(9, 20), post("x", 1, "TEXT 1")]
    assert "9 positive posts, fewer than 10" in check(doubled).degenerate


@given(st.integers(1, 40), st.integers(1, 40), st.integers(2, 60))
def test_a_sample_keeps_the_classes_in_proportion(positive, negative, limit):
    whole = posts(positive, negative)
    taken = sample(whole, limit)
    assert len(taken) == min(limit, len(whole))
    share = sum(p.label for p in taken)
    assert abs(share - len(taken) * positive / len(whole)) <= 1
    assert 0 < share < len(taken)


def test_a_sample_depends_on_ids_and_not_on_the_order():
    whole = posts(30, 30)
    assert {p.id for p in sample(whole, 20)} == {p.id for p in sample(whole[::-1], 20)}


@given(st.text())
def test_normalising_twice_changes_nothing_more_than_spaces_and_case(text):
    assert normalised(f"  {text}\n") == normalised(text)
