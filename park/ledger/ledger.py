"""All calls and all records of a run, in its SQLite file."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from park.ledger.consumed import Totals, bounded, finite, usage_of
from park.ledger.file import LedgerFile
from park.ledger.reviews import settle
from park.ledger.storing import record_text, value_text
from park.models.base import Reply
from park.records import (
    Dialogue,
    Extraction,
    Opinion,
    Sample,
    Split,
    Verdict,
    rejection,
)
from park.records.scores import Response, Score

if TYPE_CHECKING:
    from park.records.adapter import Adapter
    from park.records.hosted import HostedModel

RESULTS = ("extractions", "opinions", "samples", "adapters", "responses", "scores")
"""Tables of results, besides calls and dialogues."""

USED = (
    "count(*), total(tokens_in), total(tokens_out), total(cached_tokens_in), total(cost_usd), "
    "total(seconds)"
)
"""Columns of `_totals`."""


class Ledger(LedgerFile):
    """All calls and all records of a run's stages.

    Every `put_…` commits before it returns, so a killed process loses nothing that it has used.
    """

    def call(self, key: str) -> Reply | None:
        """Return a call's stored reply, if any."""
        row = self._db.execute(
            "SELECT text, thoughts, finish, seconds, tokens_in, tokens_out, cached_tokens_in "
            "FROM calls WHERE key = ?",
            (key,),
        ).fetchone()
        if row is None:
            return None
        text, thoughts, finish, seconds, *used = row
        return Reply(
            text=text, thoughts=thoughts, finish=finish, usage=usage_of(*used), seconds=seconds
        )

    def put_call(self, key: str, model: str, reply: Reply, cost: float, stage: str) -> None:
        """Store a finished call, with its counts clipped to the plausible range."""
        used = reply.usage
        counts = (bounded(used.tokens_in), bounded(used.tokens_out), bounded(used.cached_tokens_in))
        self._write(
            "INSERT OR REPLACE INTO calls (key, model, text, thoughts, finish, tokens_in, "
            "tokens_out, cached_tokens_in, cost_usd, seconds, stage) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key, model, reply.text, reply.thoughts, reply.finish, *counts, finite(cost),
                finite(reply.seconds), stage,
            ),
        )  # fmt: skip

    def totals(self) -> Totals:
        """Return the usage of all stored calls."""
        return _totals(*self._db.execute(f"SELECT {USED} FROM calls").fetchone())

    def share(self, max_cost: float | None) -> float | None:
        """Return how much of a run's budget the calls stored here may cost."""
        return max_cost

    def totals_by_stage(self) -> dict[str, Totals]:
        """Return the usage of all stored calls by stage, in the order of the first calls."""
        found = self._db.execute(
            f"SELECT stage, {USED} FROM calls GROUP BY stage ORDER BY min(rowid)"
        )
        return {stage: _totals(*used) for stage, *used in found}

    def is_fruitless(self) -> bool:
        """Whether the run has neither answered calls nor results."""
        # Wasted calls are stored without a text.
        answered = "SELECT 1 FROM calls WHERE text != ''"
        held = " UNION ALL ".join([answered, *(f"SELECT 1 FROM {table}" for table in RESULTS)])
        if self._db.execute(f"{held} LIMIT 1").fetchone():
            return False
        return not any(dialogue.turns for dialogue in self.dialogues())

    def begin_anew(self, identity: Mapping[str, Any]) -> None:
        """Store new settings and drop the failed dialogues of the previous ones."""
        with self._transaction():
            self._db.execute("DELETE FROM dialogues")
            self.put("identity", dict(identity))

    def put_dialogue(self, dialogue: Dialogue) -> None:
        """Store a finished or failed dialogue, replacing an earlier attempt."""
        self._write(
            "INSERT OR REPLACE INTO dialogues VALUES (?, ?, ?, ?, ?)",
            (
                dialogue.key, dialogue.seed.culture, dialogue.seed.item, dialogue.ending,
                record_text(dialogue),
            ),
        )  # fmt: skip

    def dialogue(self, key: str) -> Dialogue | None:
        """Return the dialogue with this key, if any."""
        row = self._db.execute("SELECT record FROM dialogues WHERE key = ?", (key,)).fetchone()
        return None if row is None else Dialogue.model_validate_json(row[0])

    def dialogues(self) -> Iterator[Dialogue]:
        """Yield all dialogues, sorted by culture, item and key."""
        rows = self._db.execute("SELECT record FROM dialogues ORDER BY culture, item, key")
        for (record,) in rows:
            yield Dialogue.model_validate_json(record)

    def places(self) -> Iterator[tuple[str, str, str, int]]:
        """Yield each dialogue's key, and culture, item and repeat of its seed."""
        yield from self._db.execute(
            "SELECT key, culture, item, json_extract(record, '$.seed.repeat') FROM dialogues"
        )

    def cultures(self) -> frozenset[str]:
        """Return the cultures with dialogues."""
        rows = self._db.execute("SELECT DISTINCT culture FROM dialogues")
        return frozenset(culture for (culture,) in rows)

    def dialogue_keys(self, *, failed: bool | None = None) -> set[str]:
        """Return the keys of all dialogues, or of the failed or other ones."""
        where = {None: "", True: "WHERE ending = 'error'", False: "WHERE ending != 'error'"}
        rows = self._db.execute(f"SELECT key FROM dialogues {where[failed]}")
        return {key for (key,) in rows}

    def put_extractions(self, extractions: Iterable[Extraction]) -> None:
        """Store extractions."""
        with self._transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO extractions VALUES (?, ?, ?, ?)",
                (
                    (
                        each.dialogue, " ".join(map(str, each.turns)), each.failure or "",
                        record_text(each),
                    )
                    for each in extractions
                ),
            )  # fmt: skip

    def extractions(self) -> Iterator[Extraction]:
        """Yield all extractions, sorted by dialogue."""
        rows = self._db.execute("SELECT record FROM extractions ORDER BY dialogue, turns")
        for (record,) in rows:
            yield Extraction.model_validate_json(record)

    def put_opinions(
        self,
        judged: Iterable[tuple[Opinion, Sequence[Verdict]]],
        dialogues: Iterable[str] | None = None,
    ) -> None:
        """Store opinions with their verdicts, replacing earlier ones.

        Args:
            judged: the opinions.
            dialogues: keys of the dialogues whose opinions are replaced; all if None.
        """
        with self._transaction():
            self._delete_opinions(dialogues)
            for opinion, verdicts in judged:
                fallen = rejection(verdicts)
                self._db.execute(
                    "INSERT INTO opinions VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        opinion.key, opinion.dialogue, opinion.seed.culture, opinion.seed.item,
                        fallen is None, fallen.reason if fallen else "",
                        record_text(opinion),
                    ),
                )  # fmt: skip
                self._db.executemany(
                    "INSERT INTO verdicts VALUES (?, ?, ?)",
                    [(opinion.key, n, record_text(v)) for n, v in enumerate(verdicts)],
                )
            # Also what people said in the meantime.
            settle(self._db)

    def _delete_opinions(self, dialogues: Iterable[str] | None) -> None:
        if dialogues is None:
            self._db.execute("DELETE FROM opinions")
            self._db.execute("DELETE FROM verdicts")
            return
        own = "SELECT key FROM opinions WHERE dialogue = ?"
        for dialogue in dialogues:
            self._db.execute(f"DELETE FROM verdicts WHERE opinion IN ({own})", (dialogue,))
            self._db.execute("DELETE FROM opinions WHERE dialogue = ?", (dialogue,))

    def opinions(self, *, kept: bool | None = None) -> Iterator[Opinion]:
        """Yield all opinions, or the kept or rejected ones, sorted by culture, item and key."""
        where = {None: "", True: "WHERE kept", False: "WHERE NOT kept"}[kept]
        rows = self._db.execute(f"SELECT record FROM opinions {where} ORDER BY culture, item, key")
        for (record,) in rows:
            yield Opinion.model_validate_json(record)

    def opinion(self, key: str) -> Opinion | None:
        """Return the opinion with this key, if any."""
        row = self._db.execute("SELECT record FROM opinions WHERE key = ?", (key,)).fetchone()
        return None if row is None else Opinion.model_validate_json(row[0])

    def of_people(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query on what people said."""
        return self.rows(query, *values)

    def verdicts(self, opinion: str) -> list[Verdict]:
        """Return an opinion's verdicts, in the order of the checks."""
        rows = self._db.execute(
            "SELECT record FROM verdicts WHERE opinion = ? ORDER BY number", (opinion,)
        )
        return [Verdict.model_validate_json(record) for (record,) in rows]

    def vectors(self, embedder: str, texts: Iterable[str]) -> dict[str, bytes]:
        """Return the stored vectors of texts, by the texts' keys."""
        found = {}
        for text in texts:
            row = self._db.execute(
                "SELECT vector FROM vectors WHERE embedder = ? AND text = ?", (embedder, text)
            ).fetchone()
            if row is not None:
                found[text] = row[0]
        return found

    def put_vectors(self, embedder: str, vectors: Iterable[tuple[str, bytes]]) -> None:
        """Store vectors as pairs of the text's key and its float32 bytes."""
        with self._transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [(embedder, text, vector) for text, vector in vectors],
            )

    def put_samples(self, samples: Iterable[Sample]) -> None:
        """Store all samples of a run, replacing earlier ones."""
        with self._transaction():
            self._db.execute("DELETE FROM samples")
            self._db.executemany(
                "INSERT INTO samples VALUES (?, ?, ?, ?, ?)",
                ((s.key, s.view, s.culture, s.split, record_text(s)) for s in samples),
            )

    def samples(
        self, view: str, culture: str | None = None, split: Split | None = None
    ) -> Iterator[Sample]:
        """Yield a view's samples, of one culture or split if given, sorted by culture and key."""
        rows = self._db.execute(
            "SELECT record FROM samples WHERE view = ? AND culture = ifnull(?, culture) "
            "AND split = ifnull(?, split) ORDER BY culture, key",
            (view, culture, split),
        )
        for (record,) in rows:
            yield Sample.model_validate_json(record)

    def adapter(self, culture: str) -> "Adapter | None":
        """Return the record of a culture's adapter; None if missing or unreadable."""
        from park.records.adapter import Adapter

        query = "SELECT record FROM adapters WHERE culture = ?"
        found = self._db.execute(query, (culture,)).fetchone()
        try:
            return None if found is None else Adapter.model_validate_json(found[0])
        except ValidationError:
            return None

    def adapters(self) -> list[str]:
        """Return the names of the adapters."""
        rows = self._db.execute("SELECT culture FROM adapters ORDER BY culture")
        return [culture for (culture,) in rows]

    def put_adapter(self, adapter: "Adapter") -> None:
        """Store the record of an adapter, replacing an earlier one."""
        row = (adapter.culture, adapter.model_dump_json())
        self._write("INSERT OR REPLACE INTO adapters VALUES (?, ?)", row)

    def hosted(self, culture: str) -> "HostedModel | None":
        """Return the record of a culture's hosted model, if any."""
        from park.records.hosted import HostedModel

        found = self.get(f"hosted:{culture}")
        return None if found is None else HostedModel.model_validate(found)

    def hosted_models(self) -> "list[HostedModel]":
        """Return the records of all hosted models, sorted by culture."""
        rows = self._db.execute("SELECT name FROM run WHERE name LIKE 'hosted:%' ORDER BY name")
        names = [name.removeprefix("hosted:") for (name,) in rows]
        return [model for name in names if (model := self.hosted(name)) is not None]

    def put_hosted(self, model: "HostedModel") -> None:
        """Store the record of a hosted model, replacing an earlier one."""
        self.put(f"hosted:{model.culture}", model.model_dump(mode="json"))

    def response(self, key: str) -> Response | None:
        """Return the response with this key, if any."""
        row = self._db.execute("SELECT record FROM responses WHERE key = ?", (key,)).fetchone()
        return None if row is None else Response.model_validate_json(row[0])

    def put_responses(self, responses: Iterable[Response]) -> None:
        """Store responses in one transaction."""
        with self._transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO responses VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        each.key, each.question.task, each.method, each.culture,
                        each.question.tested, each.status, record_text(each),
                    )
                    for each in responses
                ),
            )  # fmt: skip

    def responses(self, task: str | None = None) -> Iterator[Response]:
        """Yield the responses, of one task if given, sorted by task, method, culture and key."""
        rows = self._db.execute(
            "SELECT record FROM responses WHERE task = ifnull(?, task) "
            "ORDER BY task, method, culture, key",
            (task,),
        )
        for (record,) in rows:
            yield Response.model_validate_json(record)

    def put_scores(self, task: str, model: str, scores: Iterable[Score]) -> None:
        """Store a task's scores of a model and its controls, replacing earlier ones."""
        with self._transaction():
            self._db.execute(
                "DELETE FROM scores WHERE task = ? AND model IN (?, '')", (task, model)
            )
            self._db.executemany(
                "INSERT INTO scores (task, model, record) VALUES (?, ?, ?)",
                ((each.task, each.model, record_text(each)) for each in scores),
            )

    def scores(self, task: str | None = None) -> Iterator[Score]:
        """Yield the scores, of one task if given, in the order of storage."""
        rows = self._db.execute(
            "SELECT record FROM scores WHERE task = ifnull(?, task) ORDER BY number", (task,)
        )
        for (record,) in rows:
            yield Score.model_validate_json(record)

    def count(self, table: str) -> int:
        """Return the number of rows of one of RESULTS."""
        assert table in RESULTS
        return int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def event(self, kind: str, **detail: Any) -> None:
        """Log an event."""
        row = (kind, value_text(detail))
        self._write("INSERT INTO events (kind, detail) VALUES (?, ?)", row)

    def events(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Return all events as (UTC time, kind, detail), oldest first."""
        rows = self._db.execute("SELECT time, kind, detail FROM events ORDER BY number")
        return [(time, kind, json.loads(detail)) for time, kind, detail in rows]


def _totals(
    calls: int, asked: float, said: float, cached: float, cost: float, seconds: float
) -> Totals:
    return Totals(calls=calls, usage=usage_of(asked, said, cached), cost_usd=cost, seconds=seconds)
