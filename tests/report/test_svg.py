"""Pictures show what they are given, as well-formed XML, whatever the numbers and texts."""

import math
from xml.etree import ElementTree

from hypothesis import example, given
from hypothesis import strategies as st

from park.findings.format import short
from park.report.charts import LABEL, LONG_LABEL, clipped, length
from park.report.svg import Bar, Cell, Described, Effect, _ticks, bars, forest, heat, lines

NUMBERS = st.floats(-1e6, 1e6)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=20)
TOLD = Described("i", "a <title> & more", 'what "it" shows')


def parsed(picture):
    """Return a picture's root; an error if it is no XML."""
    return ElementTree.fromstring(str(picture))


def test_labels_are_long_only_where_they_would_read_alike():
    alike = [f"control: item blind-prompt · {name}" for name in ("chinese", "turkish")]
    assert length(alike) == LONG_LABEL
    assert len({clipped(label, length(alike)) for label in alike}) == 2
    assert length([alike[0], "plain"]) == LABEL


def kinds(root, kind):
    """Return the elements with a class."""
    return [each for each in root.iter() if kind in each.get("class", "").split()]


def inside(root):
    """Return whether all places lie within the picture."""
    _, _, width, height = map(float, root.get("viewBox").split())
    across = [float(e.get(k)) for e in root.iter() for k in ("x", "cx") if e.get(k)]
    down = [float(e.get(k)) for e in root.iter() for k in ("y", "cy") if e.get(k)]
    return all(-6 <= x <= width + 6 for x in across) and all(-6 <= y <= height + 6 for y in down)


@given(st.lists(st.tuples(TEXTS, NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5), TEXTS)
@example([("a", 0.0, 1e-310, 0.0)], "b")
@example([("a", 5e-324, 0.0, 0.0)], "b")
def test_a_forest_has_a_dot_a_row_within_its_frame(drawn, side):
    rows = [Effect(t, *(sorted(n)[k] for k in (1, 0, 2)), "worse") for t, *n in drawn]
    root = parsed(forest(TOLD, rows, (side, "b")))
    assert len(kinds(root, "dot")) == len(rows)
    assert inside(root)
    assert len(kinds(root, "zero")) == len(rows)


@given(st.lists(NUMBERS, min_size=1, max_size=30))
@example([0.0, 1e-310])
@example([1e6, 1e6 + 1e-9])
def test_a_curve_stays_within_its_frame(values):
    root = parsed(lines(TOLD, list(enumerate(values)), ("step", "loss")))
    assert inside(root)
    (curve,) = kinds(root, "curve")
    assert len(curve.get("points").split()) == len(values)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), TEXTS)
def test_a_bar_is_as_long_as_its_share(values, text):
    root = parsed(bars(TOLD, [Bar(text, value, value, 0, 1, text) for value in values], text))
    full = float(kinds(root, "track")[0].get("width"))
    widths = [float(bar.get("width")) for bar in kinds(root, "bar")]
    assert all(abs(w / full - v) < 0.01 for w, v in zip(widths, values, strict=True))


@given(st.lists(st.lists(st.one_of(st.none(), NUMBERS), min_size=3, max_size=3), min_size=1))
def test_every_cell_of_a_heat_map_prints_its_value(values):
    cells = [[Cell(value) for value in row] for row in values]
    names = [str(number) for number in range(len(cells))]
    root = parsed(heat(TOLD, names, ["a", "b", "c"], cells, higher_is_better=True))
    shown = [e.text for e in root.iter() if e.get("class", "")[:1] == "t" and e.text]
    assert shown == [short(v) for row in values for v in row if v is not None]


def test_the_best_has_the_strongest_colour_whichever_way_is_better():
    cells = [[Cell(0.1), Cell(0.5), Cell(0.9)]]
    for better, expected in ((True, ["h0", "h3", "h6"]), (False, ["h6", "h3", "h0"])):
        root = parsed(heat(TOLD, ["r"], ["a", "b", "c"], cells, higher_is_better=better))
        found = [e.get("class") for e in root.iter() if e.get("class", "").startswith("h")]
        assert found == expected


def test_values_nearer_together_than_their_intervals_have_nearly_one_colour():
    cells = [[Cell(0.50), Cell(0.51)]]
    root = parsed(heat(TOLD, ["r"], ["a", "b"], cells, higher_is_better=True, least=0.2))
    found = [e.get("class") for e in root.iter() if e.get("class", "").startswith("h")]
    assert found == ["h3", "h3"]


def test_texts_of_a_picture_are_texts():
    text = "</text><script>alert(1)</script>"
    root = parsed(bars(Described("i", text, text), [Bar(text, 0.5, note=text)], text))
    assert not [each for each in root.iter() if "script" in str(each.tag)]
    assert [each.text for each in root.iter() if each.text == text]


@given(NUMBERS, st.floats(1e-6, 1e6), st.integers(2, 6))
def test_ticks_lie_within_and_are_not_too_many(low, size, most):
    found = _ticks((low, low + size), most)
    assert len(found) <= most + 1
    slack = size * 1e-6 + 4 * math.ulp(low)
    assert all(low - slack <= each <= low + size + slack for each in found)
