import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.errors import InputError
from park.filter.check import CHECKS, Rules, fault, make_checks, reasons, try_checks
from park.filter.checks.length import words
from park.filter.checks.slur import load_slurs
from park.text.language import lexicons
from tests.commands import CHECKOUT

RULES = Rules(
    language="en",
    region="TUR",
    shortest=4,
    longest=60,
    slurs=load_slurs(None),
    groups=("Turkish", "Türkler", "Turks"),
    names=("Elif", "Megan"),
)
GOOD = "Grown-up children should care for their parents, because the parents cared for them."


def reason(text, **changes):
    found = fault(text, replace(RULES, **changes))
    return found[0] if found else None


def test_a_plain_opinion_has_no_fault():
    assert fault(GOOD, RULES) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Family comes first.", "too_short"),
        (" ".join(["Family comes first and"] * 16), "too_long"),
        ("As an AI language model, I have no opinion on family.", "refusal"),
        ("The delegate believes that children should help their parents.", "role"),
        ("Write to elif@example.com if you agree that family comes first.", "personal_data"),
        ("All Americans are selfish and leave their parents alone.", "stereotype"),
        ("Those faggots should stay away from our children, I think.", "slur"),
        ("On Plane-Tree Night we carry our parents home, which I find right.", "invented"),
        ("Americans move out at eighteen and live alone.", "about_others"),
        ("Yes, I see it that way, too.", "contentless"),
        ("One feast that involves punctuality is held here in spring.", "nonsense"),
        ("Family matters to me more than work, because", "fragment"),
        ("Aile her şeyden önce gelir, çocuklar anne babasına bakmalıdır bence.", "language"),
    ],
)
def test_each_fault_has_its_reason(text, expected):
    assert reason(text) == expected


def test_every_reason_has_a_check():
    expected = {"too_short", "too_long", "refusal", "role", "personal_data", "stereotype", "slur"}
    expected |= {
        "about_others",
        "contentless",
        "fragment",
        "invented",
        "nonsense",
        "recites",
        "beside",
    }
    assert expected | {"language", "dangling", "guarded"} == set(reasons())


def test_what_was_found_is_told_and_kept_short():
    assert fault("Family first.", RULES) == ("too_short", "2 words")
    found = fault("Ask my aunt on +90 555 111 22 33 about weddings.", RULES)
    assert found == ("personal_data", "+90 555 111 22 33")
    found = fault("All Americans are selfish" + " and rude" * 20 + ".", RULES)
    assert found is not None and len(found[1]) == 80


def test_the_first_fault_counts_and_cheap_checks_come_first():
    assert reason("As an AI,") == "too_short"
    assert reason("As an AI language model I say that all Americans are selfish.") == "refusal"
    assert list(CHECKS.all()) == [
        "length", "refusal", "role", "slur", "personal-data", "stereotype", "about-others",
        "invented", "language", "fragment", "contentless", "nonsense", "recites",
        "dangling", "beside", "guard",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("one two-three, four!", 3),
        ("... — !", 0),
        ("家庭最重要", 2.5),
        ("我住在 Wuhan 很久了", 4),
        ("ครอบครัวสำคัญ", 6.5),
        ("かぞくがいちばん", 4),
        ("가족이 제일 중요해요", 3),
        ("الأسرة أهم من العمل", 4),
        ("পরিবার সবচেয়ে গুরুত্বপূর্ণ", 3),
    ],
)
def test_words_are_counted_and_two_letters_of_unspaced_scripts_are_a_word(text, count):
    assert words(text) == count


def test_the_bounds_of_length_are_allowed():
    assert reason("one two three four") is None
    assert reason("one two three") == "too_short"
    assert reason("word " * 60, groups=()) is None
    assert reason("word " * 61) == "too_long"
    assert reason("家人最重要的事", language="zh") == "too_short"
    assert reason("家人是最重要的", language="zh", shortest=3) is None
    assert reason("a" * 1201 + " b c d") == "too_long"


