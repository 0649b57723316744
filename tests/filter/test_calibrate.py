import asyncio
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.filter import calibrate
from park.filter.calibrate import Scored, calibration_key, rows, shipped
from park.filter.calibrating import BREAKER, Calibrating
from park.filter.labels import Label
from park.filter.verify import RELEVANCE, half, labels_of
from park.models.base import ModelError
from park.models.weights import catalog, default_alias
from park.prompts import Prompts
from park.records.round import Thresholds
from park.surveys.bundled import bundled
from tests.filter.judging import Scripted, favour

ITEMS = bundled().items
chances = st.floats(0, 1, allow_nan=False)
a_scored = st.builds(
    Scored, st.booleans(), st.sampled_from([-1, 0, 1]), chances, chances, chances, st.booleans()
)


def scored(right=(), wrong=(), side=-1):
    return [
        *(Scored(True, side, p) for p in right),
        *(Scored(False, side, p) for p in wrong),
    ]


def kept(thresholds, known, side):
    own = [each for each in known if each.right and each.side == side]
    return sum(calibrate.keeps(thresholds, each) for each in own) / len(own)


def threshold(entails):
    """Return the score of a probability where nothing contradicts."""
    return pytest.approx(entails**0.5)


def test_a_judge_that_tells_all_apart_gets_the_threshold_between_them():
    assert calibrate.choose(scored([0.9, 0.8, 0.7], [0.6, 0.1])).first == threshold(0.7)


def test_the_most_right_ones_are_kept_that_a_precision_allows():
    right = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3]
    assert calibrate.choose(scored(right, [0.35, 0.35, 0.2])).first == threshold(0.4)
    assert calibrate.choose(scored(right, [0.35, 0.2])).first == threshold(0.3)


def test_where_no_threshold_is_precise_enough_half_of_the_right_ones_are_kept():
    known = scored([0.9, 0.8, 0.7, 0.2], [0.95, 0.85, 0.75, 0.6, 0.5])
    chosen = calibrate.choose(known)
    assert chosen.first == threshold(0.7)
    assert kept(chosen, known, -1) >= calibrate.YIELD


def test_what_is_as_likely_to_contradict_counts_less():
    sides = [Scored(True, -1, 0.5, contradicts=0.1) for _ in range(4)]
    torn = [Scored(False, -1, 0.5, contradicts=0.5) for _ in range(4)]
    chosen = calibrate.choose([*sides, *torn])
    assert chosen.by == "lean"
    assert all(calibrate.keeps(chosen, each) for each in sides)
    assert not any(calibrate.keeps(chosen, each) for each in torn)


def test_opinions_apart_from_their_statement_need_more_where_that_helps():
    known = [
        *(Scored(True, -1, p) for p in (0.9, 0.6, 0.6)),
        Scored(True, -1, 0.9, apart=True),
        *(Scored(False, -1, 0.7, apart=True) for _ in range(2)),
        Scored(False, -1, 0.1),
    ]
    chosen = calibrate.choose(known)
    assert chosen.apart == 0.9
    assert [calibrate.keeps(chosen, each) for each in known] == [True] * 4 + [False] * 3
    assert calibrate.choose_by_stance(known).apart is None
    useless = [each._replace(apart=each.right and each.apart) for each in known]
    assert calibrate.choose(useless).apart is None


def test_a_judge_that_prefers_one_side_keeps_as_many_of_the_other():
    likes = scored([0.9, 0.8, 0.7, 0.6], [0.65, 0.5, 0.4, 0.3], side=-1)
    slights = scored([0.5, 0.4, 0.3, 0.2], [0.25, 0.1, 0.1, 0.05], side=1)
    chosen = calibrate.choose([*likes, *slights])
    assert (chosen.first, chosen.last) == (threshold(0.7), threshold(0.3))
    assert kept(chosen, likes, -1) == kept(chosen, slights, 1) == 0.75


