"""Whether an opinion stands on its own, or points at something that was said before it."""

import re

from park.filter.check import Check, Found, Rules

POINTER = re.compile(
    r"however, |(?:and|but|or|so|also|then|therefore|moreover|instead|that'?s|that is),? "
    r"|(?:in fact|for example|for instance|as a result|on the other hand),? "
    r"|(?:they|them|he|she|his|her|hers|him|their|theirs|this|these|those|its) "
    r"|that (?:is|was|are|were|has|had|does|did|can|will|would|makes?|means|way|helps?) "
)
"""Beginnings that need a sentence before them."""
IT = re.compile(
    r"it(?:'s| \w+)(?: \w+){0,6} (?:that|to|when|if|for|how|who|whether|what|which)\b"
    r"|it (?:takes|pays|rains|falls)\b"
)
"""An `it` that points forwards: "It is right to …"."""
WHO = re.compile(r"(?:this|these|those|that) (?:who|country|is how we|is why we)\b|those of us\b")


def points_back(text: str, language: str) -> str | None:
    """Return the words with which an English opinion points back; None if it stands alone.

    Args:
        text: an opinion.
        language: its BCP 47 tag; only English is looked at.
    """
    if language.split("-")[0] != "en":
        return None
    plain = text.strip().strip("\"'“”‘’").casefold().replace("’", "'")
    found = POINTER.match(plain)
    if found and not WHO.match(plain):
        return found[0].strip()
    if re.match(r"it\b", plain) and not IT.match(plain):
        return "it"
    return None


class Dangling(Check):
    """Points at something that was said before it."""

    name = "dangling"
    help = "does not stand on its own (English only)"
    order = 80
    reasons = ("dangling",)

    def fault(self, text: str, rules: Rules) -> Found:
        """Return the words that point back."""
        found = points_back(text, rules.language)
        return ("dangling", found) if found else None
