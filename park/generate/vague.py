"""Words of essays, which people who talk hardly use, in English only."""

import re
from functools import lru_cache

from park.text.sentences import SENTENCE_END

ESSAY = re.compile(
    r"\b(?:importan(?:t|ce)|essential|crucial|fundamental|vital|significant(?:ly)?|valuable|"
    r"responsib(?:le|ility|ilities)|well-being|wellbeing|values?|valued|principles?|"
    r"support(?:ive|ing|ed|s)?|provid(?:e|es|ed|ing)|ensur(?:e|es|ed|ing)|contribut(?:e|es|ed|ing)|"
    r"contributions?|challeng(?:e|es|ed|ing)|rewarding|fulfilling|beneficial|benefits?|"
    r"opportunit(?:y|ies)|growth|success(?:ful(?:ly)?)?|succeed|society|societies|communit(?:y|ies)|"
    r"aspects?|factors?|goals?|aspirations|impact|emotional(?:ly)?|financial(?:ly)?|"
    r"perspectives?|experiences?|situations?|resources|needs|lives|quality of life|"
    r"independen(?:t|ce)|productive|positive|negative|overall|various|individuals?|"
    r"compassion(?:ate)?|respect(?:ful|ed|ing)?|appreciat(?:e|es|ed|ing)|effort(?:s)?|"
    r"throughout|process|foundation|role models?|necessary|best possible)\b"
)


@lru_cache(maxsize=4096)
def density(text: str) -> float:
    """Return the words of essays for each sentence of an English text."""
    found = ESSAY.findall(text.casefold())
    return len(found) / max(1, len(SENTENCE_END.findall(text)))
