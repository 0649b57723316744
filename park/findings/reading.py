"""Whether options were chosen by what they say or by where they stand."""

from typing import NamedTuple

from park.findings.model import Column, Metric, Row, Task


def overall(metric: Metric) -> list[tuple[Row, float]]:
    """Return the values over all cultures and datasets by row; of a single culture, its own."""
    grid = metric.whole
    everywhere = {at for at in (grid.columns if grid else ()) if not at.set}
    wanted = everywhere if len(everywhere) == 1 else {Column(tested="", set="")}
    return [
        (row, figure.value)
        for row, line in (zip(grid.rows, grid.cells, strict=True) if grid else ())
        for at, figure in zip(grid.columns if grid else (), line, strict=True)
        if at in wanted and figure and figure.value is not None
    ]


class Answerer(NamedTuple):
    """Who answered."""

    method: str
    culture: str
    """The culture answered as; '' for none."""
    model: str

    @property
    def name(self) -> str:
        """Its name for readers."""
        return f"{self.method}:{self.culture}" if self.culture else self.method


def places(task: Task) -> tuple[dict[Answerer, float], dict[Answerer, float]]:
    """Return how far answers move between orders, by option and by place."""
    known = {metric.name: _by_answerer(metric) for metric in task.metrics}
    return known.get("order_by_option", {}), known.get("order_by_place", {})


def blind(task: Task) -> list[Answerer]:
    """Return those who choose options by place rather than by content."""
    by_option, by_place = places(task)
    return [who for who in by_option if who in by_place and by_option[who] > by_place[who]]


def reads(task: Task, who: Answerer) -> bool:
    """Whether an answerer goes by what options say; True where that is not known.

    Args:
        task: the scores.
        who: the answerer; without a culture, all of the method's must read.
    """
    return not any(
        (each.method, each.model) == (who.method, who.model)
        and (not who.culture or each.culture in ("", who.culture))
        for each in blind(task)
    )


def _by_answerer(metric: Metric) -> dict[Answerer, float]:
    return {Answerer(row.method, row.culture, row.model): value for row, value in overall(metric)}
