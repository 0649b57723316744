import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.text.duplicates import folding
from park.text.duplicates.near import near_any, near_duplicates

ALIKE = {
    "Arabic vowel marks": (
        ("العلم أهم من المال في حياتنا", "العِلْمُ أَهَمُّ مِنَ المَالِ فِي حَيَاتِنَا"),
        ("يجب أن نحترم الوالدين دائما", "يَجِبُ أَنْ نَحْتَرِمَ الوَالِدَيْنِ دَائِمًا"),
        ("الصبر مفتاح الفرج كما تقول جدتي", "الصَّبْرُ مِفْتَاحُ الفَرَجِ كَمَا تَقُولُ جَدَّتِي"),
        ("הילדים צריכים לעזור להורים", "הַיְלָדִים צְרִיכִים לַעֲזוֹר לַהוֹרִים"),
    ),
    "tatweel": (
        ("العائلة أغلى ما نملك", "العـــائلة أغلـــى ما نملـــك"),
        ("خانواده از کار مهم‌تر است", "خـانواده از کـــار مهـــم‌تر است"),
    ),
    "hamza": (
        ("أنا أؤمن أن الأسرة أهم من أي شيء آخر", "انا اومن ان الاسرة اهم من اي شيء اخر"),
        ("المرأة والرجل سواء أمام القانون", "المراة والرجل سواء امام القانون"),
        ("إن الدولة مسؤولة عن أبنائها", "ان الدولة مسوولة عن ابنايها"),
    ),
    "Arabic letters of two keyboards": (
        ("کودکان باید به پدر و مادر کمک کنند", "كودكان بايد به پدر و مادر كمك كنند"),
        ("بچه‌ها باید یک روز کار کنند", "بچه‌ها بايد يک روز كار كنند"),
        ("المدرسة مهمة جدا لكل فتاة على الأرض", "المدرسه مهمه جدا لكل فتاه علي الأرض"),
        ("خانهٔ پدری من هنوز پابرجاست", "خانه پدری من هنوز پابرجاست"),
    ),
    "joiners": (
        ("می‌خواهم بچه‌هایم درس بخوانند", "میخواهم بچههایم درس بخوانند"),
        ("می‌خواهم بچه‌هایم درس بخوانند", "می خواهم بچه هایم درس بخوانند"),
        ("পরিবার‌ই সবচেয়ে বড় সম্পদ", "পরিবারই সবচেয়ে বড় সম্পদ"),
        ("Family comes\u2060 first, always", "Family\u200b comes fir\u00adst, al\u034fways"),
    ),
    "Thai": (
        ("ลูกต้องดูแลพ่อแม่เมื่อท่านแก่เฒ่า", "ลูก ต้อง ดูแล พ่อแม่ เมื่อ ท่าน แก่เฒ่า"),
        ("ลูกที่โตแล้วควรดูแลพ่อแม่", "ลูกที่โตแล้วควรดูแลพ่อแม่นะคะ"),
        ("ครอบครัวสำคัญกว่าเงิน", "ครอบครัว สําคัญกว่าเงิน"),
        ("ผมมีลูก 3 คน และทุกคนเรียนหนังสือ", "ผมมีลูก ๓ คน และทุกคนเรียนหนังสือ"),
    ),
    "kana": (
        ("わたしはりんごとみかんがすきです", "ワタシハリンゴトミカンガスキデス"),
        ("コーヒーよりお茶のほうが好きです", "ｺｰﾋｰよりお茶のほうが好きです"),
        ("家族は仕事より大切だと思います", "家族 は 仕事 より 大切 だ と 思います"),
    ),
    "traditional Chinese": (
        ("我认为家庭比工作更重要", "我認為家庭比工作更重要"),
        ("妈妈说过，学习对女孩也很重要", "媽媽說過，學習對女孩也很重要"),
        ("应该让每个孩子都读书", "應該讓每個孩子都讀書"),
        ("国家的发展离不开科学技术", "國家的發展離不開科學技術"),
    ),
    "homoglyphs": (
        ("Family is more important than money", "Fаmily is mоre impоrtant thаn mоney"),
        ("Семья важнее любых денег и работы", "Ceмья вaжнeе любыx дeнег и paботы"),
        ("Men should not lead alone", "Μen should nοt lead αlone"),
    ),
    "emoji": (
        ("I love drinking tea with my mother", "I love drinking tea with my mother ❤️😊🎉"),
        ("We share our bread", "We share 🍞 our bread 🙏🏽"),
        ("On feast days all eat together", "🎉🎉 On feast days 👨‍👩‍👧 all eat together"),
        ("Work is a duty 👍", "Work is a duty 👍🏿"),
    ),
    "width and form": (
        ("Family comes first", "Ｆａｍｉｌｙ　ｃｏｍｅｓ　ｆｉｒｓｔ"),
        ("Family comes first", "𝐅𝐚𝐦𝐢𝐥𝐲 𝑐𝑜𝑚𝑒𝑠 𝖋𝖎𝖗𝖘𝖙"),
        ("The office opens at five", "The oﬃce opens at ﬁve"),
        ("我有2个孩子，都很好", "我有２个孩子，都很好"),
    ),
    "Bengali": (
        ("বড় বাড়ির চেয়ে পড়া ভালো", "বড\u09bc বাড\u09bcির চেয\u09bcে পড\u09bcা ভালো"),
        ("আমার আশা সবাই পড়বে", "অামার অাশা সবাই পড়বে"),
        ("হঠাৎ সব কিছু বদলে যায়", "হঠাত্‍ সব কিছু বদলে যায়"),
        ("আমাৰ ঘৰ আমাৰ সব", "আমার ঘর আমার সব"),
        ("আমার ৩টি সন্তান স্কুলে যায়", "আমার 3টি সন্তান স্কুলে যায়"),
    ),
    "Korean": (
        ("가족이 가장 중요해요", unicodedata.normalize("NFD", "가족이 가장 중요해요")),
        ("함께 할 수 있는 일이 많아요", "함께 할수있는 일이 많아요"),
    ),
    "case": (
        ("Die Straße gehört allen", "DIE STRASSE GEHÖRT ALLEN"),
        ("Işık ve su herkesin hakkıdır, dedi İnci", "IŞIK VE SU HERKESİN HAKKIDIR, DEDİ İNCİ"),
        ("Ο νόμος είναι για όλους", "Ο ΝΌΜΟΣ ΕΊΝΑΙ ΓΙΑ ΌΛΟΥΣ"),
    ),
}  # fmt: skip
APART = {
    "Spanish": (("año", "ano"), ("sí", "si"), ("papá", "papa"), ("él vino", "el vino")),
    "German": (("schon", "schön"), ("Mutter", "Mütter"), ("fordern", "fördern")),
    "Turkish": (("kız", "kiz"), ("açı", "açi"), ("kar", "kâr"), ("ol", "öl"), ("sik", "şik")),
    "Portuguese": (("avó", "avô"), ("pais", "país"), ("e", "é")),
    "French": (("pêche", "péché"), ("ou", "où")),
    "Bengali": (("কাল", "কাঁল"), ("দিন", "দীন"), ("বাড়ি", "বারি"), ("পরা", "পড়া")),
    "Korean": (("불", "뿔"), ("달", "딸"), ("발", "팔")),
    "Hindi": (("कमल", "कमाल"), ("बाट", "बाँट"), ("सज़ा", "सजा")),
    "Thai": (("ไม่ใช่", "ไม่ใช้"), ("ใกล้", "ไกล"), ("มา", "ม้า")),
    "Vietnamese": (("ma", "má"), ("mà", "mả")),
    "Japanese": (("はし", "ばし"), ("かき", "かぎ"), ("おばさん", "おばあさん")),
    "Chinese": (("是", "否"), ("买", "卖"), ("未", "末")),
    "Russian": (("все", "всё"), ("мой", "мои")),
    "Arabic": (("قلب", "كلب"), ("حر", "خر"), ("ذل", "دل")),
    "numbers and signs": (("5", "50"), ("👍", "👎"), ("yes ✅", "yes ❌")),
}
MERGED = (("كَتَبَ", "كُتِبَ"), ("فأر", "فار"), ("علي", "على"), ("كرة", "كره"), ("着", "著"))
"""Different words that differ in what many writers leave out or exchange."""


