"""JSON objects are found in any answer, whatever stands around them."""

import json

from hypothesis import given
from hypothesis import strategies as st

from park.text.objects import MOST_OBJECTS, find_object, objects


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9), max_size=4))
def test_an_object_is_found_in_any_prose_without_braces(data):
    assert find_object(f"Well, {json.dumps(data)} it is") == data


@given(st.text(max_size=50), st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=3))
def test_both_readers_find_an_object_after_any_text_without_braces(before, told):
    text = f"{before.replace('{', '(')}{json.dumps(told)} and more"
    assert find_object(text) == told
    assert list(objects(text)) == [told]


@given(st.text(alphabet='{}[]":,a1 ', max_size=200))
def test_any_text_is_read_without_an_error(text):
    assert find_object(text) is None or isinstance(find_object(text), dict)
    assert all(isinstance(each, dict) for each in objects(text))


def test_an_object_is_found_behind_many_braces_that_open_none():
    assert find_object("f{x} " * 10_000 + '```json\n{"a": 1}\n```') == {"a": 1}
    assert find_object('{"x" is no key. ' * 300 + '{"a": 1}') == {"a": 1}


def test_a_number_that_python_does_not_read_is_no_object():
    assert find_object('{"a": ' + "1" * 5_000 + "}") is None


def test_objects_are_read_one_after_another_and_not_within_each_other():
    assert list(objects('{"a": {"b": 1}} and {"c": 2}')) == [{"a": {"b": 1}}, {"c": 2}]


def test_no_more_objects_are_tried_than_allowed():
    assert len(list(objects('{"a": 1}' * (2 * MOST_OBJECTS)))) == MOST_OBJECTS
