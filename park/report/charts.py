"""Charts of facts, with tables of the same numbers."""

from collections.abc import Sequence
from statistics import median, mode

from markupsafe import Markup

from park.findings.format import chance, interval, number, percent, whole
from park.findings.labels import WITHOUT_DIRECTION, direction, method_name, metric_name, words
from park.findings.model import Contrast, Figure, Grid, Metric, Pair, Row
from park.findings.standing import verdict
from park.report.blocks import Charts, Table
from park.report.model import Funnel, Stances, Trained
from park.report.svg import Bar, Cell, Described, Effect, bars, forest, heat, lines
from park.text.counts import plural

ENOUGH = 10
"""Minimum dialogues to draw a culture's stances."""
MOST_EFFECTS = 24
"""Maximum rows of a forest plot."""
LABEL = 24
"""Maximum characters of a label."""
LONG_LABEL = 40
"""The same where shorter ones would not be told apart."""


def acceptance(funnel: Funnel) -> Charts:
    """Draw the share of accepted opinions by culture."""
    known = {name: each for name, each in funnel.accepted.items() if each.value is not None}
    rows = [
        Bar(clipped(name), each.value or 0, low=each.low, high=each.high, note=whole(each))
        for name, each in known.items()
    ]
    told = Described(
        "accepted",
        "Share of listed opinions that were accepted, by culture",
        "; ".join(f"{name} {whole(each)}" for name, each in known.items()),
    )
    table = Table(
        "Accepted opinions",
        ("culture", "accepted of listed", "95 % interval", "opinions"),
        [(name, number(e.value), interval(e), number(e.n)) for name, e in funnel.accepted.items()],
    )
    caption = (
        "Share of the listed opinions that passed every check, with Wilson’s interval; it "
        "takes opinions for independent, which those of one dialogue are not, and is too narrow."
    )
    return Charts([bars(told, rows)] if rows else [], caption, table)


def stance_charts(stances: Sequence[Stances]) -> Charts:
    """Draw the shares of dialogues and people by option."""
    first = stances[0].culture
    drawn = [each for each in stances if each.dialogues >= ENOUGH or each.culture == first]
    pictures = [_stances(number, each) for number, each in enumerate(drawn)]
    table = Table(
        "Stances by culture",
        ("culture", "scale", "option", "people", "dialogues", "95 % interval", "n"),
        [
            (
                each.culture, scale(each), option.label, number(option.people),
                number(option.dialogues.value), interval(option.dialogues), number(each.dialogues),
            )
            for each in stances
            for option in each.options
        ],
    )  # fmt: skip
    caption = (
        "The mean share of people over the dialogues’ items and countries, and the share of "
        "dialogues with Wilson’s interval."
    )
    key = (
        "The bar is people’s share, the circle with its line that of dialogues. "
        f"Cultures with fewer than {ENOUGH} dialogues on a scale stand in the table alone."
    )
    return Charts(pictures, caption, table, key)


def scale(stances: Stances) -> str:
    """Return which items stances are on, so that scales of several lengths are told apart."""
    return f"{len(stances.options)} options, {plural(stances.items, 'item')}"


def _stances(place: int, each: Stances) -> Markup:
    title = f"{each.culture}: {len(each.options)} options, {each.dialogues} dialogues"
    rows = [
        Bar(
            clipped(option.label, 34), option.people, option.dialogues.value,
            option.dialogues.low, option.dialogues.high,
            f"{percent(option.people)} / {percent(option.dialogues.value)}",
        )
        for option in each.options
    ]  # fmt: skip
    said = "; ".join(
        f"{o.label}: people {percent(o.people)}, dialogues {percent(o.dialogues.value)}"
        for o in each.options
    )
    return bars(Described(f"stances-{place}", title, said), rows, title)


def curves(training: Sequence[Trained]) -> Charts:
    """Draw each adapter's training loss."""
    pictures = [
        lines(
            Described(
                f"loss-{place}",
                f"Training loss of {each.name}",
                f"From {number(each.loss[0][1])} at step {each.loss[0][0]:g} "
                f"to {number(each.loss[-1][1])} at step {each.loss[-1][0]:g}.",
            ),
            each.loss,
            ("step", f"{clipped(each.name)}: loss"),
        )
        for place, each in enumerate(training)
        if each.loss
    ]
    table = Table(
        "Training loss at the first and last logged step",
        ("adapter", "first step", "loss", "last step", "loss"),
        [
            (each.name, *(text for x, y in _ends(each) for text in (f"{x:g}", number(y))))
            for each in training
            if each.loss
        ],
    )
    return Charts(
        pictures, "Training loss by step; after sft, in nats a token of the answer.", table
    )


