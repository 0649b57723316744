import random
import re
import unicodedata
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from park.ledger.keys import key_of
from park.text.duplicates import near
from park.text.duplicates.near import largest_cluster, near_any, near_duplicates
from park.text.duplicates.ngrams import NgramSets, ngrams

CLAIMS = {
    "ar": "أَعْتَقِدُ أَنَّ {a} أَهَمُّ مِنْ {b} فِي حَيَاتِنَا|عَلَّمَتْنِي جَدَّتِي أَنَّ {a} لَا يَقِلُّ قِيمَةً عَنْ {b}|"
    "لَا يُمْكِنُ أَنْ نَبْنِيَ {a} دُونَ {b}|فِي قَرْيَتِنَا يَتَحَدَّثُ النَّاسُ عَنْ {a} وَعَنْ {b} كُلَّ مَسَاءٍ",
    "bn": "আমি মনে করি {a} আমাদের জীবনে {b} থেকে বেশি জরুরি|আমার দাদি বলতেন {a} ছাড়া {b} কখনও টেকে না|"
    "গ্রামের মানুষ {a} নিয়ে ভাবে আর শহরের মানুষ {b} নিয়ে|ছোটবেলায় শিখেছি {a} এবং {b} একসঙ্গে চলে",
    "zh": "我认为{a}比{b}更值得我们重视|奶奶从小教我，没有{a}就谈不上{b}|我们村里的人常常一边讲{a}一边讲{b}|年轻人只想要{a}，却忘记了{b}",
    "de": "Ich finde, dass {a} bei uns wichtiger ist als {b}|Meine Großmutter hat immer gesagt, {a} gehe vor {b}|"
    "Ohne {a} gibt es auf Dauer kein Vertrauen in {b}|Im Dorf reden alle über {a}, aber kaum jemand über {b}",
    "en": "I believe that {a} matters more to us than {b}|My grandmother taught me never to trade {a} for {b}|"
    "Nobody here talks about {a} without mentioning {b}|Young people want {a} and have forgotten {b}",
    "hi": "मुझे लगता है कि {a} हमारे लिए {b} से ज़्यादा ज़रूरी है|मेरी दादी कहती थीं कि {a} के बिना {b} अधूरा है|"
    "गाँव में लोग {a} की बात करते हैं और शहर में {b} की|बचपन से हमने {a} और {b} को साथ देखा है",
    "ko": "저는 {a} 쪽이 {b}보다 우리에게 더 중요하다고 생각합니다|할머니는 늘 {a} 없이는 {b}도 없다고 말씀하셨어요|"
    "우리 동네 사람들은 {a} 이야기를 하다가 {b} 이야기로 넘어갑니다|요즘 젊은이들은 {a}만 찾고 {b}은 잊었습니다",
    "th": "ฉันคิดว่า{a}สำคัญกับพวกเรามากกว่า{b}|คุณยายสอนเสมอว่าอย่าแลก{a}กับ{b}|"
    "คนในหมู่บ้านมักพูดถึง{a}ก่อนจะพูดถึง{b}|คนรุ่นใหม่อยากได้{a}แต่ลืม{b}ไปแล้ว",
    "tr": "Bence {a} bizim için {b} kadar kıymetlidir|Büyükannem {a} olmadan {b} olmaz derdi|"
    "Kasabada herkes {a} hakkında konuşur, {b} hakkında susar|Gençler artık {a} peşinde, {b} ise unutuldu",
}
REASONS = {
    "ar": "لِأَنَّ {c} يَحْتَاجُونَ إِلَى {d}|وَقَدْ رَأَيْتُ {c} يَدْفَعُونَ ثَمَنَ {d}|حَتَّى لَوْ نَسِيَ {c} مَعْنَى {d}|وَهَذَا مَا يَقُولُهُ {c} عَنْ {d}",
    "bn": "কারণ {c} সব সময় {d} চায়|যদিও {c} এখন {d} নিয়ে তর্ক করে|আর {c} আমাকে {d} দেখিয়েছে|তাই {c} কখনও {d} ছাড়ে না",
    "zh": "因为{c}每天都离不开{d}|虽然{c}对{d}的看法不同|所以{c}愿意为{d}付出代价|就像{c}当年谈起{d}那样",
    "de": "weil {c} sich auf {d} verlassen|obwohl {c} heute über {d} streiten|und {c} haben dafür {d} aufgegeben|so wie {c} früher {d} verteidigten",
    "en": "because {c} depend on {d} every day|although {c} see {d} quite differently|and {c} have paid for {d} all their lives|just as {c} once defended {d}",
    "hi": "क्योंकि {c} रोज़ {d} पर निर्भर रहते हैं|हालाँकि {c} अब {d} पर बहस करते हैं|और {c} ने {d} के लिए बहुत कुछ छोड़ा|जैसे {c} पहले {d} को बचाते थे",
    "ko": "왜냐하면 {c} 모두가 매일 {d}에 기대기 때문입니다|비록 {c} 사이에서 {d}에 대한 생각은 달라도요|그리고 {c}도 {d} 때문에 많은 것을 포기했어요|예전에 {c}이 {d}을 지켰던 것처럼요",
    "th": "เพราะ{c}ต้องพึ่ง{d}ทุกวัน|ถึงแม้{c}จะมอง{d}ต่างออกไป|และ{c}ยอมเสียสละเพื่อ{d}มาตลอด|เหมือนที่{c}เคยปกป้อง{d}เมื่อก่อน",
    "tr": "çünkü {c} her gün {d} ile yaşıyor|oysa {c} artık {d} yüzünden tartışıyor|ve {c} bunun için {d} bıraktı|tıpkı {c} gibi, onlar da {d} ararlardı",
}
THINGS = {
    "ar": "العِلْم|المَال|الصِّدْق|الكَرَم|المَاء|الأَرْض|القَانُون|الصَّدَاقَة|الصِّحَّة|العَمَل|الحُرِّيَّة|الزَّوَاج|التَّعْلِيم|الشَّرَف|الرَّاحَة|الوَقْت",
    "bn": "শিক্ষা|টাকা|সততা|জমি|পরিবার|স্বাধীনতা|বন্ধুত্ব|স্বাস্থ্য|আইন|ভালোবাসা|চাকরি|ধৈর্য|সম্মান|বিয়ে|বিশ্রাম|নদীর জল",
    "zh": "诚实|金钱|教育|土地|家庭团聚|自由|友谊|健康|法律|稳定的工作|耐心|面子|婚姻|休息|干净的水|孝顺",
    "de": "Ehrlichkeit|das eigene Haus|Bildung|ein sicherer Arbeitsplatz|der Sonntag|Freiheit|Freundschaft|Gesundheit|das Gesetz|ein gutes Gehalt|Geduld|Ordnung|die Ehe|Ruhe am Abend|sauberes Wasser|Pünktlichkeit",
    "en": "honesty|a house of our own|education|a steady job|the family name|freedom|old friends|good health|the law|a fair wage|patience|tidy streets|marriage|an evening without noise|clean water|respect",
    "hi": "ईमानदारी|पैसा|शिक्षा|ज़मीन|परिवार का नाम|आज़ादी|दोस्ती|सेहत|क़ानून|पक्की नौकरी|धीरज|इज़्ज़त|शादी|आराम|साफ़ पानी|बड़ों का आदर",
    "ko": "정직함|재산|교육|땅|가족의 이름|자유|우정|건강|법|안정된 직장|인내심|체면|결혼|휴식|깨끗한 물|효도",
    "th": "ความซื่อสัตย์|เงินทอง|การศึกษา|ที่ดิน|ชื่อเสียงของครอบครัว|อิสรภาพ|มิตรภาพ|สุขภาพ|กฎหมาย|งานที่มั่นคง|ความอดทน|หน้าตา|การแต่งงาน|การพักผ่อน|น้ำสะอาด|ความกตัญญู",
    "tr": "dürüstlük|para|eğitim|toprak|ailenin adı|özgürlük|arkadaşlık|sağlık|kanun|sağlam bir iş|sabır|saygınlık|evlilik|ışıklı sokaklar|temiz su|misafirlik",
}
PEOPLE = {
    "ar": "الجِيرَانُ|الفَلَّاحُونَ|الطُّلَّابُ|المُعَلِّمُونَ|التُّجَّارُ|الأَطِبَّاءُ|الأُمَّهَاتُ|العُمَّالُ|الشُّيُوخُ|المُسَافِرُونَ",
    "bn": "প্রতিবেশীরা|কৃষকেরা|ছাত্ররা|শিক্ষকেরা|দোকানদারেরা|ডাক্তারেরা|মায়েরা|শ্রমিকেরা|বুড়োরা|জেলেরা",
    "zh": "邻居们|农民|大学生|老师们|小商贩|医生|母亲们|工人|长辈们|外地打工的人",
    "de": "die Nachbarn|Bauern|Studenten|unsere Lehrerinnen|kleine Händler|Ärzte|viele Mütter|Fabrikarbeiter|die Alten|Zugezogene",
    "en": "our neighbours|farmers|students|the teachers|shopkeepers|doctors|young mothers|factory workers|the elders|newcomers",
    "hi": "पड़ोसी|किसान|छात्र|अध्यापक|दुकानदार|डॉक्टर|माँएँ|मज़दूर|बुज़ुर्ग|परदेस गए लोग",
    "ko": "이웃들|농부들|대학생들|선생님들|상인들|의사들|어머니들|노동자들|어르신들|이민자들",
    "th": "เพื่อนบ้าน|ชาวนา|นักศึกษา|ครูบาอาจารย์|พ่อค้าแม่ค้า|หมอ|แม่ๆ|คนงานโรงงาน|ผู้เฒ่าผู้แก่|คนต่างถิ่น",
    "tr": "komşular|çiftçiler|öğrenciler|öğretmenler|esnaf|doktorlar|anneler|işçiler|yaşlılar|ırgatlar",
}
WHEN = {
    "ar": "فِي الشِّتَاءِ|مُنْذُ الحَرْبِ|فِي أَيَّامِ العِيدِ|بَعْدَ الحَصَادِ|فِي زَمَنِ الغَلَاءِ|قَبْلَ الفَجْرِ|بَعْدَ الزِّلْزَالِ|فِي الغُرْبَةِ",
    "bn": "শীতকালে|যুদ্ধের পর থেকে|ঈদের দিনে|ফসল তোলার পরে|দাম বাড়লে|ভোর হওয়ার আগে|বন্যার বছরে|বিদেশে থাকলে",
    "zh": "到了冬天|战争以后|过年的时候|秋收之后|物价上涨时|天还没亮|地震那年|身在外地",
    "de": "Im Winter|Seit dem Krieg|An Feiertagen|Nach der Ernte|In teuren Zeiten|Vor dem Frühstück|Nach dem Hochwasser|In der Fremde",
    "en": "In winter|Since the war|On feast days|After the harvest|When prices rise|Before dawn|After the flood|Far from home",
    "hi": "सर्दियों में|युद्ध के बाद से|त्योहार के दिन|फ़सल कटने पर|महँगाई में|सुबह होने से पहले|बाढ़ के साल|परदेस में",
    "ko": "겨울이 되면|전쟁이 끝난 뒤|명절 때마다|추수가 끝나면|물가가 오르면|동이 트기 전에|홍수가 났던 해|타향에서는",
    "th": "ในฤดูหนาว|ตั้งแต่หลังสงคราม|ในวันเทศกาล|หลังเก็บเกี่ยว|เมื่อข้าวของแพง|ก่อนฟ้าสาง|ปีที่น้ำท่วม|เมื่ออยู่ไกลบ้าน",
    "tr": "Kışın|Savaştan beri|Bayram günlerinde|Hasattan sonra|Fiyatlar artınca|Sabah ışımadan|Sel yılında|Gurbette",
}
LANGUAGES = sorted(CLAIMS)
SPACED = {language: "" if language in ("zh", "th") else " " for language in LANGUAGES}


