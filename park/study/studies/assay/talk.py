"""Level 3: dialogues by a real model, from generation to rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from park.models.base import ChatModel
from park.study.studies.assay.arms import PAIR, Workshop
from park.study.studies.assay.asking import Held
from park.study.studies.assay.world import OPPOSED

TURNS = 6


@dataclass(frozen=True)
class Talked:
    """What became of dialogues."""

    model: str
    dialogues: int
    """Those that did not fail."""
    failed: int
    turns: int
    flagged: int
    """Turns that fail a check."""
    seeds: Held
    """The sides that delegates were given."""
    opinions: Held
    """The sides of the dialogues that listed opinions come from."""
    accepted: Held
    """The same of the accepted ones."""
    reasons: Mapping[str, int]
    """Rejected opinions by reason."""


async def talk(
    shop: Workshop,
    model: str,
    settings: Mapping[str, Any],
    models: Mapping[str, ChatModel] | None = None,
) -> Talked:
    """Generate and filter dialogues on one trained item of each opposed topic.

    Args:
        shop: makes the run.
        model: the model's name.
        settings: further parts of the configuration.
        models: model objects by role, replacing configured ones.
    """
    items = [
        next(item.id for item in shop.items if item.trained and item.topic == topic)
        for topic in OPPOSED
    ]
    config = shop.config(
        "new", PAIR, dialogue={"turns": TURNS},
        seeds={"source": "csv:new.csv", "items": items, "holdout": 0.0}, **settings,
    )  # fmt: skip
    run = shop.runs(shop.folder / "runs" / "dialogues", config, shop.folder, models)
    await run.agenerate()
    await run.afilter()
    said = [each for each in run.dialogues() if each.ending != "error"]
    turns = [turn for each in said for turn in each.turns]
    listed, accepted = list(run.opinions()), list(run.opinions(accepted=True))
    verdicts = [list(run.verdicts(each.key)) for each in listed]
    stated = [next((v.reason for v in each if not v.kept), "") for each in verdicts]
    return Talked(
        model=model, dialogues=len(said), failed=sum(1 for _ in run.dialogues()) - len(said),
        turns=len(turns), flagged=sum(bool(turn.flags) for turn in turns),
        seeds=_held(said), opinions=_held(listed), accepted=_held(accepted),
        reasons=Counter(filter(None, stated)),
    )  # fmt: skip


def _held(records: Any) -> Held:
    """Return the sides of the seeds of dialogues or opinions."""
    sides: dict[str, list[tuple[str, bool]]] = {culture: [] for culture in PAIR}
    for each in records:
        sides[each.seed.culture].append((each.seed.item, each.seed.stance == 1))
    return Held({culture: tuple(found) for culture, found in sides.items()})
