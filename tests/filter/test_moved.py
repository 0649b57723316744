"""Whether the filter moves stances."""

from types import SimpleNamespace

from park.filter.moved import moved
from tests.toys import opinion, seed, survey


def judged(*rows):
    for number, (stance, kept) in enumerate(rows):
        each = opinion(f"o{number}", dialogue=f"d{number}", seed=seed(stance=stance))
        yield SimpleNamespace(opinion=each, kept=kept)


def test_a_line_tells_the_sides_of_people_listed_and_accepted_opinions():
    (line,) = moved(judged((1, True), (1, True), (3, False), (3, True)), survey())
    assert line.startswith(
        "turkish: answers on the first half of the scale: people 60%, listed opinions 50%, "
        "accepted 67% (+17 points [-"
    )


def test_without_accepted_opinions_or_answers_nothing_is_said():
    assert not list(moved(judged((1, False)), survey()))
    assert not list(moved(judged((1, True)), survey(countries=("CHN",))))
