"""The export stage: accepted opinions → samples in the ledger, files in `dataset`, a card."""

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
"""Under which name the ledger holds what was exported."""


def run_export(
    run: Path,
    *,
    views: Sequence[str] | None = None,
    cultures: Sequence[str] | None = None,
    configured: tuple[Config, Path] | None = None,
) -> Exported:
    """Make a run's data set anew from its accepted opinions.

    Args:
        run: the run folder.
        views: which views; the configuration's if None.
        cultures: which cultures; all with accepted opinions if None.
        configured: a configuration and the folder that its paths start from; the run's if None.

    Raises:
        InputError: there is no run or no accepted opinion, or a name is not known.
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
    # The command line's names are checked before anything is read.
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
    ledger.put_samples(_noting(builder.samples(ledger, made, people), chosen, files))
    before = (ledger.get(EXPORTED) or {}).get("files", [])
    # Noted before anything is written, so that nothing is left behind after a crash.
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


def _noting(
    samples: Iterable[Sample], views: Mapping[str, type[View]], files: set[str]
) -> Iterator[Sample]:
    """Pass samples on and note the files that they go to."""
    for sample in samples:
        files.add(views[sample.view].file(sample))
        yield sample


def _limit(ledger: Ledger) -> int | None:
    """Return the limit that the last generation had."""
    limits = [detail.get("limit") for _, kind, detail in ledger.events() if kind == "generate"]
    return limits[-1] if limits else None


def _require_datasets() -> None:
    try:
        import datasets  # type: ignore[import-untyped,unused-ignore]  # noqa: F401
    except ImportError:
        raise InputError("park export needs: pip install 'culturepark[export]'") from None
