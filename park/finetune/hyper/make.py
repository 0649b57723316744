"""Making one adapter from a description, by a run's generator."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from park.adapters import base as bases
from park.adapters import libraries, storage
from park.errors import InputError
from park.finetune.hyper import files
from park.finetune.hyper.learners import of_card, whole_description
from park.finetune.hyper.made import METHOD, Maker
from park.finetune.hyper.writing import write
from park.ledger.keys import key_of
from park.ledger.run import config_of, read_run, reopen_run, survey_of
from park.outcome import Outcome
from park.progress import Progress, fetching_to, silent
from park.records.adapter import Adapter
from park.setup import prepare
from park.yamlfile import read_text

LARGEST = 4_000_000
"""Bytes of a file with a description; one of so many words is too long anyway."""


@dataclass(kw_only=True)
class Written(Outcome):
    """An adapter that was made from a description."""

    stage: ClassVar[str] = "adapters make"
    adapter: Adapter
    folder: str
    description: str
    recorded: bool
    """Whether it lies in the run and was recorded."""

    def figures(self) -> dict[str, Any]:
        """Return where the adapter is and what it was made from."""
        return {
            "adapter": self.adapter.culture,
            "folder": self.folder,
            "base": self.adapter.base,
            "sha256": self.adapter.sha256,
            "description": self.description,
        }

    def lines(self) -> Iterator[str]:
        """Yield where it is and how to talk to it."""
        yield f"the adapter is in {self.folder}"
        yield f"next: park chat {self.run} --adapter {self.folder}"


def make(
    run: Path,
    out: Path,
    *,
    text: Path | None = None,
    culture: str | None = None,
    progress: Progress = silent,
) -> Written:
    """Write an adapter made from a text, or from what is known of a culture.

    Args:
        run: the run with the generator.
        out: the adapter's folder; an adapter there is replaced.
        text: a file with a description.
        culture: a culture's role card, described as those that the generator was trained on.
        progress: reports downloads.

    Raises:
        InputError: not one of the two is given, the description cannot be read, or generator,
            base or folder do not fit.
    """
    if (text is None) == (culture is None):
        raise InputError("--text, --culture: give one of them, to say what to make an adapter from")
    libraries.require()
    _check(out)
    with read_run(run) as ledger:
        setup = prepare(*config_of(ledger, run), began=survey_of(ledger))
        maker = Maker.of(ledger, run, setup)
        files.check_base(maker.saved, bases.locate(maker.saved.recipe, fetching_to(progress)), run)
        if text is not None:
            said, where, system = _read(text), str(text), ""
            made = maker.from_text(said, where)
        else:
            learner = of_card(setup, setup.cards([str(culture)])[str(culture)])
            said = whole_description(setup, maker.saved.recipe.hyper, learner)
            system, where = learner.system, "--culture"
            made = maker.from_text(said, where) if maker.texts else maker.of_culture(learner.name)
    adapter = write(
        maker.generator, maker.saved, made, out, name=out.resolve().name, system=system,
        description=said, run=run.name, key=key_of(METHOD, maker.saved.key, said, system),
    )  # fmt: skip
    work = out.parent / storage.WORK
    if work.is_dir() and not any(work.iterdir()):
        work.rmdir()
    recorded = out.resolve().parent == (run / storage.FOLDER).resolve()
    if recorded:
        with reopen_run(run) as ledger:
            ledger.put_adapter(adapter)
    return Written(
        run=str(run), adapter=adapter, folder=str(out), description=said, recorded=recorded
    )


def _read(path: Path) -> str:
    if path.is_file() and path.stat().st_size > LARGEST:
        raise InputError(f"{path}: too large for a description; a page of text is enough")
    return read_text(path)


def _check(out: Path) -> None:
    """Raise InputError if a folder must not be written to."""
    if out.is_dir() and any(out.iterdir()) and not (out / storage.SETTINGS).is_file():
        raise InputError(f"--out: {out} holds something else than an adapter; name another folder")
    if out.exists() and not out.is_dir():
        raise InputError(f"--out: {out} is a file; name a folder")
