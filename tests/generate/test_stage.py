from itertools import count
from pathlib import Path

import pytest

from park.config import Config
from park.errors import InputError, Stopped
from park.generate import stage
from park.ledger.run import read_run
from park.models.base import ModelError
from park.progress import silent
from park.run import wait_for
from park.setup import prepare
from tests.generate.test_conversation import line
from tests.toys import ToyModel

PLAIN = {
    "name": "demo",
    "cultures": ["chinese", "turkish"],
    "seeds": {"items": ["Q27", "Q38"]},
    "dialogue": {"turns": 4},
    "models": {"delegate": "scripted:x"},
}


class Talker(ToyModel):
    """Says a new line in each call, after those of an earlier process."""

    def __init__(self, begin=0, fail=None, **more):
        numbers = count(begin)

        def say(messages):
            number = next(numbers)
            return (fail(number) if fail else None) or line(number * 7)

        super().__init__(say, **more)
        self.started = self.closed = 0

    async def start(self):
        self.started += 1

    async def close(self):
        self.closed += 1


def setup(**changes):
    return prepare(Config.model_validate(PLAIN | changes), Path())


def run(folder, model, progress=silent, limit=None, if_exists="resume", **changes):
    work = stage.generate(
        setup(**changes), folder, models={"delegate": model}, limit=limit, progress=progress,
        if_exists=if_exists,
    )  # fmt: skip
    return wait_for(work)


def stored(folder):
    with read_run(folder) as ledger:
        return list(ledger.dialogues()), ledger.totals(), ledger.events()


def test_every_seed_becomes_a_dialogue_in_the_run_folder(tmp_path):
    outcome = run(tmp_path, model := Talker())
    dialogues, totals, events = stored(tmp_path)
    assert len(dialogues) == outcome.done.total() == 4
    assert {each.seed.culture for each in dialogues} == {"chinese", "turkish"}
    assert totals.calls == outcome.meter.calls == len(model.asked)
    assert [kind for _, kind, _ in events] == ["generate", "generated"]
    assert (model.started, model.closed) == (1, 1)
    assert all(each.prompts and each.models["contact"] == "toy" for each in dialogues)


def test_the_same_command_again_has_nothing_to_do(tmp_path):
    run(tmp_path, Talker())
    outcome = run(tmp_path, model := Talker())
    assert model.asked == []
    assert outcome.done == {"chinese": 2, "turkish": 2}
    assert outcome.summary()["done"] == 4


def test_a_limit_takes_the_first_dialogues_and_may_be_raised(tmp_path):
    assert run(tmp_path, Talker(), limit=1).done.total() == 1
    assert run(tmp_path, Talker(50), limit=3).done.total() == 3
    assert run(tmp_path, Talker(100)).done.total() == 4
    assert stored(tmp_path)[1].calls == 16


def test_a_failed_dialogue_is_tried_again_by_the_next_command(tmp_path):
    def down(number):
        return ModelError("down", "rejected") if number < 4 else None

    first = run(tmp_path, Talker(fail=down))
    assert first.failed.total() == 4
    assert set(first.failures.values()) == {"turn 1: down"}
    again = run(tmp_path, model := Talker())
    assert (again.done.total(), again.failed.total()) == (4, 0)
    assert len(model.asked) == 16
    assert {each.ending for each in stored(tmp_path)[0]} == {"turns"}


def test_a_fatal_error_stops_the_run_and_keeps_what_is_done(tmp_path):
    def die(number):
        return ModelError("wrong key", "fatal") if number >= 6 else None

    seen = []
    with pytest.raises(Stopped, match="wrong key"):
        run(tmp_path, model := Talker(fail=die), progress=seen.append, limits={"concurrency": 1})
    assert (model.started, model.closed) == (1, 1)
    assert seen[-1].outcome.done.total() == 1
    dialogues, totals, _ = stored(tmp_path)
    assert (len(dialogues), totals.calls) == (1, 6)
    resumed = run(tmp_path, rest := Talker(6), limits={"concurrency": 1})
    assert resumed.done.total() == 4
    assert resumed.meter.cached_calls == 2
    assert len(rest.asked) == 10


