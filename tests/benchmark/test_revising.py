"""Two rounds of revision: what stands, who differs, what is refused."""

import csv

import pytest

from park.benchmark.revising import current, revise
from park.benchmark.revisions import Revision, agreement, read_sheet
from park.errors import InputError
from tests.benchmark import toys
from tests.benchmark.conftest import drafts


@pytest.fixture
def sheet(drafted):
    revise(drafted)
    return drafted.sheet(1)


def filled(workspace, name, decide=lambda row: {}, number=1, reviser=None):
    """Return a filled table of a round."""
    out = workspace.folder.parent / f"{name}-{number}.csv"
    return toys.fill(workspace.sheet(number), out, decide, name if reviser is None else reviser)


def on(item, **changes):
    return lambda row: changes if row["item"] == item else {}


def first(workspace):
    return next(iter(current(workspace)))


def test_the_table_is_written_once(drafted, sheet):
    before = sheet.read_bytes()
    assert "is there already" in str(revise(drafted))
    assert sheet.read_bytes() == before


def test_a_change_says_what_and_why_and_is_kept(drafted, sheet):
    name = first(drafted)
    changed = on(name, decision="change", question="Bread is holy to us all.", why="plainer")
    step = revise(drafted, [filled(drafted, "ann", changed)])
    assert step.found["changed"] == 1
    assert current(drafted)[name].statement == "Bread is holy to us all."
    (kept,) = [e for e in drafted.rows(drafted.revisions, Revision) if e.decision == "change"]
    assert (kept.reviser, kept.why) == ("ann", "plainer")
    assert kept.before.statement == toys.STATEMENTS["bread"]


def test_a_dropped_item_is_gone_in_the_next_round(drafted, sheet):
    name = first(drafted)
    revise(drafted, [filled(drafted, "ann", on(name, decision="drop", why="nobody says so"))])
    revise(drafted)
    assert name not in drafted.sheet(2).read_text()
    again = filled(drafted, "ann", number=1)
    rows = again.read_text().replace("\n1,", "\n2,")
    again.write_text(rows)
    with pytest.raises(InputError, match=f"{name}.* is gone: ann dropped it in round 1"):
        revise(drafted, [again])


def test_an_item_that_never_was_is_refused_with_the_nearest(drafted, sheet):
    name = first(drafted)
    path = filled(drafted, "ann")
    path.write_text(path.read_text().replace(name, f"{name}x"))
    with pytest.raises(InputError, match=f"there is no '{name}x'; did you mean '{name}'"):
        revise(drafted, [path])


def test_revisers_in_conflict_stop_the_round_until_one_decides(drafted, sheet):
    name = first(drafted)
    files = [
        filled(drafted, "ann"),
        filled(drafted, "ben", on(name, decision="drop", why="rude")),
    ]
    with pytest.raises(InputError, match=f"revisers differ on {name}: ann keeps it, ben drops it"):
        revise(drafted, files)
    assert not drafted.revisions.exists()
    with pytest.raises(InputError, match="--chair: 'eve' revised nothing; revisers: ann, ben"):
        revise(drafted, files, chair="eve")
    step = revise(drafted, files, chair="ben")
    assert name not in current(drafted)
    assert (step.found["dropped"], step.found["overruled"]) == (1, 1)
    assert -1 <= step.found["alpha"]["value"] < 1


def test_agreement_is_undefined_where_all_decide_alike(drafted, sheet):
    step = revise(drafted, [filled(drafted, "ann"), filled(drafted, "ben")])
    assert step.found["alpha"] == {"value": None, "low": None, "high": None, "n": 8}
    assert "α is undefined" in str(step)


def test_a_round_may_be_read_again_until_the_next(drafted, sheet):
    revise(drafted, [filled(drafted, "ann")])
    name = first(drafted)
    revise(drafted, [filled(drafted, "ann", on(name, decision="drop", why="rude"))])
    assert name not in current(drafted)
    revise(drafted)
    revise(drafted, [filled(drafted, "ann", number=2)])
    with pytest.raises(InputError, match="round: 1 is not open; the open one is 2"):
        revise(drafted, [filled(drafted, "ann")])
    assert "both rounds are done" in str(revise(drafted))


def test_drafts_stay_once_revision_has_begun(drafted, sheet, setup):
    revise(drafted, [filled(drafted, "ann")])
    before = drafted.drafts.read_bytes()
    assert "stay as they are" in str(drafts(setup, drafted, lambda messages: "no"))
    assert drafted.drafts.read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"decision": "maybe"}, "decision: 'maybe'; known: change, drop, keep"),
        ({"decision": "change"}, "decision: says change, but nothing is changed"),
        ({"question": "Bread is holy."}, "decision: says keep, but the text is changed"),
        ({"decision": "drop"}, "why: must be said for a drop"),
        ({"reviser": ""}, "reviser: must not be empty"),
        ({"decision": "change", "question": "Is it?...", "why": "so"}, "gap: a gap"),
        ({"decision": "change", "options": "yes", "why": "so"}, "options: "),
    ],
)
def test_a_row_that_cannot_be_is_refused(changes, said, drafted, sheet):
    with pytest.raises(InputError, match=said) as told:
        revise(drafted, [filled(drafted, "ann", on(first(drafted), **changes))])
    assert "ann-1.csv:2: " in str(told.value)


def test_the_true_answer_must_be_among_the_options(drafted, sheet):
    name = list(current(drafted))[1]
    changed = on(name, decision="change", answer="a moon pie", why="so")
    with pytest.raises(InputError, match="'a moon pie' is not among the options; did you mean"):
        revise(drafted, [filled(drafted, "ann", changed)])


def test_one_who_decides_twice_is_refused(drafted, sheet):
    path = filled(drafted, "ann")
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]))
    with pytest.raises(InputError, match=r"'ann' decides on .* in a line above, too"):
        revise(drafted, [path])
    both = [filled(drafted, "ann"), filled(drafted, "bob", reviser="ann")]
    with pytest.raises(InputError, match=r"'ann' decides on .* in two files"):
        revise(drafted, both)


def test_options_with_commas_and_quotes_survive_the_table(drafted, sheet):
    name = list(current(drafted))[1]

    def decide(row):
        if row["item"] != name:
            return {}
        labels = ['say "yes", loudly', *row["options"].split(" | ")[1:]]
        return {"decision": "change", "options": " | ".join(labels), "answer": labels[0],
                "why": "so"}  # fmt: skip

    revise(drafted, [filled(drafted, "ann", decide)])
    found = current(drafted)[name]
    assert found.label(found.answer) == 'say "yes", loudly'
    with sheet.open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 8


def test_agreement_counts_items_that_two_judged(drafted, sheet):
    items = current(drafted)
    names = list(items)
    one = read_sheet(filled(drafted, "ann"), items, {}, simulated=False)
    other = filled(drafted, "ben", lambda row: {"decision": "keep" if row["item"] in names[:3]
                                                else ""})  # fmt: skip
    both = [*one, *read_sheet(other, items, {}, simulated=False)]
    assert agreement(both).n == 3
