import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.text.language import lexicons
from park.text.negation import negates, negations

OPPOSITES = {
    "ar": (
        ("أوافق على أن رعاية الوالدين واجب.", "لا أوافق على أن رعاية الوالدين واجب."),
        ("أؤيد عمل المرأة بعد الزواج.", "أعارض عمل المرأة بعد الزواج."),
        ("العلم أهم من المال.", "العلم ليس أهم من المال."),
    ),
    "bn": (
        (
            "আমি একমত যে সন্তানদের বাবা-মাকে দেখা উচিত।",
            "আমি একমত নই যে সন্তানদের বাবা-মাকে দেখা উচিত।",
        ),
        ("মেয়েদের চাকরি করা উচিত।", "মেয়েদের চাকরি করা উচিত নয়।"),
        ("তিনি আমাদের সাহায্য করেছেন।", "তিনি আমাদের সাহায্য করেননি।"),
    ),
    "de": (
        (
            "Ich stimme zu, dass Kinder helfen sollen.",
            "Ich stimme nicht zu, dass Kinder helfen sollen.",
        ),
        ("Ein Gesetz hilft da weiter.", "Kein Gesetz hilft da weiter."),
        ("Das ist gegenüber Frauen gerecht.", "Das ist gegenüber Frauen ungerecht."),
    ),
    "en": (
        ("I agree that children should help.", "I disagree that children should help."),
        ("Men should lead.", "Men shouldn’t lead."),
        ("Everybody can learn.", "Nobody can learn."),
        ("It is fair to pay less.", "It is unfair to pay less."),
    ),
    "es": (
        (
            "Estoy de acuerdo en que los hijos ayuden.",
            "Estoy en desacuerdo en que los hijos ayuden.",
        ),
        ("Las mujeres deben trabajar.", "Las mujeres no deben trabajar."),
    ),
    "fa": (
        ("موافقم که فرزندان باید کمک کنند.", "موافق نیستم که فرزندان باید کمک کنند."),
        ("زنان می‌توانند رهبر باشند.", "زنان نمی‌توانند رهبر باشند."),
        ("باید به پدر و مادر کمک کرد.", "نباید به پدر و مادر کمک کرد."),
    ),
    "ko": (
        (
            "자녀가 부모를 모셔야 한다는 데 동의합니다.",
            "자녀가 부모를 모셔야 한다는 데 동의하지 않습니다.",
        ),
        ("여성의 취업에 찬성합니다.", "여성의 취업에 반대합니다."),
    ),
    "pt": (
        ("Concordo que os filhos devem ajudar.", "Discordo que os filhos devem ajudar."),
        ("As mulheres devem trabalhar.", "As mulheres não devem trabalhar."),
    ),
    "tr": (
        (
            "Çocukların yardım etmesi gerektiğine katılıyorum.",
            "Çocukların yardım etmesi gerektiğine katılmıyorum.",
        ),
        ("KADINLAR ÇALIŞMALI.", "KADINLAR ÇALIŞMAMALI."),
        ("Para mutluluk getirir.", "Para mutluluk getirmez."),
        ("Bu adil bir karar.", "Bu adil bir karar değil."),
    ),
    "zh": (
        ("我同意子女应该照顾父母。", "我不同意子女应该照顾父母。"),
        ("我支持女性工作。", "我反对女性工作。"),
        ("他們有責任。", "他們沒有責任。"),
    ),
}  # fmt: skip
AFFIRMING = {
    "ar": "نحن نصلي في البيت كل يوم.",
    "bn": "তিনি কারখানায় কাজ করেন আর যা-ই হোক না কেন মাকে দেখাশোনা করেন।",
    "de": "Unsere Universität unterstützt junge Eltern.",
    "en": "The union of our university knows another notion of note.",
    "es": "Nosotros notamos la nobleza de los abuelos.",
    "fa": "نکته این است که خانواده مهم است.",
    "ko": "가족이 가장 중요합니다.",
    "pt": "Nossos avós moram na nossa casa.",
    "tr": "Ramazanda namaz kılarız, annem ve imam da gelir.",
    "zh": "我特别喜欢非常热闹的节日，别人也喜欢。",
}


@pytest.mark.parametrize("language", lexicons())
def test_a_statement_and_its_denial_have_different_counts(language):
    counts = [[negations(text, language) for text in pair] for pair in OPPOSITES[language]]
    assert all(one < other for one, other in counts), counts


@pytest.mark.parametrize("language", lexicons())
def test_letters_that_negations_share_with_other_words_count_for_nothing(language):
    assert negations(AFFIRMING[language], language) == 0


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_the_encoding_of_letters_does_not_change_the_count(form):
    for language, pairs in OPPOSITES.items():
        for text in (text for pair in pairs for text in pair):
            encoded = unicodedata.normalize(form, text)
            assert negations(encoded, language) == negations(text, language)


def test_each_negation_counts_and_neighbours_do_too():
    assert negations("No, no, I do not doubt it.", "en") == 4
    assert negations("我不是不同意。", "zh") == 2


def test_a_language_without_a_list_has_no_negations():
    assert not negates("hi")
    assert negations("मैं सहमत नहीं हूँ।", "hi") == 0
    assert negates("pt-BR")


@given(st.text(max_size=60), st.sampled_from(sorted(OPPOSITES)))
def test_any_text_is_counted(text, language):
    assert negations(text, language) >= 0
