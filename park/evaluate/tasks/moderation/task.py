"""The moderation task: methods classify labelled posts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

import numpy as np

from park.align.method import pairs
from park.align.respondent import Respondent
from park.evaluate.panel import Panel
from park.evaluate.scoring import (
    Table,
    Voice,
    adjust,
    by_form,
    difference,
    own,
    score,
    shares_table,
    unanswered,
)
from park.evaluate.task import Nothing, Task
from park.evaluate.tasks.moderation import measures
from park.evaluate.tasks.moderation.load import load_posts
from park.evaluate.tasks.moderation.measures import MEASURES, NONE, Measure
from park.evaluate.tasks.moderation.posts import WORDINGS, Post
from park.evaluate.tasks.moderation.validate import Checked, by_set, check, sample
from park.ledger.keys import seed_of
from park.prompts import Prompts
from park.records.card import Card
from park.records.scores import Question, Response, Score
from park.setup import Setup
from park.statistics import Statistic
from park.statistics.interval import Numbers

FORMS = ("choice", "question", "moderator")
"""The templates."""
LONGEST = 1_000
"""Maximum characters of a post to show."""
TAG = re.compile(r"<\s*/?\s*post(?:\s[^<>]*)?/?>", re.IGNORECASE)
CONSTANTS = {
    "majority": "always the more frequent label",
    "prior": "the share of positive posts as the probability of each",
}
COINS = {
    "coin": "labels thrown with a fair coin: exact mean, and the range of 95 % of throws",
    "prior-coin": "labels thrown as often as they occur: exact mean, range of 95 % of throws",
}


def questions(post: Post, prompts: Prompts) -> list[Question]:
    """Return a post in each form and both orders of labels, with the post last."""
    wording = WORDINGS[post.kind]
    names = (wording.positive, wording.negative)
    found = []
    for form in FORMS:
        for order in (0, 1):
            options = names[::-1] if order else names
            text = prompts.render(
                f"evaluate/moderation/{form}",
                options=tuple(zip("AB", options, strict=True)),
                text=shown(post.text),
                **wording._asdict(),
            )
            found.append(
                Question(
                    task="moderation",
                    set=post.set,
                    tested=post.culture,
                    item=post.id,
                    form=form,
                    order=order,
                    text=text,
                    statement=shown(post.text),
                    markers=("A", "B"),
                    options=options,
                    expected={wording.positive if post.label else wording.negative: 1.0},
                )
            )
    return found


def shown(text: str) -> str:
    """Return a post as shown: truncated, with `<post>` tags in its text replaced.

    Control tokens of chat templates (`<|im_end|>`) are broken up by a space.
    """
    cut = text.strip()[:LONGEST].replace("<|", "< |")
    return TAG.sub("[post]", cut) + ("…" if len(text.strip()) > LONGEST else "")


@dataclass(frozen=True)
class Moderation(Task):
    """Labelled posts; each dataset is asked of respondents for its culture and for none."""

    posts: Sequence[Post]
    prompts: Prompts = field(default_factory=Prompts)
    limit: int | None = None
    """Maximum posts per dataset."""
    matrix: bool = False
    """Whether all respondents answer all datasets."""
    name = "moderation"
    help = "labelled posts: macro-F1, precision, recall, calibration"
    order = 40
    needs = "--moderation FILE"
    card = Card(
        authors=(
            "The makers of each labelled set, which `sets.yaml` and docs/moderation.md name; "
            "culturepark asks one question about all of them."
        ),
        audience=("Those who moderate in the languages of the cultures and choose a model for it."),
        words=(
            "Posts of users of public platforms in their languages; the question and its "
            "options are culturepark's."
        ),
        language="That of each set for the posts, English for the question about them.",
        assumptions=(
            "One label is right for a post, whoever reads it, and its makers' meaning of harm "
            "fits the culture that a set is used for."
        ),
        annotators=(
            "Those whom each set's makers chose, often few students or crowd workers of one "
            "country; the sets' papers say who."
        ),
        limits=(
            "What a whole culture finds harmful, how its members disagree (see `park study "
            "salience`), or how a policy fares on today's posts."
        ),
    )

    @classmethod
    def prepare(cls, setup: Setup) -> Self:
        """Load the labelled posts."""
        settings = setup.config.evaluate
        if not settings.moderation:
            raise Nothing("no labelled posts are given (--moderation FILE, FOLDER or hub:NAME)")
        posts = load_posts(settings.moderation, setup.base, tuple(setup.cultures))
        return cls(posts, setup.prompts, limit=settings.limit, matrix=settings.matrix)

    def sets(self) -> list[Checked]:
        """Return the datasets with unusable posts removed."""
        return [check(posts) for posts in by_set(self.posts).values()]

    def remarks(self) -> Iterator[str]:
        """Yield dropped posts, and datasets left out of averages."""
        for checked in self.sets():
            yield from filter(None, (*checked.dropped, checked.degenerate))

    async def run(self, panel: Panel) -> list[Score]:
        """Ask all respondents and return all scores, with a remark for datasets without usable
        posts.

        Raises:
            ParkError: the model cannot answer.
        """
        sets = self.sets()
        boards = [_Board.of(checked, self.limit) for checked in sets if checked.posts]
        asked = [[q for post in b.posts for q in questions(post, self.prompts)] for b in boards]
        todo = [
            (who, board, its)
            for who in panel.respondents
            for board, its in zip(boards, asked, strict=True)
            if self.matrix or who.culture in ("", board.culture)
        ]
        panel.expect(sum(len(its) for *_, its in todo))
        for who, board, its in todo:
            board.add(who, await panel.ask(who, its))
        cultures = {post.set: post.culture for post in self.posts}
        nothing = [_nothing(each, cultures[each.name]) for each in sets if not each.posts]
        return nothing + _scores(boards, panel.model)


@dataclass
class _Board:
    """A dataset with all answers."""

    checked: Checked
    posts: list[Post]
    """Posts to ask."""
    voices: list[Voice[Table]] = field(default_factory=list)
    """With probabilities of the positive label, shape (posts, forms); nan if unanswered."""

    @classmethod
    def of(cls, checked: Checked, limit: int | None) -> "_Board":
        return cls(checked, sample(checked.posts, limit))

    @property
    def name(self) -> str:
        return self.checked.name

    @property
    def culture(self) -> str:
        return self.posts[0].culture

    @property
    def labels(self) -> Numbers:
        return np.array([post.label for post in self.posts], float)

    def add(self, who: Respondent, responses: Sequence[Response]) -> None:
        positive = WORDINGS[self.posts[0].kind].positive
        table = shares_table(responses, [positive])
        self.voices.append(Voice(who, responses, table._replace(values=table.values[..., 0])))

    def ids(self) -> tuple[str, ...]:
        return tuple(f"{self.name}/{post.id}" for post in self.posts)

    def detail(self) -> dict[str, Any]:
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


class _Figure(NamedTuple):
    """A metric's values of items × forms on a dataset, and its statistic."""

    metric: str
    table: Table
    statistic: Statistic | None = None
    higher_is_better: bool = True


