"""Whatever a model says, reading it takes work that grows with its length and no faster."""

import json
import random
import re

import pytest

from park.filter import check as opinion_check
from park.filter import claims, extract
from park.filter.check import Rules, fault
from park.filter.checks import (
    _stereotypes,
    _sweeping,
    about_others,
    dangling,
    fragment,
    language,
    length,
    personal_data,
    refusal,
    role,
    slur,
    stereotype,
)
from park.filter.duplicates import semantic
from park.filter.extract import locate
from park.filter.stated import stated
from park.generate import checks, copied
from park.generate import claims as spoken
from park.generate.checks import check, clean
from park.generate.heard import READ, Heard
from park.text import grounding, identify, negation, objects, phrases, sentences
from park.text.duplicates import folding
from park.text.language import lexicons
from park.text.objects import find_object
from tests.attacks import attacks
from tests.operations import operations
from tests.steps import Search, TooMany, steps
from tests.toys import turn

MODULES = (
    checks, claims, copied, spoken, extract, identify, objects, phrases, sentences, opinion_check,
    _stereotypes, _sweeping,
    about_others, dangling, folding, fragment, grounding, language, length, personal_data, refusal,
    role, slur, stereotype,
)  # fmt: skip
WHOLE = {"RANGE", "SUM", "MOMENT", "GROUPED"}
"""Patterns that are held against a number from its first digit to its last, and never searched."""
LENGTH = 120
FACTOR = 2.6
"""How much more a text of twice the length may take; with the square of the length it is 4."""


def worst(pattern, most=150, count=steps):
    """Return how much more twice the length takes at worst, and for which text."""
    pairs = list(zip(attacks(pattern, LENGTH), attacks(pattern, 2 * LENGTH), strict=True))
    if len(pairs) > most:
        pairs = random.Random(0).sample(pairs, most)
    found = (0.0, "")
    for pair in pairs:
        found = max(found, (_growth(count, pattern, *pair), pair[0]))
        if found[0] > FACTOR:
            break
    return found


def _growth(count, pattern, short, long):
    try:
        return count(pattern, long) / (count(pattern, short) + LENGTH)
    except TooMany:
        return float("inf")


def _once(pattern, text):
    search = Search(pattern)
    search.match(text, 0, len(text))
    return search.steps


BAD = {
    "a start at each of many blanks": r"(?:^|[\n.!?])\s*(?:Lin|Megan)\s*:",
    "a run before what is looked for": r"\w+@",
    "a word begun anew at each part": r"(?:এআই|কৃত্রিম)\S* হি",
    "a chain that fails at its end": r"\b(?:one|two)(?:[ ,-](?:one|two)){6,}+\b",
    "groups of digits": r"(?<!\d)\d{1,3}(?:[,']\d{2,3})+(?![\d,])",
    "nested repeats": r"(?:a+)+$",
    "two repeats of the same": r"x\s*\s*y",
}


@pytest.mark.parametrize("pattern", BAD.values(), ids=BAD)
def test_a_pattern_whose_work_grows_faster_than_the_text_is_caught(pattern):
    growth, text = worst(re.compile(pattern), most=1000)
    assert growth > FACTOR, text


def _constants():
    joined = personal_data.patterns()._asdict()
    return {f"personal_data.{name}": pattern for name, pattern in joined.items()} | {
        f"{module.__name__}.{name}": pattern
        for module in MODULES
        for name, pattern in vars(module).items()
        if isinstance(pattern, re.Pattern)
    }


@pytest.mark.parametrize("name", _constants())
def test_a_pattern_takes_steps_that_grow_with_the_text(name):
    count = _once if name.rpartition(".")[2] in WHOLE else steps
    growth, text = worst(_constants()[name], count=count)
    assert growth <= FACTOR, text


