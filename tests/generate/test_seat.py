import asyncio

import pytest

from park.generate import nodes, stage
from park.generate.seat import SEATS, Seat
from tests.generate.test_conversation import line
from tests.generate.test_stage import setup
from tests.toys import ToyModel, quickly


class Simultaneous(ToyModel):
    """Answers all calls after the same time."""

    def __init__(self, told):
        self.told = told
        super().__init__(lambda messages: line(7 * len(self.asked)))

    async def reply(self, messages, params, schema=None):
        self.told.append("asked")
        await asyncio.sleep(1)
        return await super().reply(messages, params, schema)


def test_the_next_call_does_not_wait_until_all_dialogues_have_worked(tmp_path, monkeypatch):
    told, check = [], nodes.check

    def checking(*given):
        told.append("checked")
        return check(*given)

    monkeypatch.setattr(nodes, "check", checking)
    work = stage.generate(
        setup(seeds={"items": ["Q27"], "per_item": 8}, limits={"concurrency": 16}),
        tmp_path,
        models={"delegate": Simultaneous(told)},
    )
    outcome = quickly(monkeypatch, work)
    assert outcome.done.total() == 16
    second_round = told[16:48]
    assert sorted(second_round) == ["asked"] * 16 + ["checked"] * 16
    assert second_round[: SEATS + 1] == ["checked"] * SEATS + ["asked"]


def test_a_seat_is_free_while_a_call_is_answered_and_taken_again_after_it():
    async def work():
        seats = asyncio.Semaphore(1)

        async def answer():
            return seats.locked()

        async with Seat(seats) as seat:
            assert seats.locked()
            assert not await seat.away(answer())
            assert seats.locked()
        assert not seats.locked()

    asyncio.run(work())


@pytest.mark.parametrize("after", [True, False])
def test_a_failed_call_leaves_a_seat_as_free_as_it_was(after):
    async def work():
        seats = asyncio.Semaphore(1)

        async def fail():
            raise ValueError

        async def answer():
            return seats.locked()

        async with Seat(seats) as seat:
            with pytest.raises(ValueError):
                await seat.away(fail())
            assert not seats.locked()
            if after:
                await seat.away(answer())
        await seats.acquire()
        assert seats.locked()

    asyncio.run(work())