def _ends(each: Trained) -> tuple[tuple[float, float], tuple[float, float]]:
    return each.loss[0], each.loss[-1]


def held_out(training: Sequence[Trained]) -> Charts | None:
    """Draw adapter minus base on held-out rows, if evaluated."""
    measured = [(each, each.difference) for each in training if each.difference]
    if not measured:
        return None
    effects = [e for each, figure in measured if (e := _effect(each.name, figure, False))]
    told = Described(
        "held-out",
        "Held-out rows: adapter minus base",
        "; ".join(f"{each.name} {whole(figure)}" for each, figure in measured),
    )
    table = Table(
        "Held-out rows",
        ("adapter", "measure", "base", "adapter", "difference", "95 % interval", "n", "rows"),
        [
            (
                each.name, each.measure, number(each.held_base), number(each.held_adapter),
                number(figure.value), interval(figure), number(figure.n), number(each.held_rows),
            )
            for each, figure in measured
        ],
    )  # fmt: skip
    pictures = [forest(told, effects, ("adapter better", "base better"))] if effects else []
    caption = (
        "Loss (or margin) on rows of items that were not trained on, adapter minus base; the "
        "interval is over opinions, not rows."
    )
    return Charts(pictures, caption, table)


def matrix(ident: str, task: str, metric: Metric, grid: Grid) -> Charts:
    """Draw a metric's figures as a heat map."""
    models = len({row.model for row in grid.rows if row.model}) > 1
    several = {row.method for row in grid.rows if row.culture}
    names = [row_name(row, models, own=row.method in several) for row in grid.rows]
    labels = [row_name(_shortened(row), models, own=row.method in several) for row in grid.rows]
    columns = [column_name(each.tested, each.set) for each in grid.columns]
    cells = [
        [
            Cell(figure.value if figure else None, bool(row.culture) and row.culture == at.tested)
            for at, figure in zip(grid.columns, line, strict=True)
        ]
        for row, line in zip(grid.rows, grid.cells, strict=True)
    ]
    values = [each.value for line in cells for each in line if each.value is not None]
    unit = _usual_unit(grid)
    best = direction(metric)
    title = f"{words(task)}: {metric_name(metric.name)}, {best}"
    spread = f"from {number(min(values))} to {number(max(values))}" if values else "no values"
    size = f"{len(names)} rows and {len(columns)} columns, {spread}"
    picture = heat(
        Described(ident, title, f"{size}; all figures stand in the table below."),
        [clipped(label, LONG_LABEL if models else length(labels)) for label in labels],
        [clipped(name) for name in columns],
        cells,
        higher_is_better=metric.higher_is_better,
        least=_typical_width(grid),
    )
    table = Table(
        title,
        ("method", *columns),
        [
            (name, *(told(figure, unit) for figure in line))
            for name, line in zip(names, grid.cells, strict=True)
        ],
    )
    stronger = "higher" if metric.name in WITHOUT_DIRECTION else "better"
    caption = (
        f"{metric_name(metric.name)} ({best}; {spread}); rows answer, columns are "
        "what is measured on. Controls stand last."
    )
    key = (
        f"The stronger the colour, the {stronger}; a frame marks a method that answers as the "
        "culture it is measured on."
    )
    return Charts([picture], caption, table, key)


def _shortened(row: Row) -> Row:
    """Shorten a row's model name for a picture."""
    return row.model_copy(update={"model": last_part(row.model)})


def last_part(model: str) -> str:
    """Return a model's name without its owner."""
    return model.rpartition("/")[2]


def _usual_unit(grid: Grid) -> str:
    """Return the most frequent unit, so that only others are named."""
    units = [each.unit for line in grid.cells for each in line if each]
    return mode(units) if units else ""


