"""Search in the texts of all opinions, which are kept in memory."""

import json
import unicodedata
from threading import Lock
from typing import TYPE_CHECKING

from park.ledger.browse import last_filtered

if TYPE_CHECKING:
    from park.ledger.ledger import Ledger

TEXT = "SELECT rowid, json_extract(record, '$.text') FROM opinions"
ALL = f"{TEXT} INDEXED BY opinions_by_text WHERE json_extract(record, '$.text') NOTNULL"
"""The index holds the texts, so that whole records are not read."""
NEW = f"{TEXT} WHERE rowid > ? ORDER BY rowid"


def folded(text: str) -> str:
    """Return a text without differences of case and of composed characters."""
    return unicodedata.normalize("NFC", text).casefold()


class Texts:
    """The texts of a ledger's opinions, folded.

    They are read when somebody first searches, and anew after each pass of the filter; opinions
    stored meanwhile are read in addition. Unlike an index of trigrams, this finds words of two
    characters, as in Chinese, and letters of any case in any script.
    """

    def __init__(self) -> None:
        """Begin without texts."""
        self._lock = Lock()
        self._stamp = -1
        self._rows: list[int] = []
        self._texts: list[str] = []

    def holding(self, ledger: "Ledger", part: str) -> str:
        """Return the numbers of the rows whose text holds a part, as a JSON list."""
        wanted = folded(part)
        with self._lock:
            self._refresh(ledger)
            pairs = zip(self._rows, self._texts, strict=True)
            return json.dumps([row for row, text in pairs if wanted in text])

    def _refresh(self, ledger: "Ledger") -> None:
        stamp = last_filtered(ledger)
        if stamp == self._stamp:
            found = list(ledger.rows(NEW, max(self._rows[-1:], default=0)))
        else:
            # A pass of the filter writes all opinions anew.
            self._stamp, self._rows, self._texts = stamp, [], []
            found = sorted(ledger.rows(ALL))
        self._rows += [row for row, _ in found]
        self._texts += [folded(text) for _, text in found]
