"""A model as a labelled proxy of raters; what it cannot quote from an answer does not count."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from park.ledger.ledger import Ledger
from park.models.base import ModelError, Params
from park.models.gateway import Gateway
from park.pool import run_pool
from park.progress import counted
from park.prompts import Prompts
from park.session import Session, connect_roles
from park.study.studies.thick.answers import Told
from park.study.studies.thick.rubric import CRITERIA, Span
from park.study.study import Lab

ROLE = "judge"
PARAMS = Params(temperature=0.0, top_p=1.0, max_tokens=300)
SHORTEST = 3
"""Characters of a quotation that is evidence."""
SCHEMA = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in CRITERIA},
    "required": list(CRITERIA),
    "additionalProperties": False,
}
Asked = tuple[str, str, str]
"""Key, question, answer."""


async def rated(
    lab: Lab, ledger: Ledger, asked: Sequence[Asked]
) -> tuple[str, dict[str, dict[str, Span | None]], Counter[str]]:
    """Return the judge's name, its evidence by key and criterion, and what went wrong.

    Raises:
        InputError: the model is unusable.
        Stopped: a limit ended it; finished calls are kept.
    """
    models = connect_roles(lab.setup, [ROLE], lab.models, lab.progress)
    limits = lab.setup.config.limits
    async with Session(lab.setup, ledger, "study", models, progress=lab.progress) as session:
        rater = _Rater(session.gateways[ROLE], lab.setup.prompts)
        work = counted("thick", rater.rate, len(asked), lab.progress)
        await run_pool(
            asked, work, limits.concurrency, stall=limits.stall, progress=lambda: rater.done
        )
    return models[ROLE].name, rater.found, rater.troubles


@dataclass
class _Rater:
    """Asks a model for evidence."""

    gateway: Gateway
    prompts: Prompts
    found: dict[str, dict[str, Span | None]] = field(default_factory=dict)
    troubles: Counter[str] = field(default_factory=Counter)
    done: int = 0

    async def rate(self, asked: Asked) -> None:
        """Rate an answer."""
        key, question, answer = asked
        text = self.prompts.render("study/thick/rate", question=question, answer=answer)
        schema = SCHEMA if "schema" in self.gateway.model.abilities else None
        try:
            reply, _ = await self.gateway.reply([{"role": "user", "content": text}], PARAMS, schema)
        except ModelError as error:
            if error.trouble != "rejected":
                raise
            self.troubles["answers refused by the endpoint"] += 1
        else:
            told = quotations(reply.text)
            if told is None:
                self.troubles["ratings that are no JSON"] += 1
            else:
                self.found[key] = {name: quoted(answer, told.get(name)) for name in CRITERIA}
        self.done += 1


def quotations(text: str) -> dict[str, object] | None:
    """Return the JSON object in a reply; None if there is none."""
    start = text.find("{")
    try:
        found, _ = json.JSONDecoder().raw_decode(text, max(start, 0))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def quoted(answer: str, words: object) -> Span | None:
    """Return where an answer holds a quotation, whatever its case; None if it does not."""
    if not isinstance(words, str) or len(words.strip()) < SHORTEST:
        return None
    wanted = words.strip().strip("\"'“”….").casefold()
    place = answer.casefold().find(wanted) if len(wanted) >= SHORTEST else -1
    return Span(place, place + len(wanted)) if place >= 0 else None


def of_answers(answers: Sequence[Told]) -> list[Asked]:
    """Return answers with their own questions."""
    return [(each.id, each.question, each.answer) for each in answers]
