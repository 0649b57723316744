import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.errors import InputError
from park.filter.labels import COLUMNS, LEAST, Label, read_labels
from park.records.review import KINDS
from park.surveys.bundled import bundled

ITEMS = bundled().items
HELD = {"Q33": ITEMS["Q33"]}
GOOD = [("Q27", "1", f"My mother framed diploma number {n}.", "fine") for n in range(LEAST)]
BAD = [("Q38", "disagree", f"It rained {n} days.", "irrelevant") for n in range(LEAST)]


def csv(folder, rows, columns=COLUMNS):
    path = folder / "labels.csv"
    lines = [",".join(columns), *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def jsonl(folder, rows):
    path = folder / "labels.jsonl"
    lines = [json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("write", [csv, jsonl])
def test_labels_are_read_with_stances_by_code_or_by_label(tmp_path, write):
    found = read_labels(write(tmp_path, [*GOOD, *BAD]), ITEMS, HELD)
    assert len(found) == 2 * LEAST
    assert found[0] == Label("Q27", 1, GOOD[0][2], "fine")
    assert found[-1].stance == 4


@pytest.mark.parametrize("write", [csv, jsonl])
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("Q27", "1", "Well.", "irelevant"), "label: there is no kind 'irelevant'; did you mean"),
        (("Q27a", "1", "Well.", "fine"), "item: the source has no item 'Q27a'; did you mean"),
        (("Q33", "1", "Well.", "fine"), "item: Q33 is held out for evaluation (seeds.holdout)"),
        (("Q27", "agre", "Well.", "fine"), "stance: Q27 has no option 'agre'; did you mean"),
        (("Q27", "7", "Well.", "fine"), "stance: Q27 has no option '7'"),
        (("Q27", "1", " ", "fine"), "text: is empty"),
        (("Q27", "strongly agree", GOOD[0][2].upper(), "fine"), "text: this opinion is in line"),
    ],
)
def test_a_wrong_row_is_named_with_its_line_and_column(tmp_path, write, row, said):
    path = write(tmp_path, [*GOOD, *BAD, row])
    with pytest.raises(InputError) as caught:
        read_labels(path, ITEMS, HELD)
    line = 2 * LEAST + (2 if write is csv else 1)
    assert str(caught.value).startswith(f"{path}:{line}: {said}")


@pytest.mark.parametrize("rows", [GOOD, BAD, [*GOOD, *BAD[1:]]])
def test_too_few_of_either_kind_are_refused(tmp_path, rows):
    with pytest.raises(InputError, match=f"at least {LEAST} of each"):
        read_labels(jsonl(tmp_path, rows), ITEMS, HELD)


def test_a_missing_column_is_named(tmp_path):
    rows = [row[:3] for row in GOOD]
    with pytest.raises(InputError, match="the column 'label' is missing"):
        read_labels(csv(tmp_path, rows, COLUMNS[:3]), ITEMS, HELD)
    path = tmp_path / "labels.jsonl"
    path.write_text('{"item": "Q27", "stance": true, "text": "t", "label": "fine"}')
    with pytest.raises(InputError, match=r"jsonl:1: stance: is missing or no text"):
        read_labels(path, ITEMS, HELD)


@pytest.mark.parametrize("text", ["[1]", "3", "{", "null", "[" * 100_000, '"\u2028"'])
def test_a_line_that_is_no_object_is_named(tmp_path, text):
    path = tmp_path / "labels.jsonl"
    path.write_text(f"\n{text}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"jsonl:2: "):
        read_labels(path, ITEMS, HELD)


def test_ten_thousand_labels_are_read(tmp_path):
    many = [("Q27", "1", f"Number {n} is mine.", KINDS[n % 2]) for n in range(10_000)]
    assert len(read_labels(jsonl(tmp_path, many), ITEMS, HELD)) == 10_000


@given(st.text(max_size=200))
def test_no_file_breaks_the_reader(tmp_path_factory, text):
    for name in ("labels.csv", "labels.jsonl"):
        path = tmp_path_factory.mktemp("labels") / name
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        with pytest.raises(InputError):
            read_labels(path, ITEMS, HELD)
