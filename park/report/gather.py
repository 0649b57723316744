"""Gathers the facts of a report from a run folder."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from park.config import Config
from park.errors import InputError
from park.findings.scores import tasks
from park.ledger.ledger import Ledger
from park.ledger.run import config_of
from park.quality.measure import measured
from park.records import Dialogue
from park.records.card import CARDS
from park.report.dialogues import samples
from park.report.failures import failures, limits
from park.report.methods import compared, verdicts
from park.report.model import Facts, Stances
from park.report.opinions import funnel
from park.report.provenance import work
from park.report.snapshot import is_writing, rows, snapshot
from park.report.stances import stances, survey_of
from park.report.studies import studies
from park.report.summary import summary
from park.report.training import hosted, training


def gather(folder: Path) -> Facts:
    """Gather the facts of a run, without writing to it.

    Raises:
        InputError: there is no run, or it cannot be read.
    """
    writing = is_writing(folder)
    with snapshot(folder) as ledger:
        config, base = config_of(ledger, folder)
        facts = facts_of(ledger, config, base, place=place_of(folder), writing=writing)
    return facts.model_copy(update={"studies": tuple(studies(folder))})


def facts_of(ledger: Ledger, config: Config, base: Path, *, place: str, writing: bool) -> Facts:
    """Gather the facts of an open ledger."""
    dialogues = list(ledger.dialogues())
    done = work(ledger, config, dialogues)
    opinions = funnel(ledger)
    held, missing = _stances(config, base, dialogues)
    trained = training(ledger)
    responses = answered(ledger)
    scored = tasks(ledger.scores(), responses, ledger.get(CARDS) or {})
    endings = endings_of(dialogues)
    return Facts(
        name=config.name,
        place=place,
        version=version("culturepark"),
        writing=writing,
        summary=summary(endings, opinions, trained, scored),
        dialogues=endings,
        work=done,
        funnel=opinions,
        quality=measured(ledger, config, base, run=place) if dialogues else None,
        samples=samples(ledger, dialogues),
        stances=held,
        stances_missing=missing,
        training=trained,
        hosted=hosted(ledger),
        tasks=scored,
        methods=compared(ledger),
        norms=tuple(verdicts(ledger)),
        begun=begun(responses, {task.name for task in scored}),
        failures=failures(ledger, dialogues, scored),
        limits=tuple(limits(done, adapters=bool(trained), tasks=bool(scored))),
    )


def place_of(folder: Path) -> str:
    """Return a run's name for commands, without absolute paths."""
    return folder.name if folder.is_absolute() else folder.as_posix()


def endings_of(dialogues: Sequence[Dialogue]) -> dict[str, dict[str, int]]:
    """Count dialogues by culture and ending."""
    found: dict[str, Counter[str]] = {}
    for each in dialogues:
        found.setdefault(each.seed.culture, Counter())[each.ended] += 1
    return {culture: dict(sorted(counts.items())) for culture, counts in sorted(found.items())}


def answered(ledger: Ledger) -> dict[str, dict[str, dict[str, int]]]:
    """Count responses by task, method and status."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    query = "SELECT task, method, status, count(*) FROM responses GROUP BY 1, 2, 3"
    for task, method, status, count in rows(ledger, query):
        found.setdefault(str(task), {}).setdefault(str(method), {})[str(status)] = int(count)
    return found


def begun(
    responses: Mapping[str, Mapping[str, Mapping[str, int]]], scored: Container[str]
) -> dict[str, int]:
    """Count the responses of tasks without scores."""
    return {
        task: sum(sum(counts.values()) for counts in methods.values())
        for task, methods in responses.items()
        if task not in scored
    }


def _stances(
    config: Config, base: Path, dialogues: Sequence[Dialogue]
) -> tuple[tuple[Stances, ...], str]:
    """Return the stances, or why they are unavailable."""
    if not dialogues:
        return (), ""
    try:
        found = stances(survey_of(config, base), dialogues)
    except InputError as error:
        return (), str(error)
    return found, "" if found else "the survey has no answers to the dialogues' items"