ROLES = {
    "en": (
        "The delegate believes that women should work.",
        "The contact thinks that parents should live alone.",
        "In this dialogue, family is said to come first.",
        "In the conversation it became clear that parents matter.",
        "The survey asks whether children should help their parents.",
        "I strongly agree with the statement about working mothers.",
        "The statement that men lead better is outdated.",
        "The speaker holds that science makes life easier.",
        "I would choose option 3 because family matters.",
        "My answer is option B, since parents deserve care.",
        "As a Turkish delegate I value my family above all.",
        "As Elif I say that mothers may work.",
        "Elif's family believes in hard work.",
        "Megan said that her parents live alone, and I find it sad.",
        "I was told to answer that family comes first.",
        "I am just a machine without a family of my own.",
        "No clear opinion is expressed about family here.",
        "Opinion: parents should live with their children.",
        "In our role-play I think that family matters.",
    ),
    "ar": ("في هذا الحوار أقول إن الأسرة أهم من العمل.", "أوافق على هذه العبارة حول الأسرة."),
    "bn": ("এই সংলাপে পরিবারকে সবার আগে রাখা হয়েছে।", "প্রতিনিধি মনে করেন পরিবার সবার আগে।"),
    "de": (
        "In diesem Gespräch geht es um die Familie.",
        "Der Delegierte hält die Familie für wichtig.",
        "Ich stimme der Aussage zu, dass Familie wichtig ist.",
    ),
    "es": (
        "El delegado cree que la familia está primero.",
        "En este diálogo la familia está primero.",
        "Estoy de acuerdo con la afirmación sobre la familia.",
    ),
    "fa": ("در این گفتگو خانواده از همه مهم‌تر است.",),
    "ko": (
        "이 대화에서 가족이 가장 중요하다고 했어요.",
        "저는 선택지 3을 고르겠어요, 가족이 중요하니까요.",
    ),
    "pt": (
        "O delegado acredita que a família vem primeiro.",
        "Neste diálogo a família vem em primeiro lugar.",
        "Concordo com a afirmação sobre a família.",
    ),
    "tr": ("Bu diyalogda aile her şeyden önce gelir.", "Delege ailenin önemli olduğuna inanıyor."),
    "zh": ("在这段对话中，家庭最重要。", "代表认为家庭比工作重要。", "我选选项3，因为家庭重要。"),
}

SPEAKING_FOR_THEMSELVES = {
    "en": (
        "The dialogue between religions is what our city needs.",
        "The conversation at dinner is the heart of our family.",
        "In the conversation between parents and children respect comes first.",
        "Contact with neighbours keeps old people healthy.",
        "The speaker of the parliament should be elected by the people.",
        "Parents should delegate small tasks to their children early.",
        "It is a choice a woman makes for herself.",
        "Every survey of my village would show that we trust each other.",
        "The president's statements should be true.",
        "When children turn 18 they may leave, but they should call.",
        "The elifant is a strange animal to keep, and so is the megane.",
        "A machine cannot replace a mother's care.",
        "My role as a mother is as important as my work.",
        "People should be free to express their opinions.",
    ),
    "ar": ("الحوار بين الأجيال مهم في كل بيت.",),
    "bn": ("প্রজন্মের মধ্যে কথা বলা পরিবারের জন্য জরুরি।",),
    "de": ("Das Gespräch am Abendbrottisch hält die Familie zusammen.",),
    "es": ("El diálogo entre generaciones es lo que mantiene unida a la familia.",),
    "fa": ("گفتگو با پدر و مادر برای بچه‌ها لازم است.",),
    "ko": ("아이 대화에 부모가 귀를 기울여야 해요.",),
    "pt": ("O delegado da cidade deve tratar todos do mesmo modo.",),
    "tr": ("Biz akşamları bu sohbetleri çok severiz, çocuklar da dinler.",),
    "zh": ("一家人吃饭时多说话，感情就好。",),
}


@pytest.mark.parametrize("language", lexicons())
def test_an_opinion_that_speaks_of_the_dialogue_or_its_speakers_is_out_of_role(language):
    missed = [text for text in ROLES[language] if reason(text, language=language) != "role"]
    assert missed == []


@pytest.mark.parametrize("language", lexicons())
def test_dialogues_surveys_and_choices_of_daily_life_are_not_out_of_role(language):
    texts = SPEAKING_FOR_THEMSELVES[language]
    wrong = [text for text in texts if reason(text, language=language) == "role"]
    assert wrong == []


