"""Fine-tuning at a provider: one job a culture, found again, never paid twice."""

import json

import pytest

from park.adapters import storage
from park.errors import InputError, LedgerError
from park.finetune.hosted.service import Service
from park.finetune.hosted.stage import POLL, run_hosted
from park.ledger.ledger import Ledger
from park.ledger.run import read_run
from park.records.adapter import ALL
from tests.adapters import small
from tests.fake_finetuning import FakeFinetuning, Fault
from tests.finetune.hosted.hosting import Person, recipe, record, run_with, tune

UPLOAD, START, LOOK = "POST /files", "POST /fine_tuning/jobs", "GET /fine_tuning/jobs/ID"
TURKISH = "ft:gpt-toy:org:culturepark-turkish:1"


@pytest.fixture
def server():
    with FakeFinetuning() as fake:
        yield fake


@pytest.fixture
def run(tmp_path):
    return run_with(tmp_path / "run")


class Died(BaseException):
    """What a killed process would have met."""


def test_every_culture_gets_a_model_of_its_own_rows(server, run):
    outcome = tune(run, recipe(server))
    assert {name: model.fine_tuned_model for name, model in outcome.trained.items()} == {
        "turkish": TURKISH,
        "chinese": "ft:gpt-toy:org:culturepark-chinese:2",
    }
    assert (outcome.failed, outcome.unchanged) == ({}, {})
    for made, culture in zip(server.jobs.values(), ("turkish", "chinese"), strict=True):
        for field, split, rows in (("training_file", "train", 12), ("validation_file", "test", 4)):
            sent = server.contents[made[field]]
            assert sent == (storage.work(run, culture) / f"{split}.jsonl").read_bytes()
            lines = [json.loads(line) for line in sent.decode().splitlines()]
            assert len(lines) == rows
            assert all(f"You are {culture}." in str(line) for line in lines)


def test_the_ledger_says_how_to_ask_the_model(server, run):
    tune(run, recipe(server, api_key_env=None))
    known = record(run)
    assert known.finished
    assert known.config().model == f"openai/{TURKISH}"
    assert known.config().base_url == server.url
    assert (known.base, known.status, known.trained_tokens) == ("gpt-toy", "succeeded", 1200)
    assert (known.rows, known.held_out, known.system) == (12, 4, "You are turkish.")
    assert known.cost_usd == pytest.approx(known.tokens * 3 * 8 / 1e6)


def test_a_finished_culture_is_skipped_without_a_call_and_without_a_question(server, run):
    tune(run, recipe(server))
    before, person = server.calls.copy(), Person()
    again = tune(run, recipe(server, price=9.0, api_key_env="NOT_SET"), person)
    assert set(again.unchanged) == {"turkish", "chinese"}
    assert (server.calls, person.asked) == (before, [])


def test_changed_samples_and_another_recipe_start_a_job_anew(server, run):
    tune(run, recipe(server), cultures=["turkish"])
    small.make_run(run, small.samples(train=13, views=("sft",)))
    assert tune(run, recipe(server), cultures=["turkish"]).trained["turkish"].rows == 13
    tune(run, recipe(server, epochs=1), cultures=["turkish"])
    assert len(server.jobs) == 3
    assert record(run).earlier == "ft:gpt-toy:org:culturepark-turkish:2"


def test_a_refused_file_leaves_the_model_before_it_in_the_ledger(server, run):
    tune(run, recipe(server), cultures=["turkish"])
    server.trouble(UPLOAD, Fault(status=400))
    assert tune(run, recipe(server, epochs=1), cultures=["turkish"]).failed
    assert record(run).fine_tuned_model == TURKISH


def test_one_model_learns_from_all_cultures(server, run):
    outcome = tune(run, recipe(server), one=True)
    assert outcome.trained[ALL].rows == 24
    assert list(server.jobs) == ["ftjob-1"]
    assert server.jobs["ftjob-1"]["suffix"] == "culturepark-all-cultures"
    assert record(run, ALL).finished


def test_the_cost_is_asked_once_before_anything_is_sent(server, run):
    person = Person()

    def refuse(cost):
        person.asked.append(cost)
        raise InputError("no")

    with pytest.raises(InputError, match=r"^no$"):
        run_hosted(run, recipe(server), "toy", refuse, progress=person.hear)
    assert not server.calls
    assert record(run) is None
    (asked,) = person.asked
    rows = {name: (storage.work(run, name) / "train.jsonl") for name in ("turkish", "chinese")}
    assert all(path.is_file() for path in rows.values())
    assert asked.startswith("fine-tuning 2 models of gpt-toy at openai costs about $0.")
    assert sum("12 rows of about" in line for line in person.heard) == 2


