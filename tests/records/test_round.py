from park.records import Round, Verdict, Vote

ROUNDS = [
    {"text": "No.", "probabilities": {"entails": 0.2, "contradicts": 0.7, "irrelevant": 0.1}},
    {"text": "Never.", "votes": [{"relation": "entails", "letter": "A", "call": "c"}]},
    {"text": "Hm.", "error": "the server is gone"},
]


def test_the_rounds_of_a_verdict_are_read_as_they_are_stored():
    verdict = Verdict(opinion="o", check="verify", kept=True, detail={"rounds": ROUNDS})
    first, second, third = verdict.rounds
    assert first.relation == "contradicts" and third.error == "the server is gone"
    assert second.votes == (Vote(relation="entails", letter="A", call="c"),)
    assert [
        each.model_dump(exclude_defaults=True, mode="json") for each in verdict.rounds
    ] == ROUNDS


def test_a_verdict_without_rounds_has_none():
    assert Verdict(opinion="o", check="form", kept=True).rounds == ()


def test_a_tie_is_never_that_an_opinion_follows():
    tie = dict.fromkeys(("entails", "contradicts", "irrelevant"), 1 / 3)
    assert Round(text="x", probabilities=tie).relation == "contradicts"
    assert Round(text="x").relation is None