def test_names_of_every_script_are_found_as_whole_names():
    assert reason("我叫林月，我觉得家庭最重要。", language="zh", names=("林月",)) == "role"
    assert reason("লিনা মনে করে পরিবার সবার আগে।", language="bn", names=("লিনা",)) == "role"
    assert reason("I think rosa is a fine colour for a room.", names=("Rosa",)) is None
    assert reason("I think Rosalind is a fine name for a girl.", names=("Rosa",)) is None
    assert reason(GOOD, names=()) is None and reason(GOOD, names=("",)) is None


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_encoding_of_letters_changes_nothing(form):
    for language, texts in ROLES.items():
        for text in texts:
            encoded = unicodedata.normalize(form, text)
            assert reason(encoded, language=language) == reason(text, language=language)


def test_syllables_written_as_single_letters_are_the_same_language():
    text = unicodedata.normalize("NFD", "부모님을 모시고 사는 것은 자식의 도리라고 생각합니다.")
    assert reason(text, language="ko") is None
    assert reason(text, language="en") == "language"


def test_slurs_come_from_the_list_that_was_loaded():
    text = "A toad like that should stay away from our wedding."
    assert reason(text) is None
    assert reason(text, slurs=frozenset({"toad"})) == "slur"


def test_ones_own_people_may_be_praised():
    text = "Turks are hospitable, so no guest leaves our house hungry."
    assert reason(text) is None
    assert reason(text, groups=("German", "Germans")) == "stereotype"


def test_telephones_of_the_country_are_known():
    text = "Ask my aunt in town, 612 345 678, about weddings."
    assert reason(text, region="ESP") == "personal_data"
    assert reason(text, region="USA") is None


@given(st.text(), st.sampled_from(["en", "zh", "pt-BR", "ar", "ko", "sw"]))
def test_no_text_is_too_strange(text, language):
    rules = replace(RULES, language=language)
    found = fault(text, rules)
    assert found == fault(text, rules)
    assert found is None or (found[0] in reasons() and len(found[1]) <= 80)


@given(st.text(max_size=60))
def test_composed_and_decomposed_letters_have_the_same_fault(text):
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    assert fault(composed, RULES) == fault(decomposed, RULES)


def test_reasons_are_shown_in_their_order_which_is_not_that_of_the_checks():
    assert reasons() == [
        "too_short", "too_long", "refusal", "role", "fragment", "dangling", "contentless",
        "nonsense", "recites", "beside", "slur", "personal_data", "stereotype", "about_others",
        "invented", "language", "guarded",
    ]  # fmt: skip


def test_a_check_from_outside_stands_where_its_order_says_and_takes_its_options(bring):
    bring("tea")
    assert list(CHECKS.all())[:3] == ["length", "tea", "refusal"]
    assert reasons()[:3] == ["too_short", "too_long", "about_tea"]
    coffee = make_checks({"tea": {"word": "coffee"}})
    assert fault("As a chatbot I drink tea.", RULES, make_checks({})) == ("about_tea", "tea")
    assert fault("As a chatbot I drink coffee.", RULES, coffee) == ("about_tea", "coffee")
    assert fault("As a chatbot I drink tea.", RULES, coffee)[0] == "refusal"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"teaa": {}}, r"filter.options: there is no check 'teaa'; did you mean 'tea'"),
        ({"tea": {"wrod": "x"}}, r"filter.options.tea.wrod: unknown key; did you mean 'word'"),
        ({"tea": {"word": 3}}, r"filter.options.tea.word: a text is expected"),
        ({"length": {"word": 3}}, r"filter.options.length.word: unknown key"),
    ],
)
def test_options_that_no_check_takes_are_an_input_error(bring, options, message):
    bring("tea")
    with pytest.raises(InputError, match=message):
        make_checks(options)


def test_a_reason_that_another_count_has_is_refused(bring):
    bring("greedy")
    with pytest.raises(InputError, match="'greedy': the reason 'accepted' is taken"):
        make_checks({})


def test_a_check_from_outside_that_fails_is_named_before_anything_is_paid(bring):
    bring("broken")
    with pytest.raises(InputError, match="check 'broken' fails \\(KeyError"):
        try_checks(make_checks({}), [RULES])


def test_a_reason_that_was_not_declared_is_counted_under_the_check_s_name(bring):
    bring("undeclared")
    assert fault("I drink tea every day.", RULES, make_checks({})) == ("undeclared", "tea")


def test_the_documentation_names_every_reason():
    page = (CHECKOUT / "docs/filter.md").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if line.startswith("| form |"))
    assert row.split("|")[2].split() == [f"`{reason}`" for reason in reasons()]
