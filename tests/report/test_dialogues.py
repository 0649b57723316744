"""Quotes are found in turns, and marked without changing a word."""

from hypothesis import example, given
from hypothesis import strategies as st

from park.report.dialogues import MOST_REJECTED, locate, sampled, samples, split
from park.report.snapshot import snapshot
from tests.report.runs import QUOTE, SPOKEN, talked, write
from tests.toys import dialogue, opinion, turn, verdict

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


def marked(parts):
    """Return the marked parts, by the opinions' numbers."""
    return [(part.text, part.opinions) for part in parts if part.opinions]


def test_space_and_case_do_not_count():
    start, end = locate(QUOTE.upper(), SPOKEN)
    assert SPOKEN[start:end].split() == QUOTE.split()


def test_what_was_quoted_with_a_slip_is_found():
    start, end = locate("Parents are prouder of a child who visits them.", SPOKEN)
    assert "proud of a child" in SPOKEN[start:end]
    assert "night bus" not in SPOKEN[start:end]


def test_what_was_never_said_is_not_found():
    assert locate("Rice must be cooked with saffron and cloves.", SPOKEN) is None
    assert locate("", SPOKEN) is None
    assert locate(QUOTE, "") is None


def test_a_quote_over_two_turns_marks_the_whole_of_a_short_one():
    assert locate("I agree with you. Parents are proud.", "I agree with you.") == (0, 17)


@given(TEXTS, TEXTS, TEXTS)
@example("İ", "ß", "ﬁ")
def test_whatever_stands_in_a_text_is_found_there(before, quote, after):
    text = f"{before}{quote}{after}"
    found = locate(quote, text)
    if quote.strip():
        start, end = found
        assert text[start:end].casefold().split() == quote.casefold().split()


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 9))))
def test_the_parts_make_up_the_text_again(text, drawn):
    spans = [(min(a, b, len(text)), min(max(a, b), len(text)), n) for a, b, n in drawn]
    parts = split(text, spans)
    assert "".join(part.text for part in parts) == text
    for number in {n for _, _, n in spans}:
        places = {i for a, b, n in spans if n == number for i in range(a, b)}
        shown, at = set(), 0
        for part in parts:
            if number in part.opinions:
                shown |= set(range(at, at + len(part.text)))
            at += len(part.text)
        assert shown == places


def test_overlapping_quotes_share_their_common_words():
    parts = split("one two three", [(0, 7, 1), (4, 13, 2)])
    assert marked(parts) == [("one ", (1,)), ("two", (1, 2)), (" three", (2,))]


def run_with(tmp_path, *judged):
    """A run with one dialogue and its judged opinions."""

    def fill(ledger):
        ledger.put_dialogue(dialogue("d1", turns=(turn(1), turn(2, SPOKEN))))
        ledger.put_opinions(judged)

    return write(tmp_path / "study", fill)


def test_accepted_opinions_are_marked_and_rejected_ones_have_their_reason(tmp_path):
    kept, lost = opinion("a", quote=QUOTE), opinion("b", quote="nobody eats alone", text="Alone.")
    no = verdict("b", check="verify", kept=False, reason="contradicts", by="j")
    run = run_with(tmp_path, (kept, [verdict("a")]), (lost, [verdict("b"), no]))
    with snapshot(run) as ledger:
        (found,) = samples(ledger, list(ledger.dialogues()))
    assert [(" ".join(text.split()), n) for text, n in marked(found.turns[1].parts)] == [
        (QUOTE, (1,))
    ]
    assert found.accepted[0].marked
    (rejected,) = found.rejected
    assert (rejected.text, rejected.reason, rejected.check, rejected.by) == (
        "Alone.", "contradicts", "verify", "j",
    )  # fmt: skip


def test_an_opinion_whose_quote_is_not_there_says_so(tmp_path):
    away = opinion("a", quote="Rice must be cooked with saffron and cloves.")
    with snapshot(run_with(tmp_path, (away, [verdict("a")]))) as ledger:
        (found,) = samples(ledger, list(ledger.dialogues()))
    assert not found.accepted[0].marked


def test_how_many_rejects_are_left_out_is_told(tmp_path):
    many = [(opinion(f"o{n}"), [verdict(f"o{n}", kept=False, reason="role")]) for n in range(9)]
    with snapshot(run_with(tmp_path, *many)) as ledger:
        found = sampled(ledger, next(ledger.dialogues()), list(ledger.opinions()))
    assert (len(found.rejected), found.not_shown) == (MOST_REJECTED, 9 - MOST_REJECTED)


def test_one_dialogue_of_each_culture_is_shown_and_none_that_failed(tmp_path):
    with snapshot(write(tmp_path / "study", talked)) as ledger:
        found = samples(ledger, list(ledger.dialogues()))
    assert [each.culture for each in found] == ["arabic", "chinese", "turkish"]
    assert all(each.ending == "turns" for each in found)
