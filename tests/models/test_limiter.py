import asyncio
import itertools
import random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from park.models import limiter as module
from park.models.limiter import LONGEST_PAUSE, Limiter
from tests.toys import quickly


@pytest.fixture
def clock(monkeypatch):
    """Time that only the test moves."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def run(monkeypatch):
    return lambda work: quickly(monkeypatch, work, "park.models.limiter")


async def call(limiter, seconds=1.0, done=None):
    async with limiter.slot():
        await asyncio.sleep(seconds)
        if done is not None:
            done.append(limiter.in_flight)
    limiter.succeeded()


def test_no_more_calls_than_the_ceiling_are_under_way(run):
    limiter, seen = Limiter(3), []

    async def many():
        await asyncio.gather(*(call(limiter, done=seen) for _ in range(20)))

    run(many())
    assert max(seen) == 3
    assert len(seen) == 20
    assert limiter.in_flight == 0


def test_a_failed_call_gives_its_place_back(run):
    limiter = Limiter(1)

    async def fail():
        with pytest.raises(KeyError):
            async with limiter.slot():
                raise KeyError
        await call(limiter)

    run(fail())
    assert limiter.in_flight == 0


def test_an_overload_halves_the_cap_but_never_below_one(clock):
    limiter = Limiter(10)
    caps = []
    for _ in range(6):
        clock.now += 1
        limiter.overloaded(began=clock.now, retry_after=None)
        caps.append(int(limiter.cap))
    assert caps == [5, 2, 1, 1, 1, 1]


def test_a_burst_counts_once_but_each_refusal_is_counted(clock):
    limiter = Limiter(16)
    began = clock.now
    for _ in range(16):
        clock.now += 0.01
        limiter.overloaded(began, None)
    assert limiter.cap == 8
    assert limiter.overloads == 16


def test_a_call_begun_after_the_cap_was_lowered_lowers_it_again(clock):
    limiter = Limiter(16)
    limiter.overloaded(clock.now, None)
    clock.now += 5
    limiter.overloaded(clock.now, None)
    assert limiter.cap == 4


def test_successes_raise_the_cap_by_about_one_a_round_up_to_the_ceiling(clock):
    limiter = Limiter(16)
    limiter.overloaded(clock.now, None)
    caps = [limiter.cap]
    for _ in range(4):
        for _ in range(int(limiter.cap)):
            limiter.succeeded()
        caps.append(limiter.cap)
    assert all(0.7 <= after - before <= 1 for before, after in itertools.pairwise(caps))
    for _ in range(100):
        limiter.succeeded()
    assert limiter.cap == 16


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 20))
def test_the_cap_stays_between_one_and_the_ceiling(outcomes, ceiling):
    limiter = Limiter(ceiling)
    for good in outcomes:
        if good:
            limiter.succeeded()
        else:
            limiter.overloaded(float("inf"), 0.0)
        assert 1 <= int(limiter.cap) <= ceiling


@pytest.mark.parametrize("wait", [3.0, 30.0, 500.0])
def test_retry_after_is_honoured(run, wait):
    limiter = Limiter(4)

    async def refused_once():
        loop = asyncio.get_running_loop()
        async with limiter.slot() as began:
            limiter.overloaded(began, wait)
        before = loop.time()
        await asyncio.gather(call(limiter, 0), call(limiter, 0))
        return loop.time() - before

    assert wait <= run(refused_once()) < wait + 0.1


def test_a_shorter_retry_after_does_not_end_a_longer_pause(clock):
    limiter = Limiter(4)
    limiter.overloaded(clock.now, 30.0)
    limiter.overloaded(clock.now, 1.0)
    assert limiter._pause() == 30.0


def test_a_retry_after_of_zero_does_not_lead_to_a_storm(clock):
    limiter = Limiter(4)
    limiter.overloaded(clock.now, 0.0)
    assert limiter._pause() > 0.1


def test_without_retry_after_the_pause_grows_to_a_limit_and_a_success_resets_it(clock):
    limiter = Limiter(4)
    pauses = []
    for _ in range(14):
        clock.now += 100
        limiter.overloaded(clock.now, None)
        pauses.append(limiter._pause())
    assert pauses[0] <= 1.0
    assert pauses[4] > pauses[0]
    assert max(pauses) <= LONGEST_PAUSE
    limiter.succeeded()
    clock.now += 100
    limiter.overloaded(clock.now, None)
    assert limiter._pause() <= 1.0


def test_who_has_waited_longest_comes_first(run):
    limiter, order = Limiter(1), []

    async def numbered(number):
        async with limiter.slot():
            order.append(number)
            await asyncio.sleep(1)

    async def many():
        await asyncio.gather(*(numbered(number) for number in range(6)))

    run(many())
    assert order == list(range(6))


def test_a_waiter_that_is_cancelled_does_not_take_a_place_with_it(run):
    limiter = Limiter(1)

    async def cancel_the_one_that_was_woken():
        holder = asyncio.create_task(call(limiter, 5))
        await asyncio.sleep(0)
        waiters = [asyncio.create_task(call(limiter)) for _ in range(3)]
        await asyncio.sleep(1)
        waiters[1].cancel()
        holder.add_done_callback(lambda _: waiters[0].cancel())
        await asyncio.wait([holder, *waiters])
        return [waiter.cancelled() for waiter in waiters]

    cancelled = run(cancel_the_one_that_was_woken())
    assert cancelled == [True, True, False]
    assert limiter.in_flight == 0


def test_a_waiter_cancelled_in_a_pause_passes_its_place_on(run):
    limiter = Limiter(1)

    async def refused_and_given_up():
        async def refused():
            async with limiter.slot() as began:
                await asyncio.sleep(1)
                limiter.overloaded(began, 10.0)

        first = asyncio.create_task(refused())
        await asyncio.sleep(0)
        woken = asyncio.create_task(call(limiter))
        patient = asyncio.create_task(call(limiter))
        await asyncio.wait([first])
        await asyncio.sleep(2)
        woken.cancel()
        await patient

    run(refused_and_given_up())
    assert limiter.in_flight == 0


@settings(max_examples=60)
@given(
    st.integers(1, 12), st.integers(1, 60), st.integers(0, 10**6), st.sampled_from([0, 0.3, 0.6])
)
def test_nobody_waits_for_ever_whatever_is_refused_or_cancelled(ceiling, calls, chance, refused):
    limiter, rng = Limiter(ceiling), random.Random(chance)
    most = 0

    async def persistent():
        nonlocal most
        while True:
            async with limiter.slot() as began:
                most = max(most, limiter.in_flight)
                await asyncio.sleep(rng.choice([0, 0.1, 2]))
                if rng.random() < refused:
                    limiter.overloaded(began, rng.choice([None, 0.0, 0.5, 7.0]))
                    continue
            limiter.succeeded()
            return

    async def many():
        tasks = [asyncio.create_task(persistent()) for _ in range(calls)]
        for task in rng.sample(tasks, calls // 4):
            asyncio.get_running_loop().call_later(rng.uniform(0, 20), task.cancel)
        await asyncio.wait(tasks)

    with pytest.MonkeyPatch.context() as patch:
        # A deadlock leaves nothing due, which the quick clock reports.
        quickly(patch, many(), "park.models.limiter")
    assert most <= ceiling
    assert limiter.in_flight == 0