def test_progress_is_told_when_it_changes(server, run):
    person = Person()
    tune(run, recipe(server), person, cultures=["turkish"])
    told = [line for line in person.heard if "job ftjob-1" in line]
    assert told[0].startswith("turkish: job ftjob-1 queued: Step 1/9")
    assert told[-1] == "turkish: job ftjob-1 succeeded, 1200 trained tokens"
    assert person.waited == [POLL, POLL]


def test_what_has_not_changed_is_not_told_again(run):
    with FakeFinetuning(("queued", "running", "running", "running", "succeeded")) as server:
        server.trouble("GET /fine_tuning/jobs/ID/events", *[Fault(status=404)] * 3)
        person = Person()
        tune(run, recipe(server), person, cultures=["turkish"])
    assert [line for line in person.heard if "job ftjob-1" in line] == [
        "turkish: job ftjob-1 running",
        "turkish: job ftjob-1 succeeded, 1200 trained tokens",
    ]


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_a_job_that_fails_is_listed_with_the_reason_and_the_others_go_on(run, status):
    with FakeFinetuning(turkish=("queued", "running", status)) as server:
        outcome = tune(run, recipe(server))
        assert set(outcome.trained) == {"chinese"}
        reason = "Row 3 is not nice." if status == "failed" else "the provider says no more"
        assert outcome.failed == {"turkish": f"the job ftjob-1 ended as {status}: {reason}"}
        again = tune(run, recipe(server))
        assert set(again.unchanged) == {"chinese"}
        assert server.calls[START] == 3
        assert server.calls[UPLOAD] == 4


def test_a_job_that_names_no_model_has_failed(server, run):
    server.trouble(LOOK, Fault(body={"id": "ftjob-1", "status": "succeeded"}))
    outcome = tune(run, recipe(server), cultures=["turkish"])
    assert outcome.failed["turkish"].startswith("the job ftjob-1 ended as succeeded")
    assert not record(run).finished


def test_a_refused_file_fails_its_culture_alone(server, run):
    server.trouble(UPLOAD, Fault(status=400))
    outcome = tune(run, recipe(server))
    assert set(outcome.trained) == {"chinese"}
    assert outcome.failed["turkish"] == "openai/gpt-toy: HTTP 400: This is HTTP 400."
    with read_run(run) as ledger:
        kinds = [kind for _, kind, _ in ledger.events()]
    assert kinds == ["hosted_failed", "hosted_started", "finetuned"]


def test_a_wrong_key_fails_all(server, run):
    server.trouble("GET /files", Fault(status=401), Fault(status=401))
    assert set(tune(run, recipe(server)).failed) == {"turkish", "chinese"}


@pytest.mark.parametrize("call", [UPLOAD, START, LOOK])
def test_passing_trouble_changes_nothing(server, run, call):
    server.trouble(call, Fault(status=500), Fault(drop=True), Fault(status=429))
    outcome = tune(run, recipe(server))
    assert set(outcome.trained) == {"turkish", "chinese"}
    assert (len(server.files), len(server.jobs)) == (4, 2)


def test_whoever_dies_finds_files_and_jobs_again(server, run, monkeypatch):
    """The process dies after each of its steps, one after the other, until it gets through."""
    done = {"count": 0}

    def deadly(real):
        def step(*given, **named):
            made = real(*given, **named)
            done["count"] += 1
            if done["count"] == done["dies"]:
                raise Died
            return made

        return step

    for name in ("file", "start", "look"):
        monkeypatch.setattr(Service, name, deadly(getattr(Service, name)))
    monkeypatch.setattr(Ledger, "put_hosted", deadly(Ledger.put_hosted))
    for dies in range(1, 60):
        done.update(count=0, dies=dies)
        try:
            outcome = tune(run, recipe(server))
        except Died:
            continue
        break
    assert set(outcome.trained | outcome.unchanged) == {"turkish", "chinese"}
    assert (len(server.files), len(server.jobs)) == (4, 2)
    assert (server.calls[UPLOAD], server.calls[START]) == (4, 2)
    assert 3 < dies < 60


def test_files_whose_ids_are_stored_are_not_even_looked_for(server, run, monkeypatch):
    def die(*_):
        raise Died

    with monkeypatch.context() as patch, pytest.raises(Died):
        patch.setattr(Service, "start", die)
        tune(run, recipe(server), cultures=["turkish"])
    assert (record(run).training_file, record(run).validation_file) == ("file-1", "file-2")
    before = server.calls["GET /files"]
    assert tune(run, recipe(server), cultures=["turkish"]).trained
    assert server.calls["GET /files"] == before