def opinion(language, rng):
    """Return an opinion of two clauses, with a time or place before them."""
    thing, other, last = rng.sample(THINGS[language].split("|"), 3)
    claim = rng.choice(CLAIMS[language].split("|")).format(a=thing, b=other)
    people = rng.choice(PEOPLE[language].split("|"))
    reason = rng.choice(REASONS[language].split("|")).format(c=people, d=last)
    when = rng.choice(WHEN[language].split("|"))
    return f",{SPACED[language]}".join((when, claim, reason)) + "."


def capitals(text):
    """Return a text in capitals, with those of Turkish if it is Turkish."""
    return (text.replace("i", "İ") if "ı" in text else text).upper()


def varied(text, rng):
    """Return a text that says the same: other case, form, punctuation, or a slip of the pen."""
    place = rng.randrange(len(text) // 4, len(text) // 2)
    return rng.choice(
        [
            capitals(text),
            unicodedata.normalize("NFD", text),
            f"«  {text[:-1].replace(',', ' — ')} !!! »",
            text[:place] + "\u200b" + text[place:],
            text[:place] + text[place + 1 :],
            text[:place] + text[place] + text[place:],
        ]
    )


def distinct_and_varied(language, count):
    """Return distinct opinions, and a varied copy of each."""
    rng = random.Random(language)
    texts = list(dict.fromkeys(opinion(language, rng) for _ in range(count)))
    return texts, [varied(text, rng) for text in texts]


def ngrams_of(text):
    """Return the n-grams of a text, written down plainly for folded alphabetic and Han texts."""
    text = "\0" + re.sub("(?<=[一-鿿]) (?=[一-鿿])", "", text)
    return {text[at : at + (2 if "一" <= text[at] <= "鿿" else 5)] for at in range(len(text))}


def jaccard(one, other):
    one, other = ngrams_of(one), ngrams_of(other)
    return len(one & other) / len(one | other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_planted_duplicates_are_found_and_distinct_opinions_stay(language):
    texts, copies = distinct_and_varied(language, 600)
    near = near_duplicates([*texts, *copies])
    count = len(texts)
    found = sum(near.of[count + i] == near.of[i] for i in range(count))
    lost = sum(near.of[i] != i for i in range(count))
    assert found >= 0.95 * count
    assert lost <= 0.01 * count


def test_all_languages_together_stay_apart():
    texts = [text for language in LANGUAGES for text in distinct_and_varied(language, 100)[0]]
    near = near_duplicates(texts)
    assert sum(of != i for i, of in enumerate(near.of)) <= 0.01 * len(texts)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ein Wort.", "  ein\tWORT !"),
        ("straße", "STRASSE"),
        ("café", "cafe\u0301"),
        ("ＡＢＣ１２", "abc12"),
        ("Işık kıymetlidir, İnci", "ışık KIYMETLİDİR inci"),
        ("ISPARTALI İNCİ", "ıspartalı inci"),
        ("ملك\u200cها", "ملكها"),
        ("가나다", unicodedata.normalize("NFD", "가나다")),
        ("a\0b", "a b"),
        ("!!!", ""),
        ("日本。", "日本"),
    ],
)
def test_texts_that_are_equal_when_folded_are_duplicates(one, other):
    near = near_duplicates([one, other])
    assert near.of == [0, 0]
    assert near.score == [1.0, 1.0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("कमल", "कमाल"),
        ("ไม่ใช่", "ไม่ใช้"),
        ("ja", "nein"),
        ("是", "否"),
        ("5", "50"),
        ("👍", "👎"),
    ],
)
def test_marks_and_symbols_that_change_the_meaning_keep_short_texts_apart(one, other):
    assert near_duplicates([one, other]).of == [0, 1]


