import random

import pytest

from park.filter import calibrate
from park.filter.calibrate import calibration_key, rows, shipped
from park.filter.labelled import halves, load
from park.models.weights import catalog, default_alias
from park.prompts import Prompts
from tests.filter.judging import Scripted, favour


def scored(right, wrong):
    known = rows()
    good = [row for row in known if row.category in calibrate.POSITIVE]
    bad = [row for row in known if row.category in calibrate.NEGATIVE]
    return [*zip(good, right, strict=False), *zip(bad, wrong, strict=False)]


def test_a_judge_that_tells_all_apart_gets_the_threshold_between_them():
    found = calibrate.calibrate(scored([0.9, 0.8, 0.7], [0.6, 0.1]))
    assert (found.threshold, found.youden, found.n) == (0.7, 1.0, 5)


def test_the_threshold_has_the_greatest_difference_of_shares():
    found = calibrate.calibrate(scored([0.9, 0.8, 0.3, 0.2], [0.85, 0.1, 0.1, 0.1]))
    assert found.threshold == 0.2
    assert found.youden == pytest.approx(1 - 1 / 4)


def test_what_the_judge_did_not_answer_does_not_count():
    assert calibrate.calibrate(scored([0.9, None], [0.1, None])).n == 2


@pytest.mark.parametrize("known", [([], []), ([0.9], []), ([], [0.1])])
def test_nothing_to_tell_apart_leaves_the_middle(known):
    assert calibrate.calibrate(scored(*known)).threshold == 0.5


def test_the_halves_share_no_opinion_and_hold_the_judged_categories():
    one, other = rows(), rows(reporting=True)
    assert {row.category for row in one} == {*calibrate.POSITIVE, *calibrate.NEGATIVE}
    assert not {row.id for row in one} & {row.id for row in other}
    assert {row.id for row in one} <= {row.id for row in halves(load())[0]}


def test_the_default_judge_s_calibration_ships_for_the_templates_that_ship():
    """Made anew with: python -m benchmarks.judges --write."""
    found = shipped(f"embedded:{default_alias()}", Prompts())
    assert found is not None
    assert found.n == len(rows())


def test_changed_templates_have_no_calibration(tmp_path):
    prompts = Prompts()
    (tmp_path / "filter").mkdir()
    for name in prompts.digest("filter"):
        (tmp_path / name).write_text((prompts.folder / name).read_text())
    assert calibration_key(Prompts(tmp_path)) == calibration_key(prompts)
    (tmp_path / "filter/extract.j2").write_text("Other words.")
    assert calibration_key(Prompts(tmp_path)) == calibration_key(prompts)
    (tmp_path / "filter/verify.j2").write_text("Other words.")
    assert calibration_key(Prompts(tmp_path)) != calibration_key(prompts)
    assert shipped(f"embedded:{catalog().weights[0].alias}", Prompts(tmp_path)) is None


def test_a_labelled_opinion_is_scored_by_what_the_judge_says(tmp_path):
    row = next(row for row in rows() if row.item == "Q38" or row.item.startswith("Q"))
    from park.filter.verify import labels_of
    from park.surveys.bundled import bundled

    meaning = labels_of(bundled().items[row.item], row.stance)["entails"]
    judge = Scripted(tmp_path, options=favour(meaning, strength=9.0))
    assert judge.run(lambda it: calibrate.score(it, row)) > 0.99


def drawn(right, wrong):
    """Calibrate on as many labelled opinions as the probabilities given."""
    return calibrate.calibrate(scored(right, wrong))


def test_a_judge_that_finds_everything_alike_is_at_chance():
    found = drawn([0.4] * 44, [0.4] * 40)
    assert found.youden == 0
    assert found.interval[0] < 0 < found.interval[1]
    assert found.at_chance


def test_a_judge_that_tells_most_apart_is_not_at_chance_and_its_interval_says_so():
    found = drawn([0.9] * 34 + [0.1] * 10, [0.9] * 8 + [0.1] * 32)
    assert found.youden == pytest.approx(34 / 44 - 8 / 40)
    assert found.interval[0] > 0.3
    assert not found.at_chance


def test_the_interval_is_newcombe_s_for_a_difference_of_two_shares():
    """His example, 56 of 70 against 48 of 80: 0.0524 to 0.3339."""
    found = calibrate.Calibration(threshold=0.5, youden=0.2, n=150, right=70, kept=56, slipped=48)
    assert found.interval == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_guessing_is_taken_for_judging_once_in_twenty_times_at_most():
    rng = random.Random(1)
    guesses = [drawn(draw(rng, 44), draw(rng, 40)) for _ in range(200)]
    assert sum(not each.at_chance for each in guesses) <= 200 * 0.05 + 6
    assert any(each.youden > 0.15 for each in guesses)


def draw(rng, count):
    return [rng.random() for _ in range(count)]


def test_a_judge_that_ranks_the_other_way_round_is_at_chance():
    assert drawn([0.1] * 44, [0.9] * 40).at_chance


def test_of_the_shipped_judges_the_default_is_none_at_chance_and_the_smallest_is():
    known = {each.endpoint: each.calibration for each in calibrate.catalogue()}
    assert not known[f"embedded:{default_alias()}"].at_chance
    assert known["embedded:smollm2-135m"].at_chance
    right = sum(row.category in calibrate.POSITIVE for row in rows())
    assert all(each.right == right for each in known.values())
