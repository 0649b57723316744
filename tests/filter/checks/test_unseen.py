"""Opinions written after the rules of `about_others` and `fragment`, not changed since."""

from park.filter.checks.about_others import about_others
from park.filter.checks.fragment import broken
from tests.filter.checks.test_about_others import rules

OTHERS = (
    ("arabic", "en", "The Japanese take off their shoes before entering a house."),
    ("german", "en", "In Brazil, families live close together and eat together on Sundays."),
    ("turkish", "en", "Germans sort their rubbish and arrive on time."),
    ("bengali", "en", "Being American, I moved out at eighteen."),
    ("chinese", "en", "Us Koreans bow when greeting the elders."),
    ("spanish", "en", "Western families rarely eat together."),
    ("arabic", "ar", "الألمان يصلون إلى مواعيدهم في الوقت المحدد."),
    ("bengali", "bn", "জাপানিরা ঘরে ঢোকার আগে জুতা খোলে।"),
    ("german", "de", "Die Türken trinken ihren Tee aus kleinen Gläsern."),
    ("german", "de", "Wir Chinesen essen mit Stäbchen."),
    ("spanish", "es", "En Alemania los trenes salen a la hora y la gente calla."),
    ("spanish", "es", "Nosotros los brasileños bailamos en cada fiesta."),
    ("persian", "fa", "در آمریکا جوانان زود از خانه می‌روند."),
    ("korean", "ko", "일본인은 집에 들어가기 전에 신발을 벗는다."),
    ("portuguese", "pt", "Na Alemanha os filhos saem cedo de casa."),
    ("turkish", "tr", "Japonlar eve girmeden ayakkabılarını çıkarır."),
    ("turkish", "tr", "Biz Amerikalılar hafta sonu çalışmayız."),
    ("chinese", "zh", "日本人进屋前要脱鞋，说话很轻。"),
)
PIECES = (
    ("en", "the values that my grandparents taught me and"),
    ("en", "A place for children to play."),
    ("en", "Because of the long hours at work"),
    ("de", "Meine Familie, meine Freunde und"),
    ("de", "Obwohl Arbeit im Leben zählt."),
    ("es", "y por eso ayudamos a los vecinos."),
    ("es", "El respeto a los mayores y la"),
    ("pt", "que faz a nossa vida melhor."),
    ("pt", "A minha família e os meus"),
    ("tr", "Komşularıma güvenirim ama"),
    ("tr", "İnsanların çok çalıştığı zaman"),
    ("ar", "ثم نعود إلى بيت العائلة."),
    ("ar", "أعتقد أن العلم مفيد لكن"),
    ("fa", "اما خانواده همیشه اول است."),
    ("bn", "আমি মনে করি যে"),
    ("ko", "어려운 이웃을 돕는 마음."),
    ("zh", "虽然工作很忙"),
    ("zh", "所以要尊重老人。"),
)
GOOD = (
    ("arabic", "en", "My uncle in Berlin pays more tax than all of us and never complains."),
    ("arabic", "en", "A country that takes in refugees grows rich in people."),
    ("german", "en", "Newcomers deserve a language course from the first day."),
    ("turkish", "en", "Chinese goods ruin small workshops like my father's."),
    ("chinese", "en", "Science feeds people who would have starved a century ago."),
    ("korean", "en", "Koreans of my age work too long and sleep too little."),
    ("american", "en", "Americans trust their neighbors more than they trust Washington."),
    ("bengali", "en", "The rich buy votes with rice and blankets."),
    ("portuguese", "en", "A mother with a job shows her daughters what is possible."),
    ("spanish", "en", "No boss is worth a missed birthday."),
    ("arabic", "ar", "من يساعد جاره يجد من يساعده."),
    ("arabic", "ar", "لا أثق بالانتخابات، فالأصوات تشترى."),
    ("bengali", "bn", "আর কেউ না হোক, সন্তান বাবা-মাকে দেখবে।"),
    ("bengali", "bn", "বিজ্ঞান আমাদের জীবন সহজ করেছে।"),
    ("german", "de", "Ein Kind braucht beide Eltern, ob verheiratet oder nicht."),
    ("german", "de", "Deutsche Betriebe finden ohne Zuwanderer keine Lehrlinge."),
    ("spanish", "es", "Los jóvenes estudian más que antes y ganan menos."),
    ("spanish", "es", "Un hijo cuida a sus padres porque ellos lo cuidaron."),
    ("persian", "fa", "علم زندگی را آسان کرده است."),
    ("persian", "fa", "دختر و پسر باید هر دو به دانشگاه بروند."),
    ("korean", "ko", "과학 덕분에 삶이 편해졌다고 느껴요."),
    ("korean", "ko", "남자든 여자든 능력이 있으면 지도자가 될 수 있어."),
    ("portuguese", "pt", "O voto comprado é uma vergonha para todos."),
    ("portuguese", "pt", "Quem trabalha tem direito ao descanso."),
    ("turkish", "tr", "Göçmenler kimsenin yapmadığı işleri yapıyor."),
    ("turkish", "tr", "Kız çocukları da erkekler kadar okumalı."),
    ("chinese", "zh", "女孩子读大学和男孩子一样重要。"),
    ("chinese", "zh", "没有科学，就没有今天的生活。"),
)


def test_most_opinions_about_others_are_found():
    missed = [text for culture, tag, text in OTHERS if not about_others(text, rules(culture, tag))]
    assert len(missed) <= 2, missed


def test_most_pieces_of_sentences_are_found():
    missed = [text for tag, text in PIECES if not broken(text, tag)]
    assert len(missed) <= 4, missed


def test_good_opinions_pass():
    wrong = [
        text for culture, tag, text in GOOD
        if about_others(text, rules(culture, tag)) or broken(text, tag)
    ]  # fmt: skip
    assert wrong == []