@given(st.lists(a_scored, max_size=40))
def test_the_sides_differ_by_no_more_than_an_opinion_in_what_they_keep_of_the_right(known):
    known = [each._replace(relevant=None, apart=False) for each in known]
    chosen = calibrate.choose(known)
    sides = [[chosen.score(e.found) for e in known if e.right and e.side == at] for at in (-1, 1)]
    mixed = all(sides) and len(known) > sum(each.right for each in known)
    if mixed and all(len(set(own)) == len(own) for own in sides):
        one, other = (kept(chosen, known, at) for at in (-1, 1))
        assert abs(one - other) <= max(1 / len(own) for own in sides) + 1e-9


def test_a_side_without_labelled_opinions_has_the_threshold_of_all():
    chosen = calibrate.choose(scored([0.9, 0.7], [0.1]))
    assert chosen.last == chosen.middle == chosen.first == threshold(0.7)


def test_relevance_gets_a_threshold_only_if_it_tells_apart_what_stance_does_not():
    known = [
        *(Scored(True, -1, 0.9, bears) for bears in (0.8, 0.7, 0.6)),
        *(Scored(False, -1, 0.9, bears) for bears in (0.5, 0.4)),
        Scored(False, -1, 0.1),
    ]
    assert calibrate.choose(known).relevant == 0.6
    useless = [each._replace(relevant=0.5) for each in known]
    assert calibrate.choose(useless).relevant is None


@pytest.mark.parametrize("known", [([], []), ([0.9], []), ([], [0.1])])
def test_nothing_to_tell_apart_leaves_the_middle_and_is_at_chance(known):
    found = calibrate.calibrate(scored(*known))
    assert found.thresholds == Thresholds(first=0.5, middle=0.5, last=0.5)
    assert found.at_chance
    assert (found.youden, found.interval) == (0.0, None)


def test_the_counts_are_those_of_thresholds_chosen_without_the_fold():
    """The lowest right one is kept by its own threshold, but not by one chosen without it."""
    found = calibrate.calibrate(scored([0.9] * 9 + [0.5], [0.1] * 10))
    assert found.thresholds.first == threshold(0.5)
    assert (found.kept, found.slipped) == (9, 0)
    assert found.precision == 1.0


@given(st.lists(a_scored, max_size=40), st.randoms())
def test_every_opinion_is_counted_once(known, rng):
    found = calibrate.validated(known, calibrate.choose)
    assert len(found) <= len(known)
    assert all(found.count(each) <= known.count(each) for each in found)


def test_the_bundled_rows_are_of_judged_kinds_on_both_sides_and_none_is_for_reporting():
    tested = {row.text for row in calibrate.load() if row.test}
    assert not {row.text for row in rows()} & tested
    sides = [half(ITEMS[row.item], row.stance) for row in rows() if row.label == "fine"]
    assert sides.count(-1) == sides.count(1) == len(sides) / 2 > 0


def test_the_default_judge_s_calibration_ships_for_the_templates_that_ship():
    """Made anew with: python -m benchmarks.judges --write."""
    found = shipped(f"embedded:{default_alias()}", Prompts())
    assert found is not None
    assert found.n == len(rows())


@pytest.mark.parametrize("name", ["verify", "relevant", "verify_case"])
def test_changed_templates_have_no_calibration(tmp_path, name):
    prompts = Prompts()
    (tmp_path / "filter").mkdir()
    for file in prompts.digest("filter"):
        (tmp_path / file).write_text((prompts.folder / file).read_text())
    assert calibration_key(Prompts(tmp_path)) == calibration_key(prompts)
    (tmp_path / "filter/extract.j2").write_text("Other words.")
    assert calibration_key(Prompts(tmp_path)) == calibration_key(prompts)
    (tmp_path / f"filter/{name}.j2").write_text("Other words.")
    assert calibration_key(Prompts(tmp_path)) != calibration_key(prompts)
    assert shipped(f"embedded:{catalog().weights[0].alias}", Prompts(tmp_path)) is None


def test_a_judge_that_finds_everything_alike_is_at_chance():
    found = calibrate.calibrate(scored([0.4] * 44, [0.4] * 40))
    assert found.youden == 0
    assert found.interval[0] < 0 < found.interval[1]
    assert found.at_chance


