"""Scores become grids and pairs by what they say of themselves alone."""

from hypothesis import given
from hypothesis import strategies as st

from park.evaluate.task import TASKS
from park.findings.scores import grid, metrics, tasks
from park.records.scores import NEW_COUNTRIES, Score
from park.report.blocks import Charts, Heading, Text
from park.report.evaluation import metric_blocks
from park.statistics import DIMENSIONS


def score(method="plain", value=0.5, **changes):
    return Score(
        **{"task": "toy", "metric": "m", "method": method, "value": value, "n": 9} | changes
    )


SCORES = st.builds(
    score,
    st.sampled_from(["plain", "adapter", "debate"]),
    st.one_of(st.none(), st.floats(-1, 1)),
    culture=st.sampled_from(["", "a", "b"]),
    tested=st.sampled_from(["", "a", "b"]),
    control=st.booleans(),
)


@given(st.lists(SCORES, min_size=1, unique_by=lambda s: (s.method, s.culture, s.tested, s.control)))
def test_every_score_has_exactly_one_cell(scores):
    found = grid(scores)
    cells = [figure for row in found.cells for figure in row if figure is not None]
    assert sorted(str(each.value) for each in cells) == sorted(str(s.value) for s in scores)
    for each in scores:
        (row,) = [
            place
            for place, row in enumerate(found.rows)
            if (row.method, row.culture, row.control) == (each.method, each.culture, each.control)
        ]
        (column,) = [n for n, at in enumerate(found.columns) if at.tested == each.tested]
        assert found.cells[row][column].value == each.value


def test_methods_stand_together_and_controls_last():
    found = grid(
        [
            score("uniform", control=True), score("plain"),
            score("prompt", culture="a"), score("adapter", culture="a"),
            score("prompt", culture="b"), score("prompt"),
        ]
    )  # fmt: skip
    rows = [(row.method, row.culture) for row in found.rows]
    assert rows == [
        ("plain", ""), ("prompt", ""), ("prompt", "a"), ("prompt", "b"), ("adapter", "a"),
        ("uniform", ""),
    ]  # fmt: skip


def test_sets_and_all_sets_together_are_kept_apart():
    (found,) = metrics([score(), score(set="s1"), score(set="s2")])
    assert [at.set for at in found.whole.columns] == [""]
    assert [at.set for at in found.by_set.columns] == ["s1", "s2"]


def test_differences_are_no_figures_of_a_method():
    (found,) = metrics(
        [score("adapter", against="plain", set="s"), score("adapter", against="plain")]
    )
    assert found.whole is None and found.by_set is None
    (pair,) = found.pairs
    assert (pair.method, pair.against) == ("adapter", "plain")
    assert [each.set for each in pair.contrasts] == ["", "s"]


def test_the_spread_is_over_the_prompt_forms():
    (found,) = metrics([score(forms={"a": 0.4, "b": 0.7, "c": 0.5})])
    assert found.whole.cells[0][0].spread == (0.4, 0.7)


def test_sentences_of_the_details_are_told_once_and_words_are_not():
    detail = {"what": "shares that are all alike", "cultures": ["a", "b"], "unanswered": {"n": 1}}
    scores = [score("uniform", control=True, tested=t, detail=detail) for t in ("a", "b")]
    (task,) = tasks([*scores, score(detail={"caveats": ["mind the gap"]})], {})
    assert task.remarks == ("uniform: shares that are all alike",)
    assert task.caveats == ("mind the gap",)


def test_two_models_have_rows_of_their_own():
    found = grid([score(model="one"), score(model="other")])
    assert [row.model for row in found.rows] == ["one", "other"]


def test_new_countries_have_a_table_of_their_own_under_a_heading():
    (task,) = tasks(
        [
            score(tested="a"), score("ridge", tested="a", control=True),
            score("prompt", tested="b", culture="b", set=NEW_COUNTRIES, value=0.3),
            score("uniform", tested="b", control=True, set=NEW_COUNTRIES),
        ],
        {},
    )  # fmt: skip
    blocks = list(metric_blocks(task, task.metrics[0]))
    place = next(
        n for n, e in enumerate(blocks) if isinstance(e, Heading) and e.text.startswith("New")
    )
    before, after = (
        [e for e in part if isinstance(e, Charts)] for part in (blocks[:place], blocks[place:])
    )
    assert [[row[0] for row in e.table.rows] for e in before] == [["plain", "control: ridge"]]
    assert [[row[0] for row in e.table.rows] for e in after] == [["prompt · b", "control: uniform"]]
    assert after[0].table.header == ("method", "new countries · b")


def test_what_an_interval_covers_stands_beside_it_where_that_is_not_95():
    def said(metric):
        (task,) = tasks([score(task="survey", metric=metric)], {})
        return [e.text for e in metric_blocks(task, task.metrics[0]) if isinstance(e, Text)]

    assert any("in simulations: 41 to 56 where adapters" in e for e in said("c_dist"))
    assert not any("hold the truth" in e for e in said("js"))


def test_what_is_covered_is_said_of_metrics_that_there_are():
    for name in TASKS.built_in():
        kind = TASKS.get(name)
        assert set(kind.covers) <= set(kind.ranges) | {each.lower() for each in DIMENSIONS}
