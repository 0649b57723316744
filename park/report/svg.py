"""Small SVG charts in the page's colours, with all texts escaped."""

from collections.abc import Sequence
from math import floor, isfinite, log10
from typing import NamedTuple

from markupsafe import Markup, escape

from park.findings.format import short, told_apart
from park.text.printable import printable

LINE = 20
"""Height of a line of text, in the picture's units."""
CHARACTER = 6.8
"""Width of a character."""
STEPS = 7
"""Number of colours in a heat map."""
WIDE = 440
"""Wider pictures scroll on small screens instead of shrinking."""
Domain = tuple[float, float]


class Bar(NamedTuple):
    """A row of a bar chart."""

    label: str
    value: float
    mark: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""


class Cell(NamedTuple):
    """A cell of a heat map."""

    value: float | None
    own: bool = False
    """Whether to highlight it."""


class Effect(NamedTuple):
    """A row of a forest plot."""

    label: str
    value: float
    low: float
    high: float
    kind: str
    """`better`, `worse` or `undecided`."""
    note: str = ""


class Described(NamedTuple):
    """The text alternative of a picture."""

    id: str
    title: str
    description: str


def lines(told: Described, points: Sequence[tuple[float, float]], names: tuple[str, str]) -> Markup:
    """Draw a curve over its axes.

    Args:
        told: the text alternative.
        points: at least one, with increasing x.
        names: labels of x and y.
    """
    width, height, left, bottom = 360, 190, 40, 32
    x_of = _scale((points[0][0], points[-1][0]), (left, width - 12))
    y_of = _scale(_padded([y for _, y in points]), (height - bottom, 28))
    path = " ".join(f"{_n(x_of(x))},{_n(y_of(y))}" for x, y in points)
    body = [
        _text(4, 13, names[1], "soft"),
        _text(width - 12, height - 3, names[0], "soft", "end"),
        _line(left, height - bottom, width - 12, height - bottom, "axis"),
    ]
    ticks = _ticks(_padded([y for _, y in points]), 4)
    for y, text in zip(ticks, told_apart(ticks), strict=True):
        body.append(_line(left, y_of(y), width - 12, y_of(y), "grid"))
        body.append(_text(left - 5, y_of(y) + 4, text, "small", "end"))
    for x in {points[0][0], points[-1][0]}:
        anchor = "end" if x == points[-1][0] and len(points) > 1 else "start"
        body.append(_text(x_of(x), height - bottom + 14, f"{x:g}", "small", anchor))
    body.append(Markup('<polyline class="curve" points="{}"/>').format(path))
    x, y = points[-1]
    body.append(
        Markup('<circle class="dot" cx="{}" cy="{}" r="3.2"/>').format(_n(x_of(x)), _n(y_of(y)))
    )
    return _picture(told, width, height, body)


def bars(told: Described, rows: Sequence[Bar], heading: str = "") -> Markup:
    """Draw horizontal bars from 0 to 1, with optional marks and intervals."""
    width, gap, top = 420, 42, 40 if heading else 14
    x_of = _scale((0, 1), (6, width - 6))
    body = [_text(6, 14, heading, "head")] if heading else []
    for number, row in enumerate(rows):
        y = top + number * gap
        body.append(_text(6, y, row.label))
        body.append(_text(width - 6, y, row.note, "small", "end"))
        body.append(_rect(x_of(0), y + 7, x_of(1) - x_of(0), 12, "track"))
        body.append(_rect(x_of(0), y + 7, max(x_of(row.value) - x_of(0), 0.5), 12, "bar"))
        if row.low is not None and row.high is not None:
            body.append(_line(x_of(row.low), y + 13, x_of(row.high), y + 13, "whisker"))
        if row.mark is not None:
            body.append(_dot(x_of(row.mark), y + 13, "undecided"))
    return _picture(told, width, top + len(rows) * gap - 10, body)


def heat(
    told: Described,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[Cell]],
    *,
    higher_is_better: bool,
    least: float = 0.0,
) -> Markup:
    """Draw a heat map with values; better ones have stronger colours.

    Args:
        told: the text alternative.
        rows: names of the rows.
        columns: names of the columns.
        cells: cells by row and column.
        higher_is_better: whether high values have strong colours.
        least: minimum range of the colour scale.
    """
    left = 14 + CHARACTER * max(map(len, rows), default=0)
    longest = max(map(len, columns), default=0)
    step, cell, size = 44, 25, 24 + longest * 4.6
    values = [each.value for row in cells for each in row if each.value is not None]
    shade = _shades(values, higher_is_better, least)
    body = []
    for number, name in enumerate(columns):
        x = left + number * step + step / 2
        body.append(
            Markup('<text class="small" transform="translate({} {}) rotate(-42)">{}</text>').format(
                _n(x), _n(size - 8), escape(printable(name))
            )
        )
    for line, (name, row) in enumerate(zip(rows, cells, strict=True)):
        y = size + line * cell
        body.append(_text(left - 8, y + 17, name, "", "end"))
        for number, each in enumerate(row):
            body += _cell(left + number * step, y, step, cell, each, shade)
    width = left + step * len(columns) + longest * 4.6
    return _picture(told, width, size + cell * len(rows) + 4, body)


