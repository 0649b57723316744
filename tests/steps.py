"""How many steps a backtracking search takes: `re` in Python, slow, and counted.

Steps can be tested where time cannot: they are the same on every machine.
"""

import re
import sys
from re import _constants as op
from re import _parser

DEEP = 100_000
ONE = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
BRANCHING = (op.SUBPATTERN, op.BRANCH, op.GROUPREF_EXISTS, *REPEATS)
CATEGORIES = {
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    op.CATEGORY_NOT_DIGIT: lambda c: not c.isdecimal(),
    op.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    op.CATEGORY_NOT_WORD: lambda c: not (c.isalnum() or c == "_"),
}


def _among(items, char):
    negated = bool(items) and items[0][0] is op.NEGATE
    for kind, value in items[negated:]:
        if kind is op.LITERAL:
            found = ord(char) == value
        elif kind is op.RANGE:
            found = value[0] <= ord(char) <= value[1]
        else:
            found = CATEGORIES[value](char)
        if found:
            return not negated
    return negated


def _is(kind, value, char):
    if kind is op.LITERAL:
        return ord(char) == value
    if kind is op.NOT_LITERAL:
        return ord(char) != value
    return char != "\n" if kind is op.ANY else _among(value, char)


class TooMany(Exception):
    """More steps than any search that is in order takes."""