def test_a_judge_that_tells_most_apart_is_not_at_chance_and_its_interval_says_so():
    found = calibrate.calibrate(scored([0.9] * 34 + [0.1] * 10, [0.9] * 8 + [0.1] * 32))
    assert found.youden == pytest.approx(34 / 44 - 8 / 40)
    assert found.interval[0] > 0.3
    assert not found.at_chance


def test_the_interval_is_newcombe_s_for_a_difference_of_two_shares():
    """His example, 56 of 70 against 48 of 80: 0.0524 to 0.3339."""
    nothing = Thresholds(first=0.5, middle=0.5, last=0.5)
    found = calibrate.Calibration(thresholds=nothing, n=150, right=70, kept=56, slipped=48)
    assert found.interval == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_guessing_is_taken_for_judging_once_in_twenty_times_at_most():
    rng = random.Random(1)

    def guesses():
        return [
            Scored(right, side, rng.random(), rng.random())
            for right in (True, False) for side in (-1, 1) for _ in range(25)
        ]  # fmt: skip

    found = [calibrate.calibrate(guesses()) for _ in range(100)]
    assert sum(not each.at_chance for each in found) <= 100 * 0.05 + 4


def test_a_judge_that_ranks_the_other_way_round_is_at_chance():
    assert calibrate.calibrate(scored([0.1] * 44, [0.9] * 40)).at_chance


def test_the_default_judge_is_not_at_chance():
    known = {each.endpoint: each.calibration for each in calibrate.catalogue()}
    assert not known[f"embedded:{default_alias()}"].at_chance


# Asking a judge


def label(number, kind="fine"):
    return Label("Q38", 1, f"opinion {number}", kind)


async def each_in_turn(tasks, work):
    for task in tasks:
        await work(task)


def ask(folder, known, options):
    judge = Scripted(folder, options=options)
    found = judge.run(lambda it: Calibrating(it, each_in_turn).run(known, ITEMS))
    return found, judge.asked


def telling(good):
    """Find that what is in `good` entails, and that only the first half of it bears on anything."""
    entails = labels_of(ITEMS["Q38"], 1)["entails"]

    def options(messages, letters):
        text = messages[-1]["content"]
        fine = any(f'"{each}"' in text for each in good)
        bears = any(f'"{each}"' in text for each in good[: len(good) // 2])
        if RELEVANCE["relevant"] in text:
            return favour(RELEVANCE["relevant" if bears else "irrelevant"])(messages, letters)
        return favour(entails if fine else "do not tell")(messages, letters)

    return options


def test_only_what_the_stance_keeps_is_asked_whether_it_bears_on_the_statement(tmp_path):
    known = [
        *(label(n) for n in range(6)),
        *(label(n, "contentless") for n in range(6, 12)),
        *(label(n, "contradicts") for n in range(12, 20)),
    ]
    found, asked = ask(tmp_path, known, telling([each.text for each in known[:12]]))
    assert len(asked) == 2 * 20 + 2 * 12
    assert found.thresholds.relevant is not None
    assert (found.kept, found.slipped) == (6, 0)


def test_a_judge_that_shows_no_letters_is_not_calibrated_and_must_vote(tmp_path):
    found, _ = ask(tmp_path, [label(1), label(2)], lambda messages, letters: {})
    assert found is None


def test_calls_that_fail_cost_their_opinion_until_many_fail_in_a_row(tmp_path):
    entails = labels_of(ITEMS["Q38"], 1)["entails"]

    def failing(limit):
        def options(messages, letters):
            text = messages[-1]["content"]
            if RELEVANCE["relevant"] in text:
                return favour(RELEVANCE["relevant"])(messages, letters)
            number = int(text.split('"opinion ')[1].split('"')[0])
            if number < limit:
                raise ModelError("down", "transient")
            return favour(entails)(messages, letters)

        return options

    known = [label(n) for n in range(12)]
    found, _ = ask(tmp_path, known, failing(BREAKER - 1))
    assert found.n == 12 - (BREAKER - 1)
    (tmp_path / "again").mkdir()
    with pytest.raises(ModelError):
        ask(tmp_path / "again", known, failing(BREAKER))


def test_a_cancelled_calibration_ends(tmp_path):
    def options(messages, letters):
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        ask(tmp_path, [label(1)], options)
