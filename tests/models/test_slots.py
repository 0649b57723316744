"""The slot table: conversations keep their slots, beginnings are copied."""

from hypothesis import given
from hypothesis import strategies as st

from park.models.slots import GAIN, SlotTable

SCENE = "They talk about tea. " * 40


def asks(*texts, system=SCENE):
    roles = ("user", "assistant")
    said = [{"role": roles[n % 2], "content": text} for n, text in enumerate(texts)]
    return [{"role": "system", "content": system}, *said]


def answered(table, messages, reply):
    place = table.take(messages)
    table.copied(place)
    table.give_back(place, messages, reply)
    return place


def test_a_conversation_goes_on_in_its_slot():
    table = SlotTable.of(4)
    first = answered(table, asks("Tea?"), "Black.")
    answered(table, asks("Coffee?", system="Other people, another play. " * 40), "White.")
    again = answered(table, asks("Tea?", "Black.", "Why?"), "Habit.")
    assert again.slot == first.slot and again.source is None


def test_the_other_speaker_begins_with_a_copy_in_a_slot_of_its_own():
    table = SlotTable.of(4)
    contact = answered(table, asks("You are Ana. " * 30), "Hello?")
    delegate = answered(table, asks("You are Piotr. " * 30), "Good day.")
    assert delegate.slot != contact.slot and delegate.source == contact.slot


def test_a_short_common_beginning_is_not_copied():
    table = SlotTable.of(4)
    answered(table, asks("Hello. " * 90, system="x" * (GAIN - 50)), "Yes.")
    place = answered(table, asks("Bye. " * 90, system="x" * (GAIN - 50)), "No.")
    assert place.source is None


def test_a_new_conversation_takes_the_slot_that_was_idle_for_longest():
    table = SlotTable.of(2)
    systems = [f"Play {number}. " * 60 for number in range(3)]
    places = [answered(table, asks("Go.", system=system), "So.") for system in systems]
    assert [place.slot for place in places] == [0, 1, 0]


def test_nothing_is_taken_when_all_slots_are_busy():
    table = SlotTable.of(1)
    assert table.take(asks("One.")) is not None
    assert table.take(asks("Two.")) is None


def test_others_wait_for_the_first_call_and_for_copies():
    table = SlotTable.of(4)
    assert not table.unsettled
    first = table.take(asks("You are Ana. " * 30))
    assert table.unsettled
    table.copied(first)
    table.give_back(first, asks("You are Ana. " * 30), "Hello?")
    assert not table.unsettled
    second = table.take(asks("You are Piotr. " * 30))
    assert second.source == first.slot and table.unsettled
    table.copied(second)
    assert not table.unsettled


def test_a_failed_first_call_lets_the_next_be_the_first():
    table = SlotTable.of(2)
    place = table.take(asks("One."))
    table.give_back(place, asks("One."), None)
    assert not table.unsettled
    assert table.take(asks("One.")) is not None


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=60), st.integers(1, 5))
def test_a_slot_is_never_given_to_two_calls_at_once(steps, number):
    table = SlotTable.of(number)
    open_calls = []
    for which, finish in steps:
        if finish and open_calls:
            place, messages = open_calls.pop(which % len(open_calls))
            table.give_back(place, messages, "Yes.")
            continue
        messages = asks(f"You are number {which}. " * 30)
        place = table.take(messages)
        taken = {each.slot for each, _ in open_calls}
        if place is None:
            assert len(taken) == number
            continue
        assert place.slot not in taken and place.source not in taken
        table.copied(place)
        open_calls.append((place, messages))
    assert {slot.number for slot in table.slots if slot.busy} == {p.slot for p, _ in open_calls}
