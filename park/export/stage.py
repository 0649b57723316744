"""The export stage: samples in the ledger, files in `dataset`, and a card."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from park.config import Config
from park.errors import InputError
from park.export.card import NAME, Facts, card
from park.export.inputs import choose, gather
from park.export.outcome import Exported
from park.export.samples import Builder
from park.export.split import split_items
from park.export.view import VIEWS, View, ordered
from park.export.wording import FOLDER, Wording
from park.export.write import Writer, remove_stale
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.ledger.run import config_of, reopen_run
from park.prompts import Prompts
from park.records import Funnel, Sample
from park.surveys.split import groups

DATASET = "dataset"
EXPORTED = "export"
"""Ledger key of the exported files."""


def run_export(
    run: Path,
    *,
    views: Sequence[str] | None = None,
    cultures: Sequence[str] | None = None,
    configured: tuple[Config, Path] | None = None,
) -> Exported:
    """Rebuild a run's dataset from its accepted opinions.

    Args:
        run: the run folder.
        views: views to export; the configured ones if None.
        cultures: cultures to export; all with accepted opinions if None.
        configured: a configuration and the base folder of its paths; the run's if None.

    Raises:
        InputError: there is no run or accepted opinion, or a name is unknown.
        LedgerError: the disk is full.
    """
    _require_datasets()
    began = time.monotonic()
    with reopen_run(run) as ledger:
        config, base = configured or config_of(ledger, run)
        written = _export(ledger, run, config, base, views, cultures)
        outcome = Exported(
            run=str(run),
            seconds=time.monotonic() - began,
            views=written.counts,
            files=written.files,
        )
        ledger.event("exported", **outcome.summary())
    return outcome


def _export(
    ledger: Ledger,
    run: Path,
    config: Config,
    base: Path,
    views: Sequence[str] | None,
    cultures: Sequence[str] | None,
) -> Writer:
    # Check the command line's names before reading anything.
    chosen = ordered(views or config.export.views, "--views" if views else "export.views")
    material = gather(ledger, config, base, run)
    people = choose(cultures or None, list(material.cultures), "--cultures")
    prompts = Prompts(base / config.prompts if config.prompts else None)
    together = groups(material.survey.items)
    splits = split_items(material.items, config.export.test, config.export.seed, together)
    builder = Builder(material, splits, config.seeds.source)
    options = {name: config.export.options.get(name, {}) for name in chosen}
    made = [
        view(material, Wording(prompts), VIEWS.options(name, options[name], "export.options"))
        for name, view in chosen.items()
    ]
    files = {NAME}
    ledger.put_samples(_recording_files(builder.samples(ledger, made, people), chosen, files))
    before = (ledger.get(EXPORTED) or {}).get("files", [])
    # Recorded before writing, so that a later export can clean up after a crash.
    ledger.put(EXPORTED, {"files": sorted({*before, *files})})
    written = Writer(run / DATASET, list(chosen.values()), builder.provenance)
    written.write(ledger, people)
    facts = Facts(
        config, material, people, splits,
        prompts=key_of(prompts.digest(FOLDER)),
        funnel=Funnel.model_validate(stored) if (stored := ledger.get("funnel")) else None,
        limit=_limit(ledger),
    )  # fmt: skip
    written.put(NAME, card(facts, written))
    remove_stale(run / DATASET, before, files)
    ledger.put(EXPORTED, {"files": sorted(files)})
    return written


def _recording_files(
    samples: Iterable[Sample], views: Mapping[str, type[View]], files: set[str]
) -> Iterator[Sample]:
    """Pass samples through, recording their files."""
    for sample in samples:
        files.add(views[sample.view].file(sample))
        yield sample


def _limit(ledger: Ledger) -> int | None:
    """Return the limit of the last generation."""
    limits = [detail.get("limit") for _, kind, detail in ledger.events() if kind == "generate"]
    return limits[-1] if limits else None


def _require_datasets() -> None:
    try:
        import datasets  # type: ignore[import-untyped,unused-ignore]  # noqa: F401
    except ImportError:
        raise InputError("park export needs: pip install 'culturepark[export]'") from None
