"""Makes foreign text safe to print."""

import re

ACTS = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
"""Control characters that affect a terminal and are not spaces."""
MISLEADS = (
    r"\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f"
)
"""Directional marks, overrides and isolates, zero-width characters and tags; not joiners (U+200C,
U+200D), which Persian and Indic scripts need."""
SPACES = r"\t\x0b\x0c\r\x85\u2028\u2029"

UNUSUAL = re.compile(rf"[{ACTS}{MISLEADS}{SPACES}\ud800-\udfff\\]")
REMOVED = re.compile(f"[{ACTS}{MISLEADS}]")
SPACE = re.compile(rf"\r(?=\n)|([{SPACES}])")

# A body ends where another sequence may start, so that matching is linear.
STRING = r"[^\x07\x1b\x90\x98\x9c-\x9f\n]*(?:\x07|\x1b\\|\x9c)"
SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*+[ -/]*+[@-~]?"  # CSI: colours, cursor, erasing
    rf"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])(?:{STRING})?"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]++[0-~]?|\x1b[0-~]?"
)
# `\u001b`, `\x1b`, `\033` and `\e` as spelled out in sources, logs and nested JSON.
ESCAPE = r"u001b|u\{0*+1b\}|U0000001b|x1b"
WORDED = rf"(?<!\\)\\++(?:{ESCAPE}|(?:0?33|e)(?=[\[\]PX^_]))"
WORDED_END = rf"(?:[\x07\x9c]|\\++(?:u0007|x07|0?07|a|u009c|(?:{ESCAPE}|0?33|e)\\++))"
SPELLED = re.compile(
    rf"{WORDED}\[[0-?]*+[ -/]*+[@-~]?"
    rf"|{WORDED}[\]PX^_](?:[^\\\x07\x1b\x9c\n]*+{WORDED_END})?"
    rf"|{WORDED}(?:[()*+][0-9A-Z])?"
    r"|(?<!\\)\\++(?:u009b|x9b)[0-?]++[ -/]*+[@-~]",
    re.IGNORECASE,
)
PASSES = 3


def printable(text: str) -> str:
    r"""Remove everything from a text that affects a terminal or conceals content.

    Removes whole escape sequences, even if only spelled out (`\u001b[31m`), control characters,
    directional overrides and misleading invisible characters. Tabs, carriage returns and other
    breaks become spaces; line feeds stay. Lone surrogates become U+FFFD. Takes linear time.
    """
    if not UNUSUAL.search(text):
        return text
    from park.records import storable  # with pydantic, which is slow to import

    text = storable(text)
    for _ in range(PASSES):
        before = text
        text = _plain(text)
        if text == before:
            return text
    # Each removal may form another spelled-out sequence.
    return SPELLED.sub(lambda match: match[0].replace("\\", ""), text)


def one_line(text: str) -> str:
    """Make a text printable, on one line with single spaces."""
    return " ".join(printable(text).split())


def printable_json(text: str) -> str:
    """Escape in JSON what `printable` would remove."""
    return ESCAPED.sub(lambda match: _escape(match[0]), text)


ESCAPED = re.compile(rf"[{ACTS}{MISLEADS}\x85\u2028\u2029\ud800-\udfff]")


def _plain(text: str) -> str:
    text = SEQUENCE.sub("", text)
    text = SPACE.sub(lambda match: " " if match[1] else "", text)
    text = REMOVED.sub("", text)
    return SPELLED.sub("", text) if "\\" in text else text


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
