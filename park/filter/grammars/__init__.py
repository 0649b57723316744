"""Grammars of stereotypes by language."""

from park.filter.grammars.arabic import ARABIC
from park.filter.grammars.bengali import BENGALI
from park.filter.grammars.chinese import CHINESE
from park.filter.grammars.english import ENGLISH
from park.filter.grammars.german import GERMAN
from park.filter.grammars.grammar import Grammar
from park.filter.grammars.korean import KOREAN
from park.filter.grammars.persian import PERSIAN
from park.filter.grammars.portuguese import PORTUGUESE
from park.filter.grammars.spanish import SPANISH
from park.filter.grammars.turkish import TURKISH

GRAMMARS: dict[str, Grammar] = {
    "ar": ARABIC,
    "bn": BENGALI,
    "de": GERMAN,
    "en": ENGLISH,
    "es": SPANISH,
    "fa": PERSIAN,
    "ko": KOREAN,
    "pt": PORTUGUESE,
    "tr": TURKISH,
    "zh": CHINESE,
}
