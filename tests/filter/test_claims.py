import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.filter.claims import claim_in

NAMES = ("Turkish", "Turkey", "Türkler")

CLAIMS = {
    "Most people in Turkey want their children to make them proud.": (0.5, 1.0),
    "In our country, nearly everyone looks after old parents at home.": (0.8, 1.0),
    "In Turkey almost nobody would send a mother to a home.": (0.0, 0.2),
    "The vast majority of Turkish people trust their neighbours.": (0.65, 1.0),
    "Few people in Turkey think that way.": (0.0, 0.35),
    "Everybody in Turkey agrees that work comes first.": (0.9, 1.0),
    "Back home, nobody says that a housewife is idle.": (0.0, 0.1),
    "About half of the people in Turkey pray every day.": (0.35, 0.65),
    "Some 30 percent of people in Turkey distrust science.": (0.2, 0.4),
    "In Turkey 95% would say that family comes first.": (0.85, 1.0),
    "A minority of Turkish families still live with three generations.": (0.0, 0.5),
    "Hardly anyone in Turkey trusts strangers.": (0.0, 0.2),
    "Not all Turkish people are religious.": (0.0, 0.97),
    "Most Turks in Turkey would help a neighbour.": None,
}


@pytest.mark.parametrize(("text", "share"), CLAIMS.items())
def test_a_quantifier_is_read_as_the_shares_it_can_mean(text, share):
    claim = claim_in(text, (*NAMES, "Turk"))
    assert claim is not None
    if share:
        assert (round(claim.low, 2), round(claim.high, 2)) == share


@pytest.mark.parametrize(
    "text",
    [
        "I think that children should make their parents proud.",
        "Most people in my village keep goats.",
        "All my cousins in Turkey live with their parents.",
        "Most of my friends in Ankara agree with me.",
        "Many people in Turkey like tea.",
        "Some people in Turkey like tea.",
        "In Turkey I paid 40 lira for bread.",
        "Everyone in my family prays.",
        "Nobody in our street trusts him.",
        "",
    ],
)
def test_what_is_no_claim_about_a_people_at_large_is_none(text):
    assert claim_in(text, NAMES) is None


@given(st.text(max_size=150))
def test_any_text_is_read(text):
    claim = claim_in(text, NAMES)
    assert claim is None or 0 <= claim.low <= claim.high <= 1
