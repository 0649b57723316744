"""What was said before is compared with each new line at a cost that does not grow."""

import random
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.generate import checks
from park.generate.checks import check
from park.generate.heard import Heard
from park.generate.said import Said
from park.text.grounding import Grounds

WORDS = re.findall(
    r"\w+",
    "tea bread river uncle market garden window letter bridge summer winter neighbour shop school "
    "kitchen village teacher doctor field road horse table story song rain harvest sister father",
)


def lines(count, seed=0):
    """Return lines of twenty words that repeat nothing."""
    rng = random.Random(seed)
    return [
        f"My {' and the '.join(rng.sample(WORDS, 3))} in {1000 + number} were "
        f"{' '.join(rng.sample(WORDS, 6))}. Then {rng.choice(WORDS)} number {number} came with "
        f"{' '.join(rng.sample(WORDS, 5))}."
        for number in range(count)
    ]


def heard(earlier, said=None, **more):
    known = Grounds(tuple(earlier), Grounds(("The Spring Festival begins in winter.",)))
    settings = {
        "me": "Megan", "other": "Lin", "language": "en", "leaning": "for", "places": ("China",),
        "occupations": ("a baker", "a nurse"), "trades": ("a baker", "a nurse"), "gender": "woman",
        "statement": "Tea is best hot.", "small_talk": "I had bread this morning.",
    }  # fmt: skip
    return Heard(earlier=earlier, before=said, known=known, **settings | more)


def operations(work):
    """Count the calls of functions, Python's and C's, in some work."""
    count = 0

    def see(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_a_late_line_is_checked_with_as_many_operations_as_an_early_one():
    spoken, said, counts = lines(60), Said("en"), {}
    for number, text in enumerate(spoken):
        before = heard(spoken[:number], said)

        def work(text=text, number=number, before=before):
            said.upto(spoken[:number])
            assert check(f"{text} During the Spring Festival we rest.", before) == ()

        counts[number] = operations(work)
    assert counts[40] <= 1.1 * counts[4], counts
    assert counts[55] <= 1.1 * counts[4], counts


@given(st.lists(st.sampled_from(lines(6)), max_size=6), st.sampled_from(lines(8)))
def test_flags_are_the_same_whether_lines_were_taken_in_one_by_one_or_at_once(earlier, text):
    said = Said("en")
    for number in range(len(earlier) + 1):
        said.upto(earlier[:number])
    assert check(text, heard(earlier, said)) == check(text, heard(earlier))


def test_an_echo_names_its_line_and_a_new_dialogue_forgets():
    spoken, said = lines(5), Said("en")
    (flag,) = (
        each
        for each in check(spoken[3], heard(spoken, said.upto(spoken)))
        if each.check == "echoes"
    )
    assert "line 4" in flag.reason
    assert check(spoken[3], heard(spoken[:2], said.upto(spoken[:2]))) == ()


@pytest.mark.parametrize(
    ("place", "text", "flagged"),
    [
        ("Istanbul", "Everyone in İSTANBUL always obeys.", True),
        ("Istanbul", "Everyone in ıstanbul always obeys.", True),
        ("İzmir", "Everyone in Izmir always obeys.", True),
        ("Preußen", "In PREUẞEN people never complain.", True),
        ("Preußen", "In Preussen people never complain.", False),
        ("China", "In CHINA people never complain.", True),
        ("China", "In Chile people never complain.", False),
    ],
)
def test_a_place_is_found_in_capitals_of_any_language(place, text, flagged):
    found = {flag.check for flag in check(text, heard([], places=(place,)))}
    assert ("caricature" in found) is flagged


def test_letters_that_a_pattern_takes_for_each_other_are_folded_alike():
    letters = [chr(code) for code in range(0x20000) if chr(code).lower() != chr(code).upper()]
    for one in letters:
        like = re.compile(re.escape(one), re.IGNORECASE)
        for other in {one.lower(), one.upper(), one.title(), one.casefold(), "i", "ı", "s", "k"}:
            if len(other) == 1 and like.fullmatch(other):
                assert checks._caseless(one) == checks._caseless(other), (one, other)
