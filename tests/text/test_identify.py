import pytest

from park.text.identify import in_language


@pytest.mark.parametrize(
    "text",
    [
        "They have helped me achieve我的 goals.",
        "It is the future of我们的 community.",
        "She is моя mother, theмать of five.",
    ],
)
def test_a_latin_text_that_slips_into_another_script_is_in_no_language(text):
    assert not in_language(text, "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("My father called it “孝” and lived by it.", "en"),
        ("We owe it to our parents (孝顺), as everybody here says.", "en"),
        ("The word '정' has no translation, and I like that.", "en"),
        ("Für meine Mutter würde ich alles tun, und sie für mich.", "de"),
        ("Çocuklar büyüyünce anne babasına bakmalı, bence bu bir borçtur.", "tr"),
        ("我觉得用AI和手机的孩子们学得更快，也更聪明。", "zh"),
        ("In our village we say যেমন কর্ম তেমন ফল, as you sow so you reap.", "en"),
        ("I love my mother and I respect her।", "en"),
        ("I love Islam، my religion and my family.", "en"),
        ("Do you really think so؟", "en"),
        ("We all watched Tom・Jerry with my uncle in the evening.", "en"),
        ("A piece of 5 µm, she said, is as thin as it gets.", "en"),
    ],
)
def test_words_of_another_script_that_stand_apart_are_fine(text, language):
    assert in_language(text, language)
