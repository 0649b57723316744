"""Detection of stereotypes: generalisations about all members of a group."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from park.text.grammar import Grammar
from park.text.language import lexicon
from park.text.sentences import normalized


@dataclass(frozen=True)
class Rule:
    """A compiled grammar; predicates are matched after a group's name."""

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


def stereotype(
    text: str, language: str, groups: tuple[str, ...] = (), agents: Path | None = None
) -> str | None:
    """Return the first clause that generalises about all members of a group.

    Covers character, ability and habits without exception, unless the clause limits itself (`many`,
    `often`, `in my experience`) or the sentence denies, reports or asks it. Ignores what ought to
    be, values, customs and good qualities of the speaker's own people, unless each of them is
    ascribed a character.

    Args:
        text: an opinion.
        language: its BCP 47 tag; languages without a grammar are skipped.
        groups: names for the speaker's own people.
        agents: the user's folder of role cards.
    """
    rule = rule_of(language.split("-")[0], groups, agents)
    if rule is None:
        return None
    for sentence in SENTENCE.findall(folded(text)):
        said = _spoken(sentence, rule)
        if sentence.rstrip()[-1:] in "?؟" or rule.denial.search(said):
            continue
        for clause in rule.turn.split(said):
            if _generalises(f" {clause.strip()} " if rule.space else clause, rule):
                return clause.strip()
    return None


