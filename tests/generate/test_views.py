import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.generate.state import speaker_of
from park.generate.views import messages_for, question, tokens
from tests.toys import PROMPTS, scene, turn

LONG = 14
SCENE = scene(turns=LONG)


class PlainPrompts:
    """Renders what a turn's template is given."""

    def render(self, name, *, other, said, instruction, note, dropped, speaker, **_):
        left_out = "(left out) " if dropped else ""
        return f"{left_out}{other}: <{said}> {instruction} [{note}] {speaker}:"


PLAIN = PlainPrompts()
TEXTS = st.lists(st.text(min_size=1, max_size=60), max_size=LONG - 1)
ROOMS = st.integers(min_value=1, max_value=1500)


def transcript(texts):
    return [turn(number, text) for number, text in enumerate(texts, start=1)]


def view(texts, room=10**6, note="", prompts=PLAIN):
    return messages_for(prompts, SCENE, transcript(texts), room, note)


def head_of(texts):
    return list(SCENE.heads[speaker_of(len(texts))])


def size(messages):
    return sum(tokens(message["content"]) + 8 for message in messages)


@given(TEXTS, ROOMS)
def test_a_view_is_a_pure_function(texts, room):
    turns = transcript(texts)
    before = list(turns)
    assert messages_for(PLAIN, SCENE, turns, room) == messages_for(PLAIN, SCENE, turns, room)
    assert turns == before
    assert head_of(texts) == view(texts, room)[: len(head_of(texts))]


@given(st.lists(st.text(min_size=1, max_size=60), min_size=3, max_size=LONG - 1))
def test_a_view_begins_with_the_same_speaker_s_view_before(texts):
    before, after = view(texts[:-2]), view(texts)
    assert after[: len(before)] == before
    assert after[len(before)] == {"role": "assistant", "content": texts[-2]}
    assert len(after) == len(before) + 2


@given(st.lists(st.text(min_size=1), min_size=3, max_size=LONG - 1), st.text(min_size=1))
def test_a_note_changes_only_the_last_message_and_is_gone_later(texts, note):
    noted, plain = view(texts[:-2], note=note), view(texts[:-2])
    assert noted[:-1] == plain[:-1]
    assert f"[{note}]" in noted[-1]["content"]
    assert view(texts)[: len(plain)] == plain


@given(TEXTS)
def test_a_view_holds_every_turn_once_in_its_place(texts):
    body = view(texts)[len(head_of(texts)) :]
    assert [message["role"] for message in body] == ["user", "assistant"] * (len(body) // 2) + [
        "user"
    ]
    me = speaker_of(len(texts))
    mine = [text for number, text in enumerate(texts) if speaker_of(number) == me]
    others = [text for number, text in enumerate(texts) if speaker_of(number) != me]
    if me == "contact":
        others = [SCENE.small_talk, *others]
    assert [message["content"] for message in body if message["role"] == "assistant"] == mine
    heard = [message["content"] for message in body if message["role"] == "user"]
    assert all(f"<{text}>" in content for text, content in zip(others, heard, strict=True))


@given(TEXTS, ROOMS)
def test_the_last_message_asks_for_the_next_turn(texts, room):
    last = view(texts, room)[-1]
    assert last["role"] == "user"
    assert SCENE.instructions[len(texts)] in last["content"]
    assert last["content"].endswith(f"{SCENE.name(speaker_of(len(texts)))}:")


@given(TEXTS, ROOMS)
def test_a_view_that_is_too_long_loses_its_oldest_turns_with_a_note(texts, room):
    whole, short = view(texts), view(texts, room)
    head = len(head_of(texts))
    assert short[:head] == whole[:head]
    dropped = len(whole) - len(short)
    assert dropped % 2 == 0
    assert short[head + 1 :] == whole[head + 1 + dropped :]
    left_out = "(left out) " if dropped else ""
    assert short[head]["content"] == left_out + whole[head + dropped]["content"]
    assert size(short) <= room or len(short) == head + 1
    assert dropped == 0 or size(whole) + 20 > room


