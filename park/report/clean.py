"""Foreign text as a page can hold it."""

from park.records import storable
from park.text.sentences import harmless


def clean(text: str) -> str:
    """Return a text without half surrogate pairs, control characters and directional overrides."""
    return harmless(storable(text))