def test_a_job_under_way_is_gone_on_with_without_a_question(run):
    with FakeFinetuning(("queued", "held", "running", "succeeded")) as server:

        def die(_):
            raise Died

        with pytest.raises(Died):
            run_hosted(run, recipe(server), "toy", lambda cost: None, sleep=die)
        assert record(run).status == "queued"
        server.released.set()
        later = Person()
        assert set(tune(run, recipe(server), later).trained) == {"turkish", "chinese"}
        assert later.asked == []
        assert (server.calls[UPLOAD], server.calls[START]) == (4, 2)


def test_a_provider_that_goes_silent_leaves_the_job_to_be_found(server, run):
    server.trouble(LOOK, *[Fault(status=500)] * 6)
    outcome = tune(run, recipe(server))
    assert "the job goes on at the provider" in outcome.failed["turkish"]
    assert set(outcome.trained) == {"chinese"}
    assert set(tune(run, recipe(server)).trained) == {"turkish"}
    assert server.calls[START] == 2


def test_a_job_that_the_provider_lost_is_started_anew(server, run):
    server.trouble(LOOK, Fault(status=404))
    first = tune(run, recipe(server), cultures=["turkish"])
    assert "does not know the job ftjob-1 any more" in first.failed["turkish"]
    server.jobs.clear()
    assert tune(run, recipe(server), cultures=["turkish"]).trained


def test_a_job_of_other_samples_under_way_is_named(server, run):
    server.trouble(LOOK, *[Fault(status=500)] * 6)
    tune(run, recipe(server), cultures=["turkish"])
    outcome = tune(run, recipe(server, epochs=1), cultures=["turkish"])
    assert any("the job ftjob-1 of other samples" in line for line in outcome.remarks)


def test_rows_that_are_left_out_are_counted_and_said(server, tmp_path):
    found = [
        small.sample("turkish", n, "train" if n < 14 else "test", answer=" " if n < 2 else None)
        for n in range(17)
    ]
    run = small.make_run(tmp_path / "run", found, ("turkish",))
    outcome = tune(run, recipe(server))
    assert outcome.trained["turkish"].rows == 12
    assert outcome.trained["turkish"].left_out == {"empty": 2}
    assert outcome.remarks == ["turkish: rows left out: 2 empty"]


@pytest.mark.parametrize(
    ("train", "said"),
    [
        (0, "there are no training samples of the view sft for turkish, chinese; make them first"),
        (9, "turkish has 9 training rows that can be sent, and openai needs at least 10"),
    ],
)
def test_too_few_rows_are_refused_before_anything_is_sent(server, tmp_path, train, said):
    run = run_with(tmp_path / "run", train=train)
    with pytest.raises(InputError, match=said):
        tune(run, recipe(server))
    assert not server.calls


def test_a_culture_with_too_few_rows_is_left_out_before_the_question(server, tmp_path):
    found = small.samples(["turkish"], 12, 4, ("sft",)) + small.samples(["chinese"], 9, 0, ("sft",))
    run, person = small.make_run(tmp_path / "run", found), Person()
    outcome = tune(run, recipe(server), person)
    assert list(outcome.trained) == ["turkish"]
    assert "chinese has 9 training rows that can be sent" in outcome.left_out["chinese"]
    assert any(line.startswith("left out: chinese: ") for line in person.heard)
    assert person.asked[0].startswith("fine-tuning 1 model ")
    with pytest.raises(InputError, match="chinese has 9 training rows"):
        tune(run, recipe(server), cultures=["turkish", "chinese"])


def test_rows_that_are_all_too_long_are_refused_with_the_count(run):
    with pytest.raises(InputError, match=r"has 0 training rows .* \(12 too_long are left out\)"):
        tune(run, recipe(length=16))


def test_held_out_rows_are_sent_only_if_the_recipe_asks_for_it(server, run):
    tune(run, recipe(server), cultures=["turkish"])
    tune(run, recipe(server, validation=None), cultures=["turkish"])
    assert "validation_file" not in server.jobs["ftjob-2"]
    assert not (storage.work(run, "turkish") / "test.jsonl").exists()
    assert record(run).held_out == 0


def test_an_unknown_culture_is_named(run):
    with pytest.raises(InputError, match="--cultures: turkisch; did you mean 'turkish'"):
        tune(run, recipe(), cultures=["turkisch"])


def test_a_disk_that_cannot_be_written_is_one_line(run):
    (run / "adapters").write_text("in the way", encoding="utf-8")
    with pytest.raises(LedgerError, match=r"adapters.*cannot be written"):
        tune(run, recipe())
