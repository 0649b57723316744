"""Grammars of stereotypes by language."""

from park.filter.checks._grammars.arabic import ARABIC
from park.filter.checks._grammars.bengali import BENGALI
from park.filter.checks._grammars.chinese import CHINESE
from park.filter.checks._grammars.english import ENGLISH
from park.filter.checks._grammars.german import GERMAN
from park.filter.checks._grammars.grammar import Grammar
from park.filter.checks._grammars.korean import KOREAN
from park.filter.checks._grammars.persian import PERSIAN
from park.filter.checks._grammars.portuguese import PORTUGUESE
from park.filter.checks._grammars.spanish import SPANISH
from park.filter.checks._grammars.turkish import TURKISH

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
