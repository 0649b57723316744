"""The tasks of a configuration: what there is nothing to do for is left out with a word."""

from dataclasses import replace

import pytest

from park.errors import InputError
from park.evaluate.task import tasks_of
from tests.evaluate.test_stage import configure
from tests.toys import culture


def names(setup, remarks):
    return [each.name for each in tasks_of(setup, remarks)]


def test_tasks_come_in_the_order_of_the_configuration(tmp_path):
    remarks = []
    setup = configure(tmp_path / "run", tasks=("vsm", "survey", "education"))
    assert names(setup, remarks) == ["vsm", "survey", "education"]
    assert remarks == []


def test_without_held_out_items_or_posts_a_task_is_left_out_with_a_word(tmp_path):
    remarks = []
    setup = configure(tmp_path / "run", tasks=("survey", "education", "moderation", "vsm"))
    assert names(replace(setup, heldout=()), remarks) == ["vsm"]
    assert [each.split(":")[0] for each in remarks] == ["survey", "education", "moderation"]


def test_an_evaluation_of_nothing_is_refused(tmp_path):
    setup = configure(tmp_path / "run", tasks=("survey",))
    with pytest.raises(InputError, match="no survey item is held out"):
        tasks_of(replace(setup, heldout=()), [])


def test_a_culture_whose_countries_were_asked_nothing_is_named(tmp_path):
    remarks = []
    setup = configure(tmp_path / "run", tasks=("survey",))
    cultures = {**setup.cultures, "fijian": culture("fijian", countries=("FJI",))}
    assert names(replace(setup, cultures=cultures), remarks) == ["survey"]
    assert remarks == ["survey: FJI was asked no held-out item; fijian is not tested"]
