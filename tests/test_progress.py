"""What is told of long work: how much is done, and how long the rest takes."""

import asyncio

from park import progress
from park.progress import counted, shown, steps_to


class Clock:
    """A clock that tests turn."""

    now = 0.0

    def monotonic(self):
        return self.now


def test_work_that_is_counted_tells_each_part_and_the_time_left_at_its_pace(monkeypatch):
    clock, told = Clock(), []
    monkeypatch.setattr(progress, "time", clock)

    async def work(part):
        clock.now += part

    async def all_of_it():
        one = counted("stories", work, 3, lambda event: told.append(str(event)))
        for part in (10, 20, 60):
            await one(part)

    asyncio.run(all_of_it())
    assert told == [
        "stories: 1 of 3, about 0:20 left", "stories: 2 of 3, about 0:15 left", "stories: 3 of 3",
    ]  # fmt: skip


def test_work_that_fails_is_not_counted(monkeypatch):
    told = []

    async def work(part):
        raise ValueError

    async def all_of_it():
        one = counted("stories", work, 3, told.append)
        for part in (1, 2):
            try:
                await one(part)
            except ValueError:
                continue

    asyncio.run(all_of_it())
    assert told == []


def test_a_loop_tells_what_is_done_and_the_time_left_at_its_pace(monkeypatch):
    clock, told = Clock(), []
    monkeypatch.setattr(progress, "time", clock)
    seen = []
    for part in shown("controls", (each for each in "abc"), 3, lambda e: told.append(str(e))):
        seen.append(part)
        clock.now += 10
    assert seen == ["a", "b", "c"]
    assert told == [
        "controls: 1 of 3, about 0:20 left", "controls: 2 of 3, about 0:10 left",
        "controls: 3 of 3",
    ]  # fmt: skip


def test_steps_of_a_training_tell_the_time_left_by_those_since_the_first(monkeypatch):
    clock, told = Clock(), []
    monkeypatch.setattr(progress, "time", clock)
    tell = steps_to(lambda event: told.append(str(event).rpartition("GiB")[2]))
    for culture in ("turkish", "chinese"):
        for step in (1, 3, 5):
            clock.now += 100 if step == 1 else 4
            figures = {"step": step, "loss": 1.0, "tokens_per_second": 9.0, "memory": 2**30}
            tell(culture, figures, 5)
    assert told == 2 * ["", ", about 0:04 left", ""]
