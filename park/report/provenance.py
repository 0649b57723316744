"""Provenance of a run: settings, models, usage and events."""

from collections.abc import Mapping
from typing import Any

from park.config import Config
from park.ledger.consumed import whole
from park.ledger.ledger import Ledger
from park.models.public import file_name, public_name
from park.records import Dialogue, Funnel
from park.report.model import Event, Spent, Work
from park.report.snapshot import rows

LONGEST = 240
"""Maximum characters of an event's detail."""
MOST_EVENTS = 60


def work(ledger: Ledger, config: Config, dialogues: list[Dialogue]) -> Work:
    """Return a run's settings, models, usage and events."""
    roles = models(ledger, config, dialogues)
    speakers = {*roles.get("delegate", ()), *roles.get("contact", ())}
    return Work(
        config=settings(config),
        models=roles,
        judged_by_itself=tuple(sorted(speakers & {*roles.get("judge", ())})),
        spent=spent(ledger),
        events=events(ledger),
    )


def models(ledger: Ledger, config: Config, dialogues: list[Dialogue]) -> dict[str, tuple[str, ...]]:
    """Return the models by role, from the records or else the configuration."""
    found: dict[str, dict[str, None]] = {}
    named: list[Mapping[str, str]] = [dict(dialogue.models.items()) for dialogue in dialogues]
    named += [opinion.models for opinion in ledger.opinions()]
    for each in named:
        for role, model in each.items():
            found.setdefault(role, {})[model] = None
    delegate = config.models.delegate.model
    if not found:
        contact = (config.models.contact or config.models.delegate).model
        found = {"delegate": {delegate: None}, "contact": {contact: None}}
    embedder = Funnel.model_validate(ledger.get("funnel") or {}).embedder
    if embedder:
        found["embedder"] = {embedder: None}
    return {
        role: tuple(sorted({public_name(name) for name in each})) for role, each in found.items()
    }


def settings(config: Config) -> dict[str, str]:
    """Return the main settings."""
    seeds, dialogue = config.seeds, config.dialogue
    items = f"{len(seeds.items)} named" if seeds.items else "all train items"
    return {
        "cultures": ", ".join(config.cultures),
        "survey": ", ".join(public_source(source) for source in seeds.source),
        "items": f"{items}; {seeds.holdout:.0%} of the source's items are held out",
        "dialogues per item": f"{seeds.per_item}, stance: {seeds.stance}",
        "form": f"{dialogue.turns} turns, {dialogue.style}, language: {dialogue.language}",
        "verified by a judge": "yes" if config.filter.verify else "no",
        "seed": str(config.seed),
    }


def public_source(source: str) -> str:
    """Return a survey source without local paths."""
    kind, colon, file = source.partition(":")
    return f"{kind}:{file_name(file)}" if colon else source


def spent(ledger: Ledger) -> tuple[Spent, ...]:
    """Return usage by stage and model."""
    names = tuple(Spent.model_fields)
    found = rows(
        ledger,
        # Unlike sum(), total() never overflows.
        "SELECT stage, model, count(*), total(tokens_in), total(cached_tokens_in), "
        "total(tokens_out), total(cost_usd), total(seconds) FROM calls "
        "GROUP BY stage, model ORDER BY min(rowid)",
    )
    tidied = ((*row[:3], *map(whole, map(float, row[3:6])), *row[6:]) for row in found)
    each = (Spent.model_validate(dict(zip(names, row, strict=True))) for row in tidied)
    return tuple(row.model_copy(update={"model": public_name(row.model)}) for row in each)


def events(ledger: Ledger) -> tuple[Event, ...]:
    """Return the latest events, oldest first."""
    return tuple(
        Event(time=time, kind=kind, detail=told(detail))
        for time, kind, detail in ledger.events()[-MOST_EVENTS:]
    )


def told(detail: Mapping[str, Any]) -> str:
    """Return an event's detail on one line."""
    left_out = {"run", "stage", "adapters"}
    parts = (
        f"{name.replace('_', ' ')}: {words(value)}"
        for name, value in detail.items()
        if name not in left_out and value not in (None, "", [], {})
    )
    text = "; ".join(parts)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def words(value: object) -> str:
    """Return an event's value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {words(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(words(each) for each in value)
    return public_name(value) if isinstance(value, str) else str(value)