def _scores(boards: Sequence[_Board], model: str) -> list[Score]:
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


def _nothing(checked: Checked, culture: str) -> Score:
    return Score(
        task="moderation", set=checked.name, metric=MEASURES[0].name, method="majority",
        tested=culture, control=True, value=None, n=0, unit="posts",
        detail={"dropped": list(checked.dropped), "degenerate": checked.degenerate},
    )  # fmt: skip


def _figures(board: _Board, forms: tuple[str, ...], given: Numbers) -> Iterator[_Figure]:
    """Yield all metrics of probabilities, shape (posts, forms)."""
    ids, labels = board.ids(), board.labels
    coded = measures.codes(labels, given)
    for measure in MEASURES:
        table = Table(ids, forms, measures.answered(coded))
        yield _Figure(measure.name, table, measures.over_sets(measure.of))
    if (coded % 3 == NONE).any():
        strict = Table(ids, forms, coded)
        yield _Figure("macro_f1_strict", strict, measures.over_sets(MEASURES[0].of))
    both = Table(ids, forms, measures.told(labels, given))
    errors = Table(ids, forms, measures.squared_errors(labels, given))
    yield _Figure("calibration_error", both, measures.miscalibration, higher_is_better=False)
    yield _Figure("brier", errors, higher_is_better=False)
    yield _Figure("auroc", both, measures.auroc)