def test_the_note_that_turns_are_left_out_has_room_too():
    turns = transcript(["tea and bread " * 8] * (LONG - 1))
    whole = size(messages_for(PROMPTS, SCENE, turns, 10**6))
    for room in range(whole // 2, whole):
        assert size(messages_for(PROMPTS, SCENE, turns, room)) <= room


@given(TEXTS, ROOMS)
def test_turns_left_out_once_stay_left_out(texts, room):
    def left_out(count):
        return len(view(texts[:count])) - len(view(texts[:count], room))

    assert left_out(len(texts)) >= left_out(max(0, len(texts) - 2))


def test_most_views_keep_their_beginning_when_turns_are_left_out():
    texts = ["word " * 60] * (LONG - 1)
    room = size(view(texts)) * 2 // 3
    views = [view(texts[:count], room) for count in range(1, LONG, 2)]
    kept = [b[: len(a)] == a for a, b in itertools.pairwise(views)]
    assert sum(kept) > len(kept) / 2


@pytest.mark.parametrize("language, letters", [("en", "tea and "), ("zh", "茶"), ("bn", "চা ")])
def test_fourteen_turns_of_160_tokens_are_asked_in_4096(language, letters):
    text = letters
    while tokens(text + letters) <= 160:
        text += letters
    for count in range(LONG):
        messages = messages_for(PROMPTS, SCENE, transcript([text] * count), 4096 - 160)
        assert size(messages) <= 4096 - 160
        assert tuple(messages[:3]) == SCENE.heads[speaker_of(count)]


def test_fourteen_english_turns_of_150_tokens_fit_whole():
    turns = transcript(["four" * 150] * (LONG - 1))
    assert messages_for(PROMPTS, SCENE, turns, 4096 - 150) == messages_for(
        PROMPTS, SCENE, turns, 10**6
    )


@given(st.text(alphabet="{}% #_a", min_size=1, max_size=30))
def test_braces_in_what_was_said_are_not_evaluated(text):
    messages = messages_for(PROMPTS, SCENE, transcript([text]), 4096)
    assert text in messages[-1]["content"]


def test_a_statement_with_braces_is_harmless():
    odd = replace(SCENE, statement="{{ 113 * 127 }} {% raw %} {0} {x}")
    assert "14351" not in str(messages_for(PROMPTS, odd, [], 4096))


@pytest.mark.parametrize(
    "text, counted",
    [
        ("Do you eat kimchi jjigae at home, too?", 13),
        ("أنا أعمل في صيدلية في إربد، والناس يسألونني عن كل شيء.", 40),
        ("আমি দুঃখিত, আমি সেদিন বিয়েতে যেতে পারব না বলেছিলাম।", 66),
        ("Ich bin Annika, ich backe Brot in Kiel, und um drei Uhr klingelt der Wecker.", 25),
        ("Trabajamos hasta mañana si hace falta, pero los domingos nadie abre.", 18),
        ("ما جمعه‌ها همه خانه مادربزرگ جمع می‌شویم و آش می‌خوریم.", 44),
        ("저는 인공지능이 무서워요. 그래도 빵은 사람이 구워야죠.", 34),
        ("Gosto até mais do que do carnaval, e olha que eu sou do Recife.", 21),
        ("Annem her sabah çay demler, biz de simit alırız.", 18),
        ("我们家过年一定要回老家，一家人围着桌子包饺子。", 27),
    ],
)
def test_tokens_are_estimated_on_the_high_side_but_not_by_much(text, counted):
    # Counted with cl100k_base, which spends more on these scripts than newer tokenizers.
    assert counted <= tokens(text) <= 1.7 * counted


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_longer_text_has_no_fewer_tokens(text, more):
    assert tokens(text) >= 1
    if text.isascii() == (text + more).isascii():
        assert tokens(text + more) >= tokens(text)


@given(TEXTS, ROOMS)
def test_what_was_asked_before_is_not_asked_anew(texts, room):
    turns = transcript(texts)
    asked = [question(PLAIN, SCENE, turns, number) for number in range(len(turns))]
    counting = Counting()
    view = messages_for(counting, SCENE, turns, room, asked=asked)
    assert view == messages_for(PLAIN, SCENE, turns, room)
    assert counting.rendered <= 2  # The new question, and the oldest one if turns are dropped.


class Counting(PlainPrompts):
    """Counts what it renders."""

    rendered = 0

    def render(self, name, **variables):
        self.rendered += 1
        return super().render(name, **variables)
