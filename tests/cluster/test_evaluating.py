"""An evaluation on a cluster: each task asks its shard, and the scores are those of one process."""

import shutil
import threading
import time

import pytest
import yaml

import park
from park.cluster import driving, evaluating, portion
from park.cluster.runner import Runner
from park.config import Config
from park.errors import InputError, ParkError, Stopped
from park.evaluate import panel
from park.evaluate.backends.adapters import AdaptersBackend
from park.evaluate.tasks.moderation.task import Moderation
from park.ledger.costs import cost_of
from park.ledger.run import read_run
from park.models.scripted import Script, ScriptedModel
from park.progress import Asked, Line
from tests.adapters import small
from tests.adapters.conftest import base
from tests.cluster.threads import Threads
from tests.fake_openai import FakeOpenAI, Fault, completion
from tests.test_crash import Marksman
from tests.test_shards import keys, rows
from tests.test_shards_of_answers import EVALUATE, RESULTS, USED, answer, setting

__all__ = ["base"]
SHARED = [("shard 1/2", 0.5, 0.0), ("shard 2/2", 0.5, 0.0)]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(driving, "POLL", 0.02)


@pytest.fixture
def served(study):
    marksman = Marksman(answer)
    with FakeOpenAI(marksman) as server:
        setting(study, server)
        park.Run("cut", "demo.yaml").generate(limit=0)
        yield marksman


def on(cluster, folder="cut", shards=2, **options):
    return park.Run(folder, runner=Runner(shards=shards, connect=cluster.connect), **options)


def test_a_cluster_makes_the_responses_and_scores_of_one_process(study, served):
    shutil.copytree("cut", "whole")
    park.Run("whole").evaluate()
    asked, served.asked[:] = len(served.asked), []
    cluster, said = Threads(), []
    outcome = on(cluster, progress=said.append).evaluate()
    assert cluster.asked == SHARED
    assert rows(study / "cut", *RESULTS) == rows(study / "whole", *RESULTS)
    assert keys(study / "cut") == keys(study / "whole")
    assert len(served.asked) == asked
    assert outcome.responses == len(rows(study / "cut", "responses")["responses"])
    assert outcome.used["calls"] == asked
    with read_run(study / "cut") as cut, read_run(study / "whole") as one:
        for method in ("plain", "prompt"):
            ours, theirs = (cost_of(each, "openai/m", method) for each in (cut, one))
            assert (ours.answers, ours.calls, ours.tokens) == (
                theirs.answers, theirs.calls, theirs.tokens,
            )  # fmt: skip
    for task in EVALUATE["tasks"]:
        told = [each for each in said if isinstance(each, Asked) and each.task == task]
        assert told[-1].done == told[-1].total > 0
    assert not (study / "cut/.cluster").exists()


def test_progress_counts_shards_that_have_not_begun_and_ends_whoever_asked():
    said = []
    watch = evaluating._watching(4, said.append)
    watch([{"asked": {"survey": [5, 10, 20.0]}}, {"asked": {"survey": [10, 10, 0.0]}}])
    assert said == [Asked("survey", 15, 40, 100.0)]
    watch([{"asked": {"mine": [9, 9, 0.0]}}, *[{"asked": {}}] * 3])
    assert len(said) == 1
    watch([{"asked": {"mine": [9, 9, 0.0]}}, *[{"asked": {}}] * 3], ended=True)
    assert said[1:] == [Asked("mine", 9, 9, 0.0)]


def test_a_shard_that_died_is_a_record_and_what_it_was_answered_is_kept(study, served):
    with pytest.raises(Stopped, match=r"1 of 2 portions failed \(shard 2/2: WorkerCrashed") as told:
        on(Threads(dying=["shard 2/2"])).evaluate()
    assert "or alone: park evaluate cut --shard I/2" in str(told.value)
    assert told.value.outcome.remarks == ["shard 2/2: WorkerCrashedError: the worker died"]
    asked = len(served.asked)
    assert told.value.outcome.responses == len(rows(study / "cut", "responses")["responses"]) > 0
    assert not rows(study / "cut", "scores")["scores"]
    assert on(Threads()).evaluate().scores
    assert len(served.asked) == asked


def test_a_slow_model_is_not_taken_for_a_stuck_one(study, served, monkeypatch):
    def slowly(request):
        time.sleep(0.02)
        return answer(request)

    served.answer = slowly
    monkeypatch.setattr(driving, "GRACE", 0.1)
    monkeypatch.setattr(portion, "PULSE_EVERY", 0.0)
    slow = {
        "evaluate.tasks": ["moderation"],
        "evaluate.methods": ["plain"],
        "limits.stall": 0.8,
        "limits.concurrency": 1,
    }
    outcome = on(Threads(), shards=1, changes=slow).evaluate()
    assert outcome.responses * 0.02 > 1.2 * (0.8 + 0.1)


def test_all_shards_together_keep_within_what_is_left(study, served):
    served.answer = lambda request: Fault(body=completion("A") | {"usage": USED})
    with pytest.raises(Stopped, match=r"2 of 2 portions failed .*max_cost") as told:
        on(Threads(), changes={"limits.max_cost": 0.01}).evaluate()
    used = told.value.outcome.used
    with read_run(study / "cut") as ledger:
        totals = ledger.totals()
    assert 0.005 < totals.cost_usd <= 0.01
    assert used["calls"] == totals.calls > 0
    assert used["tokens_in"] == totals.usage.tokens_in == 150 * totals.calls
    assert used["cost_usd"] == round(totals.cost_usd, 6)


