"""Stereotypes: what is said of all members of a group, as if each had the same character."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from park.filter.check import Check, Found, Rules
from park.filter.checks._grammars import GRAMMARS
from park.filter.checks._grammars.grammar import Grammar, any_of
from park.filter.checks._sweeping import sweeping
from park.filter.text import bare, folded


@dataclass(frozen=True)
class Rule:
    """A grammar, compiled; its predicates are matched behind a group's name."""

    head: re.Pattern[str]
    own: re.Pattern[str]
    bad: re.Pattern[str]
    good: re.Pattern[str]
    always: re.Pattern[str]
    able: re.Pattern[str]
    thing: re.Pattern[str]
    alike: re.Pattern[str]
    none: re.Pattern[str]
    stop: re.Pattern[str]
    fixed: re.Pattern[str]
    hedge: re.Pattern[str]
    denial: re.Pattern[str]
    duty: re.Pattern[str]
    scope: re.Pattern[str]
    personal: re.Pattern[str]
    emphasis: re.Pattern[str]
    before: re.Pattern[str]
    turn: re.Pattern[str]
    space: str


def stereotype(text: str, language: str, groups: tuple[str, ...] = ()) -> str | None:
    """Return the first clause that says of all members of a group what they are like.

    Character, ability and habits without exception count, unless the clause limits itself (`many`,
    `often`, `in my experience`) or the sentence denies, reports or asks it. What ought to be does
    not, nor do values, customs and good qualities of the speaker's own people, unless each of them
    is said to have a character.

    Args:
        text: an opinion.
        language: its BCP 47 tag; other languages than those with a grammar are read as English.
        groups: names of the speaker's own people.
    """
    tag = language.split("-")[0]
    rule = rule_of(tag if tag in GRAMMARS else "en", groups)
    for sentence in SENTENCE.findall(folded(text)):
        said = _spoken(sentence, rule)
        if sentence.rstrip()[-1:] in "?؟" or rule.denial.search(said):
            continue
        for clause in rule.turn.split(said):
            if _generalises(f" {clause.strip()} " if rule.space else clause, rule):
                return clause.strip()
    return None


NEAR = 80
"""Characters around a group's name within which words change what is said of it."""
SENTENCE = re.compile(r"[^.!?…。؟।\n]+[.!?…。؟।\n]?")
BREAK = re.compile(r" ?[;:—–؛()]+ ?")
PUNCTUATION = re.compile(r"[\s.,!?…\"'“”„‘«»\[\]。、「」『』《》؟،।*_/-]+")


def _spoken(sentence: str, rule: Rule) -> str:
    """Return a sentence's words between single spaces, with ` | ` where the sentence breaks."""
    words = PUNCTUATION.sub(" ", BREAK.sub(" | ", sentence)).strip()
    return f" {words} " if rule.space else words.replace(" ", "")


def _generalises(clause: str, rule: Rule) -> bool:
    """Whether a clause says of all members of a group what they are like."""
    if rule.hedge.search(clause):
        return False
    if rule.fixed.search(clause):
        return True
    scoped = rule.scope.search(clause) is not None
    heads = rule.head.finditer(clause)
    return any(_sweeping(clause, head, rule, scoped) for head in heads if not head["part"])


def _sweeping(clause: str, head: re.Match[str], rule: Rule, scoped: bool) -> bool:
    """Whether what follows a group's name is said of all its members."""
    end, people, every = head.end(), head["people"], head["every"]
    if head["anybody"]:
        return bool(rule.personal.match(clause, end))
    own = bool(people and rule.own.search(people))
    if rule.bad.match(clause, end):
        return True
    if (every or (people and not own)) and rule.good.match(clause, end):
        return True
    if every and rule.none.fullmatch(every) and rule.able.match(clause, end):
        return True
    if rule.alike.match(clause, end) or (every and rule.thing.match(clause, end)):
        return True
    if rule.emphasis.search(clause, end, end + NEAR):
        return True
    custom = own or (scoped and not people)
    return not custom and _without_exception(clause, head, rule)


def _without_exception(clause: str, head: re.Match[str], rule: Rule) -> bool:
    """Whether each member is said to do something, whatever it is, that nobody has to do."""
    end = head.end()
    if rule.duty.search(clause, end, end + NEAR):
        return False
    if rule.always.match(clause, end):
        return True
    start = head.start() + len(rule.space)
    subject = head.start() == 0 or rule.before.search(clause[max(0, start - NEAR) : start])
    predicate = clause[end : end + NEAR].strip() and not rule.stop.match(clause, end)
    return bool(head["every"] and subject and predicate)


CONDITION = re.compile(r"\(\?\((?:every|part)\)")


