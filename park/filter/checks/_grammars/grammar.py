"""How a language speaks of groups of people: what a grammar of stereotypes holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Grammar:
    """How a language speaks of groups: words between spaces, `_` for a space inside one."""

    people: str
    """Nationalities, origins, migrants and "those people"."""
    other: str
    """Genders, ages, religions, classes: groups that the speaker may belong to."""
    every: str
    """What stands before a group of which each member is meant."""
    part: str
    """What stands before a group of which some members are meant."""
    bad: str
    """Adjectives and nouns for a bad character, or for the lack of an ability."""
    good: str
    """Adjectives and nouns for a good character, or for an ability."""
    deeds: str
    """Predicates that ascribe a bad character or the lack of an ability by themselves."""
    always: str
    """What says that there is no exception."""
    inborn: str
    """What says that a character is in the blood."""
    stop: str
    """Words after which a predicate is no longer said of the group, or is denied."""
    hedge: str
    """Words that limit what a clause says."""
    denial: str
    """Words of a sentence that denies or reports what it says."""
    duty: str
    """Words that say what ought to be or has been, not what is."""
    scope: str
    """Words that say where something is a custom."""
    turn: str
    """Words between one clause and the next."""
    copula: str = ""
    """What stands before an adjective; '' where nothing needs to."""
    adverb: str = ""
    """Words between a group and a copula or deed."""
    never: str = "(?!)"
    """What turns a good quality that follows into a bad one."""
    not_after: str = ""
    """What turns the quality before it into its opposite."""
    again: str = "(?!)"
    """Words that stand for the group in a clause that follows."""
    fixed: str = "(?!)"
    """Turns of phrase before a group's name that need no predicate."""
    ending: str = ""
    """What qualities may end in."""
    alike: str = "(?!)"
    """What says behind a copula that each member is meant."""
    none: str = "(?!)"
    """What stands before a group of which not a single member is meant."""
    able: str = "(?!)"
    """Predicates that ascribe an ability."""
    anybody: str = "(?!)"
    """Names behind `every` that may be of a group."""
    personal: str = "(?!)"
    """Qualities that only people have, and so show that they are."""
    emphasis: str = "(?!)"
    """What says at the end that each member was meant."""
    before: str = "(?!)"
    """What may stand before the subject of a clause."""
    space: str = " "
    """What separates words; '' where nothing does."""


def one_of(words: str) -> str:
    """Return a pattern for any of some words, their underscores left as they are."""
    return "(?:" + "|".join(words.split()) + ")"


def any_of(words: str) -> str:
    """Return a pattern for any of some words, with spaces for their underscores."""
    return one_of(words).replace("_", " ")