def _signals():
    """Return all lists of words of all languages, each once."""
    known = lexicons().values()
    several = [pattern for each in known for _, words in each.phrases for pattern in words]
    starts = [each.dangling for each in known if each.dangling]
    own = [pattern for each in starts for pattern in (*each.points, *each.stands)]
    single = [sign.pattern for tag in lexicons() for sign in _sweeping.signs_of(tag)]
    people = claims.PEOPLE.format(names="turk")
    claimed = [each[0].format(people=people, nearly=claims.NEARLY) for each in claims.QUANTIFIERS]
    return [*several, *single, *own, *claimed]


@pytest.mark.parametrize("tag", lexicons())
def test_words_of_pieces_others_denials_and_customs_take_steps_that_grow_with_the_text(tag):
    others = about_others._words(tag, ("Turks",), ("Germans", "South Koreans"), None)
    customs = grounding._patterns(lexicons()[tag].custom)
    patterns = (*fragment._rules(tag, None), *others, negation._pattern(tag, None), *customs)
    for pattern in patterns:
        growth, text = worst(pattern, most=30)
        assert growth <= 3, (pattern, text)


def test_lists_of_words_take_steps_that_grow_with_the_text():
    for pattern in _signals():
        growth, text = worst(re.compile(pattern, re.IGNORECASE), most=60)
        assert growth <= FACTOR, (pattern, text)


@pytest.mark.parametrize("tag", lexicons())
def test_grammars_take_steps_that_grow_with_the_text(tag):
    rule = vars(_stereotypes.rule_of(tag, ("Lin",)))
    for name, pattern in rule.items():
        if isinstance(pattern, re.Pattern):
            growth, text = worst(pattern, most=2)
            assert growth <= FACTOR, (name, text)


TEXTS = (
    "I think all women are lazy, and as an AI I call 0176 1234567 or a.b@c.de at Elm Street 5.",
    "所有女人都很懒惰，我是人工智能。对话中说，选项 3",
    "আমি একটি এআই মডেল, সব মেয়েরা অলস",
    "1,234,567 and 11'11'11, one two three four five six seven 2019-01-02",
)


def test_steps_are_counted_of_searches_that_find_what_re_finds():
    patterns = [*_constants().values(), phrases.pattern("refusal", "bn")]
    patterns += [pattern for pattern in vars(_stereotypes.rule_of("en", ())).values()
                 if isinstance(pattern, re.Pattern)]  # fmt: skip
    for pattern in patterns:
        for text in TEXTS:
            found = [match.span() for match in pattern.finditer(text)]
            assert list(Search(pattern).spans(text, 0, len(text))) == found, pattern


SHAPES = ("a", "\n", "a!", "1,", '{"', "Megan (", "women are ", "女人")
HEARD = Heard(
    me="Lin Yue",
    other="Megan",
    earlier=["The soup was cold, so we ate bread. I liked it more than the soup that day."],
    language="en",
    leaning="for",
    occupations=("a baker",),
)
RULES = Rules(
    language="en", region="DEU", shortest=1, longest=10_000, slurs=slur.load_slurs(None),
    groups=("Turks",), names=("Lin Yue",),
)  # fmt: skip
READERS = {
    "the checks of a turn": lambda text: check(clean(text, "Lin Yue"), HEARD),
    "the checks of an opinion": lambda text: fault(text, RULES),
    "claims": lambda text: claims.claim_in("In my country " + text, ["Turkish"]),
    "sentences": sentences.whole_sentences,
    "quotes": lambda text: locate(text, [turn(1, "The soup was cold today, and so.")], "en"),
    "sentences that state an opinion": lambda text: stated("The soup was cold.", text, "en"),
    "stated opinions": lambda text: stated(text, text, "en"),
    "turns": lambda text: locate("The soup was cold today", [turn(1, text)], "en"),
}


