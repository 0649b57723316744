"""The question that a contact's instruction words, put word for word at the end of its line.

Instructions such as `Say back … Then ask: "Aylin, how do you see it?"` leave to the model what it
says first. Small models garble the question ("What would surprise you about me?"), and what is
asked decides what is answered.
"""

import re
from itertools import pairwise

from park.generate.copied import ASKED
from park.text.sentences import SENTENCE_END

WORDED = re.compile(r'\bask: "([^"]+\?)"')
SHORT = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|St)|\.[A-Z])\.$")
"""Abbreviations, whose point ends no sentence."""
REMARK = 200
"""Maximum characters of what is said before the question."""


def question_of(instruction: str) -> str:
    """Return the question that an instruction words; '' if it leaves it to the speaker."""
    found = WORDED.search(instruction)
    return found[1] if found else ""


def put(text: str, question: str) -> str:
    """Return a line's first sentences, as far as they are none but remarks, and then the question.

    Sentences are kept up to the first that asks something, and within `REMARK` characters.
    """
    ends = (found.end() for found in SENTENCE_END.finditer(text))
    remark = ""
    for start, end in pairwise([0, *(e for e in ends if not SHORT.search(text[:e])), len(text)]):
        if ASKED.search(text[start:end]) or len(text[:end].strip()) > REMARK:
            break
        remark = text[:end].strip()
    if remark and not SENTENCE_END.search(remark[-3:]):
        remark = remark.rstrip(" ,;:–—-") + "."
    if remark.count('"') % 2:  # The other one stood where the model asked.
        remark += '"'
    if remark.count("“") > remark.count("”"):
        remark += "”"
    return f"{remark} {question}".strip()


__all__ = ["put", "question_of"]
