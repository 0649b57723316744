"""An audit of a published table of groups: means and percentages of questions.

The file has the columns `group` and `n`, and a column for each question: `Q1` for means of whole
numbers, `Q1_sd` for their standard deviations, `Q4_pct` for percentages.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from park.errors import InputError
from park.statistics.chi_square import independence
from park.statistics.proportion import Z95, wilson
from park.study.studies.survey.possible import (
    against_half,
    counts,
    has_spread,
    largest_spread,
    nearest_means,
    sums,
)
from park.surveys.csvfile import read_header, read_rows

FEW = 30
"""Below so many people, a group is small."""
EXPECTED = 5
"""Below so many expected answers in a cell, the χ² test is rough."""
LARGEST = 10_000_000


@dataclass(frozen=True)
class Cell:
    """A printed figure."""

    group: str
    n: int
    question: str
    printed: str
    kind: str
    """`mean`, `sd` or `pct`."""

    @property
    def value(self) -> float:
        """Return the figure."""
        return float(self.printed)


def audit(path: Path, scale: tuple[int, int]) -> dict[str, Any]:
    """Return what can be said about a table.

    Args:
        path: the table.
        scale: the lowest and the highest answer of questions with means.

    Raises:
        InputError: the file is unsuitable; names line and column.
    """
    cells = list(read(path))
    means = {(c.group, c.question): c for c in cells if c.kind == "mean"}
    impossible = [
        {
            "group": cell.group,
            "question": cell.question,
            "mean" if cell.kind == "mean" else cell.kind: cell.value,
            "n": cell.n,
            "reason": reason,
        }
        for cell in cells
        if (reason := _fault(cell, means, scale))
    ]
    groups = {cell.group: cell.n for cell in cells}
    return {
        "impossible": impossible,
        "checked": len(cells),
        "always_pass": sum(_passes_always(cell) for cell in cells),
        "groups": groups,
        "shares": {
            name: shares([c for c in cells if c.question == name]) for name in _asked(cells)
        },
        "means": {
            f"{c.group} {c.question}": {"mean": c.value, "n": c.n, **widest(c, scale)}
            for c in means.values()
        },
        "small": [name for name, n in groups.items() if n < FEW],
    }


def read(path: Path) -> Iterator[Cell]:
    """Yield the figures of a table; InputError if it is unsuitable."""
    header = read_header(path, ("group", "n"))
    questions = [name for name in header if name and name not in ("group", "n")]
    if not questions:
        raise InputError(f"{path}:1: there is no column of a question beside 'group' and 'n'")
    seen: set[str] = set()
    for line, (group, size, *row) in read_rows(path, ["group", "n", *questions]):
        if not group:
            raise InputError(f"{path}:{line}: group: must not be empty")
        if group in seen:
            raise InputError(f"{path}:{line}: group: {group!r} stands in a line above, too")
        seen.add(group)
        n = _size(size, f"{path}:{line}")
        for name, text in zip(questions, row, strict=True):
            if text:
                yield _cell(group, n, name, text, f"{path}:{line}")


def _cell(group: str, n: int, name: str, text: str, where: str) -> Cell:
    question, kind = name, "mean"
    for ending in ("sd", "pct"):
        if name.endswith(f"_{ending}"):
            question, kind = name.removesuffix(f"_{ending}"), ending
    try:
        fits = isfinite(float(text)) and len(text) <= 20 and "_" not in text
    except ValueError:
        fits = False
    if not fits:
        raise InputError(f"{where}: {name}: {text!r} is no number")
    if kind == "pct" and not 0 <= float(text) <= 100:
        raise InputError(f"{where}: {name}: {text} is no percentage; the nearest is "
                         f"{0 if float(text) < 0 else 100}")  # fmt: skip
    if kind == "sd" and float(text) < 0:
        raise InputError(f"{where}: {name}: a standard deviation is not negative, as {text} is")
    return Cell(group, n, question, text, kind)


def _size(text: str, where: str) -> int:
    try:
        n = int(text)
    except ValueError:
        n = 0
    if not 1 <= n <= LARGEST:
        raise InputError(f"{where}: n: {text!r} is no number of people")
    return n


def _fault(cell: Cell, means: Mapping[tuple[str, str], Cell], scale: tuple[int, int]) -> str | None:
    """Return why a figure is impossible; None if it is not."""
    if cell.kind == "pct":
        return None if counts(cell.printed, cell.n) else f"no count of {cell.n} makes it"
    if cell.kind == "sd":
        mean = means.get((cell.group, cell.question))
        if mean is None or not sums(mean.printed, cell.n):
            return None
        fits = has_spread(mean.printed, cell.printed, cell.n, scale)
        return None if fits else f"no {cell.n} whole answers with this mean have it (GRIMMER)"
    if not scale[0] <= cell.value <= scale[1]:
        return f"outside the scale of {scale[0]} to {scale[1]}"
    if sums(cell.printed, cell.n):
        return None
    below, above = nearest_means(cell.printed, cell.n)
    return f"no sum of {cell.n} whole answers makes it; the nearest are {below:.4g} and {above:.4g}"


def _passes_always(cell: Cell) -> bool:
    decimals = len(cell.printed.partition(".")[2])
    return cell.kind == "mean" and cell.n >= 10**decimals


def _asked(cells: Sequence[Cell]) -> list[str]:
    return list(dict.fromkeys(cell.question for cell in cells if cell.kind == "pct"))


def shares(cells: Sequence[Cell]) -> dict[str, Any]:
    """Return the counts behind percentages, their total, and tests; None where they are unclear."""
    found = {c.group: (counts(c.printed, c.n), c.n) for c in cells if c.kind == "pct"}
    unclear = [group for group, (ways, _) in found.items() if len(ways) != 1]
    if unclear:
        return {"counts": {g: ways for g, (ways, _) in found.items()}, "unclear": unclear}
    exact = {group: (ways[0], n) for group, (ways, n) in found.items()}
    total, people = sum(k for k, _ in exact.values()), sum(n for _, n in exact.values())
    table = [(k, n - k) for k, n in exact.values()]
    chi2, df, p = independence(table)
    low, high = wilson(total, people)
    least = min(min(total, people - total) * n / people for _, n in exact.values())
    return {
        "counts": {group: k for group, (k, _) in exact.items()},
        "intervals": {group: list(wilson(k, n)) for group, (k, n) in exact.items()},
        "total": total,
        "n": people,
        "low": low,
        "high": high,
        "chi2": _known(chi2),
        "df": df,
        "p": _known(p),
        "rough": least < EXPECTED,
        "p_half": against_half(total, people),
    }


def widest(cell: Cell, scale: tuple[int, int]) -> dict[str, float | None]:
    """Return the widest 95 % interval that a mean on a scale can have, for want of its spread."""
    spread = largest_spread(cell.value, cell.n, scale)
    half = Z95 * spread / cell.n**0.5
    if not isfinite(half):
        return {"largest_sd": None, "low": None, "high": None}
    return {
        "largest_sd": spread,
        "low": max(cell.value - half, scale[0]),
        "high": min(cell.value + half, scale[1]),
    }


def _known(value: float) -> float | None:
    return value if isfinite(value) else None


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the audit as text."""
    sizes = ", ".join(f"{group} {n}" for group, n in found["groups"].items())
    yield f"{found['checked']} figures of {len(found['groups'])} groups ({sizes})"
    if found["always_pass"]:
        yield f"{found['always_pass']} means of groups so large that GRIM passes always"
    for each in found["impossible"]:
        kind = next(k for k in ("mean", "sd", "pct") if k in each)
        yield (
            f"impossible: {each['group']} {each['question']} {kind} {each[kind]:g} with "
            f"n = {each['n']}: {each['reason']}"
        )
    if not found["impossible"]:
        yield "no figure is impossible, which does not show that they are right"
    for question, row in found["shares"].items():
        yield from _told(question, row)
    if found["small"]:
        yield f"fewer than {FEW} people: {', '.join(found['small'])}; their figures are uncertain"
    if found["means"]:
        yield "without standard deviations no test of means can be made; at most, 95 %:"
        for name, row in found["means"].items():
            interval = "-" if row["low"] is None else f"[{row['low']:.2f}, {row['high']:.2f}]"
            yield f"  {name} {row['mean']:g} {interval} with n = {row['n']}"


def _told(question: str, row: Mapping[str, Any]) -> Iterator[str]:
    if "unclear" in row:
        yield f"{question}: the percentages of {', '.join(row['unclear'])} fit no count, or several"
        return
    parts = " + ".join(str(k) for k in row["counts"].values())
    yield (
        f"{question}: {parts} = {row['total']} of {row['n']} = {row['total'] / row['n']:.1%} "
        f"[{row['low']:.1%}, {row['high']:.1%}]; against one half p = {row['p_half']:.2f}"
    )
    if row["p"] is not None:
        rough = f" (rough: fewer than {EXPECTED} expected in a cell)" if row["rough"] else ""
        yield f"  between groups χ²({row['df']}) = {row['chi2']:.2f}, p = {row['p']:.2f}{rough}"
