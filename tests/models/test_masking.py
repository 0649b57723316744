import html
import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from park.models.masking import masked
from park.text.printable import printable

KEY = "sk-Marked/0123+456789=abcdefghij~KLMNOP"
RUN = 12
KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="*"),
               min_size=RUN, max_size=60)  # fmt: skip


def runs(text):
    return {text[start : start + RUN] for start in range(len(text) - RUN + 1)}


@pytest.mark.parametrize(
    "told",
    [
        KEY, KEY.upper(), KEY.lower(), KEY[:RUN], KEY[-RUN:], KEY[7:25],
        b64encode(KEY.encode()).decode(), urlsafe_b64encode(KEY.encode()).decode(),
        quote(KEY, safe=""), quote(b64encode(KEY.encode()).decode(), safe=""),
        json.dumps(KEY)[1:-1], KEY.replace("/", "\\/"),
        "".join(f"%{ord(c):02X}" for c in KEY), "".join(f"\\u{ord(c):04x}" for c in KEY),
        "".join(f"&#x{ord(c):x};" for c in KEY), "".join(f"&#{ord(c)};" for c in KEY),
        "\u200b".join(KEY), "\x1b[0m".join(KEY), "\\u001b[0m".join(KEY),
    ],
)  # fmt: skip
def test_a_key_and_its_parts_are_masked_in_every_spelling(told):
    for text in (told, f"Incorrect key <{told}>!", f"schlüssel {told}\nand {told}"):
        seen = masked(text, KEY)
        assert "***" in seen
        assert seen.startswith(text[:9]) or text == told
        assert not any(run in printable(seen).lower() for run in runs(told.lower()))


@pytest.mark.parametrize("before", ["Bearer ", "user:", "u:", "", "a:", "ab:"])
@pytest.mark.parametrize("after", ["", "\n", ":x", "-and more"])
@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
def test_base64_is_masked_after_and_before_other_text(before, after, encode):
    told = encode(f"{before}{KEY}{after}".encode()).decode()
    seen = masked(f"Authorization: Basic {told}", KEY)
    assert seen.count("***") == 1
    assert len(seen) < len("Authorization: Basic ") + 32
    alone = b64encode(KEY.encode()).decode()
    assert not any(run in seen for run in runs(alone))


def test_hits_that_touch_are_one_mask():
    assert masked(f"<{KEY}{KEY[3:20]}{KEY}>", KEY) == "<***>"
    assert masked(f"{KEY} {KEY}", KEY) == "*** ***"


def test_parts_shorter_than_a_run_stay():
    assert masked(f"it begins with {KEY[:11]} and ends {KEY[-11:]}", KEY).count("***") == 0


@pytest.mark.parametrize("key", [None, "", "none", "NONE", "EMPTY", "dummy", "abc"])
def test_what_is_no_key_masks_nothing(key):
    assert masked("none of my dummy empty abcs", key) == "none of my dummy empty abcs"


def test_a_short_key_is_masked_as_a_whole_only():
    assert masked("my key is s3cret-k, not s3cret", "s3cret-k") == "my key is ***, not s3cret"
    assert masked(b64encode(b"s3cret-k").decode(), "s3cret-k") == "***"
    assert masked("http://x/?k=a%2Fb%3Fc", "a/b?c") == "http://x/?k=***"


@given(KEYS, st.data())
def test_no_run_of_a_key_or_its_base64_survives(key, data):
    spellings = [key, b64encode(key.encode()).decode(), b64encode(b"u:" + key.encode()).decode()]
    pieces = [
        each[i:j] for each in spellings for i in range(0, len(each), 5) for j in (i + 14, None)
    ]
    parts = data.draw(st.lists(st.sampled_from([*pieces, " ", "é", "İ", "tea"]), max_size=12))
    seen = masked("".join(parts), key)
    assert not runs(seen) & (runs(key) | runs(spellings[1]))


@given(st.text(st.characters(exclude_characters="%&\\")), KEYS)
@example("tea " * 300, KEY)
@example("İstanbul " * 30, KEY)
def test_text_without_such_runs_is_unchanged(text, key):
    held = printable(text).lower()
    code = b64encode(key.encode()).decode().lower()
    assume(not any(run in held for run in runs(key.lower()) | runs(code)))
    assert masked(text, key) == text


def test_escapes_that_hide_no_key_stay():
    text = "50%25 &#38; \\u0041 \x1b[0m " + html.escape("<b>") + " http://x/?a=%41"
    assert masked(text, KEY) == text


@given(st.text(), st.text())
def test_any_key_and_any_text_are_taken(text, key):
    assert isinstance(masked(text, key), str)