@lru_cache(maxsize=64)
def rule_of(language: str, groups: tuple[str, ...]) -> Rule:
    """Compile a language's grammar, with the names of the speaker's own people."""
    grammar = GRAMMARS[language]
    space = grammar.space
    own = "|".join(re.escape(folded(name)) for name in groups if name) or "(?!)"
    case = "[^ ]{0,2}(?= )" if space else ""
    part, every = any_of(grammar.part), any_of(grammar.every)
    names = CONDITION.sub("(?:", f"{own}|{grammar.people}|{grammar.other}")
    head = (
        rf"{space}(?:(?P<part>{part}){space})?(?:(?P<every>{every}){space})?"
        rf"(?:(?P<people>{grammar.people}|(?:{own}){case})|(?P<other>{grammar.other})"
        rf"|(?P<anybody>{grammar.anybody}))"
    )

    def whole(pattern: str) -> re.Pattern[str]:
        return re.compile(bare(f"(?:{pattern})(?={space})"))

    def among(words: str, then: str = "") -> re.Pattern[str]:
        return whole(f"{space}{any_of(words)}{then}")

    articles = r"(?:(?:the|a|an|those|these|any) )?" if language == "en" else ""
    return Rule(
        head=whole(head),
        own=re.compile(own),
        bad=whole(_bad(grammar)),
        good=whole(_good(grammar)),
        always=whole(f"{_gap(grammar, 3)}{space}{any_of(grammar.always)}"),
        able=whole(f"{_between(grammar)}{space}{any_of(grammar.able)}"),
        thing=whole(_thing(grammar)),
        alike=whole(_thing(grammar, any_of(grammar.alike))),
        none=re.compile(bare(any_of(grammar.none))),
        stop=among(grammar.stop),
        fixed=among(grammar.fixed, f"{space}{articles}(?:{names})(?! (?:who|that|i) )"),
        hedge=among(grammar.hedge),
        denial=among(grammar.denial),
        duty=among(grammar.duty),
        scope=among(grammar.scope),
        turn=re.compile(bare(rf"\||{space}{any_of(grammar.turn)}(?={space})")),
        personal=whole(f"{_before(grammar)}{space}{any_of(grammar.personal)}"),
        emphasis=among(grammar.emphasis),
        before=re.compile(bare(f"{space}{any_of(grammar.before)}{space}$")),
        space=space,
    )


def _gap(grammar: Grammar, most: int) -> str:
    """Return a pattern for a few words, none of which turns the meaning."""
    stop = any_of(grammar.stop)
    if grammar.space:
        return rf"(?: (?!{stop} )[^ ]+){{0,{most}}}?"
    return rf"(?:(?!{stop})[^ ]){{0,{3 * most}}}?"


def _before(grammar: Grammar) -> str:
    """Return a pattern for what stands between a group and a quality."""
    if not grammar.copula:
        return _gap(grammar, 4)
    return f"{_between(grammar)} {any_of(grammar.copula)}{_gap(grammar, 5)}"


def _between(grammar: Grammar) -> str:
    """Return a pattern for what stands between a group and a verb."""
    if not grammar.copula:
        return _gap(grammar, 3)
    again = rf"(?:(?: [^ ]+){{0,12}}? {any_of(grammar.again)})?"
    return rf"{again}(?: {any_of(grammar.adverb)}){{0,4}}?"


def _bad(grammar: Grammar) -> str:
    """Return a pattern for a bad character, or for a good one that is denied."""
    space, after = grammar.space, grammar.not_after
    before, between = _before(grammar), _between(grammar)
    bad, good = any_of(grammar.bad) + grammar.ending, any_of(grammar.good) + grammar.ending
    patterns = [
        f"{before}{space}{bad}" + (f"(?!{after})" if after else ""),
        f"{before}{space}{any_of(grammar.never)}{_gap(grammar, 2)}{space}{good}",
        f"{between}{space}{any_of(grammar.deeds)}",
        f"{_gap(grammar, 8)}{space}{any_of(grammar.inborn)}",
    ]
    if after:
        patterns.append(f"{before}{space}{good}{after}")
    return "|".join(patterns)


def _good(grammar: Grammar) -> str:
    """Return a pattern for a good character, said of the group itself."""
    after = f"(?!{grammar.not_after})" if grammar.not_after else ""
    before = _before(replace(grammar, again="(?!)"))
    return f"{before}{grammar.space}{any_of(grammar.good)}{grammar.ending}{after}"


def _thing(grammar: Grammar, alike: str = "") -> str:
    """Return a pattern for a statement of what a group is, whatever that may be."""
    if not grammar.copula:
        return "(?!)"
    copula, stop = any_of(grammar.copula), f"(?:{any_of(grammar.stop)}|{any_of(grammar.duty)})"
    all_are = rf"(?: {copula} {alike}| {alike} {copula})" if alike else f" {copula}"
    return rf"(?: {any_of(grammar.adverb)}){{0,4}}?{all_are} (?!{stop} |[^ ]+ed )[^ ]+"


class Stereotype(Check):
    """Says of all members of a group what they are like."""

    name = "stereotype"
    help = "says of everybody in a group what they are like"
    order = 60
    reasons = ("stereotype",)

    def fault(self, text: str, rules: Rules) -> Found:
        """Return the clause that does so."""
        found = stereotype(text, rules.language, rules.groups) or sweeping(text, rules.language)
        return ("stereotype", found) if found else None