def _claims(board: _Board, voice: Voice[Table], model: str) -> Iterator[Score]:
    undecided = int((np.abs(voice.given.values - 0.5) < 1e-12).sum())
    detail = {"unanswered": unanswered(voice.responses), "undecided": undecided, **board.detail()}
    for figure in _figures(board, voice.given.forms, voice.given.values):
        yield score(
            figure.table,
            figure.statistic,
            model=model,
            detail=detail,
            **voice.fields,
            **_fields(figure.metric, board.name, board.culture, figure.higher_is_better),
        )


def _constants(board: _Board) -> Iterator[Score]:
    """Yield the controls with a constant label or probability."""
    share = float(board.labels.mean())
    for name, chance in (("majority", float(share >= 0.5)), ("prior", share)):
        given = np.full((len(board.posts), 1), chance)
        for figure in _figures(board, ("none",), given):
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


def _coins(board: _Board) -> Iterator[Score]:
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


def _averages(boards: Sequence[_Board], tested: str, model: str) -> Iterator[Score]:
    """Yield means over datasets, weighting cultures equally, of methods that answered all."""
    for method, culture in _everywhere(boards, tested):
        for figure in _joint(boards, method, culture) if tested else _across(boards, method):
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


def _everywhere(boards: Sequence[_Board], tested: str) -> list[tuple[str, str]]:
    """Return (method, culture) of respondents to all datasets; across cultures, each to its own."""
    voices: list[list[tuple[str, str]]] = [
        [(v.who.method, v.who.culture) for v in board.voices]
        if tested
        else [(method, "") for method in own(board.voices, board.culture)]
        for board in boards
    ]
    return [who for who in voices[0] if all(who in each for each in voices)]


def _voice(board: _Board, method: str, culture: str) -> Voice[Table]:
    for voice in board.voices:
        if (voice.who.method, voice.who.culture) == (method, culture):
            return voice
    return own(board.voices, board.culture)[method]


def _joint(boards: Sequence[_Board], method: str, culture: str = "") -> Iterator[_Figure]:
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
        yield _Figure(measure.name, table, measures.over_sets(measure.of, _weights(boards)))


def _across(boards: Sequence[_Board], method: str) -> Iterator[_Figure]:
    """Yield metrics with cultures as items, so that the interval of their mean is over cultures."""
    names = tuple(dict.fromkeys(board.culture for board in boards))
    own_sets = [[board for board in boards if board.culture == name] for name in names]
    for figures in zip(*(_joint(sets, method) for sets in own_sets), strict=True):
        forms = figures[0].table.forms
        found = [by_form(each.table, each.statistic) for each in figures]
        values = np.array([[row.get(form, np.nan) for form in forms] for row in found])
        yield _Figure(figures[0].metric, Table(names, forms, values))


def _weights(boards: Sequence[_Board]) -> list[float]:
    """Return dataset weights, equal for cultures and within each culture."""
    sets = [board.culture for board in boards]
    return [1 / len(set(sets)) / sets.count(culture) for culture in sets]


def _average_controls(boards: Sequence[_Board], tested: str) -> Iterator[Score]:
    """Yield the controls' means over datasets; exact, hence without intervals."""
    for measure in MEASURES:
        for name in ("majority", *COINS):
            each = [_control_value(board, measure, name) for board in boards]
            fields = _fields(measure.name, "", tested)
            fields.pop("seed")
            yield Score(
                method=name,
                control=True,
                value=float(np.dot(_weights(boards), each)),
                n=sum(len(board.posts) for board in boards),
                detail={"what": {**CONSTANTS, **COINS}[name], "sets": [b.name for b in boards]},
                **fields,
            )


def _control_value(board: _Board, measure: Measure, name: str) -> float:
    positive = int(board.labels.sum())
    share = positive / len(board.posts)
    chance = {"majority": float(share >= 0.5), "coin": 0.5, "prior-coin": share}[name]
    return measures.coin(measure.of, positive, len(board.posts) - positive, chance).mean


def _differences(boards: Sequence[_Board], name: str, tested: str, model: str) -> Iterator[Score]:
    """Yield paired differences in macro-F1 between methods that answered all datasets."""
    there = {method for method, _ in _everywhere(boards, "")}
    for method, against in pairs(there):
        one, other = (
            next(_joint(boards, each) if tested else _across(boards, each))
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
