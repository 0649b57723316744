"""Texts that a pattern may take long to read, made from the pattern itself."""

import re
from itertools import product
from re import _constants as op
from re import _parser

MANY = 200
"""Repetitions from which a repeat counts as unbounded; what is bounded takes linear time."""
ENDS = ("", " ", ",", "x", "!")
FEW = 3


def attacks(pattern, length):
    """Yield texts of about a length, for each unbounded repeat of a pattern a few.

    Each holds what stands before the repeat, and what it repeats, many times: together, so that a
    search begins anew at each, or the one after the other; and an end that does not fit.
    """
    tree = _parser.parse(pattern.pattern, pattern.flags)
    seen = set()
    for before, bodies in _repeats(tree, ""):
        for body, end in product(bodies, ENDS):
            for unit, start in ((before + body, ""), (body, before), (body + before, "")):
                if unit and (start, unit, end) not in seen:
                    seen.add((start, unit, end))
                    yield start + unit * (length // len(unit)) + end


def _repeats(items, before):
    """Yield what stands before each unbounded repeat, and examples of what it repeats."""
    for kind, value in items:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            _, most, inner = value
            if most is op.MAXREPEAT or most > MANY:
                yield before, _examples(inner)
            yield from _repeats(inner, before)
        elif kind is op.SUBPATTERN:
            yield from _repeats(value[3], before)
        elif kind is op.BRANCH:
            for way in value[1]:
                yield from _repeats(way, before)
        elif kind is op.GROUPREF_EXISTS:
            for way in value[1:]:
                yield from _repeats(way or (), before)
        elif kind in (op.ATOMIC_GROUP, op.ASSERT, op.ASSERT_NOT):
            yield from _repeats(value if kind is op.ATOMIC_GROUP else value[1], before)
        before += _example([(kind, value)])


def _examples(items):
    """Return a few texts that a part of a pattern matches."""
    if len(items) == 1 and items[0][0] is op.IN:
        return [*dict.fromkeys(filter(None, (_of(items[0][1], n) for n in range(FEW))))]
    if len(items) == 1 and items[0][0] is op.BRANCH:
        return [_example(way) for way in items[0][1][1][:FEW]]
    if len(items) == 1 and items[0][0] is op.SUBPATTERN:
        return _examples(items[0][1][3])
    first = [_examples([items[0]])] if len(items) > 1 else [[_example(items)]]
    return [head + _example(items[1:]) for head in first[0]] if len(items) > 1 else first[0]


def _example(items):
    """Return a short text that a part of a pattern matches."""
    return "".join(_one(kind, value) for kind, value in items)


def _one(kind, value):
    if kind is op.LITERAL:
        return chr(value)
    if kind in (op.NOT_LITERAL, op.ANY):
        return "a" if value != ord("a") else "b"
    if kind is op.IN:
        return _of(value, 0)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return _example(value[2]) * max(value[0], 0)
    if kind is op.SUBPATTERN:
        return _example(value[3])
    if kind is op.BRANCH:
        return _example(value[1][0])
    return _example(value) if kind is op.ATOMIC_GROUP else ""


SAMPLES = "a 1.-'\n,Aé中_@\""


def _of(items, number):
    """Return the n-th example of a class: a letter or sign of `SAMPLES`, else what it lists."""
    test = re.compile("[" + "".join(_written(*each) for each in items) + "]")
    listed = [chr(value) for kind, value in items if kind is op.LITERAL]
    listed += [chr(value[0]) for kind, value in items if kind is op.RANGE]
    fitting = [each for each in [*SAMPLES, *listed] if test.match(each)]
    return fitting[number % len(fitting)] if fitting else "a"


CLASSES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_SPACE: r"\s", op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _written(kind, value):
    if kind is op.NEGATE:
        return "^"
    if kind is op.LITERAL:
        return re.escape(chr(value))
    if kind is op.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return CLASSES[value]
