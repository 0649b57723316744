"""Parses which option a model's answer chooses."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from park.text.objects import objects

LONGEST = 10_000
"""Maximum length of an answer to a one-word question."""

BOX = re.compile(r"\\boxed\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)?)\}")
LATEX = re.compile(r"\\(?:text|textbf|mathbf|mathrm)\s*\{([^{}]*)\}")
OPEN = r"[\s*_`\"'«(\[{<$#]*+"
CLOSERS = "*_`\"'»)]}>$"
SPACED = re.compile(r"\s+(?:[-=|>]|->|because\b|since\b)\s*")
NOUN = r"(?:(?:the\s+)?(?:option|answer|choice|number|letter|box|response|label)\b[\s:#]*)?"
CUE = re.compile(
    r"\b(?:answer|choice|verdict|response|selection|option|pick|vote|label|number|letter|box)\b"
    r"[\s\"'*_`)]*+(?:\bis\b|\bwas\b|\bwould\s+be\b|[:=>]|->)[\s\"'*_`:]*+"
    r"|\bI(?:'d|'ll|\s+would|\s+will)?\s+"
    r"(?:choose|pick|select|say|go\s+with|go\s+for|answer|vote\s+for|tick)\b[\s\"'*_`:]*+",
    re.IGNORECASE,
)
UNSURE = re.compile(
    r"\b(?:not|never|no|neither|nor|if|whether|unless|wrong|incorrect|worst|\w+n't)\b",
    re.IGNORECASE,
)
"""Words before a cue that may negate or hedge what follows it."""
WORDS = ("a", "i")
"""Words that may start a truncated sentence instead of being a marker."""
UNABLE = re.compile(r"\b(?:cannot|can't|unable|won't|sorry|not able)\b", re.IGNORECASE)
SENTENCE = re.compile(r"[.!?;\n](?=\s|$)")
SAME = str.maketrans({
    "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "→": ">",
    "。": ".", "、": ",", "【": "[", "】": "]", "「": '"', "」": '"', "\ufe0f": "", "\u20e3": "",
})  # fmt: skip


def chosen(
    text: str, markers: Sequence[str], labels: Sequence[str] = (), *, key: str = "answer"
) -> int | None:
    r"""Return the index of the option that a text chooses; None if none or several.

    Accepts a JSON object with `key`, `\boxed{2}`, a marker alone or separated by punctuation at the
    start ("**2**", "B) Disagree", "Option B"), on its own line or after phrases like "the answer
    is", in any width of letters and digits, or exactly one option's label instead of its marker. A
    marker next to another option's label or another marker is ambiguous.

    Args:
        text: a model's answer.
        markers: the options' markers, such as `A` or `1`.
        labels: the options' labels, in the same order.
        key: the answer's JSON field.
    """
    if len(text) > LONGEST:
        return None
    plain = _plain(text)
    reader = _Reader(tuple(markers), tuple(_words(_plain(label)) for label in labels))
    told = list(_json_values(plain, key)) or [_unwrapped(box) for box in BOX.findall(plain)]
    if told:
        places = {None if each is None else reader.told(each) for each in told}
        return places.pop() if len(places) == 1 else None
    return reader.read(plain)


@dataclass(frozen=True)
class _Reader:
    """Parses answers for given options."""

    markers: tuple[str, ...]
    labels: tuple[str, ...]
    """Lower-cased, without surrounding punctuation."""

    def told(self, value: str) -> int | None:
        """Return the index of the option in a field's value."""
        place = self._place(value.strip())
        return self.read(value) if place is None else place

    def read(self, text: str) -> int | None:
        """Return the index of the option that plain text chooses."""
        if text.strip() in WORDS:
            return None
        marked = list(self._marked(text))
        if not marked:
            return self._by_label(text)
        found = {place for place, _ in marked} | self._mentioned(text)
        contradicted = any(self._contradicted(text, *each) for each in marked)
        return None if contradicted or len(found) > 1 else found.pop()

    @cached_property
    def _marker(self) -> str:
        longest = sorted(self.markers, key=len, reverse=True)
        return rf"(?<!\w)(?P<marker>{'|'.join(map(re.escape, longest))})(?!\w)"

    def _place(self, marker: str) -> int | None:
        """Return a marker's index, ignoring case if unambiguous."""
        if marker in self.markers:
            return self.markers.index(marker)
        folded = [each.casefold() for each in self.markers]
        return folded.index(marker.casefold()) if folded.count(marker.casefold()) == 1 else None

    def _marked(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the index and end position of each marker given as an answer."""
        here = re.compile(OPEN + NOUN + OPEN + self._marker, re.IGNORECASE)
        for start in _starts(text):
            yield from self._at(text, here.match(text, start))
        alone = re.compile(rf"^{OPEN}{NOUN}{OPEN}{self._marker}", re.IGNORECASE | re.MULTILINE)
        for match in alone.finditer(text):
            line = text[match.end() :].partition("\n")[0].strip(CLOSERS + " .")
            if not line or self._label_at(line) is not None:
                yield from self._at(text, match)

    def _at(self, text: str, match: re.Match[str] | None) -> Iterator[tuple[int, int]]:
        if match is None:
            return
        place = self._place(match["marker"])
        if place is not None and (_apart(text[match.end() :]) or self._labelled(text, match.end())):
            yield place, match.end()

    def _labelled(self, text: str, end: int) -> bool:
        return self._label_at(_after(text, end)) is not None

    def _contradicted(self, text: str, place: int, end: int) -> bool:
        """Whether a marker is followed by another option's label."""
        beside = self._label_at(_after(text, end))
        return beside is not None and self.labels[beside] != self.labels[place]

    def _label_at(self, text: str) -> int | None:
        """Return the index of the longest label that a text starts with."""
        low = text.casefold()
        fitting = [
            label
            for label in self.labels
            if label and low.startswith(label) and not low[len(label) : len(label) + 1].isalnum()
        ]
        return self.labels.index(max(fitting, key=len)) if fitting else None

    def _mentioned(self, text: str) -> set[int]:
        """Return the indices of all markers in a text that are not words."""
        found = set()
        for match in re.finditer(self._marker, self._unlabelled(text)):
            word = match["marker"] in ("A", "I") and re.match(r"\s+\w|'\w", text[match.end() :])
            place = self._place(match["marker"])
            if place is not None and not word:
                found.add(place)
        return found

    def _unlabelled(self, text: str) -> str:
        """Mask the options' labels, keeping the text's length."""
        for label in sorted(set(self.labels), key=len, reverse=True):
            if len(label) > 1:
                pattern = re.compile(rf"(?<!\w){re.escape(label)}(?!\w)", re.IGNORECASE)
                text = pattern.sub(lambda match: "·" * len(match[0]), text)
        return text

    def _by_label(self, text: str) -> int | None:
        """Return the index of the only option whose label is given as the answer."""
        told = {self._answer_by_label(text[start:]) for start in _starts(text)} - {None}
        if len(told) != 1 or UNABLE.search(text):
            return None
        place = told.pop()
        assert place is not None
        label = self.labels[place]
        return place if self._labels_in(text) == {label} and self.labels.count(label) == 1 else None

    def _answer_by_label(self, text: str) -> int | None:
        bare = re.sub(r"^I ", "", re.sub(f"^{OPEN}", "", text))
        place = self._label_at(bare)
        if place is None:
            return None
        rest = bare[len(self.labels[place]) :]
        reasoned = re.match(r",? (?:because|since)\b", rest, re.IGNORECASE)
        return place if reasoned or (rest[:1] != "," and _apart(rest)) else None

    def _labels_in(self, text: str) -> set[str]:
        """Return the labels in a text, ignoring those within longer labels."""
        low, found = text.casefold(), set()
        for label in sorted(set(self.labels), key=len, reverse=True):
            if label:
                low, count = re.subn(rf"(?<!\w){re.escape(label)}(?!\w)", "·", low)
                found |= {label} if count else set()
        return found


def _starts(text: str) -> list[int]:
    """Return possible start positions of an answer: the text's start and after each cue."""
    return [0, *(cue.end() for cue in CUE.finditer(text) if _is_asserted(text, cue.start()))]


def _apart(rest: str) -> bool:
    """Whether a marker is separated from the following text."""
    bare = rest.lstrip(CLOSERS)
    if not bare.strip() or bare.startswith(("\n", "</")) or SPACED.match(bare):
        return True
    if len(bare) < len(rest):
        return not bare[0].isalnum() and bare[0] not in "%/+&?"
    return bare[0] in ".:;,!" and not bare[1:2].isalnum()


def _after(text: str, end: int) -> str:
    """Return the text after a marker, without separators."""
    return re.sub(r"^(?:I\s+)", "", text[end : end + 400].lstrip(CLOSERS + " .:;,!-=|(["))


def _is_asserted(text: str, start: int) -> bool:
    """Whether a cue is neither negated nor hedged."""
    before = text[max(start - 200, 0) : start]
    return UNSURE.search(SENTENCE.split(before)[-1]) is None


def _json_values(text: str, key: str) -> Iterator[str | None]:
    """Yield a key's value in each JSON object of a text; None for values of other types."""
    for data in objects(text):
        if key in data:
            value = data[key]
            number = isinstance(value, int) and not isinstance(value, bool)
            yield str(value) if number and abs(value) < 10**6 else _text(value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _unwrapped(box: str) -> str:
    return LATEX.sub(r"\1", box)


def _plain(text: str) -> str:
    """Normalise letters, digits, quotation marks and spaces."""
    plain = "".join(map(_digit, unicodedata.normalize("NFKC", text).translate(SAME)))
    return "\n".join(" ".join(line.split()) for line in plain.splitlines() if line.strip())


def _digit(character: str) -> str:
    number = "" if character.isascii() else unicodedata.decimal(character, "")
    return character if number == "" else str(number)


def _words(label: str) -> str:
    return " ".join(label.casefold().split()).strip(" .,;:!\"'")