def test_a_task_that_a_shard_could_not_ask_is_remarked(study, served, monkeypatch):
    ask = Moderation.ask

    async def refuse(task, panel, *given, **named):
        if panel.shard is not None and panel.shard.number == 2:
            raise ParkError("the posts are gone")
        return await ask(task, panel, *given, **named)

    monkeypatch.setattr(Moderation, "ask", refuse)
    said = []
    outcome = on(Threads(), progress=said.append).evaluate()
    line = "shard 2/2: moderation: the posts are gone"
    assert line in outcome.remarks and Line(line) in said
    assert not outcome.failed and {each.task for each in outcome.scores} >= {"moderation"}


def test_a_part_that_is_not_merged_yet_has_spent_too(study, served):
    served.answer = lambda request: Fault(body=completion("A") | {"usage": USED})
    dear = {"changes": {"limits.max_cost": 0.01}}
    with pytest.raises(Stopped, match="max_cost"):
        park.Run("cut", **dear).evaluate(shard="1/2")
    with pytest.raises(Stopped, match="max_cost"):
        on(Threads(), **dear).evaluate()
    with read_run(study / "cut") as ledger:
        assert 0.005 < ledger.totals().cost_usd <= 0.01


def test_answers_of_a_part_that_is_not_merged_yet_are_not_counted_as_new(study, served):
    earlier = park.Run("cut").evaluate(shard="1/2").responses
    said = on(Threads()).evaluate()
    every = len(rows(study / "cut", "responses")["responses"])
    assert 0 < said.responses == every - earlier < every


def test_what_the_configuration_lacks_is_said_before_the_cluster_is_asked(study, served):
    cluster = Threads()
    with pytest.raises(InputError, match="there is no such run folder"):
        on(cluster, "nowhere").evaluate()
    with pytest.raises(InputError, match="there is no task 'nothing'"):
        on(cluster, changes={"evaluate.tasks": ["nothing"]}).evaluate()
    assert not cluster.asked


def test_a_model_object_answers_where_the_command_runs(study, served):
    model = ScriptedModel(Script.model_validate({"rules": [{"reply": "B"}]}), name="said")
    cluster = Threads()
    outcome = on(cluster, changes={"evaluate.tasks": ["moderation"]}).evaluate(model=model)
    assert outcome.model == "said"
    assert not cluster.asked


def test_a_model_named_in_place_of_the_runs_is_the_one_that_the_shards_ask(study, served):
    shutil.copyfile("script.yaml", "other.yaml")
    cluster = Threads()
    run = on(cluster, changes={"evaluate.tasks": ["moderation"]})
    outcome = run.evaluate(model="scripted:other.yaml")
    assert outcome.model == "scripted:other.yaml"
    assert cluster.asked == SHARED
    assert outcome.responses > 0 and not served.asked


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_adapters_answer_in_tasks_of_their_own_what_they_answer_in_one_process(
    tmp_path, base, monkeypatch
):
    pytest.importorskip("trl", reason="the extra `train` is not installed")
    whole = small.make_run(tmp_path / "whole", small.samples(), ("turkish",))
    config = Config(
        name="study", cultures=("turkish",), seeds={"items": ["Q27"], "holdout": 0.03},
        evaluate={
            "tasks": ["survey"], "methods": ["plain", "adapter"],
            "options": {"survey": {"forms": ["lettered"], "orders": 2}},
        },
    )  # fmt: skip
    text = yaml.safe_dump(config.model_dump(mode="json"))
    (whole / "run.yaml").write_text(text, encoding="utf-8")
    data = small.recipe(base, length=2048).model_dump(mode="json", exclude_defaults=True)
    (tmp_path / "toy.yaml").write_text(yaml.safe_dump(data))
    park.Run(whole).finetune(tmp_path / "toy.yaml")
    cut, other = (shutil.copytree(whole, tmp_path / name) for name in ("cut", "other"))
    monkeypatch.setattr(panel, "CHUNK", 2)
    one = park.Run(whole).evaluate()
    cluster = Threads(cpus=2.0, gpus=1.0)
    outcome = on(cluster, cut).evaluate()
    assert cluster.asked == [("shard 1/2", 1.0, 1.0), ("shard 2/2", 1.0, 1.0)]
    assert outcome.respondents == one.respondents == ("plain", "adapter:turkish")
    assert all(rows(cut / f"parts/000{number}", "responses")["responses"] for number in (1, 2))
    assert rows(cut, *RESULTS) == rows(whole, *RESULTS)
    assert not any("precision" in each for each in outcome.remarks)
    identity = AdaptersBackend.identity

    def elsewhere(backend, respondent):
        here = threading.current_thread() is threading.main_thread()
        return identity(backend, respondent) + ("" if here else ", another precision")

    monkeypatch.setattr(AdaptersBackend, "identity", elsewhere)
    outcome = on(cluster, other).evaluate()
    answers = len(rows(other, "responses")["responses"]) // 2
    assert outcome.remarks[-1].startswith(
        f"{answers} questions were asked here although shards had answered {answers}: answers "
    )
