"""The page's own words, one file a language."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

FOLDER = Path(__file__).with_name("words")
FIRST = "en"
"""The language of whatever another one lacks."""


class Words(NamedTuple):
    """The words of a language."""

    tag: str
    """BCP 47."""
    name: str
    """The language's name in itself."""
    direction: str
    """`ltr` or `rtl`."""
    words: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key, with values put in."""
        text = self.words[key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def of(self, kind: str, name: str) -> str:
        """Return the words for a name, such as a reason; a plugin's name as it is."""
        return self.words.get(f"{kind}.{name}", name.replace("_", " "))


@cache
def languages() -> dict[str, Words]:
    """Return all languages by tag."""
    first = _read(FOLDER / f"{FIRST}.yaml")
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        own = {**first, **_read(path)}
        found[path.stem] = Words(path.stem, own["language"], own["direction"], own)
    return found


def _read(path: Path) -> dict[str, str]:
    data: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def chosen(wanted: str, accepted: str) -> Words:
    """Return the language that was chosen, else one that the browser accepts, else English.

    Args:
        wanted: the tag of the language chosen, if any.
        accepted: the header Accept-Language.
    """
    known = languages()
    tags = [wanted, *(part.split(";")[0].strip() for part in accepted[:200].split(","))]
    for tag in tags:
        for each in (tag.lower(), tag.lower().split("-")[0]):
            if each in known:
                return known[each]
    return known[FIRST]
