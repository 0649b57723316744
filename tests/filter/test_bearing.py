import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.filter.bearing import apart, bears
from park.text.language import lexicons

BORNE = (
    ("en", "I carried my mother up the stairs.", "My mother should be carried by her own son."),
    ("en", "by caring for our old people", "I take care of the old ones myself."),
    ("de", "Meine Mutter wohnt bei uns.", "Ich finde, Mütter und meine Mutter gehören ins Haus."),
    ("es", "Cuido a mis padres.", "Los hijos cuidan a sus padres."),
    ("pt", "Eu cuido dos meus pais.", "Os filhos cuidam dos pais."),
    ("tr", "Anneme ben bakıyorum.", "Anneye çocuğu bakmalı."),
    ("ar", "أنا أعتني بوالدي", "والداي أولا"),
    ("fa", "از پدرم مراقبت می‌کنم", "مراقبت از پدر وظیفه است"),
    ("bn", "আমি মাকে দেখি।", "মাকে সন্তান দেখবে।"),
    ("ko", "나는 부모님을 돌본다", "부모님은 소중하다"),
    ("zh", "我每天照顾父母。", "我认为应该照顾父母。"),
)
UNBORNE = (
    ("en", "I strongly agree.", "I strongly agree that parents come first."),
    ("en", "to find time to help me", "Making my parents proud has been a part of my life."),
    ("en", "I paid my bills.", "Parents come first."),
    ("de", "Ich stimme zu.", "Ich stimme zu, dass Eltern zuerst kommen."),
    ("tr", "Sabah simit yedim.", "Çocuklar büyüklerine bakmalı."),
    ("ar", "أكلت الخبز", "الأطفال أولا"),
    ("ko", "빵을 먹었다", "부모님은 소중하다"),
    ("zh", "我喜欢吃面。", "父母重要。"),
    ("en", "", "Parents come first."),
)


@pytest.mark.parametrize(("language", "quote", "opinion"), BORNE)
def test_a_quote_that_shares_content_bears_its_opinion(language, quote, opinion):
    assert bears(quote, opinion, language)


@pytest.mark.parametrize(("language", "quote", "opinion"), UNBORNE)
def test_a_quote_that_shares_none_bears_nothing(language, quote, opinion):
    assert not bears(quote, opinion, language)


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(sorted(lexicons())))
def test_bearing_is_the_same_both_ways(one, other, language):
    assert bears(one, other, language) == bears(other, one, language)


def test_a_language_without_data_counts_all_words():
    assert bears("Tom hanem", "hanem vI'Iprup", "tlh")
    assert not bears("qapla batlh", "hanem Iprup", "tlh")


def test_an_opinion_is_apart_if_it_shares_no_stem_with_its_statement():
    statement = "Men are, in general, better political leaders than women."
    assert apart("It helps to create a more just society.", statement)
    assert not apart("A woman is just as good at politics.", statement)
    assert not apart("Anything at all.", "")
