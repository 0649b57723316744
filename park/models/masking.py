"""Masks keys in texts, whole or in part, in any encoding."""

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

from park.text.printable import UNUSUAL, printable

MASK = "***"
RUN = 12
"""Minimum length of a masked run of a key or of its encodings."""
LEAST_SECRET = 12
"""Minimum length of a secret in a variable not named by the configuration; shorter values may be
settings or ordinary words."""
LEAST = 4
"""Minimum key length; shorter ones look like ordinary text."""
BLOCK = 5
STRIDE = RUN - BLOCK + 1
"""With blocks at every STRIDE-th character, any run of RUN characters contains one."""
NO_KEYS = frozenset({"none", "null", "empty", "dummy", "ollama", "lm-studio", "not-needed"})
"""Usual placeholders where no key is needed."""

CODED = re.compile(
    r"(?:%|(?<!\\)\\++(?:u00|x))([0-9a-f]{2})|&#x0*+([0-9a-f]{2});|&#0*+(\d{2,3});",
    re.IGNORECASE,
)
"""A character encoded for URLs, JSON or HTML."""

Places = tuple[tuple[str, int], ...]


def masked(text: str, key: str | None) -> str:
    """Replace a key and any long part of it with `***`.

    Masks every run of at least 12 characters, in either case, of the key and its base64 (also
    after other characters, as in Basic authentication), plain or encoded for URLs, JSON and HTML.
    A key of 4 to 11 characters is masked as a whole.
    """
    if not key or len(key) < LEAST or key.casefold() in NO_KEYS:
        return text
    text = _masked(text, key)
    if "%" in text or "&#" in text or UNUSUAL.search(text):
        # The key must not reappear after decoding or removing invisible characters.
        plain = printable(CODED.sub(_decoded, text))
        hidden = _masked(plain, key)
        return text if hidden == plain else hidden
    return text


def _masked(text: str, key: str) -> str:
    runs, wholes = _known(key)
    low = _lower(text)
    blocks = [block for block in runs if block in low]
    if not blocks and not any(whole in text for whole in wholes):
        return text
    hits = bytearray(len(text))
    for block in blocks:
        _mark_runs(hits, low, block, runs[block])
    for whole in wholes:
        for match in re.finditer(re.escape(whole), text):
            _mark(hits, *match.span())
    return _cut_out(text, hits)


@lru_cache(maxsize=64)
def _known(key: str) -> tuple[dict[str, Places], tuple[str, ...]]:
    """Return the places of each block in the encodings, and encodings to mask as a whole."""
    spellings = dict.fromkeys(_spellings(key))
    long = dict.fromkeys(_lower(each) for each in spellings if len(each) >= RUN)
    places: dict[str, Places] = {}
    for spelling in long if len(key) >= RUN else ():
        for start in range(0, len(spelling) - BLOCK + 1, STRIDE):
            block = spelling[start : start + BLOCK]
            places[block] = (*places.get(block, ()), (spelling, start))
    return places, () if len(key) >= RUN else tuple(spellings)


def _spellings(key: str) -> Iterator[str]:
    for text in (key, *_base64(key)):
        yield text
        yield quote(text, safe="")
        yield json.dumps(text)[1:-1]
        yield text.replace("/", "\\/")
        yield html.escape(text)


def _base64(key: str) -> Iterator[str]:
    """Yield the base64 of a key after 0, 1 and 2 other bytes."""
    data = key.encode("utf-8", "surrogatepass")
    for before in range(3):
        # Characters shared with the preceding bytes do not depend on the key alone.
        text = b64encode(bytes(before) + data).decode()[before + (before > 0) :]
        for each in (text, text.rstrip("=")) if len(key) < RUN else (text,):
            yield each
            yield each.replace("+", "-").replace("/", "_")


def _mark_runs(hits: bytearray, low: str, block: str, places: Places) -> None:
    """Mark runs that contain a block."""
    start = low.find(block)
    while start >= 0:
        # A run not yet fully marked contains an unmarked block.
        if hits.find(0, start, start + BLOCK) >= 0:
            for spelling, place in places:
                first, last = _widened(low, start, spelling, place)
                if last - first >= RUN:
                    _mark(hits, first, last)
        start = low.find(block, start + 1)


def _mark(hits: bytearray, first: int, last: int) -> None:
    hits[first:last] = b"\x01" * (last - first)


def _lower(text: str) -> str:
    """Lower-case a text, keeping its length; only U+0130 would grow."""
    return text.replace("\u0130", "i").lower()


def _widened(low: str, start: int, spelling: str, place: int) -> tuple[int, int]:
    """Return the span around a block that matches a spelling."""
    end = start + BLOCK
    before = _common_prefix(low[max(start - place, 0) : start][::-1], spelling[:place][::-1])
    after = spelling[place + BLOCK :]
    return start - before, end + _common_prefix(low[end : end + len(after)], after)


def _common_prefix(one: str, other: str) -> int:
    """Return the length of two texts' common prefix."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[:middle] == other[:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _decoded(match: re.Match[str]) -> str:
    in_text, in_html, number = match.groups()
    return chr(int(number) if number else int(in_text or in_html, 16))


def _cut_out(text: str, hits: bytearray) -> str:
    parts, end = [], 0
    for match in re.finditer(b"\x01+", hits):
        parts += [text[end : match.start()], MASK]
        end = match.end()
    return "".join([*parts, text[end:]])
