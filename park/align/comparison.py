"""One table of methods: each one's score on held-out items, its gains and its cost."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from park.ledger.costs import Cost
from park.records.scores import Score

TASK, METRIC = "survey", "js"
GAINS = ("prompt", "ridge")
"""What a method is held against."""
NORMS, SHUFFLED = "norms", "norms-shuffled"


def comparison(scores: Sequence[Score], costs: Mapping[str, Cost]) -> list[dict[str, Any]]:
    """Return a row for each method, the best first; empty without scores of held-out items.

    Args:
        scores: of one evaluation.
        costs: what each method's answers have cost, by its name.

    Returns:
        Rows with the method, its score over all cultures (of the only one, if there is one) with
        interval and n, its gains, with intervals where they are tested, and calls, tokens and
        seconds for each answer; None where a figure is unknown.
    """
    here, place = _here(scores)
    own = {e.method: e for e in here if not e.against and _speaks_for(e, place)}
    rows = [_row(method, score, here, costs.get(method)) for method, score in own.items()]
    return sorted(rows, key=lambda row: -(row["score"]["value"] or 0.0))


def verdict(scores: Sequence[Score]) -> str:
    """Return whether norms tell more than the same norms with random answers; '' if unmeasured."""
    here, _ = _here(scores)
    gap = next((e for e in here if (e.method, e.against) == (NORMS, SHUFFLED)), None)
    if gap is None or gap.value is None:
        return ""
    told = _figure(_of(gap), "+")
    if gap.low is not None and gap.low > 0:
        return f"norms are better than shuffled ones by {told}, so what they say matters"
    return f"norms are not shown to be better than shuffled ones ({told}): no cultural effect found"


def lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the table as text."""
    if not any(row["answers"] for row in rows):
        return
    yield "methods: 1 - JS distance on held-out items; gain over; for each answer"
    yield (
        f"   {'':<18} {'score':<22} {'prompt':<24} {'ridge':<24} "
        f"{'calls':>6} {'tokens':>7} {'s':>7}"
    )
    for row in rows:
        cost = [row["calls_per_answer"], row["tokens_per_answer"], row["seconds_per_answer"]]
        sizes = zip(cost, ("6.2f", "7.0f", "7.3f"), strict=True)
        cells = " ".join(" " * int(form[0]) if v is None else f"{v:{form}}" for v, form in sizes)
        gains = " ".join(f"{_figure(row['gains'][name], '+'):<24}" for name in GAINS)
        mark = "·" if row["control"] else " "
        yield f" {mark} {row['method']:<18} {_figure(row['score']):<22} {gains} {cells}".rstrip()


def _here(scores: Sequence[Score]) -> tuple[list[Score], str]:
    """Return the scores over all cultures, or of the only one, and that one's name."""
    known = [e for e in scores if e.task == TASK and e.metric == METRIC and not e.set]
    tested = {each.tested for each in known}
    place = tested.pop() if len(tested) == 1 else ""
    return [each for each in known if each.tested == place], place


def _speaks_for(score: Score, place: str) -> bool:
    """Whether a score is that of a method as the tested culture, or of a control."""
    return score.control or not place or score.culture in ("", place)


def _row(method: str, score: Score, here: Sequence[Score], cost: Cost | None) -> dict[str, Any]:
    gains = {name: _gain(score, name, here) for name in GAINS}
    answers = cost.answers if cost else 0
    made = cost if cost and answers else None
    return {
        "method": method,
        "control": score.control,
        "score": _of(score),
        "gains": gains,
        "answers": answers,
        "calls_per_answer": made.calls / answers if made and made.calls else None,
        "tokens_per_answer": made.tokens / answers if made and made.tokens else None,
        "seconds_per_answer": made.seconds / answers if made else None,
    }


def _gain(score: Score, name: str, here: Sequence[Score]) -> dict[str, Any] | None:
    """Return what a method gains on another; the bare difference where it is not tested."""
    if score.control or score.method == name:
        return None
    tested = next((e for e in here if (e.method, e.against) == (score.method, name)), None)
    if tested is not None:
        return _of(tested)
    other = next((e.value for e in here if e.method == name and not e.against), None)
    if score.value is None or other is None:
        return None
    return {"value": score.value - other, "low": None, "high": None, "n": score.n}


def _of(score: Score) -> dict[str, Any]:
    return {"value": score.value, "low": score.low, "high": score.high, "n": score.n}


def _figure(found: Mapping[str, Any] | None, sign: str = "") -> str:
    if found is None or found["value"] is None:
        return "-"
    if found["low"] is None:
        return f"{found['value']:{sign}.3f}"
    return f"{found['value']:{sign}.3f} [{found['low']:{sign}.3f}, {found['high']:{sign}.3f}]"
