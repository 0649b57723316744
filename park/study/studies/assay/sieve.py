"""Level 2: what the filter makes of opinions that are known."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from park.ledger.keys import key_of
from park.ledger.run import open_run
from park.models.base import ChatModel, Choices, Message, Params, Reply
from park.records import Usage
from park.study.studies.assay.arms import PAIR, Workshop
from park.study.studies.assay.asking import Held
from park.study.studies.assay.spoken import BAD, REASONS, Kind, Known, Spoken, spoken

LISTS = "opinions"
"""A schema with this key asks for a listing."""


class Lister(ChatModel):
    """Lists the opinions that are known to be in a turn; a judge answers everything else."""

    def __init__(self, judge: ChatModel, said: Sequence[Spoken]) -> None:
        self._judge = judge
        self.name, self.endpoint, self.context = judge.name, judge.endpoint, judge.context
        self.abilities = judge.abilities | {"schema"}
        self.long, self.timeout = judge.long, judge.timeout
        self._known: dict[tuple[str, str], list[Known]] = {}
        for each in said:
            turns = each.dialogue.turns
            heard = [(one.text, other.text) for one, other in pairwise(turns)][::2]
            for known in each.opinions:
                place = next((pair for pair in heard if pair[1] == known.text), heard[0])
                self._known.setdefault(place, []).append(known)

    async def reply(
        self, messages: Sequence[Message], params: Params, schema: Mapping[str, Any] | None = None
    ) -> Reply:
        """List the opinions of the turn shown, or let the judge reply."""
        if not schema or LISTS not in schema.get("properties", {}):
            return await self._judge.reply(messages, params, schema)
        _, lines, *_ = messages[-1]["content"].split("\n\n")
        asked, said = (each.split(": ", 1)[1] for each in lines.splitlines())
        known = self._known.get((asked, said), ())
        listed = [{"opinion": each.text, "quote": each.text} for each in known]
        return Reply(text=json.dumps({LISTS: listed}), usage=Usage())

    async def option_logprobs(self, messages: Sequence[Message], options: Sequence[str]) -> Choices:
        """Return the judge's."""
        return await self._judge.option_logprobs(messages, options)

    async def start(self) -> None:
        """Start the judge."""
        await self._judge.start()

    async def close(self) -> None:
        """Close the judge."""
        await self._judge.close()


@dataclass(frozen=True)
class Sifted:
    """Known opinions with the filter's reasons for rejecting them."""

    judge: str
    reasons: tuple[tuple[Known, str], ...]
    """'' for accepted ones."""

    def of(self, *kinds: Kind) -> list[tuple[Known, str]]:
        """Return the opinions of some kinds."""
        return [(known, reason) for known, reason in self.reasons if known.kind in kinds]

    def caught(self, kind: Kind) -> tuple[int, int, int]:
        """Return how many of a kind are rejected, how many for the right reason, and how many."""
        found = [reason for _, reason in self.of(kind)]
        return sum(map(bool, found)), sum(each in REASONS[kind] for each in found), len(found)

    def kept(self, agrees: bool) -> tuple[int, int]:
        """Return how many good opinions of a side are accepted, and how many there are."""
        found = [reason for known, reason in self.of("good") if known.agrees == agrees]
        return sum(not reason for reason in found), len(found)

    @property
    def precision(self) -> tuple[int, int]:
        """The number of good ones among the accepted, and of the accepted."""
        accepted = [known for known, reason in self.reasons if not reason]
        return sum(known.kind == "good" for known in accepted), len(accepted)

    @property
    def bad(self) -> tuple[int, int]:
        """The number of bad ones, and of all."""
        return len(self.of(*BAD)), len(self.reasons)

    def rows(self, *, accepted: bool) -> Held:
        """Return rows of the sides that the words of listed, or of accepted, opinions take."""
        taken = [known for known, reason in self.reasons if not (accepted and reason)]
        return Held(
            {
                culture: tuple((e.item, e.agrees) for e in taken if e.culture == culture)
                for culture in PAIR
            }
        )


async def sift(shop: Workshop, judge: ChatModel, settings: Mapping[str, Any], each: int) -> Sifted:
    """Let the filter judge known opinions.

    Args:
        shop: makes the run.
        judge: the judge.
        settings: of the filter.
        each: dialogues per trained item and culture.
    """
    said = list(spoken(shop.cards, PAIR, shop.items, each))
    place = shop.folder / "runs" / "filter"
    # Rewritten opinions would no longer be the known ones.
    config = shop.config("new", PAIR, filter={**settings, "rewrite": False})
    identity = {"assay": ["filter", key_of([one.dialogue.key for one in said]), judge.endpoint]}
    _write(place, identity, config.model_dump(mode="json"), shop.folder.absolute(), said)
    run = shop.runs(place, config, shop.folder, {"judge": Lister(judge, said)})
    await run.afilter()
    known = {(one.dialogue, one.text): one for each in said for one in each.opinions}
    found = []
    for opinion in run.opinions():
        reason = next((v.reason for v in run.verdicts(opinion.key) if not v.kept), "")
        found.append((known[opinion.dialogue, opinion.text], reason))
    return Sifted(judge.name, tuple(_paired(found)))


def _paired(found: Sequence[tuple[Known, str]]) -> Iterator[tuple[Known, str]]:
    """Yield the opinions; of two duplicates the second goes, whichever the filter rejected."""
    reasons = {(known.dialogue, known.kind): reason for known, reason in found}
    again = REASONS["duplicate"]
    for known, reason in found:
        original = reasons.get((known.dialogue, "good"), "")
        copy = reasons.get((known.dialogue, "duplicate"))
        if copy == "" and original in again:
            reason = original if known.kind == "duplicate" else ""
        yield known, reason


def _write(
    place: Path,
    identity: dict[str, Any],
    resolved: dict[str, Any],
    base: Path,
    said: Sequence[Spoken],
) -> None:
    with open_run(place, identity, resolved, base=base) as ledger:
        finished = ledger.dialogue_keys(failed=False)
        for each in said:
            if each.dialogue.key not in finished:
                ledger.put_dialogue(each.dialogue)
