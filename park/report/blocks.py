"""What a page is made of, whatever its form: the blocks that HTML and Markdown both write."""

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
class Gap:
    """What there is nothing of, and the command that would change it."""

    text: str
    command: str = ""
    kind: str = "gap"


@dataclass(frozen=True)
class Table:
    """Rows of texts; the first column names the row."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: bool = False
    """Whether the cells are words rather than numbers."""
    titled: bool = True
    """Whether the caption is printed; else it only names the table for those who do not see."""
    kind: str = "table"


@dataclass(frozen=True)
class Charts:
    """Pictures side by side, and the table with the same numbers."""

    pictures: Sequence[Markup]
    caption: str
    table: Table
    key: str = ""
    """How the pictures are to be read."""
    kind: str = "charts"


@dataclass(frozen=True)
class Talk:
    """A sample dialogue."""

    sample: Sampled
    open: bool = False
    kind: str = "talk"


@dataclass(frozen=True)
class Folded:
    """Blocks behind a line that opens them."""

    title: str
    blocks: Sequence["Block"]
    kind: str = "folded"


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    text: str
    kind: str = "heading"


Block = Text | Notes | Gap | Table | Charts | Talk | Folded | Heading


@dataclass(frozen=True)
class Section:
    """A part of the page with its heading."""

    id: str
    title: str
    blocks: Sequence[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A whole report."""

    title: str
    about: str
    """What is reported on, in a line."""
    summary: Sequence[str]
    warnings: Sequence[str]
    sections: Sequence[Section]
    foot: str
