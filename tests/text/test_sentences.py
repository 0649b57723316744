from hypothesis import given
from hypothesis import strategies as st

from park.text.sentences import harmless


@given(st.text())
def test_letters_of_all_scripts_and_joiners_stay(text):
    kept = harmless(text)
    assert [c for c in text if c.isalnum() or c in "\n\u200c\u200d"] == [
        c for c in kept if c.isalnum() or c in "\n\u200c\u200d"
    ]