def test_a_run_of_failures_trips_the_breaker(tmp_path, monkeypatch):
    monkeypatch.setattr(stage, "BREAKER", 3)
    model = Talker(fail=lambda _: ModelError("no such prompt", "rejected"))
    with pytest.raises(
        Stopped, match="3 dialogues in a row failed, the last with: turn 1: no such"
    ):
        run(tmp_path, model, seeds=PLAIN["seeds"] | {"per_item": 9}, limits={"concurrency": 1})
    assert len(stored(tmp_path)[0]) == 3


def test_a_success_between_failures_resets_the_breaker(tmp_path, monkeypatch):
    monkeypatch.setattr(stage, "BREAKER", 2)

    def sometimes(number):
        return ModelError("no", "rejected") if number % 7 == 0 else None

    outcome = run(
        tmp_path,
        Talker(fail=sometimes),
        seeds=PLAIN["seeds"] | {"per_item": 3},
        limits={"concurrency": 1},
    )
    assert outcome.failed.total() >= 2


def test_the_budget_stops_the_run_and_counts_earlier_resumes(tmp_path):
    priced = {"delegate": {"model": "scripted:x", "price": {"input": 1e6, "output": 1e6}}}
    limits = {"concurrency": 1, "max_cost": 5000.0}
    many = PLAIN["seeds"] | {"per_item": 25}
    with pytest.raises(Stopped, match="max_cost"):
        run(tmp_path, Talker(), models=priced, limits=limits, seeds=many)
    spent = stored(tmp_path)[1].cost_usd
    assert 0 < spent <= 5000
    with pytest.raises(Stopped, match="max_cost"):
        run(tmp_path, Talker(9), models=priced, limits=limits, seeds=many)
    assert stored(tmp_path)[1].cost_usd == spent


def test_changed_settings_are_refused_before_the_models_start(tmp_path):
    run(tmp_path, Talker())
    with pytest.raises(InputError, match=r"\(dialogue\.turns\)"):
        run(tmp_path, model := Talker(), dialogue={"turns": 2})
    with pytest.raises(InputError, match=r"models\.delegate\.endpoint"):
        run(tmp_path, Talker(endpoint="elsewhere"))
    assert model.started == 0


def test_a_culture_may_be_added_to_a_run(tmp_path):
    run(tmp_path, Talker())
    outcome = run(tmp_path, Talker(90), cultures=["german", "chinese", "turkish"])
    assert outcome.done.total() == 6
    assert outcome.meter.calls == 24


def test_one_seed_and_one_model_give_the_same_dialogues(tmp_path):
    for name in "ab":
        run(tmp_path / name, Talker(), limits={"concurrency": 1})
    first, second = (stored(tmp_path / name)[0] for name in "ab")
    assert first == second


def test_progress_is_told_of_the_beginning_every_dialogue_and_the_end(tmp_path):
    seen = []
    run(tmp_path, Talker(), progress=lambda event: seen.append(event.outcome.done.total()))
    assert seen == [0, 1, 2, 3, 4, 4]


def test_no_more_dialogues_than_allowed_are_held_at_once(tmp_path):
    model = Talker(seconds=0.001)
    run(tmp_path, model, limits={"concurrency": 2}, seeds=PLAIN["seeds"] | {"per_item": 3})
    assert model.most_at_once == 2


def test_models_are_closed_when_one_cannot_start(tmp_path):
    class Broken(Talker):
        async def start(self):
            raise ModelError("no weights", "fatal")

    model = Broken()
    with pytest.raises(ModelError, match="no weights"):
        run(tmp_path, model)
    assert model.closed == 1
    with pytest.raises(InputError, match="already"):
        run(tmp_path, Talker(), if_exists="raise")


def test_held_out_items_never_become_dialogues(tmp_path):
    wide = {"seeds": {"holdout": 0.9}}
    run(tmp_path, Talker(), limit=6, **wide)
    held = {dialogue.seed.item for dialogue in stored(tmp_path)[0]}
    assert held
    assert not held & {item.id for item in setup(**wide).heldout}


def test_a_limit_of_nothing_begins_a_run_and_starts_no_model(tmp_path):
    outcome = run(tmp_path, model := Talker(), limit=0)
    assert (outcome.done.total(), outcome.code, model.started) == (0, 0, 0)
    assert (tmp_path / "run.yaml").is_file()
    assert list(outcome.lines())
    later = run(tmp_path, Talker())
    assert later.done.total() == 4
