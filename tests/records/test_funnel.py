from park.records import Funnel

STORED = {
    "stages": ["dialogues", "unread", "listed", "too_short", "accepted"],
    "cultures": {"turkish": {"dialogues": 4, "listed": 3, "too_short": 1, "accepted": 2}},
    "diversity": {"turkish": {"self_similarity_before": 0.4, "diversity_gain": None}},
    "alarms": [],
    "remarks": ["the judge keeps opinions from a probability of 0.39"],
    "judge": "toy",
    "embedder": "wordllama",
}  # fmt: skip


def test_what_a_run_of_today_holds_is_read_and_written_alike():
    dumped = Funnel.model_validate(STORED).model_dump(mode="json")
    assert dumped == STORED and list(dumped) == list(STORED)


def test_the_counts_of_cultures_are_added_and_counts_of_nothing_left_out():
    row = {"listed": 3, "too_short": 0, "later": 1}
    funnel = Funnel(stages=("listed", "too_short"), cultures={"a": row, "b": {"listed": 2}})
    assert funnel.total() == {"listed": 5, "too_short": 0, "later": 1}
    assert funnel.counted() == ["listed", "later"]
    assert funnel.counted("b") == ["listed"]