def test_the_earliest_of_a_group_stays_and_scores_are_exact():
    texts = ["unrelated words", "the evening meal is ours", "the evening meals is ours"]
    texts += ["the evening meals are ours"]
    near = near_duplicates(texts, 0.6)
    one, two = jaccard(texts[1], texts[2]), jaccard(texts[2], texts[3])
    assert jaccard(texts[1], texts[3]) < 0.6 <= min(one, two)
    assert near.of == [0, 1, 1, 1]
    assert near.score == [0.0, one, max(one, two), two]


WORDS = st.sampled_from(
    [
        "we",
        "share",
        "bread",
        "at",
        "dawn",
        "with",
        "old",
        "friends",
        "我们",
        "分享",
        "面包",
        "the",
        "a",
    ]
)
SHORT = st.lists(WORDS, min_size=1, max_size=7).map(" ".join)


@given(st.lists(SHORT, max_size=12), st.sampled_from([0.3, 0.5, 0.7, 0.8, 1.0]))
@example(["we share bread", "bread we share", "we share bread"], 0.5)
def test_groups_are_made_of_pairs_that_reach_the_threshold(texts, threshold):
    near = near_duplicates(texts, threshold)
    for i, (of, score) in enumerate(zip(near.of, near.score, strict=True)):
        group = [j for j, other in enumerate(near.of) if other == of]
        nearest = [jaccard(texts[i], texts[j]) for j in group if j != i]
        assert of == group[0]
        assert bool(score) == bool(nearest)
        if nearest:
            assert score >= threshold
            assert any(score == pytest.approx(value) for value in nearest)
    for i, j in combinations(range(len(texts)), 2):
        if texts[i] == texts[j]:
            assert near.of[i] == near.of[j]


