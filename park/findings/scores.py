"""Arranges scores of any tasks and methods into grids and pairs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from park.findings.model import Column, Contrast, Figure, Grid, Metric, Pair, Row, Task
from park.records.scores import Score

LONGEST = 600
"""Maximum characters of a remark."""
CAVEATS = "caveats"
"""The detail with caveats."""


def tasks(
    scores: Iterable[Score],
    unanswered: Mapping[str, Mapping[str, Mapping[str, int]]],
    cards: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
) -> tuple[Task, ...]:
    """Group all scores by task and metric, in order of storage."""
    found: dict[str, list[Score]] = {}
    for score in scores:
        found.setdefault(score.task, []).append(score)
    return tuple(
        Task(
            name=name,
            metrics=metrics(each),
            caveats=caveats(each),
            remarks=remarks(each),
            unanswered={method: dict(row) for method, row in unanswered.get(name, {}).items()},
            cards={title: dict(card) for title, card in (cards or {}).get(name, {}).items()},
        )
        for name, each in found.items()
    )


def metrics(scores: Sequence[Score]) -> tuple[Metric, ...]:
    """Group a task's scores by metric."""
    found: dict[str, list[Score]] = {}
    for score in scores:
        found.setdefault(score.metric, []).append(score)
    return tuple(metric(name, each) for name, each in found.items())


def metric(name: str, scores: Sequence[Score]) -> Metric:
    """Arrange a metric's figures as grids and its differences as pairs."""
    figures = [score for score in scores if not score.against]
    return Metric(
        name=name,
        higher_is_better=scores[0].higher_is_better,
        whole=grid([score for score in figures if not score.set]),
        by_set=grid([score for score in figures if score.set]),
        pairs=pairs([score for score in scores if score.against]),
    )


def grid(scores: Sequence[Score]) -> Grid | None:
    """Arrange figures as respondents × tested cultures and datasets; None if empty."""
    if not scores:
        return None
    methods = list(dict.fromkeys(score.method for score in scores))
    rows = sorted(
        {row_of(score): None for score in scores},
        key=lambda row: (row.control, methods.index(row.method), bool(row.culture)),
    )
    columns = list({column_of(score): None for score in scores})
    cells = {(row_of(score), column_of(score)): figure(score) for score in scores}
    return Grid(
        rows=tuple(rows),
        columns=tuple(columns),
        cells=tuple(tuple(cells.get((row, column)) for column in columns) for row in rows),
    )


def pairs(scores: Sequence[Score]) -> tuple[Pair, ...]:
    """Group differences by pairs of methods, with those over all datasets first."""
    found: dict[tuple[str, str], list[Contrast]] = {}
    for each in scores:
        contrast = Contrast(
            culture=each.culture, tested=each.tested, set=each.set, model=each.model,
            figure=figure(each),
        )  # fmt: skip
        found.setdefault((each.method, each.against), []).append(contrast)
    return tuple(
        Pair(
            method=method, against=against, contrasts=tuple(sorted(each, key=lambda c: bool(c.set)))
        )
        for (method, against), each in found.items()
    )


def row_of(score: Score) -> Row:
    """Return a score's row."""
    return Row(
        method=score.method,
        culture=score.culture,
        model=score.model,
        control=score.control,
        knows=str(score.detail.get("knows", "")) if score.control else "",
    )


def column_of(score: Score) -> Column:
    """Return a score's column."""
    return Column(tested=score.tested, set=score.set)


def figure(score: Score) -> Figure:
    """Return a score's numbers."""
    forms = score.forms.values()
    return Figure(
        value=score.value,
        low=score.low,
        high=score.high,
        n=score.n,
        unit=score.unit,
        spread=(min(forms), max(forms)) if len(forms) > 1 else None,
        p=score.p,
        adjusted=score.adjusted,
    )


def caveats(scores: Iterable[Score]) -> tuple[str, ...]:
    """Return the distinct caveats of scores."""
    return unlike(text for each in scores for text in sentences(each.detail.get(CAVEATS)))


def remarks(scores: Iterable[Score]) -> tuple[str, ...]:
    """Return other distinct sentences in the scores' details."""
    return unlike(
        f"{each.method}: {text}" if each.control else text
        for each in scores
        for name, value in each.detail.items()
        if name != CAVEATS
        for text in sentences(value)
    )


def sentences(value: object) -> Iterator[str]:
    """Yield a detail's texts of more than one word."""
    for each in value if isinstance(value, list | tuple) else [value]:
        if isinstance(each, str) and " " in each.strip():
            yield each[:LONGEST]


def unlike(texts: Iterable[str]) -> tuple[str, ...]:
    """Deduplicate texts, preserving order."""
    return tuple(dict.fromkeys(texts))