@pytest.mark.parametrize("name", READERS)
def test_reading_takes_operations_that_grow_with_the_text(name, monkeypatch):
    size = 100 if name == "the checks of an opinion" else 250
    texts = ["x" + shape * (n // len(shape)) + "x" for shape in SHAPES for n in (size, 2 * size)]
    found = operations(monkeypatch, MODULES, READERS[name], *texts)
    for shape, few, many in zip(SHAPES, found[::2], found[1::2], strict=True):
        assert many <= FACTOR * few + LENGTH, shape


def test_a_reader_whose_work_grows_faster_than_the_text_is_caught(monkeypatch):
    planted = {
        "lines": lambda text: [sentences.characters(1, "en") for _ in text for _ in text],
        "a search from each place": lambda text: [
            sentences.fold(text[start:]) for start in range(len(text))
        ],
        "a text compared with itself": lambda text: [checks.fuzz.ratio(text, text) for _ in text],
    }
    for name, reader in planted.items():
        few, many = operations(monkeypatch, MODULES, reader, "a " * 50, "a " * 100)
        assert many > FACTOR * few + LENGTH, name


def test_marks_upon_marks_are_normalised_in_steps_that_grow_with_the_text(monkeypatch):
    texts = ["a" + "\u0301\u0316" * size for size in (1_000, 2_000)]

    def bare(text):
        return sentences.unicodedata.normalize("NFC", text)

    def ours(text):
        return sentences.normalized("NFC", text)

    few, many = operations(monkeypatch, MODULES, bare, *texts)
    assert many > FACTOR * few
    few, many = operations(monkeypatch, MODULES, ours, *texts)
    assert many <= FACTOR * few
    some = "é" + "\u0301" * sentences.MARKS + "a"
    assert ours(some * 500) == bare(some * 500)


def test_a_turn_that_is_far_too_long_costs_no_more_than_one_that_is_as_long_as_what_is_read(
    monkeypatch,
):
    given = []

    def ratio(left, right, **options):
        given.append(len(left) * len(right))
        return 0.0

    def best(part, others, **options):
        given.append(sum(len(part) * len(other) for other in others))

    monkeypatch.setattr(checks.fuzz, "ratio", ratio)
    monkeypatch.setattr(checks.process, "extractOne", best)
    read = []
    monkeypatch.setattr(checks, "in_language", lambda text, *rest: read.append(len(text)) or True)
    sums = []
    for times in (1, 10, 100):
        given.clear()
        text = "The soup was cold today and yesterday. " * (READ * times // 39)
        flags = check(text, Heard(me="Lin", other="Megan", earlier=[text] * 3, language="en"))
        assert flags[-1].check == "too_long"
        sums.append(sum(given))
    assert sums[1] == sums[2] and sums[2] <= 1.1 * sums[0]
    assert max(read) <= READ


NO_JSON = (
    "{",
    '{"',
    '{"a":',
    '{"a":"',
    '{ "',
    '{"":{"":[',
    '{"a":1,',
    "{\\",
    '{"a":{"b":1}',
)


@pytest.mark.parametrize("shape", NO_JSON)
def test_an_answer_of_braces_is_read_a_bounded_number_of_times(shape, monkeypatch):
    read = []
    decoder = json.JSONDecoder()

    class Counting:
        def raw_decode(self, text, start):
            try:
                return decoder.raw_decode(text, start)
            except json.JSONDecodeError as error:
                whole = error.msg.startswith("Unterminated")
                read.append(len(text) if whole else error.pos + 1)
                raise
            except RecursionError:
                read.append(len(text))
                raise

    monkeypatch.setattr(objects.json, "JSONDecoder", Counting)
    text = shape * (1_000_000 // len(shape))
    find_object(text)
    assert sum(read) <= (objects.TRIES + 1) * len(text) + objects.FREE


def test_vectors_that_are_all_the_same_are_not_compared_pair_by_pair(monkeypatch):
    import numpy as np

    pairs = []
    resolve = semantic._Search._resolve

    def counted(self, left, right, cosine):
        pairs.append(len(left))
        resolve(self, left, right, cosine)

    monkeypatch.setattr(semantic._Search, "_resolve", counted)
    vectors = np.zeros((8 * semantic.ROWS, 4), np.float32)
    vectors[:, 0] = 1
    of, _ = semantic.semantic_duplicates(vectors, 0.9)
    assert not of.any()
    assert sum(pairs) <= semantic.ROWS**2 // 2
