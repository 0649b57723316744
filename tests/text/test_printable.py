import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.text.printable import one_line, printable, printable_json

CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
PIECES = st.sampled_from(
    ["\x1b", "[", "]", "31m", "0;", "\x07", "\x9b", "\x9d", "\x9c", "\x90", "\\", "\\u001b", "u00",
     "1b", "\\x1b", "\\033", "\\e", "\\u0007", "\\a", "tea", " ", "\n", "\r", "\t", "\u202e",
     "\u200b",     "\u2028", "\ud83c", "\udf75", "é", "茶", "\u200d", "P", "m", "\x00"]
)  # fmt: skip
HOSTILE = st.lists(PIECES, max_size=30).map("".join)


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("a \x1b[31mred\x1b[0m tea", "a red tea"),
        ("\x1b[38;2;1;2;3mtea\x1b[2J\x1b[1;1H", "tea"),
        ("\x1b[?25ltea\x1b[!p", "tea"),
        ("\x9b31mtea", "tea"),
        ("\x1b]0;title\x07tea", "tea"),
        ("\x1b]8;;http://x\x1b\\tea\x1b]8;;\x1b\\", "tea"),
        ("\x9d0;title\x9ctea", "tea"),
        ("\x1bPq#0;2;0\x1b\\tea", "tea"),
        ("\x90q\x9ctea\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\", "tea"),
        ("\x1bc\x1b7\x1b(Btea\x1b#8", "tea"),
        ("\x1b", ""),
        ("tea\x1b[31", "tea"),
        ("\x1b]0;never closed", "0;never closed"),
    ],
)
def test_escape_sequences_go_as_a_whole(said, seen):
    assert printable(said) == seen


@pytest.mark.parametrize(
    "escape",
    ["\\u001b", "\\u001B", "\\x1b", "\\x1B", "\\033", "\\e", "\\\\u001b", "\\u{1b}", "\\33"],
)
def test_sequences_that_are_spelled_out_go_too(escape):
    said = f"{escape}[31mred{escape}[0m tea{escape}]0;title\\u0007{escape}]0;x{escape}\\"
    assert printable(said) == "red tea"


@pytest.mark.parametrize(
    "text", [r"C:\x86\e\033.txt", r"\d+\e", "[31m", "a\\nb", r"b'\xd0\x9b\xd0'", "x1b[31m"]
)
def test_backslashes_that_spell_no_sequence_stay(text):
    assert printable(text) == text


def test_breaks_become_spaces_and_line_feeds_stay():
    assert printable("a\tb\rc\r\nd\ne\x85f\u2028g\u2029h\x0bi\x0cj") == "a b c\nd\ne f g h i j"
    assert one_line(" a\n\n b\x1b[0m\tc ") == "a b c"


def test_what_misleads_the_eye_goes_and_joiners_stay():
    assert printable("pa\u200brk\u202e\u2066\u061c\ufeff\u2060\U000e0041 \u200c\u200d") == (
        "park \u200c\u200d"
    )
    assert printable("نمی\u200cخواهم 👩\u200d🍳") == "نمی\u200cخواهم 👩\u200d🍳"


def test_half_a_surrogate_pair_is_replaced():
    assert printable("a\ud800b") == "a\ufffdb"
    assert printable("\ud83c\udf75") == "\N{TEACUP WITHOUT HANDLE}"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\\")))
def test_letters_of_all_scripts_and_joiners_stay(text):
    text = re.sub("[\x1b\x80-\x9f]", "", text)
    wanted = [c for c in text if c.isalnum() or c in "\n\u200c\u200d"]
    assert wanted == [c for c in printable(text) if c.isalnum() or c in "\n\u200c\u200d"]


@given(HOSTILE | st.text(st.characters()))
def test_nothing_that_acts_on_a_terminal_is_left(text):
    seen = printable(text)
    seen.encode("utf-8")
    assert not CONTROLS.search(seen)
    assert not re.search(r"\\(u001b|x1b|033\[|e\[)", seen, re.IGNORECASE)
    kinds = {unicodedata.category(c) for c in seen if c not in "\n\u200c\u200d"}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
    assert printable(seen) == seen


def test_sequences_hidden_in_sequences_go_too():
    text = "\\u001b[0m"
    for _ in range(50):
        text = f"\\u00{text}1b[0m"
    assert "\\u001b" not in printable(text)


@given(HOSTILE | st.text(st.characters()))
def test_json_loses_nothing_and_holds_no_controls(text):
    written = printable_json(json.dumps({"said": text}, ensure_ascii=False))
    assert json.loads(written) == json.loads(json.dumps({"said": text}))
    assert printable_json(written) == written
    assert not CONTROLS.search(written)
    assert "\u202e" not in written