@given(st.lists(SHORT, max_size=8), st.lists(SHORT, max_size=8), st.sampled_from([0.2, 0.5, 0.8]))
def test_near_any_finds_the_nearest_other_text_of_all(texts, others, threshold):
    found = near_any(texts, others, threshold)
    assert len(found) == len(texts)
    for text, nearest in zip(texts, found, strict=True):
        scores = [jaccard(text, other) for other in others]
        best = max(scores, default=0.0)
        if best < threshold:
            assert nearest is None
        else:
            assert nearest == (scores.index(best), pytest.approx(best))


def test_held_out_statements_are_recognised_in_many_texts(monkeypatch):
    monkeypatch.setattr("park.text.duplicates.ngrams.SPAN", 300)
    texts, copies = distinct_and_varied("de", 40)
    found = near_any(copies, texts)
    assert sum(pair is not None and pair[0] == i for i, pair in enumerate(found)) >= 38
    assert near_any(copies[:3], []) == [None] * 3


def test_the_result_does_not_depend_on_how_many_texts_are_worked_on_at_once(monkeypatch):
    texts, copies = distinct_and_varied("hi", 80)
    whole = near_duplicates([*texts, *copies])
    monkeypatch.setattr("park.text.duplicates.ngrams.SPAN", 200)
    monkeypatch.setattr(near, "CHUNK", 7)
    assert near_duplicates([*texts, *copies]) == whole


