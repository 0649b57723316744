"""The format-independent blocks of a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from park.report.model import Sampled


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Notes:
    """A list of remarks."""

    lines: Sequence[str]
    kind: str = "notes"


@dataclass(frozen=True)
class Verbatim:
    """Lines whose columns stay in place."""

    lines: Sequence[str]
    label: str
    """What they are, for screen readers."""
    kind: str = "verbatim"


@dataclass(frozen=True)
class Gap:
    """Missing content, and the command to create it."""

    text: str
    command: str = ""
    kind: str = "gap"


@dataclass(frozen=True)
class Table:
    """A table of texts, with row names in the first column."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: bool = False
    """Whether cells are words instead of numbers."""
    titled: bool = True
    """Whether to print the caption; otherwise it is only for screen readers."""
    kind: str = "table"


@dataclass(frozen=True)
class Charts:
    """Pictures side by side, with a table of the same numbers."""

    pictures: Sequence[Markup]
    caption: str
    table: Table
    key: str = ""
    """How to read the pictures."""
    kind: str = "charts"


@dataclass(frozen=True)
class Talk:
    """A sample dialogue."""

    sample: Sampled
    open: bool = False
    kind: str = "talk"


@dataclass(frozen=True)
class Folded:
    """Collapsible blocks."""

    title: str
    blocks: Sequence["Block"]
    kind: str = "folded"


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    text: str
    kind: str = "heading"


Block = Text | Notes | Verbatim | Gap | Table | Charts | Talk | Folded | Heading


@dataclass(frozen=True)
class Section:
    """A section of the page."""

    id: str
    title: str
    blocks: Sequence[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A whole report."""

    title: str
    about: str
    """The report's subject, in one line."""
    summary: Sequence[str]
    warnings: Sequence[str]
    sections: Sequence[Section]
    foot: str
