"""How many operations a function takes: lines of Python, steps of searches, work of libraries.

Time cannot be tested; operations can, since they are the same on every machine.
"""

import re
import sys
import types
import unicodedata
from contextlib import contextmanager
from functools import cache

from rapidfuzz import fuzz, process

from park.text.identify import identifier
from tests.steps import Search

WARM = 'Megan said: "Nine soups." So I am at home, in the evening, with 7 of my friends.'


class Counter:
    """Counts; `found` is the sum."""

    def __init__(self):
        self.found = 0

    def add(self, number):
        self.found += number


@cache
def _searches(pattern):
    return Search(pattern)


class Counted:
    """A pattern whose searches are counted; it finds what the pattern finds."""

    def __init__(self, pattern, counter):
        self._pattern, self._counter = pattern, counter
        self._search = _searches(pattern)

    def __getattr__(self, name):
        found = getattr(self._pattern, name)
        if name in ("search", "match", "fullmatch"):
            return lambda *args: self._first(found, *args)
        if name in ("finditer", "findall", "split"):
            return lambda text: self._all(text, found(text))
        if name in ("sub", "subn"):
            return lambda new, text: self._all(text, found(new, text))
        return found

    def _first(self, method, text, start=0, end=sys.maxsize):
        search, end = self._search, min(end, len(text))
        search.steps = 0
        if method.__name__ == "search":
            next(search.spans(text, start, end), None)
        else:
            search.match(text, start, end)
        self._counter.add(search.steps)
        return method(text, start, end)

    def _all(self, text, result):
        search = self._search
        search.steps = 0
        for _ in search.spans(text, 0, len(text)):
            pass
        self._counter.add(search.steps)
        return result


def _expressions(counter):
    """Return a module like `re` whose patterns count."""
    shim = types.SimpleNamespace(**vars(re))
    shim.compile = lambda *args: Counted(re.compile(*args), counter)
    for name in ("search", "match", "fullmatch", "findall", "split", "sub"):

        def call(pattern, *args, _name=name):
            flags = args[1:] if _name != "sub" else ()
            args = args[:1] if _name != "sub" else args
            return getattr(Counted(re.compile(pattern, *flags), counter), _name)(*args)

        setattr(shim, name, call)
    return shim


def _similarity(counter):
    """Return modules like rapidfuzz's, whose comparisons count as 64 pairs of characters each."""

    def compared(name):
        def compare(left, right, **options):
            counter.add(len(left) * len(right) // 64 + len(left) + len(right))
            return getattr(fuzz, name)(left, right, **options)

        return compare

    def best(part, others, **options):
        counter.add(sum(len(part) * len(other) // 64 + 1 for other in others))
        return process.extractOne(part, others, **options | {"scorer": fuzz.ratio})

    return {
        "fuzz": types.SimpleNamespace(
            ratio=compared("ratio"), partial_ratio=compared("partial_ratio")
        ),
        "process": types.SimpleNamespace(extractOne=best),
    }


def _unicode(counter):
    """Return a module like `unicodedata`; marks on one character are sorted by insertion."""

    def normalize(form, text):
        run = 0
        for char in text:
            run = run + 1 if unicodedata.combining(char) else 0
            counter.add(1 + run)
        return unicodedata.normalize(form, text)

    return types.SimpleNamespace(**vars(unicodedata) | {"normalize": normalize})


@contextmanager
def _counting(monkeypatch, modules, counter):
    """Replace what modules work with by what counts, and count the lines they take."""
    files = {module.__file__ for module in modules}
    shims = {"re": _expressions(counter), "unicodedata": _unicode(counter), **_similarity(counter)}
    caches = [each for module in modules for each in vars(module).values()]
    caches = [each for each in caches if hasattr(each, "cache_clear") and each is not identifier]

    def line(frame, event, argument):
        counter.add(1)
        return line

    def trace(frame, event, argument):
        return line if frame.f_code.co_filename in files else None

    before = sys.gettrace()
    with monkeypatch.context() as patch:
        for module in modules:
            for name, value in list(vars(module).items()):
                if name in shims:
                    patch.setattr(module, name, shims[name])
                elif isinstance(value, re.Pattern):
                    patch.setattr(module, name, Counted(value, counter))
        for each in caches:
            each.cache_clear()
        sys.settrace(trace)
        try:
            yield
        finally:
            sys.settrace(before)
            for each in caches:
                each.cache_clear()


def operations(monkeypatch, modules, function, *texts):
    """Return for each text how many operations a function of some modules takes.

    What is done once, such as reading a grammar, is done before and not counted.
    """
    counter, found = Counter(), []
    with _counting(monkeypatch, modules, counter):
        for text in (WARM, *texts):
            counter.found = 0
            function(text)
            found.append(counter.found)
    return found[1:]
