"""The view `sharegpt`: `sft` in ShareGPT's format."""

from collections.abc import Iterator
from typing import ClassVar

from park.export.schema import Column
from park.export.view import Row, View
from park.export.views.sft import KIND, Sft
from park.records import Opinion

ROLES = {"system": "system", "user": "human", "assistant": "gpt"}
"""ShareGPT's names of the roles."""


class Sharegpt(View):
    """Questions and answers as ShareGPT conversations."""

    name = "sharegpt"
    help = (
        "the same as `sft`, as `conversations` with `from` (`system`, `human`, `gpt`) and `value`"
    )
    card = "the questions and answers of `sft` in the form of ShareGPT"
    order = 50
    columns: ClassVar = {
        "conversations": Column("turns", "system message, question and answer"),
        "kind": KIND,
    }
    content = ("conversations",)

    def of_opinion(self, opinion: Opinion) -> Iterator[Row]:
        """Yield the choice and the open question."""
        for row in Sft(self.material, self.wording).of_opinion(opinion):
            said = [*row["prompt"], *row["completion"]]
            turns = [{"from": ROLES[each["role"]], "value": each["content"]} for each in said]
            yield {"conversations": turns, "kind": row["kind"]}
