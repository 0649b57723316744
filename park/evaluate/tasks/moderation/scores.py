"""Scores of answers to datasets: methods, controls, averages, differences."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from park.align.method import pairs
from park.evaluate.scoring import Table, Voice, adjust, difference, score, unanswered
from park.evaluate.tasks.moderation import measures
from park.evaluate.tasks.moderation.board import (
    Board,
    across,
    everywhere,
    figures_of,
    joint,
    weights,
)
from park.evaluate.tasks.moderation.measures import MEASURES, Measure
from park.evaluate.tasks.moderation.validate import Checked
from park.ledger.keys import seed_of
from park.records.scores import Score

CONSTANTS = {
    "majority": "always the more frequent label",
    "prior": "the share of positive posts as the probability of each",
}
COINS = {
    "coin": "labels thrown with a fair coin: exact mean, and the range of 95 % of throws",
    "prior-coin": "labels thrown as often as they occur: exact mean, range of 95 % of throws",
}


def scores(boards: Sequence[Board], model: str) -> list[Score]:
    """Return all scores of answered datasets, those of single ones first."""
    found: list[Score] = []
    for board in boards:
        found += [each for voice in board.voices for each in _claims(board, voice, model)]
        found += _constants(board)
        found += _coins(board)
        found += _differences([board], board.name, board.culture, model)
    sound = [board for board in boards if not board.checked.degenerate]
    cultures = list(dict.fromkeys(board.culture for board in sound))
    for culture in cultures:
        found += _averages([b for b in sound if b.culture == culture], culture, model)
    if len(cultures) > 1:
        found += _averages(sound, "", model)
    return adjust(found)


def nothing(checked: Checked, culture: str) -> Score:
    """Return what stands for a dataset without usable posts."""
    return Score(
        task="moderation", set=checked.name, metric=MEASURES[0].name, method="majority",
        tested=culture, control=True, value=None, n=0, unit="posts",
        detail={"dropped": list(checked.dropped), "degenerate": checked.degenerate},
    )  # fmt: skip


def _claims(board: Board, voice: Voice[Table], model: str) -> Iterator[Score]:
    undecided = int((np.abs(voice.given.values - 0.5) < 1e-12).sum())
    detail = {"unanswered": unanswered(voice.responses), "undecided": undecided, **board.detail()}
    for figure in figures_of(board, voice.given.forms, voice.given.values):
        yield score(
            figure.table,
            figure.statistic,
            model=model,
            detail=detail,
            **voice.fields,
            **_fields(figure.metric, board.name, board.culture, figure.higher_is_better),
        )


def _constants(board: Board) -> Iterator[Score]:
    """Yield the controls with a constant label or probability."""
    share = float(board.labels.mean())
    for name, chance in (("majority", float(share >= 0.5)), ("prior", share)):
        given = np.full((len(board.posts), 1), chance)
        for figure in figures_of(board, ("none",), given):
            if figure.metric == "calibration_error":
                continue  # Trivially calibrated.
            # `prior` gives probabilities, `majority` labels.
            if (name == "prior") == (figure.metric in ("brier", "auroc")):
                yield score(
                    figure.table,
                    figure.statistic,
                    method=name,
                    control=True,
                    detail={"what": CONSTANTS[name], **board.detail()},
                    **_fields(figure.metric, board.name, board.culture, figure.higher_is_better),
                )


def _coins(board: Board) -> Iterator[Score]:
    positive = int(board.labels.sum())
    negative = len(board.posts) - positive
    chances = {"coin": 0.5, "prior-coin": positive / len(board.posts)}
    for measure in MEASURES:
        for name, chance in chances.items():
            thrown = measures.coin(measure.of, positive, negative, chance)
            fields = _fields(measure.name, board.name, board.culture)
            fields.pop("seed")
            yield Score(
                method=name,
                control=True,
                value=thrown.mean,
                low=thrown.low,
                high=thrown.high,
                n=len(board.posts),
                detail={"what": COINS[name], **board.detail()},
                **fields,
            )


def _averages(boards: Sequence[Board], tested: str, model: str) -> Iterator[Score]:
    """Yield means over datasets, weighting cultures equally, of methods that answered all."""
    for method, culture in everywhere(boards, tested):
        for figure in joint(boards, method, culture) if tested else across(boards, method):
            yield score(
                figure.table,
                figure.statistic,
                method=method,
                culture=culture,
                model=model,
                detail={"sets": [board.name for board in boards]},
                **_fields(figure.metric, "", tested, figure.higher_is_better)
                | ({} if tested else {"unit": "cultures"}),
            )
    yield from _average_controls(boards, tested)
    yield from _differences(boards, "", tested, model)


def _average_controls(boards: Sequence[Board], tested: str) -> Iterator[Score]:
    """Yield the controls' means over datasets; exact, hence without intervals."""
    for measure in MEASURES:
        for name in ("majority", *COINS):
            each = [_control_value(board, measure, name) for board in boards]
            fields = _fields(measure.name, "", tested)
            fields.pop("seed")
            yield Score(
                method=name,
                control=True,
                value=float(np.dot(weights(boards), each)),
                n=sum(len(board.posts) for board in boards),
                detail={"what": {**CONSTANTS, **COINS}[name], "sets": [b.name for b in boards]},
                **fields,
            )


def _control_value(board: Board, measure: Measure, name: str) -> float:
    positive = int(board.labels.sum())
    share = positive / len(board.posts)
    chance = {"majority": float(share >= 0.5), "coin": 0.5, "prior-coin": share}[name]
    return measures.coin(measure.of, positive, len(board.posts) - positive, chance).mean


def _differences(boards: Sequence[Board], name: str, tested: str, model: str) -> Iterator[Score]:
    """Yield paired differences in macro-F1 between methods that answered all datasets."""
    there = {method for method, _ in everywhere(boards, "")}
    for method, against in pairs(there):
        one, other = (
            next(joint(boards, each) if tested else across(boards, each))
            for each in (method, against)
        )
        yield difference(
            one.table,
            other.table,
            one.statistic,
            method=method,
            culture=tested,
            model=model,
            against=against,
            detail=boards[0].detail() if name else {"sets": [b.name for b in boards]},
            **_fields(one.metric, name, tested) | ({} if tested else {"unit": "cultures"}),
        )


def _fields(metric: str, name: str, tested: str, higher_is_better: bool = True) -> dict[str, Any]:
    return {
        "task": "moderation",
        "set": name,
        "metric": metric,
        "tested": tested,
        "unit": "posts",
        "higher_is_better": higher_is_better,
        "seed": seed_of("moderation", metric, name, tested),
    }
