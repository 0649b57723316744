import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.filter.checks.fragment import broken
from park.filter.labelled import load
from park.text.language import lexicons

ENDING = {
    "ar": ("الأسرة أهم من العمل لأن", "أحب أهلي وأصدقائي و"),
    "bn": ("পরিবার সবার আগে, কারণ", "আমি বাবা-মাকে ভালোবাসি এবং"),
    "de": ("Familie ist mir wichtig, weil", "Meine Eltern haben mir geholfen und"),
    "en": ("Family matters to me because", "My parents raised us with love and", "I trust the"),
    "es": ("La familia es importante porque", "Mis padres me ayudaron con"),
    "fa": ("خانواده مهم است چون", "من پدر و مادرم را دوست دارم و"),
    "ko": ("가족이 가장 중요하고", "부모님이 저를 키우셨기 때문에"),
    "pt": ("A família é importante porque", "Meus pais me ajudaram com"),
    "tr": ("Aile önemlidir çünkü", "Annem babam bana baktı ve"),
    "zh": ("家庭很重要，因为", "我爱我的父母和"),
}
BEGINNING = {
    "ar": ("التي تجعل حياتنا أسهل وأفضل.", "ولكن الأسرة أهم من العمل."),
    "bn": ("এবং তারা আমাদের যত্ন নেয়।", "কিন্তু পরিবার সবার আগে।"),
    "de": ("und das gilt auch für die Nachbarn.", "weil sie uns großgezogen haben."),
    "en": (
        "and that is how we live.",
        "which makes our lives easier.",
        "than any money in the bank.",
    ),
    "es": ("y eso vale también para los vecinos.", "sino también a los abuelos."),
    "fa": ("و این برای همه خوب است.", "که زندگی ما را آسان‌تر می‌کند."),
    "ko": ("그리고 이웃도 도와야 합니다.", "하지만 가족이 먼저입니다."),
    "pt": ("e isso vale também para os vizinhos.", "mas a família vem primeiro."),
    "tr": ("ve bu komşular için de geçerlidir.", "ama aile önce gelir."),
    "zh": ("而且我们也应该帮助邻居。", "但是家庭最重要。"),
}
LACKING = {
    "ar": ("لأن الأسرة أهم شيء في الحياة.",),
    "bn": ("যেহেতু পরিবার সবার আগে।",),
    "de": (
        "Weil die Familie das Wichtigste ist.",
        "Die Bedeutung der Familie für die Gesellschaft.",
    ),
    "en": (
        "Because family is the most sacred thing.",
        "The importance of respect in a family.",
        "A strong sense of duty towards the old.",
    ),
    "es": ("Porque la familia es lo primero.",),
    "fa": ("چون خانواده مهم‌ترین چیز است.",),
    "ko": ("사회에서 가족의 중요성.", "부모님에 대한 깊은 존경."),
    "pt": ("Porque a família vem primeiro.",),
    "tr": ("Annemle babam bana baktığı için.", "Çünkü aile her şeydir."),
    "zh": ("因为家庭是最重要的。", "家庭对社会的重要性。"),
}
WHOLE = {
    "ar": (
        "لأن الأسرة أهم، يجب أن نحميها.",
        "الحوار بين الأجيال مهم في كل بيت.",
        "أثق بجيراني كلهم.",
    ),
    "bn": (
        "যেহেতু পরিবার সবার আগে, আমরা তাকে রক্ষা করি।",
        "পরিবার সবার আগে।",
        "আমি কাজের চেয়ে পরিবারকে ভালোবাসি।",
    ),
    "de": (
        "Weil die Familie zählt, bleibe ich.",
        "Die Eltern der Kinder helfen gern.",
        "Das sehe ich anders als du.",
    ),
    "en": (
        "Because they raised us, we must care for them.",
        "A man should provide for his family.",
        "The women of our street bake bread for the feast.",
        "Family is what I live for.",
        "that children obey matters more than their marks.",
        "The law of the land protects everyone.",
        "The police never come to our street.",
        "My brother in Ankara sends money home.",
    ),
    "es": (
        "Porque la familia es lo primero, la cuido.",
        "Creo que sí.",
        "La casa de mi abuela está siempre abierta.",
    ),
    "fa": ("چون خانواده مهم است، از آن مراقبت می‌کنم.", "خانواده از کار مهم‌تر است."),
    "ko": (
        "가족이 가장 중요해요.",
        "부모님을 모시는 것이 도리라고 봅니다.",
        "저는 그렇게 생각하지 않아요!",
    ),
    "pt": (
        "Porque a família vem primeiro, eu cuido dela.",
        "A casa da minha avó está sempre aberta.",
    ),
    "tr": ("Annem bana baktığı için ona bakarım.", "Her şey çocuklar için.", "Aile önemli."),
    "zh": ("因为家庭重要，所以我照顾父母。", "家庭是最重要的。", "我们认为教育的意义很大。"),
}


@pytest.mark.parametrize("language", lexicons())
@pytest.mark.parametrize("kind", [ENDING, BEGINNING, LACKING], ids=["ending", "beginning", "lack"])
def test_pieces_of_sentences_are_found(kind, language):
    assert [text for text in kind[language] if broken(text, language) is None] == []


@pytest.mark.parametrize("language", lexicons())
def test_whole_sentences_pass(language):
    assert [text for text in WHOLE[language] if broken(text, language)] == []


@pytest.mark.parametrize("mark", [",", ";", ":", " –", "،", "，", "、", " ("])
def test_a_mark_that_ends_no_sentence_counts_in_any_language(mark):
    assert broken(f"परिवार सबसे पहले है{mark}", "hi")
    assert broken("परिवार सबसे पहले है।", "hi") is None


def test_no_fine_labelled_opinion_is_a_fragment():
    fine = (row for row in load() if row.label == "fine")
    assert [row.id for row in fine if broken(row.text, row.language)] == []


@given(st.text(max_size=60), st.sampled_from(["en", "zh", "ko", "ar", "tr", "hi"]))
def test_any_text_is_read(text, language):
    broken(text, language)
