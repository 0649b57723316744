"""The moderation task: methods classify labelled posts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Self

from park.align.respondent import Respondent
from park.evaluate.panel import Panel
from park.evaluate.task import Nothing, Task
from park.evaluate.tasks.moderation.asking import questions
from park.evaluate.tasks.moderation.board import Board
from park.evaluate.tasks.moderation.load import load_posts
from park.evaluate.tasks.moderation.measures import MEASURES
from park.evaluate.tasks.moderation.posts import Post
from park.evaluate.tasks.moderation.scores import nothing, scores
from park.evaluate.tasks.moderation.validate import Checked, by_set, check
from park.prompts import Prompts
from park.records.card import Card
from park.records.scores import Response, Score
from park.setup import Setup


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
    title = "Moderation"
    about = "Recognising what is offensive, on labelled sets of the cultures’ languages."
    order = 40
    ranges: ClassVar = dict.fromkeys(
        (
            *(measure.name for measure in MEASURES),
            *("macro_f1_strict", "calibration_error", "brier", "auroc"),
        ),
        (0.0, 1.0),
    )
    covers: ClassVar = {
        "macro_f1": "92 to 95",
        "calibration_error": "83 to 86, since the figure is biased upwards with few posts",
    }
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
        boards, answered = await self.ask(panel)
        for board, who, said in answered:
            board.add(who, said)
        cultures = {post.set: post.culture for post in self.posts}
        empty = [nothing(each, cultures[each.name]) for each in self.sets() if not each.posts]
        return empty + scores(boards, panel.model)

    async def ask(
        self, panel: Panel
    ) -> tuple[list[Board], list[tuple[Board, Respondent, list[Response]]]]:
        """Ask all respondents about the posts of the datasets that are for them."""
        boards = [Board.of(checked, self.limit) for checked in self.sets() if checked.posts]
        asked = [[q for post in b.posts for q in questions(post, self.prompts)] for b in boards]
        todo = [
            (who, board, its)
            for who in panel.respondents
            for board, its in zip(boards, asked, strict=True)
            if self.matrix or who.culture in ("", board.culture)
        ]
        panel.expect(sum(len(its) for *_, its in todo))
        return boards, [(board, who, await panel.ask(who, its)) for who, board, its in todo]
