"""Grammars of stereotypes by language."""

from park.filter.checks.grammars.arabic import ARABIC
from park.filter.checks.grammars.bengali import BENGALI
from park.filter.checks.grammars.chinese import CHINESE
from park.filter.checks.grammars.english import ENGLISH
from park.filter.checks.grammars.german import GERMAN
from park.filter.checks.grammars.grammar import Grammar
from park.filter.checks.grammars.korean import KOREAN
from park.filter.checks.grammars.persian import PERSIAN
from park.filter.checks.grammars.portuguese import PORTUGUESE
from park.filter.checks.grammars.spanish import SPANISH
from park.filter.checks.grammars.turkish import TURKISH

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
