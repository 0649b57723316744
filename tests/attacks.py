"""Texts that a pattern may take long to read, made from the pattern itself."""

import re
from itertools import product
from re import _constants as op
from re import _parser

MANY = 200
"""Repetitions from which a repeat counts as unbounded; what is bounded takes linear time."""
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
ENDS = ("", " ", ",", "x", "!")
FEW = 3


def attacks(pattern, length):
    """Yield texts of about a length, for each unbounded repeat of a pattern a few.

    Each holds what stands before the repeat, and what it repeats, many times: together, so that a
    search begins anew at each, or the one after the other; and an end that does not fit.
    """
    tree = _parser.parse(pattern.pattern, pattern.flags)
    seen = set()
    for before, bodies in (each for way in (0, -1) for each in _repeats(tree, "", way)):
        for body, end in product(bodies, ENDS):
            for unit, start in ((before + body, ""), (body, before), (body + before, "")):
                if unit and (start, unit, end) not in seen:
                    seen.add((start, unit, end))
                    yield start + unit * (length // len(unit)) + end


def _repeats(items, before, way):
    """Yield what stands before each unbounded repeat, and examples of what it repeats.

    Of alternatives before it the first or the last is taken: `way` is 0 or -1.
    """
    for kind, value in items:
        if kind in REPEATS:
            _, most, inner = value
            if most is op.MAXREPEAT or most > MANY:
                yield before, _examples(inner, way)
        for part in _parts(kind, value):
            yield from _repeats(part, before, way)
        before += _example([(kind, value)], way)


def _parts(kind, value):
    """Return the patterns within a part of a pattern."""
    if kind in REPEATS:
        return [value[2]]
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.BRANCH:
        return value[1]
    if kind is op.GROUPREF_EXISTS:
        return [each for each in value[1:] if each]
    if kind is op.ATOMIC_GROUP:
        return [value]
    return [value[1]] if kind in (op.ASSERT, op.ASSERT_NOT) else []


def _examples(items, way):
    """Return a few texts that a part of a pattern matches: `FEW` kinds of its first part."""
    if not items:
        return [""]
    kind, value = items[0]
    rest = _example(items[1:], way)
    if kind is op.IN:
        return [*dict.fromkeys(_of(value, number) + rest for number in range(FEW))]
    if kind is op.BRANCH:
        return [_example(each, way) + rest for each in value[1][:FEW]]
    if kind is op.SUBPATTERN:
        return [each + rest for each in _examples(value[3], way)]
    return [_example(items, way)]


def _example(items, way):
    """Return a short text that a part of a pattern matches."""
    return "".join(_one(kind, value, way) for kind, value in items)


def _one(kind, value, way):
    if kind is op.LITERAL:
        return chr(value)
    if kind in (op.NOT_LITERAL, op.ANY):
        return "a" if value != ord("a") else "b"
    if kind is op.IN:
        return _of(value, 0)
    if kind in REPEATS:
        return _example(value[2], way) * value[0]
    if kind is op.BRANCH:
        return _example(value[1][way], way)
    if kind is op.SUBPATTERN:
        return _example(value[3], way)
    return _example(value, way) if kind is op.ATOMIC_GROUP else ""


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