def _typical_width(grid: Grid) -> float:
    """Return the median width of the intervals, within which values get the same colour."""
    widths = [
        each.high - each.low
        for line in grid.cells
        for each in line
        if each and each.low is not None and each.high is not None
    ]
    return median(widths) if widths else 0.0


def differences(ident: str, task: str, metric: Metric) -> Charts:
    """Draw a metric's differences between methods as forest plots."""
    models = len({each.model for pair in metric.pairs for each in pair.contrasts}) > 1
    pictures = [
        picture
        for place, pair in enumerate(metric.pairs)
        if (picture := _forest(f"{ident}-{place}", task, metric, pair, models)) is not None
    ]
    table = Table(
        f"{words(task)}: differences in {metric_name(metric.name)}",
        ("comparison", "on", "difference", "95 % interval", "n", "unit", "p", "p (Holm)"),
        [
            (
                f"{pair.method} − {pair.against}", contrast_name(each, models),
                number(each.figure.value), interval(each.figure), number(each.figure.n),
                each.figure.unit,
                chance(each.figure.p), chance(each.figure.adjusted),
            )
            for pair in metric.pairs
            for each in pair.contrasts
        ],
    )  # fmt: skip
    caption = f"Paired differences in {metric_name(metric.name)} with 95 % intervals."
    key = (
        "Filled: told apart from zero after Holm’s correction (a circle is better, a square "
        "worse); hollow: undecided."
    )
    return Charts(pictures, caption, table, key)


def _forest(ident: str, task: str, metric: Metric, pair: Pair, models: bool) -> Markup | None:
    effects = [
        effect
        for each in pair.contrasts[:MOST_EFFECTS]
        if (effect := _effect(contrast_name(each, models), each.figure, metric.higher_is_better))
    ]
    if not effects:
        return None
    better = (f"{method_name(pair.against)} better", f"{method_name(pair.method)} better")
    left, right = better if metric.higher_is_better else better[::-1]
    title = f"{words(task)}, {metric_name(metric.name)}: {pair.method} − {pair.against}"
    said = "; ".join(f"{each.label} {each.note}, {each.kind}" for each in effects)
    return forest(Described(ident, title, said), effects, (left, right))


def _effect(label: str, figure: Figure, higher_is_better: bool) -> Effect | None:
    if figure.value is None:
        return None
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    kind = verdict(figure, higher_is_better)
    return Effect(clipped(label), figure.value, low, high, kind, whole(figure))


def told(figure: Figure | None, unit: str = "") -> str:
    """Return a figure with its interval, n and spread over templates.

    Args:
        figure: the figure.
        unit: the unit of n to omit; others are named. '' omits all.
    """
    text = whole(figure)
    if figure is None:
        return text
    if unit and figure.unit != unit:
        text += f" {figure.unit}"
    if figure.spread is None:
        return text
    low, high = figure.spread
    return f"{text}, forms {number(low)}–{number(high)}"


def row_name(row: Row, models: bool = False, *, own: bool = False) -> str:
    """Return who answers, in words.

    Args:
        row: who answers.
        models: whether there are several models to be told apart.
        own: whether the method answers as cultures, so that without one it is as each in turn.
    """
    parts = ["control:" if row.control else "", words(row.method)]
    culture = row.culture or ("each its own" if own else "")
    parts += ["·", culture] if culture else []
    parts += [f"({row.model})"] if models and row.model else []
    return " ".join(part for part in parts if part)


def column_name(tested: str, set_: str) -> str:
    """Return a column's name."""
    parts = (set_, "" if tested in set_ else tested)
    return " · ".join(part for part in parts if part) or "all"


def contrast_name(each: Contrast, models: bool = False) -> str:
    """Return a difference's name, with the model if there are several."""
    other = each.culture and each.tested and each.culture != each.tested
    tested = f"{each.culture} → {each.tested}" if other else each.tested or each.culture
    name = column_name(tested, each.set)
    return f"{name} ({last_part(each.model)})" if models else name


def length(labels: Sequence[str]) -> int:
    """Return the maximum length of labels in a picture; a longer one, if two would read alike."""
    alike = len({clipped(label) for label in labels}) < len(set(labels))
    return LONG_LABEL if alike else LABEL


def clipped(text: str, longest: int = LABEL) -> str:
    """Truncate a text for a picture."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
