"""The page's own words, one file a language."""

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

FOLDER = Path(__file__).with_name("words")
FIRST = "en"
"""The language of whatever another one lacks."""

TONGUES: Mapping[str, str] = {
    "ar": "العربية", "bn": "বাংলা", "de": "Deutsch", "en": "English", "es": "español",
    "fa": "فارسی", "fr": "français", "hi": "हिन्दी", "id": "Bahasa Indonesia", "it": "italiano",
    "ja": "日本語", "ko": "한국어", "pt": "português", "ru": "русский", "sw": "Kiswahili",
    "tr": "Türkçe", "ur": "اردو", "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip
"""Names of languages in themselves, by BCP 47 tag."""

LEFTWARDS = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages that are written from right to left."""


def direction(tag: str) -> str:
    """Return the direction of a language, `ltr` or `rtl`, by its tag."""
    return "rtl" if tag.lower().split("-")[0] in LEFTWARDS else "ltr"


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
    return known[spoken(known, wanted, accepted) or FIRST]


def spoken(known: Collection[str], *wanted: str) -> str:
    """Return the first wanted tag that is known; '' if there is none.

    Args:
        known: tags in small letters, such as `pt` or `pt-br`.
        wanted: tags, or headers Accept-Language, which are read in order without their weights.
    """
    parts = [part for each in wanted for part in each[:200].lower().split(",")]
    for tag in (part.split(";")[0].strip() for part in parts):
        for form in (tag, tag.split("-")[0]):
            if form in known:
                return form
    return ""
