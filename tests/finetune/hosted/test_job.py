"""A job's ids are in the ledger before anything follows from them."""

import pytest

from park.finetune.hosted.job import look, start
from park.finetune.hosted.service import JobState
from park.ledger.ledger import Ledger
from park.models.base import ModelError
from tests.finetune.hosted.hosting import model, recipe


class Toy:
    """A service that notes what the ledger knew at each call."""

    def __init__(self, ledger, fails=""):
        self.ledger, self.fails, self.seen = ledger, fails, []

    def note(self, call):
        known = self.ledger.hosted("turkish")
        files = known and (known.training_file, known.validation_file)
        self.seen.append((call, files))
        if call == self.fails:
            raise ModelError("no", "rejected")

    def file(self, name, content):
        self.note(name)
        return f"id-{name}"

    def start(self, model):
        self.note("start")
        return JobState(job="j1", status="queued")

    def look(self, job):
        raise ModelError("openai/x: HTTP 404: gone", "fatal")


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as made:
        yield made


@pytest.fixture
def folder(tmp_path):
    for name in ("train.jsonl", "test.jsonl"):
        (tmp_path / name).write_text("{}\n", encoding="utf-8")
    return tmp_path


def test_each_id_is_stored_before_the_next_call(ledger, folder):
    toy = Toy(ledger)
    made = start(ledger, toy, model(recipe(), held_out=2), folder)
    assert toy.seen == [
        ("k-train.jsonl", None),
        ("k-test.jsonl", ("id-k-train.jsonl", "")),
        ("start", ("id-k-train.jsonl", "id-k-test.jsonl")),
    ]
    assert (made.job, made.status) == ("j1", "queued")
    assert ledger.hosted("turkish") == made


def test_files_that_have_ids_are_not_sent_again(ledger, folder):
    toy = Toy(ledger)
    start(ledger, toy, model(recipe(), held_out=2, training_file="f"), folder)
    assert [call for call, _ in toy.seen] == ["k-test.jsonl", "start"]


def test_files_are_looked_for_again_after_a_start_that_was_refused(ledger, folder):
    with pytest.raises(ModelError):
        start(ledger, Toy(ledger, fails="start"), model(recipe(), held_out=2), folder)
    known = ledger.hosted("turkish")
    assert (known.training_file, known.validation_file, known.job) == ("", "", "")


def test_a_job_that_the_provider_does_not_know_is_over(ledger):
    gone = look(ledger, Toy(ledger), model(recipe(), job="j1", status="running"))
    assert gone.over
    assert not gone.finished
    assert gone.error == "the provider does not know the job j1 any more"
    assert ledger.hosted("turkish") == gone