NEAR = 80
"""Characters around a group's name within which words modify a statement about it."""
SENTENCE = re.compile(r"[^.!?…。؟।\n]+[.!?…。؟।\n]?")
BREAK = re.compile(r" ?[;:—–؛()]+ ?")
PUNCTUATION = re.compile(r"[\s.,!?…\"'“”„‘«»\[\]。、「」『』《》؟،।*_/-]+")
MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u0655\u0670\u00ad\u200b-\u200f\u2060\ufeff]")
"""Marks often omitted in typing: accents, Arabic vowel signs and invisible characters."""
SAME = str.maketrans({"ß": "ss", "ı": "i", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "’": "'"})
CONTRACTIONS = (
    (re.compile(r"\bcan'?t\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
)


def folded(text: str) -> str:
    """Normalise case and spelling, removing optional marks."""
    text = _bare(normalized("NFKC", text).casefold())
    for pattern, plain in CONTRACTIONS:
        text = pattern.sub(plain, text)
    return text


def _bare(text: str) -> str:
    """Normalise letters as in the patterns."""
    bare = MARKS.sub("", normalized("NFKD", text))
    return normalized("NFC", bare).translate(SAME)


def _spoken(sentence: str, rule: Rule) -> str:
    """Return a sentence's words between single spaces, with ` | ` at breaks."""
    words = PUNCTUATION.sub(" ", BREAK.sub(" | ", sentence)).strip()
    return f" {words} " if rule.space else words.replace(" ", "")


def _generalises(clause: str, rule: Rule) -> bool:
    """Whether a clause generalises about all members of a group."""
    if rule.hedge.search(clause):
        return False
    if rule.fixed.search(clause):
        return True
    scoped = rule.scope.search(clause) is not None
    heads = rule.head.finditer(clause)
    return any(_sweeping(clause, head, rule, scoped) for head in heads if not head["part"])


def _sweeping(clause: str, head: re.Match[str], rule: Rule, scoped: bool) -> bool:
    """Whether the text after a group's name applies to all its members."""
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
    """Whether every member is said to do something that is not a duty."""
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
def rule_of(language: str, groups: tuple[str, ...], agents: Path | None = None) -> Rule | None:
    """Compile a language's grammar, including names for the speaker's own people."""
    known = lexicon(language, agents)
    if known is None or known.stereotypes is None:
        return None
    grammar = known.stereotypes
    space = grammar.space
    own = "|".join(re.escape(folded(name)) for name in groups if name) or "(?!)"
    case = "[^ ]{0,2}(?= )" if space else ""
    part, every = grammar.any_of("part"), grammar.any_of("every")
    people, other = grammar.any_of("people"), grammar.any_of("other")
    names = CONDITION.sub("(?:", f"{own}|{people}|{other}")
    head = (
        rf"{space}(?:(?P<part>{part}){space})?(?:(?P<every>{every}){space})?"
        rf"(?:(?P<people>{people}|(?:{own}){case})|(?P<other>{other})"
        rf"|(?P<anybody>{grammar.any_of('anybody')}))"
    )

    def whole(pattern: str) -> re.Pattern[str]:
        return re.compile(_bare(f"(?:{pattern})(?={space})"))

    def among(key: str, then: str = "") -> re.Pattern[str]:
        return whole(f"{space}{grammar.any_of(key)}{then}")

    articles = rf"(?:{grammar.any_of('article')} )?" if grammar.article else ""
    return Rule(
        head=whole(head),
        own=re.compile(own),
        bad=whole(_bad(grammar)),
        good=whole(_good(grammar)),
        always=whole(f"{_gap(grammar, 3)}{space}{grammar.any_of('always')}"),
        able=whole(f"{_between(grammar)}{space}{grammar.any_of('able')}"),
        thing=whole(_thing(grammar)),
        alike=whole(_thing(grammar, grammar.any_of("alike"))),
        none=re.compile(_bare(grammar.any_of("none"))),
        stop=among("stop"),
        fixed=among("fixed", f"{space}{articles}(?:{names})(?! (?:who|that|i) )"),
        hedge=among("hedge"),
        denial=among("denial"),
        duty=among("duty"),
        scope=among("scope"),
        turn=re.compile(_bare(rf"\||{space}{grammar.any_of('turn')}(?={space})")),
        personal=whole(f"{_before(grammar)}{space}{grammar.any_of('personal')}"),
        emphasis=among("emphasis"),
        before=re.compile(_bare(f"{space}{grammar.any_of('before')}{space}$")),
        space=space,
    )


def _gap(grammar: Grammar, most: int) -> str:
    """Return a pattern for a few words that do not change the meaning."""
    stop = grammar.any_of("stop")
    if grammar.space:
        return rf"(?: (?!{stop} )[^ ]+){{0,{most}}}?"
    return rf"(?:(?!{stop})[^ ]){{0,{3 * most}}}?"


def _before(grammar: Grammar) -> str:
    """Return a pattern for the words between a group and a quality."""
    if not grammar.copula:
        return _gap(grammar, 4)
    return f"{_between(grammar)} {grammar.any_of('copula')}{_gap(grammar, 5)}"


def _between(grammar: Grammar) -> str:
    """Return a pattern for the words between a group and a verb."""
    if not grammar.copula:
        return _gap(grammar, 3)
    again = rf"(?:(?: [^ ]+){{0,12}}? {grammar.any_of('again')})?"
    return rf"{again}(?: {grammar.any_of('adverb')}){{0,4}}?"


def _bad(grammar: Grammar) -> str:
    """Return a pattern for a bad character, or a negated good one."""
    space, after = grammar.space, grammar.not_after
    before, between = _before(grammar), _between(grammar)
    bad, good = grammar.any_of("bad") + grammar.ending, grammar.any_of("good") + grammar.ending
    patterns = [
        f"{before}{space}{bad}" + (f"(?!{after})" if after else ""),
        f"{before}{space}{grammar.any_of('never')}{_gap(grammar, 2)}{space}{good}",
        f"{between}{space}{grammar.any_of('deeds')}",
        f"{_gap(grammar, 8)}{space}{grammar.any_of('inborn')}",
    ]
    if after:
        patterns.append(f"{before}{space}{good}{after}")
    return "|".join(patterns)


def _good(grammar: Grammar) -> str:
    """Return a pattern for a good character of the group itself."""
    after = f"(?!{grammar.not_after})" if grammar.not_after else ""
    before = _before(grammar.model_copy(update={"again": ""}))
    return f"{before}{grammar.space}{grammar.any_of('good')}{grammar.ending}{after}"


def _thing(grammar: Grammar, alike: str = "") -> str:
    """Return a pattern for any statement of what a group is."""
    if not grammar.copula:
        return "(?!)"
    copula, stop = (
        grammar.any_of("copula"),
        f"(?:{grammar.any_of('stop')}|{grammar.any_of('duty')})",
    )
    all_are = rf"(?: {copula} {alike}| {alike} {copula})" if alike else f" {copula}"
    return rf"(?: {grammar.any_of('adverb')}){{0,4}}?{all_are} (?!{stop} |[^ ]+ed )[^ ]+"