def test_a_hundred_thousand_copies_cost_one_comparison(monkeypatch):
    compared = []
    search = near.Search._join
    monkeypatch.setattr(
        near.Search, "_join", lambda self, a, b: compared.append(len(a)) or search(self, a, b)
    )
    result = near_duplicates(["the same opinion again"] * 100_000 + ["another one altogether"])
    assert largest_cluster(result.of) == (0, 100_000)
    assert sum(compared) == 0


def test_many_texts_in_one_bucket_are_compared_with_few_others(monkeypatch):
    compared = []
    search = near.Search._join
    monkeypatch.setattr(
        near.Search, "_join", lambda self, a, b: compared.append(len(a)) or search(self, a, b)
    )
    count = 3000
    texts = [f"I always say the very same thing about money, number {i}" for i in range(count)]
    result = near_duplicates(texts)
    assert largest_cluster(result.of) == (0, count)
    assert sum(compared) < 2 * near.WINDOW * count


def test_all_texts_of_a_small_bucket_are_compared_with_each_other():
    words = [
        "every",
        "autumn",
        "we",
        "meet",
        "at",
        "the",
        "old",
        "well",
        "and",
        "talk",
        "about",
        "the",
        "price",
        "of",
        "bread",
        "and",
        "wool",
    ]
    changed = [" ".join([*words[:at], "x", *words[at + 1 :]]) for at in range(len(words))]
    texts = [" ".join(words) + " since then" * number for number in range(3)] + changed[::2]
    result = near_duplicates(texts, 0.7)
    assert set(result.of) == {0}
    for number, score in enumerate(result.score):
        nearest = max(jaccard(texts[number], other) for other in texts if other != texts[number])
        assert score == pytest.approx(nearest)


def test_duplicates_among_many_texts_with_one_beginning_are_found():
    beginning = (
        "Where I come from nobody has ever thought otherwise, and I do not say so to please you, "
        "since you have asked me what I think and not what people would like to hear of us: "
    )
    texts = [f"{beginning}{key_of(number)}{key_of(-number)}" for number in range(1, 1501)]
    copies = [text[:200] + text[201:] for text in texts[:300]]
    near = near_duplicates([*texts, *copies])
    assert near.of[: len(texts)] == list(range(len(texts)))
    assert sum(near.of[len(texts) + i] == i for i in range(300)) >= 0.99 * 300


def test_the_largest_cluster_is_named_with_its_size():
    assert largest_cluster([0, 1, 1, 3, 1]) == (1, 3)
    assert largest_cluster([]) == (0, 0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_values_of_two_signatures_agree_as_often_as_the_texts_are_alike(language):
    texts, copies = distinct_and_varied(language, 150)
    one, other = (near.minhash(*ngrams(each)) for each in (texts, copies))
    rows = np.arange(len(texts))
    alike = NgramSets.of(texts).jaccard(NgramSets.of(copies), rows, rows)
    assert np.mean(one == other) == pytest.approx(alike.mean(), abs=0.003)
