"""A dataset's answers, and the figures of one or several datasets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from park.align.respondent import Respondent
from park.evaluate.scoring import Table, Voice, by_form, own, shares_table
from park.evaluate.tasks.moderation import measures
from park.evaluate.tasks.moderation.asking import LONGEST
from park.evaluate.tasks.moderation.measures import MEASURES, NONE
from park.evaluate.tasks.moderation.posts import WORDINGS, Post
from park.evaluate.tasks.moderation.validate import Checked, sample
from park.records.scores import Response
from park.statistics import Statistic
from park.statistics.interval import Numbers


@dataclass
class Board:
    """A dataset with all answers."""

    checked: Checked
    posts: list[Post]
    """Posts to ask."""
    voices: list[Voice[Table]] = field(default_factory=list)
    """With probabilities of the positive label, shape (posts, forms); nan if unanswered."""

    @classmethod
    def of(cls, checked: Checked, limit: int | None) -> "Board":
        """Return a dataset without answers, of at most `limit` posts."""
        return cls(checked, sample(checked.posts, limit))

    @property
    def name(self) -> str:
        """Return the dataset's name."""
        return self.checked.name

    @property
    def culture(self) -> str:
        """Return the culture that it tests."""
        return self.posts[0].culture

    @property
    def labels(self) -> Numbers:
        """Return the labels, 0 or 1, shape (posts,)."""
        return np.array([post.label for post in self.posts], float)

    def add(self, who: Respondent, responses: Sequence[Response]) -> None:
        """Add a respondent's answers."""
        positive = WORDINGS[self.posts[0].kind].positive
        table = shares_table(responses, [positive])
        self.voices.append(Voice(who, responses, table._replace(values=table.values[..., 0])))

    def ids(self) -> tuple[str, ...]:
        """Return the posts' ids, unlike those of any other dataset."""
        return tuple(f"{self.name}/{post.id}" for post in self.posts)

    def detail(self) -> dict[str, Any]:
        """Return what scores say of the dataset."""
        positive = int(self.labels.sum())
        found: dict[str, Any] = {
            "positive": positive,
            "negative": len(self.posts) - positive,
            "cut": sum(len(post.text.strip()) > LONGEST for post in self.posts),
        }
        if self.checked.dropped:
            found["dropped"] = list(self.checked.dropped)
        if self.checked.degenerate:
            found["degenerate"] = self.checked.degenerate
        return found


class Figure(NamedTuple):
    """A metric's values of items × forms on a dataset, and its statistic."""

    metric: str
    table: Table
    statistic: Statistic | None = None
    higher_is_better: bool = True


def figures_of(board: Board, forms: tuple[str, ...], given: Numbers) -> Iterator[Figure]:
    """Yield all metrics of probabilities, shape (posts, forms)."""
    ids, labels = board.ids(), board.labels
    coded = measures.codes(labels, given)
    for measure in MEASURES:
        table = Table(ids, forms, measures.answered(coded))
        yield Figure(measure.name, table, measures.over_sets(measure.of))
    if (coded % 3 == NONE).any():
        strict = Table(ids, forms, coded)
        yield Figure("macro_f1_strict", strict, measures.over_sets(MEASURES[0].of))
    both = Table(ids, forms, measures.told(labels, given))
    errors = Table(ids, forms, measures.squared_errors(labels, given))
    yield Figure("calibration_error", both, measures.miscalibration, higher_is_better=False)
    yield Figure("brier", errors, higher_is_better=False)
    yield Figure("auroc", both, measures.auroc)


def everywhere(boards: Sequence[Board], tested: str) -> list[tuple[str, str]]:
    """Return (method, culture) of respondents to all datasets; across cultures, each to its own."""
    voices: list[list[tuple[str, str]]] = [
        [(v.who.method, v.who.culture) for v in board.voices]
        if tested
        else [(method, "") for method in own(board.voices, board.culture)]
        for board in boards
    ]
    return [who for who in voices[0] if all(who in each for each in voices)]


def _voice(board: Board, method: str, culture: str) -> Voice[Table]:
    for voice in board.voices:
        if (voice.who.method, voice.who.culture) == (method, culture):
            return voice
    return own(board.voices, board.culture)[method]


def joint(boards: Sequence[Board], method: str, culture: str = "") -> Iterator[Figure]:
    """Yield joint metrics of several datasets, averaged over datasets."""
    voices = [_voice(board, method, culture) for board in boards]
    ids = tuple(item for board in boards for item in board.ids())
    coded = np.concatenate(
        [
            measures.codes(board.labels, voice.given.values, number=number)
            for number, (board, voice) in enumerate(zip(boards, voices, strict=True))
        ]
    )
    table = Table(ids, voices[0].given.forms, measures.answered(coded))
    for measure in MEASURES:
        yield Figure(measure.name, table, measures.over_sets(measure.of, weights(boards)))


def across(boards: Sequence[Board], method: str) -> Iterator[Figure]:
    """Yield metrics with cultures as items, so that the interval of their mean is over cultures."""
    names = tuple(dict.fromkeys(board.culture for board in boards))
    own_sets = [[board for board in boards if board.culture == name] for name in names]
    for figures in zip(*(joint(sets, method) for sets in own_sets), strict=True):
        forms = figures[0].table.forms
        found = [by_form(each.table, each.statistic) for each in figures]
        values = np.array([[row.get(form, np.nan) for form in forms] for row in found])
        yield Figure(figures[0].metric, Table(names, forms, values))


def weights(boards: Sequence[Board]) -> list[float]:
    """Return dataset weights, equal for cultures and within each culture."""
    sets = [board.culture for board in boards]
    return [1 / len(set(sets)) / sets.count(culture) for culture in sets]
