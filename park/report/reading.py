"""Whether options were chosen by what they say or by where they stand."""

from park.report.model import Column, Metric, Row, Task


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


def by_respondent(metric: Metric) -> dict[str, float]:
    """Return the values over all cultures and datasets by respondent."""
    return {
        f"{row.method}:{row.culture}" if row.culture else row.method: value
        for row, value in overall(metric)
    }


def places(task: Task) -> tuple[dict[str, float], dict[str, float]]:
    """Return how far answers move between orders, by option and by place, by respondent."""
    known = {metric.name: by_respondent(metric) for metric in task.metrics}
    return known.get("order_by_option", {}), known.get("order_by_place", {})


def blind(task: Task) -> list[str]:
    """Return the respondents that choose options by place rather than by content."""
    by_option, by_place = places(task)
    return [row for row in by_option if row in by_place and by_option[row] > by_place[row]]
