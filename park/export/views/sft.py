"""The view `sft`: prompts and completions."""

from collections.abc import Iterator
from typing import ClassVar

from park.export.schema import Column
from park.export.view import Row, View
from park.export.wording import without_answer
from park.records import Opinion

KIND = Column("label", "`choice`: asked with the options; `open`: asked without")


class Sft(View):
    """An opinion as the reason for a choice and as the answer to an open question."""

    name = "sft"
    help = (
        "`prompt` (system message and question) and `completion`; trl trains on the completion "
        "alone"
    )
    card = (
        "each opinion once as the reason for an option, once as the answer to an open question; "
        "`prompt` and `completion`"
    )
    order = 10
    columns: ClassVar = {
        "prompt": Column("messages", "system message and question"),
        "completion": Column("messages", "the answer with its reason"),
        "kind": KIND,
    }
    content = ("prompt", "completion")

    def of_opinion(self, opinion: Opinion) -> Iterator[Row]:
        """Yield the choice and the open question."""
        item, code, say = self.item(opinion), opinion.seed.stance, self.wording.say
        label, statement = item.label(code), item.statement
        reason = without_answer(opinion.text, label)
        options = tuple((option.code, option.label) for option in item.options)
        asked = {
            "choice": (
                say("user", "choice", statement=statement, options=options),
                say("assistant", "choice_answer", code=code, label=label, opinion=reason),
            ),
            "open": (
                say("user", "open", statement=statement),
                say("assistant", "open_answer", label=label.rstrip(".。"), opinion=reason),
            ),
        }
        system = self.wording.system(self.culture(opinion), opinion.language)
        for kind, (question, answer) in asked.items():
            yield {"prompt": [system, question], "completion": [answer], "kind": kind}
