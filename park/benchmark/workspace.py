"""Where the parts of a benchmark under construction are."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from park.benchmarkfolder import CARD, load_card
from park.errors import InputError, LedgerError
from park.records import Record
from park.records.benchmark import BenchmarkCard
from park.yamlfile import explain, read_text

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Workspace:
    """A benchmark's folder; what is published lies in it, what led there in `work`."""

    folder: Path

    @property
    def work(self) -> Path:
        """Drafts, revisions and single people's answers, which are never published."""
        return self.folder / "work"

    @property
    def keywords(self) -> Path:
        """The topics to ask about."""
        return self.work / "keywords.csv"

    @property
    def source(self) -> Path:
        """The real answers to build from, as `menavalues:<path>`; only their kind is published."""
        return self.work / "source.txt"

    @property
    def drafts(self) -> Path:
        """What the model drafted, with faults."""
        return self.work / "drafts.jsonl"

    @property
    def revisions(self) -> Path:
        """Who changed what, and why."""
        return self.work / "revisions.jsonl"

    @property
    def answers(self) -> Path:
        """Single people's answers."""
        return self.work / "answers.jsonl"

    @property
    def instrument(self) -> Path:
        """The questionnaire."""
        return self.work / "instrument.yaml"

    def card(self) -> BenchmarkCard:
        """Return the card; InputError if there is none."""
        return load_card(self.folder)

    def sheet(self, number: int) -> Path:
        """Return the table that revisers of a round fill in."""
        return self.folder / f"revise-{number}.csv"

    def put_text(self, path: Path, text: str) -> None:
        """Write a file whole; LedgerError on failure."""
        partial = path.with_name(f"{path.name}.partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(text, encoding="utf-8", newline="")
            os.replace(partial, path)
        except OSError as error:
            raise LedgerError(f"{path}: cannot be written ({error.strerror})") from None

    def put(self, path: Path, rows: Iterable[Record]) -> None:
        """Write records as JSON Lines."""
        self.put_text(path, "".join(f"{row.model_dump_json()}\n" for row in rows))

    def rows(self, path: Path, kind: type[R]) -> list[R]:
        """Return the records of a file of ours; none if it is not there.

        Raises:
            InputError: a line is invalid.
        """
        if not path.is_file():
            return []
        found = []
        for number, line in enumerate(read_text(path).splitlines(), start=1):
            try:
                found.append(kind.model_validate(json.loads(line)))
            except ValidationError as error:
                raise InputError(f"{path}:{number}: {explain(error, kind)[1]}") from None
            except ValueError:
                raise InputError(f"{path}:{number}: broken JSON") from None
        return found

    def check(self) -> None:
        """Raise InputError unless there is a benchmark."""
        if not (self.folder / CARD).is_file():
            raise InputError(
                f"{self.folder}: there is no benchmark; first: park benchmark new {self.folder}"
            )
