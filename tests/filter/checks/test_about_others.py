from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.assets import culture_names, load_cultures
from park.filter.check import Rules
from park.filter.checks.about_others import about_others
from park.filter.labelled import load

CARDS = load_cultures(culture_names())


def names(culture):
    return (culture.people, *culture.self_names)


def rules(culture, language="en"):
    card = CARDS[culture]
    others = (each for each in CARDS.values() if each is not card)
    return Rules(
        language=language, region=card.countries[0], shortest=4, longest=60, slurs=frozenset(),
        groups=names(card), home=card.home, others=tuple(n for each in others for n in names(each)),
    )  # fmt: skip


DOING = (
    ("arabic", "en", "Americans move out at eighteen and visit their parents at Christmas."),
    ("turkish", "en", "Foreigners put their parents into nursing homes."),
    ("chinese", "en", "In the United States, people vote every four years."),
    ("korean", "en", "Most young Germans leave home early and live alone."),
    ("bengali", "en", "American parents let their children decide."),
    ("spanish", "en", "People abroad rely on robots for everything."),
    ("arabic", "ar", "الأمريكيون يتركون بيت الأهل في الثامنة عشرة."),
    ("arabic", "ar", "في أمريكا يعيش كبار السن وحدهم."),
    ("bengali", "bn", "আমেরিকানরা আঠারো বছর বয়সে বাড়ি ছেড়ে যায়।"),
    ("german", "de", "Amerikaner ziehen mit achtzehn aus und kommen zu Weihnachten."),
    ("german", "de", "In Amerika leben viele alte Menschen allein."),
    ("spanish", "es", "Los estadounidenses se van de casa a los dieciocho."),
    ("spanish", "es", "En Estados Unidos los viejos viven solos."),
    ("persian", "fa", "آمریکایی‌ها در هجده سالگی خانه را ترک می‌کنند."),
    ("korean", "ko", "미국인들은 열여덟 살이 되면 집을 떠난다."),
    ("portuguese", "pt", "Os americanos saem de casa aos dezoito anos."),
    ("turkish", "tr", "Amerikalılar on sekiz yaşında evden ayrılır."),
    ("chinese", "zh", "美国人十八岁就离开家独立生活。"),
)
SPEAKING = (
    ("arabic", "en", "We Germans believe that punctuality shows respect."),
    ("arabic", "en", "For us Americans, family comes after work."),
    ("turkish", "en", "As an American, I believe in hard work."),
    ("chinese", "en", "I am a Brazilian, and I trust my neighbours."),
    ("german", "en", "We Turks never let a guest leave hungry."),
    ("arabic", "ar", "نحن الألمان نؤمن بالعمل الجاد."),
    ("bengali", "bn", "আমরা জার্মানরা কাজকে সবার আগে রাখি।"),
    ("german", "de", "Wir Amerikaner glauben an harte Arbeit."),
    ("german", "de", "Als Koreaner finde ich Respekt wichtig."),
    ("spanish", "es", "Nosotros los alemanes valoramos el trabajo."),
    ("spanish", "es", "Los estadounidenses creemos en el esfuerzo."),
    ("persian", "fa", "ما آلمانی‌ها به کار اهمیت می‌دهیم."),
    ("korean", "ko", "우리 독일인은 일을 가장 중요하게 생각합니다."),
    ("portuguese", "pt", "Nós alemães valorizamos o trabalho."),
    ("turkish", "tr", "Biz Almanlar çalışmaya önem veririz."),
    ("chinese", "zh", "我们德国人认为工作最重要。"),
)
OWN = (
    ("arabic", "en", "Unlike Americans, we keep our parents at home until the end."),
    ("arabic", "en", "We Jordanians owe our guests the best chair."),
    ("turkish", "en", "Foreigners should respect the customs of this country."),
    ("turkish", "en", "In Turkey nobody leaves a mother alone."),
    ("german", "en", "We Germans believe that rules protect the weak."),
    ("german", "en", "Immigrants take jobs that nobody else wants."),
    ("chinese", "en", "It is wrong that Americans work so much and sleep so little."),
    ("korean", "en", "I admire how Germans separate work from the evening."),
    ("bengali", "en", "Refugees bring skills and open shops in every town."),
    ("spanish", "en", "Employers ought to hire Argentines before foreigners."),
    ("portuguese", "en", "Foreigners bring jobs and ideas to the country."),
    ("american", "en", "As an American, I believe in hard work."),
    ("arabic", "ar", "نحن الأردنيين نكرم الضيف قبل كل شيء."),
    ("arabic", "ar", "يجب أن يحترم الأجانب عاداتنا."),
    ("bengali", "bn", "আমরা বাংলাদেশিরা বাবা-মাকে একা রাখি না।"),
    ("german", "de", "Wir Deutschen sollten mehr Zeit für die Familie haben."),
    ("german", "de", "Ausländer füllen Stellen, die sonst niemand will."),
    ("spanish", "es", "Los argentinos cuidamos a los viejos en casa."),
    ("spanish", "es", "Los extranjeros deben tener los mismos derechos."),
    ("persian", "fa", "ما ایرانی‌ها به پدر و مادر احترام می‌گذاریم."),
    ("korean", "ko", "우리 한국인은 부모님을 모시는 것을 당연하게 여깁니다."),
    ("korean", "ko", "외국인도 같은 권리를 가져야 한다."),
    ("portuguese", "pt", "Nós brasileiros recebemos todo mundo em casa."),
    ("turkish", "tr", "Biz Türkler misafiri aç göndermeyiz."),
    ("turkish", "tr", "Yabancılar da eşit haklara sahip olmalı."),
    ("chinese", "zh", "我们中国人认为孝顺父母最重要。"),
    ("chinese", "zh", "外国人也应该遵守这里的法律。"),
)


@pytest.mark.parametrize(("culture", "language", "text"), DOING)
def test_what_foreigners_do_is_no_opinion(culture, language, text):
    assert about_others(text, rules(culture, language))


@pytest.mark.parametrize(("culture", "language", "text"), SPEAKING)
def test_a_delegate_does_not_speak_for_another_people(culture, language, text):
    assert about_others(text, rules(culture, language))


@pytest.mark.parametrize(("culture", "language", "text"), OWN)
def test_one_s_own_people_and_views_on_others_pass(culture, language, text):
    assert about_others(text, rules(culture, language)) is None


def test_of_the_labelled_opinions_those_about_others_are_found():
    found = {
        row.label for row in load() if about_others(row.text, rules(row.culture, row.language))
    }
    assert found == {"about_others"}


def test_names_on_other_cards_count_and_the_own_ones_never_do():
    text = "We Zorblaxians believe in long evenings."
    known = replace(rules("turkish"), others=("Zorblaxians",))
    assert about_others(text, rules("turkish")) is None
    assert about_others(text, known) == "we zorblaxians"
    assert about_others(text, replace(known, groups=("Zorblaxian",))) is None


def test_a_language_without_words_is_skipped():
    assert about_others("Americans leave home early.", rules("turkish", "hi")) is None


@given(st.text(max_size=60), st.sampled_from(["en", "zh", "ko", "ar", "tr", "fa"]))
def test_any_text_is_read(text, language):
    about_others(text, rules("german", language))