@pytest.mark.parametrize("kind", ALIKE)
def test_spellings_of_one_text_are_near_duplicates(kind):
    missed = [pair for pair in ALIKE[kind] if near_duplicates(pair).of != [0, 0]]
    assert missed == []


@pytest.mark.parametrize("kind", APART)
def test_words_that_differ_by_a_mark_that_matters_stay_apart(kind):
    merged = [pair for pair in APART[kind] if near_duplicates(pair).score[0] == 1]
    assert merged == []


def test_what_many_writers_leave_out_is_folded_even_where_it_tells_words_apart():
    assert [near_duplicates(pair).score for pair in MERGED] == [[1.0, 1.0]] * len(MERGED)


def test_there_are_enough_pairs_of_enough_kinds():
    assert sum(map(len, ALIKE.values())) >= 42 and len(ALIKE) >= 11
    assert sum(map(len, APART.values())) >= 20


def test_a_held_out_statement_is_known_in_any_spelling():
    assert near_any(["應該讓每個孩子都讀書"], ["应该让每个孩子都读书"]) == [(0, 1.0)]


def test_spaces_between_words_of_an_alphabet_stay():
    assert folded("Our  bread, and\u3000salt!") == "our bread and salt"
    assert folded("我们 分享 bread 和 salt") == "我们分享 bread 和 salt"


def test_words_of_one_script_are_left_as_they_are():
    for text in ("мама мыла раму", "ο νομοσ", "mama"):
        assert folded(text) == text


def test_each_traditional_character_has_one_simplified_form_that_is_its_own():
    table = folding._simplified()
    assert len(table) > 2900
    assert not {*table} & {*table.values()}


@given(st.text(max_size=40))
def test_a_folded_text_is_folded(text):
    once = folded(text)
    assert folded(once) == once or near_duplicates([text, once]).score[0] > 0.5


def folded(text):
    codes = folding.folded([text])
    assert codes[0] == 0
    return codes[1:].tobytes().decode("utf-32-le", "surrogatepass")