def forest(told: Described, rows: Sequence[Effect], sides: tuple[str, str]) -> Markup:
    """Draw a forest plot of differences with intervals and a line at zero.

    Args:
        told: the text alternative.
        rows: the differences.
        sides: meaning of left and right of zero.
    """
    width, gap, top = 400, 38, 24
    domain = _padded([0.0, *(end for row in rows for end in (row.low, row.high))])
    x_of = _scale(domain, (10, width - 10))
    bottom = top + gap * len(rows)
    body = [
        _text(10, 12, f"← {sides[0]}", "soft"),
        _text(width - 10, 12, f"{sides[1]} →", "soft", "end"),
    ]
    for number, row in enumerate(rows):
        y = top + number * gap
        # In pieces, so that it crosses no text.
        body.append(_line(x_of(0), y + 17, x_of(0), y + 32, "zero"))
        body.append(_text(10, y + 13, row.label))
        body.append(_text(width - 10, y + 13, row.note, "small", "end"))
        body.append(_line(x_of(row.low), y + 24, x_of(row.high), y + 24, f"whisker {row.kind}"))
        body.append(_dot(x_of(row.value), y + 24, row.kind))
    body.append(_line(10, bottom + 2, width - 10, bottom + 2, "axis"))
    ticks = [each for each in _ticks(domain, 5) if 20 < x_of(each) < width - 20]
    for x, text in zip(ticks, told_apart(ticks), strict=True):
        body.append(_text(x_of(x), bottom + 17, text, "small", "middle"))
    return _picture(told, width, bottom + 24, body)


def _picture(told: Described, width: float, height: float, body: Sequence[Markup]) -> Markup:
    frame = Markup(
        '<svg viewBox="0 0 {w} {h}" style="width:{w}px{least}" role="img" '
        'aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{title}</title>'
        '<desc id="{id}-d">{description}</desc>{body}</svg>'
    )
    return frame.format(
        w=_n(width), h=_n(height), least=f";min-width:{width * 0.85:.0f}px" if width > WIDE else "",
        id=told.id, title=printable(told.title), description=printable(told.description),
        body=Markup("").join(body),
    )  # fmt: skip


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "") -> Markup:
    marks = Markup(' class="{}"').format(kind) if kind else Markup("")
    if anchor:
        marks += Markup(' text-anchor="{}"').format(anchor)
    return Markup('<text x="{}" y="{}"{}>{}</text>').format(_n(x), _n(y), marks, printable(text))


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    return Markup('<path class="{}" d="M{} {}L{} {}"/>').format(
        kind, _n(x1), _n(y1), _n(x2), _n(y2)
    )


def _rect(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        kind, _n(x), _n(y), _n(width), _n(height)
    )


def _dot(x: float, y: float, kind: str) -> Markup:
    """Draw a circle, or a square for worse, as colour alone is not accessible."""
    if kind == "worse":
        return _rect(x - 4.5, y - 4.5, 9, 9, "dot worse")
    return Markup('<circle class="dot {}" cx="{}" cy="{}" r="5"/>').format(kind, _n(x), _n(y))


def _cell(
    x: float, y: float, width: float, height: float, cell: Cell, shade: "dict[float, int]"
) -> list[Markup]:
    if cell.value is None:
        return [_text(x + width / 2, y + 17, "·", "none", "middle")]
    level = shade[cell.value]
    kind = f"h{level} own" if cell.own else f"h{level}"
    return [
        _rect(x + 1, y + 1, width - 2, height - 2, kind),
        _text(x + width / 2, y + 17, short(cell.value), f"t{level}", "middle"),
    ]


def _shades(values: Sequence[float], higher_is_better: bool, least: float) -> dict[float, int]:
    """Return the colour index of each value, from 0 (worst) to 6 (best)."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    size = max(high - low, least)
    start = (low + high - size) / 2
    if not size:
        return dict.fromkeys(values, STEPS // 2)
    levels = {each: min(int((each - start) / size * STEPS), STEPS - 1) for each in values}
    return levels if higher_is_better else {v: STEPS - 1 - level for v, level in levels.items()}


class _Scale(NamedTuple):
    """A linear map between ranges."""

    start: float
    factor: float
    origin: float

    def __call__(self, value: float) -> float:
        return self.origin + (value - self.start) * self.factor


def _scale(domain: Domain, place: Domain) -> _Scale:
    size = domain[1] - domain[0]
    return _Scale(domain[0], (place[1] - place[0]) / size if size else 0.0, place[0])


def _padded(values: Sequence[float]) -> Domain:
    """Return the range of values with padding."""
    known = [value for value in values if isfinite(value)] or [0.0]
    low, high = min(known), max(known)
    alike = high - low <= 1e-9 * max(abs(low), abs(high), 1.0)
    room = max(abs(high) * 0.1, 0.01) if alike else (high - low) * 0.06
    return low - room, high + room


def _ticks(domain: Domain, most: int) -> list[float]:
    """Return at most `most` round numbers within a range."""
    rough = (domain[1] - domain[0]) / most
    power = 10.0 ** floor(log10(rough))
    step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough)
    first = -floor(-domain[0] / step)
    found = []
    while (value := first * step) <= domain[1]:
        found.append(0.0 if abs(value) < step / 1e6 else value)
        first += 1
    return found


def _n(value: float) -> str:
    """Format a coordinate compactly."""
    return f"{value:.1f}".removesuffix(".0")
