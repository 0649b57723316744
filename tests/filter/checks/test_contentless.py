import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.filter.check import Rules
from park.filter.checks.contentless import Contentless, says_nothing, weighs
from park.filter.labelled import load
from park.text.language import lexicons

RULES = Rules(language="en", region="DEU", shortest=2, longest=60, slurs=frozenset())
NOTHING = {
    "en": ("Yes, I see it that way, too.", "I think this is an important question.",
           "You are right, I agree completely.", "Everyone has their own view of the matter."),
    "de": ("Ja, so ist es.", "Ich stimme dir ganz zu.", "Das ist eine wichtige Frage."),
    "es": ("Sí, estoy de acuerdo.", "Es una pregunta muy importante.", "Cada persona lo ve así."),
    "pt": ("Sim, concordo.", "É uma questão muito importante.", "Cada pessoa pensa diferente."),
    "tr": ("Evet, bence de öyle olmalı.", "Size katılıyorum.", "Bu önemli bir soru."),
    "ar": ("نعم، أوافقك الرأي.", "هذا موضوع مهم جدا.", "أعتقد أن هذا صحيح."),
    "fa": ("بله، من موافقم.", "این سوال خیلی مهم است.", "من هم همین فکر را می‌کنم."),
    "bn": ("হ্যাঁ, আমি একমত।", "এটা খুব গুরুত্বপূর্ণ প্রশ্ন।", "আমিও তাই মনে করি।"),
    "ko": ("네, 동의합니다.", "정말 중요한 질문이에요.", "저도 그렇게 생각합니다."),
    "zh": ("是的，我同意。", "这是一个很重要的问题。", "每个人都有自己的看法。"),
}  # fmt: skip
SOMETHING = {
    "en": ("I agree that parents come first.", "My mother would say no.", "Work is a duty."),
    "de": ("Ja, Arbeit ist wichtig.", "Ich sehe meine Eltern jeden Sonntag."),
    "es": ("Sí, el trabajo es importante.", "Veo a mis padres cada domingo."),
    "pt": ("Sim, o trabalho é importante.", "Vejo os meus pais todo domingo."),
    "tr": ("Evet, çalışmak önemlidir.", "Bence kadınlar da yönetebilir."),
    "ar": ("نعم، العمل مهم.", "أرى والدي كل جمعة."),
    "fa": ("بله، کار مهم است.", "من هر جمعه مادرم را می‌بینم."),
    "bn": ("হ্যাঁ, কাজ গুরুত্বপূর্ণ।", "আমি আমার মাকে দেখি।"),
    "ko": ("네, 일은 중요합니다.", "저는 부모님을 돌봐야 한다고 생각해요."),
    "zh": ("是的，工作很重要。", "我觉得女人也能当领导。"),
}


def test_all_languages_have_words():
    assert set(NOTHING) == set(SOMETHING) == set(lexicons())


@pytest.mark.parametrize("language", NOTHING)
def test_agreement_and_praise_of_the_question_say_nothing(language):
    assert [text for text in NOTHING[language] if not says_nothing(text, language)] == []


@pytest.mark.parametrize("language", SOMETHING)
def test_a_word_of_the_matter_says_something(language):
    assert [text for text in SOMETHING[language] if says_nothing(text, language)] == []


def test_three_quarters_of_the_labelled_contentless_opinions_are_found_and_no_other():
    found = [row.label for row in load() if says_nothing(row.text, row.language)]
    assert set(found) == {"contentless"}
    assert len(found) >= 0.75 * sum(row.label == "contentless" for row in load())


@pytest.mark.parametrize(
    "text",
    [
        "I believe that it's important to recognize and respect both sides in leadership.",
        "I think it's important to consider both sides and make decisions that work for everyone.",
        "It is important to remember that everyone is different.",
        "It is important to respect other people's opinions.",
        "It's important to recognize that people have different views.",
        "It's important for everyone to respect the views of others.",
        "We should listen to both views.",
    ],
)
def test_who_gives_both_sides_their_due_takes_none(text):
    assert weighs(text, "en")
    assert Contentless().fault(text, RULES)[0] == "contentless"


@pytest.mark.parametrize(
    "text",
    [
        "It is important to respect one's parents.",
        "It is important to remember what our mothers did.",
        "I have lived on both sides of the border.",
        "Both parents should work.",
        "It is important to recognize women as leaders.",
        "I am against it, because it is important to respect every human life.",
        "It is important to respect individual freedom, so nobody should decide whom we marry.",
        "It is important to remember that people need work before they can be generous.",
        "Parents should teach that it is important to respect other people's property.",
        "Work comes first, and it is important to consider all costs before having a child.",
    ],
)
def test_a_view_is_not_taken_for_weighing(text):
    assert weighs(text, "en") is None


def test_no_labelled_opinion_that_is_fine_weighs():
    assert not [
        row.text for row in load() if row.label == "fine" and weighs(row.text, row.language)
    ]


def test_a_language_without_words_is_told_and_skipped():
    assert not says_nothing("Ndiyo.", "sw")
    assert Contentless().lacks("sw", None) == "words that say nothing"
    assert Contentless().lacks("zh-TW", None) == ""


@given(st.text(max_size=60), st.sampled_from(sorted(NOTHING)))
def test_any_text_is_read(text, language):
    assert says_nothing(text, language) in (True, False)
    weighs(text, language)
