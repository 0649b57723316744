"""The view `messages`: `sft` as a single list."""

from collections.abc import Iterator
from typing import ClassVar

from park.export.schema import Column
from park.export.view import Row, View
from park.export.views.sft import KIND, Sft
from park.records import Opinion


class Messages(View):
    """Questions and answers as lists of messages."""

    name = "messages"
    help = "the same as `sft`, as a list of `messages`"
    card = "the questions and answers of `sft` as lists of messages"
    order = 20
    columns: ClassVar = {
        "messages": Column("messages", "system message, question and answer"),
        "kind": KIND,
    }
    content = ("messages",)

    def of_opinion(self, opinion: Opinion) -> Iterator[Row]:
        """Yield the choice and the open question."""
        for row in Sft(self.material, self.wording).of_opinion(opinion):
            yield {"messages": [*row["prompt"], *row["completion"]], "kind": row["kind"]}
