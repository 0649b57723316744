"""The view `sft`: prompts and completions."""

from collections.abc import Iterator
from typing import ClassVar

from park.align.questions import Shown, numbers, rotations, shown
from park.export.schema import Column
from park.export.view import Row, View
from park.export.wording import without_answer
from park.ledger.keys import rng_of
from park.records import Item, Opinion

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
        "options stand in varying order, with numbers or letters; `prompt` and `completion`"
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
        listed = drawn(item, opinion)
        options, marker = listed.lines, listed.marker(code)
        asked = {
            "choice": (
                say("user", "choice", statement=statement, options=options, kind=listed.kind),
                say("assistant", "choice_answer", marker=marker, label=label, opinion=reason),
            ),
            "open": (
                say("user", "open", statement=statement),
                say("assistant", "open_answer", label=label.rstrip(".。"), opinion=reason),
            ),
        }
        system = self.wording.system(self.culture(opinion), opinion.language)
        for kind, (question, answer) in asked.items():
            yield {"prompt": [system, question], "completion": [answer], "kind": kind}


def drawn(item: Item, opinion: Opinion) -> Shown:
    """Return an item's options in one of their rotations, with numbers or letters.

    What the opinion says decides, not its key, so that equal opinions stay one row.
    """
    seed = opinion.seed
    rng = rng_of("options", seed.culture, item.id, seed.stance, opinion.text)
    return shown(rng.choice(rotations(item.options)), rng.choice((numbers(item), "")))