class Search:
    """The searches of one pattern; `steps` grows, and TooMany is raised at `MOST`."""

    MOST = 500_000

    def __init__(self, pattern):
        self.steps = 0
        self._tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
        self._folded = bool(pattern.flags & re.IGNORECASE)
        self._known = {}
        self._firsts = {}

    def match(self, text, start, end):
        """Return where a match at `start` ends, None if there is none."""
        self._text, self._end, self._groups = text, end, {}
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(DEEP)
        try:
            return self._go(self._tree, 0, start, self._folded, lambda i: i)
        finally:
            sys.setrecursionlimit(limit)

    def spans(self, text, start, end):
        """Yield the matches of a text from left to right."""
        while start <= end:
            stop = self.match(text, start, end)
            if stop is not None:
                yield start, stop
            start = start + 1 if stop is None or stop == start else stop

    def _test(self, item, i, folded):
        self.steps += 1
        if self.steps > self.MOST:
            raise TooMany(f"{self.steps} steps")
        if i >= self._end:
            return False
        char = self._text[i]
        key = (id(item), char, folded)
        if key not in self._known:
            forms = {char, char.lower(), char.upper()} if folded else {char}
            self._known[key] = any(_is(*item, each) for each in forms if len(each) == 1)
        return self._known[key]

    def _go(self, items, at, i, folded, then):
        while at < len(items):
            item = items[at]
            at += 1
            if item[0] in BRANCHING:
                return self._many(*item, i, folded, self._then(items, at, folded, then))
            if item[0] in ONE:
                i = i + 1 if self._test(item, i, folded) else None
            else:
                self.steps += 1
                i = self._fixed(*item, i, folded)
            if i is None:
                return None
        return then(i)

    def _fixed(self, kind, value, i, folded):
        """Return where something ends that matches in one way or not at all."""
        if kind is op.AT:
            return i if self._at(value, i) else None
        if kind in (op.ASSERT, op.ASSERT_NOT):
            return i if self._looks(value, i, folded) is (kind is op.ASSERT) else None
        if kind is op.ATOMIC_GROUP:
            return self._go(value, 0, i, folded, lambda j: j)
        assert kind is op.GROUPREF, kind
        said = self._text[slice(*self._groups.get(value, (0, 0)))]
        self.steps += len(said)
        fits = value in self._groups and self._text.startswith(said, i, self._end)
        return i + len(said) if fits else None

    def _then(self, items, at, folded, then):
        return lambda i: self._go(items, at, i, folded, then)

    def _many(self, kind, value, i, folded, rest):
        self.steps += 1
        if kind is op.SUBPATTERN:
            return self._group(value, i, folded, rest)
        if kind is op.BRANCH:
            ways = self._ways(value[1], i, folded)
        elif kind is op.GROUPREF_EXISTS:
            number, yes, no = value
            ways = [yes if number in self._groups else no or []]
        else:
            return self._repeat(kind, value, i, folded, rest)
        for way in ways:
            found = self._go(way, 0, i, folded, rest)
            if found is not None:
                return found
        return None

    def _group(self, value, i, folded, rest):
        number, added, removed, inner = value
        within = (folded or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE

        def leave(j):
            before = self._groups.get(number)
            if number is not None:
                self._groups[number] = (i, j)
            found = rest(j)
            if found is None and number is not None:
                self._groups.pop(number) if before is None else self._groups.update(
                    {number: before}
                )
            return found

        return self._go(inner, 0, i, within, leave)

    def _ways(self, ways, i, folded):
        """Return the ways that may begin with the next character; a look at each is no step."""
        key = id(ways)
        if key not in self._firsts:
            first = {}
            for number, way in enumerate(ways):
                literal = len(way) and way[0][0] is op.LITERAL
                first.setdefault(chr(way[0][1]) if literal else None, []).append(number)
            self._firsts[key] = first
        first = self._firsts[key]
        char = self._text[i] if i < self._end else ""
        forms = {char, char.lower(), char.upper(), None} if folded else {char, None}
        return [ways[number] for number in sorted(n for f in forms for n in first.get(f, ()))]

    def _repeat(self, kind, value, i, folded, rest):
        least, most, inner = value
        most = sys.maxsize if most is op.MAXREPEAT else most
        if len(inner) == 1 and inner[0][0] in ONE:
            return self._run(kind, (least, most, inner[0]), i, folded, rest)
        if kind is op.POSSESSIVE_REPEAT:
            count = 0
            while count < most:
                after = self._go(inner, 0, i, folded, lambda j: j)
                if after is None or after == i:
                    break
                i, count = after, count + 1
            return rest(i) if count >= least else None

        def again(count, i, before):
            more = count < most and (i != before or count < least)
            enough = count >= least
            if kind is op.MIN_REPEAT and enough:
                found = rest(i)
                if found is not None:
                    return found
            if more:
                found = self._go(inner, 0, i, folded, lambda j: again(count + 1, j, i))
                if found is not None:
                    return found
            return rest(i) if enough and kind is op.MAX_REPEAT else None

        return again(0, i, -1)

    def _run(self, kind, value, i, folded, rest):
        least, most, item = value
        if kind is op.MIN_REPEAT:
            count = 0
            while True:
                found = rest(i + count) if count >= least else None
                if found is not None or count >= most or not self._test(item, i + count, folded):
                    return found
                count += 1
        count = 0
        while count < most and self._test(item, i + count, folded):
            count += 1
        last = least if kind is op.MAX_REPEAT else count
        for length in range(count, max(last, least) - 1, -1):
            self.steps += 1
            found = rest(i + length)
            if found is not None:
                return found
        return None

    def _looks(self, value, i, folded):
        direction, inner = value
        start = i - inner.getwidth()[0] if direction < 0 else i
        return start >= 0 and self._go(inner, 0, start, folded, lambda j: j) is not None

    def _at(self, where, i):
        if where in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
            return i == 0
        if where is op.AT_END:
            return i == self._end or (i == self._end - 1 and self._text[i] == "\n")
        assert where in (op.AT_BOUNDARY, op.AT_NON_BOUNDARY), where
        word = CATEGORIES[op.CATEGORY_WORD]
        before = i > 0 and word(self._text[i - 1])
        after = i < self._end and word(self._text[i])
        return (before != after) is (where is op.AT_BOUNDARY)


def steps(pattern, text):
    """Return how many steps it takes to find all matches of a pattern in a text."""
    search = Search(pattern)
    for _ in search.spans(text, 0, len(text)):
        pass
    return search.steps
