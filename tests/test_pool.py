import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park import pool
from park.errors import Stopped
from park.pool import run_pool
from tests.toys import quickly


class Job:
    """Work that notes what happens to it; some tasks raise an error."""

    def __init__(self, errors=(), seconds=lambda task: 1.0):
        self.errors = dict(errors)
        self.seconds = seconds
        self.begun, self.done, self.cancelled = [], [], []
        self.at_once = self.most_at_once = 0

    async def __call__(self, task):
        self.begun.append(task)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.seconds(task))
        except asyncio.CancelledError:
            self.cancelled.append(task)
            raise
        finally:
            self.at_once -= 1
        if task in self.errors:
            raise self.errors[task]
        self.done.append(task)


@pytest.fixture
def run(monkeypatch):
    def run(tasks, job, concurrency=4, stall=900.0, progress=None):
        achieved = progress or (lambda: len(job.done))
        work = run_pool(tasks, job, concurrency, stall=stall, progress=achieved)
        return quickly(monkeypatch, work, "park.pool")

    return run


@given(tasks=st.integers(0, 30), concurrency=st.integers(1, 8), data=st.data())
def test_all_tasks_are_done_and_never_more_at_once_than_allowed(tasks, concurrency, data):
    times = data.draw(st.lists(st.integers(0, 5), min_size=tasks, max_size=tasks))
    job = Job(seconds=lambda task: times[task])
    with pytest.MonkeyPatch.context() as patch:
        progress = iter(range(10**9)).__next__
        work = run_pool(range(tasks), job, concurrency, stall=900, progress=progress)
        quickly(patch, work, "park.pool")
    assert sorted(job.done) == list(range(tasks))
    assert job.most_at_once <= min(concurrency, tasks)


def test_as_many_as_allowed_are_under_way(run):
    job = Job()
    run(range(20), job, concurrency=5)
    assert job.most_at_once == 5


def test_a_task_is_taken_only_when_there_is_room_for_it(run):
    job = Job()
    ahead = []

    def plan():
        for task in range(50):
            ahead.append(task - len(job.done))
            yield task

    run(plan(), job, concurrency=3)
    assert max(ahead) <= 3


def test_an_endless_plan_is_no_trouble(run):
    def plan():
        task = 0
        while True:
            assert task < 1000
            yield task
            task += 1

    job = Job(errors={40: Stopped("enough")})
    with pytest.raises(Stopped, match="enough"):
        run(plan(), job)
    assert len(job.begun) < 50


def test_stopped_lets_the_others_finish_and_takes_nothing_new(run):
    job = Job(errors={1: Stopped("no money")}, seconds=lambda task: 1 + (task != 1))
    with pytest.raises(Stopped, match="no money"):
        run(range(20), job, concurrency=3)
    assert job.begun == [0, 1, 2]
    assert sorted(job.done) == [0, 2]
    assert job.cancelled == []


def test_the_first_reason_to_stop_is_told(run):
    job = Job(errors={0: Stopped("late"), 1: Stopped("early")}, seconds=lambda task: 2.0 - task)
    with pytest.raises(Stopped, match="early"):
        run(range(5), job, concurrency=2)


def test_any_other_error_cancels_the_others(run):
    job = Job(errors={1: OSError("broken")}, seconds=lambda task: 1 + (task != 1))
    with pytest.raises(OSError, match="broken"):
        run(range(20), job, concurrency=3)
    assert job.begun == [0, 1, 2]
    assert sorted(job.cancelled) == [0, 2]


def test_an_error_in_the_plan_is_raised(run):
    def plan():
        yield 0
        raise ValueError("no such item")

    with pytest.raises(ValueError, match="no such item"):
        run(plan(), Job(), concurrency=2)


def test_a_pool_that_achieves_nothing_is_stopped(run):
    job = Job(seconds=lambda task: 10_000.0)
    with pytest.raises(Stopped, match="no call has been answered for 60 seconds"):
        run(range(3), job, stall=60)
    assert sorted(job.cancelled) == [0, 1, 2]


def test_a_slow_pool_is_not_stopped(run):
    job = Job(seconds=lambda task: 50.0)
    run(range(8), job, concurrency=1, stall=60)
    assert job.done == list(range(8))


def test_progress_inside_a_long_task_counts(run):
    calls = iter(range(10**6))
    job = Job(seconds=lambda task: 5000.0)
    run(range(2), job, stall=60, progress=lambda: next(calls))
    assert sorted(job.done) == [0, 1]


def test_cancelling_the_pool_cancels_its_tasks(monkeypatch):
    job = Job(seconds=lambda task: 100.0)

    async def cancelled():
        work = asyncio.create_task(
            run_pool(range(9), job, 3, stall=900, progress=lambda: len(job.done))
        )
        await asyncio.sleep(10)
        work.cancel()
        await work

    with pytest.raises(asyncio.CancelledError):
        quickly(monkeypatch, cancelled(), "park.pool")
    assert sorted(job.cancelled) == [0, 1, 2]


def test_nothing_is_left_running(monkeypatch):
    async def then_look():
        await run_pool(range(5), Job(), 2, stall=900, progress=lambda: 0)
        return [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]

    assert quickly(monkeypatch, then_look(), "park.pool") == []


def test_work_that_never_waits_is_done(run):
    done = []

    async def at_once(task):
        done.append(task)

    asyncio.run(pool.run_pool(range(1000), at_once, 4, stall=900, progress=lambda: 0))
    assert done == list(range(1000))
