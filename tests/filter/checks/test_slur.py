import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.errors import InputError
from park.filter.checks.slur import folded, load_slurs, slur
from park.text.language import lexicons

BUNDLED_WORDS = load_slurs(None)


@pytest.mark.parametrize(
    "text",
    [
        "They called my neighbour a nigger and nobody spoke up.",
        "Those FAGGOTS should leave, he shouted.",
        "Diese Kanaken wohnen jetzt auch hier.",
        "Den Sudacas no queremos aquí, dijo.",
        "Ese maricón no entra en mi casa.",
        "Aquele viado não entra na minha casa.",
        "Bu gâvur bizim evimize giremez.",
        "هؤلاء أحفاد القردة لا مكان لهم هنا",
        "মালাউনদের এখানে জায়গা নেই।",
        "我家隔壁住着个黑鬼。",
        "옆집에 짱깨들이 이사 왔어요.",
        "این سوسمارخورها مهمان ما نیستند.",
    ],
)
def test_the_bundled_list_finds_slurs_of_every_language(text):
    assert slur(text, BUNDLED_WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "The river Niger and the people of Nigeria are far away from Montenegro.",
        "He or she may speak, and he/she is heard.",
        "A chink of light fell on the spices and the pakora.",
        "Old age cripples the hands, but not the heart.",
        "A dyke keeps the sea out of our fields.",
        "Sauerkraut und Kräuter gehören in die Küche.",
        "El vestido negro es de mi abuela, y los zorros duermen.",
        "O veado corre na mata e a peruca caiu.",
        "Kıroğlu ailesi ile iyi geçiniriz.",
        "تبذل الحكومة جهودا كبيرة، والعبيد حرروا في القرن الماضي.",
        "নিগার সুলতানা আমাদের গ্রামের মেয়ে, ভিক্ষা মাগিতে হয় না।",
        "中南半岛旧称印度支那，智障人士也应该受到尊重。",
        "한 녀석이 문제를 냈고, 병신년은 2016년이었어요.",
        "جهود ما برای صلح است.",
    ],
)
def test_harmless_words_that_look_like_slurs_pass(text):
    assert slur(text, BUNDLED_WORDS) is None


def test_no_word_of_the_bundled_list_is_lost():
    for known in lexicons().values():
        for word in known.slurs:
            assert slur(f"so {word.removesuffix('*')} da", BUNDLED_WORDS), word


def test_words_are_found_in_every_case_and_encoding(tmp_path):
    words = load_slurs(listed(tmp_path, "Kröte\nGÂVUR\nпёс\nকুঁড়ে\n쥐새끼\n"))
    for text in ("die KRÖTE da", "bir gâvur", "ПЁС!", "সে কুঁড়ে।", "저 쥐새끼 좀"):
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            assert slur(unicodedata.normalize(form, text), words), (text, form)


def test_a_word_counts_as_a_whole_or_with_a_star_as_a_beginning(tmp_path):
    words = load_slurs(listed(tmp_path, "toad\nsnake*\n"))
    assert slur("You toad!", words) == "toad"
    assert slur("Toads and toadstools.", words) is None
    assert slur("snakelike", words) == "snake"
    assert slur("rattlesnake", words) is None


def test_a_phrase_counts_across_spaces_and_hyphens_but_not_across_other_words(tmp_path):
    words = load_slurs(listed(tmp_path, "swamp thing\n"))
    assert slur("you Swamp-Thing", words) == "swamp thing"
    assert slur("swamp  thing", words) == "swamp thing"
    assert slur("a swamp is a thing", words) is None


def test_a_word_of_a_script_without_spaces_is_found_anywhere(tmp_path):
    words = load_slurs(listed(tmp_path, "青蛙\nกบ\n"))
    assert slur("他是个大青蛙吧", words) == "青蛙"
    assert slur("เขาเป็นกบมาก", words) == "กบ"
    assert slur("青色的蛙", words) is None


def test_comments_blank_lines_and_a_byte_order_mark_are_no_words(tmp_path):
    assert load_slurs(listed(tmp_path, "\ufeff# toads\n\ntoad # green\n")) == {"toad"}
    assert load_slurs(listed(tmp_path, "")) == frozenset()
    assert slur("anything at all", frozenset()) is None


def listed(folder, text):
    path = folder / "words.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_that_cannot_be_read_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match=r"none\.txt: no such file"):
        load_slurs(tmp_path / "none.txt")
    (tmp_path / "latin.txt").write_bytes(b"kr\xf6te\n")
    with pytest.raises(InputError, match="not UTF-8"):
        load_slurs(tmp_path / "latin.txt")
    with pytest.raises(InputError):
        load_slurs(tmp_path)
    with pytest.raises(InputError, match=r"words\.txt:2: '\*' has no letters"):
        load_slurs(listed(tmp_path, "toad\n*\n"))


@given(st.text())
def test_no_text_is_too_strange(text):
    assert slur(text, BUNDLED_WORDS) == slur(text, BUNDLED_WORDS)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text):
    assert folded(folded(text)) == folded(text)


@given(st.text(alphabet="aB漢 *#\n", max_size=30), st.text(alphabet="ab漢 ", max_size=30))
def test_any_list_can_be_used(tmp_path_factory, lines, text):
    path = tmp_path_factory.mktemp("list") / "words.txt"
    path.write_text(lines, encoding="utf-8")
    try:
        words = load_slurs(path)
    except InputError:
        return
    found = slur(text, words)
    assert found is None or found in folded(text)
