"""`park finetune` with a provider's recipe: what it asks, says and leaves behind."""

import io
import json
import os
import signal
import subprocess
import sys

import pytest
import yaml

from park.adapters.recipe import load_recipe
from tests.adapters import small
from tests.commands import PARK, environment
from tests.fake_finetuning import FakeFinetuning, Fault
from tests.finetune.hosted.hosting import record, run_with

KEY = "sk-marked-0123456789abcdef"
ECHO = {"error": {"message": f"Incorrect API key provided: {KEY}.", "code": KEY, "type": KEY}}
NAMES = ["ft:gpt-toy:org:culturepark-turkish:1", "ft:gpt-toy:org:culturepark-chinese:2"]


@pytest.fixture
def server():
    with FakeFinetuning() as fake:
        yield fake


@pytest.fixture
def run(tmp_path):
    return run_with(tmp_path / "run")


@pytest.fixture
def recipe(tmp_path, server, monkeypatch):
    monkeypatch.setattr("park.finetune.hosted.stage.POLL", 0.0)
    return write(tmp_path, server)


def write(folder, server, **changes):
    path = folder / "toy.yaml"
    fields = {"backend": "openai", "model": "gpt-toy", "price": 8.0, "base_url": server.url}
    path.write_text(yaml.safe_dump(fields | changes), encoding="utf-8")
    return path


def typed(monkeypatch, answer):
    """Pretend that a person sits at the terminal."""
    text = io.StringIO(answer)
    text.isatty = lambda: True
    monkeypatch.setattr(sys, "stdin", text)


def test_with_yes_the_models_are_made_and_named(command, run, recipe, server):
    said = command("finetune", run, "--recipe", recipe, "--yes")
    assert (said.code, said.out) == (0, "")
    for line in (
        "turkish: 12 rows of about ",
        "turkish: job ftjob-1 running: Step ",
        f"turkish: {NAMES[0]}, 1200 trained tokens",
        "2 models are at openai, to be asked as openai/<name>",
    ):
        assert line in said.err
    again = command("finetune", run, "--recipe", recipe)
    assert (again.code, len(server.jobs)) == (0, 2)
    assert f"turkish: unchanged; {NAMES[0]}" in again.err


def test_json_is_all_of_stdout(command, run, recipe):
    said = command("finetune", run, "--recipe", recipe, "--yes", "--json", "--quiet")
    assert (said.code, said.err) == (0, "")
    summary = json.loads(said.out)
    assert summary["trained"] == ["chinese", "turkish"]
    assert (summary["stage"], summary["backend"], summary["recipe"]) == (
        "finetune", "openai", "toy",
    )  # fmt: skip
    figures = summary["models"]["turkish"]
    assert (figures["fine_tuned_model"], figures["rows"]) == (NAMES[0], 12)
    assert figures["cost_usd"] == pytest.approx(figures["tokens"] * 3 * 8 / 1e6)


def test_without_a_terminal_and_without_yes_it_names_the_cost_and_starts_nothing(
    command, run, recipe, server, monkeypatch
):
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    said = command("finetune", run, "--recipe", recipe, "--quiet")
    assert said.code == 2
    assert said.err.startswith("park: --yes: fine-tuning 2 models of gpt-toy at openai costs about")
    assert "$0.02" in said.err
    assert said.err.count("\n") == 1
    assert not server.calls


def test_a_no_at_the_terminal_starts_nothing(command, run, recipe, server, monkeypatch):
    for answer in ("n\n", "\n"):
        typed(monkeypatch, answer)
        said = command("finetune", run, "--recipe", recipe)
        assert said.code == 3
        assert "Go ahead? [y/N]" in said.err
        assert said.err.endswith("park: stopped: nothing was started and nothing is spent\n")
        assert not server.calls


def test_a_yes_at_the_terminal_starts_it(command, run, recipe, server, monkeypatch):
    typed(monkeypatch, "y\n")
    assert command("finetune", run, "--recipe", recipe).code == 0
    assert len(server.jobs) == 2


def test_cultures_and_one_choose_what_is_trained(command, run, recipe, server):
    assert command("finetune", run, "--recipe", recipe, "--yes", "--cultures", "chinese").code == 0
    assert [job["suffix"] for job in server.jobs.values()] == ["culturepark-chinese"]
    assert command("finetune", run, "--recipe", recipe, "--yes", "--one").code == 0
    assert server.jobs["ftjob-2"]["suffix"] == "culturepark-all-cultures"


def test_a_failed_job_is_listed_with_the_servers_reason_and_ends_with_1(command, run, tmp_path):
    with FakeFinetuning(("queued", "succeeded"), turkish=("queued", "failed")) as server:
        said = command("finetune", run, "--recipe", write(tmp_path, server), "--yes")
    assert said.code == 1
    assert "failed: turkish: the job ftjob-1 ended as failed: Row 3 is not nice." in said.err
    assert "chinese: ft:gpt-toy:org:culturepark-chinese:2" in said.err


def test_a_missing_key_is_one_line_and_2_before_any_question(command, run, tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    typed(monkeypatch, "")
    said = command("finetune", run, "--recipe", "openai-api", "--quiet")
    assert said.code == 2
    assert said.err == (
        "park: openai/gpt-3.5-turbo-0125 needs the environment variable OPENAI_API_KEY\n"
    )


def test_the_recipe_that_ships_trains_at_another_address(
    command, run, tmp_path, server, monkeypatch
):
    monkeypatch.setattr("park.finetune.hosted.stage.POLL", 0.0)
    path = tmp_path / "shipped.yaml"
    shipped = load_recipe("openai-api").model_dump() | {"base_url": server.url}
    path.write_text(yaml.safe_dump(shipped), encoding="utf-8")
    assert command("finetune", run, "--recipe", path, "--yes").code == 0
    hyper = server.jobs["ftjob-1"]["method"]["supervised"]["hyperparameters"]
    assert hyper == {"n_epochs": 3, "batch_size": "auto", "learning_rate_multiplier": "auto"}


@pytest.mark.parametrize("training", ["torch", "transformers", "peft", "trl", "datasets"])
def test_no_training_library_is_needed(command, run, recipe, monkeypatch, training):
    monkeypatch.setitem(sys.modules, training, None)
    assert command("finetune", run, "--recipe", recipe, "--yes", "--quiet").code == 0


def test_yes_is_accepted_with_a_local_recipe(command, tmp_path):
    said = command("finetune", tmp_path / "none", "--yes")
    assert said.code == 2
    assert "--yes" not in said.err


def test_a_text_of_no_samples_is_one_line_and_2(command, tmp_path, recipe):
    run = small.make_run(tmp_path / "empty", [])
    said = command("finetune", run, "--recipe", recipe, "--yes")
    assert said.code == 2
    assert said.err.startswith(f"park: {run}: there are no training samples of the view sft for")


TROUBLE = {
    "answers": (),
    "wrong key": (Fault(status=401, body=ECHO),),
    "refused with the key": (Fault(status=400, body=ECHO),),
    "not JSON": (Fault(body=f"<html>{KEY}</html>"),),
    "an error with status 200": (Fault(body=ECHO),),
}


@pytest.mark.parametrize("call", ["GET /files", "POST /files", "POST /fine_tuning/jobs"])
@pytest.mark.parametrize("case", TROUBLE)
def test_a_key_is_in_no_file_and_no_output(command, run, tmp_path, server, monkeypatch, case, call):
    monkeypatch.setattr("park.finetune.hosted.stage.POLL", 0.0)
    monkeypatch.setattr("park.finetune.hosted.service._pause", lambda _: 0.0)
    monkeypatch.setenv("MY_KEY", KEY)
    server.trouble(call, *TROUBLE[case] * 3)
    server.error = {"code": KEY, "message": f"Not with {KEY}."}
    path = write(tmp_path, server, api_key_env="MY_KEY")
    said = command("finetune", run, "--recipe", path, "--yes", "--json")
    assert {headers["authorization"] for headers in server.headers} == {f"Bearer {KEY}"}
    assert KEY not in said.out + said.err
    files = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert not [each for each in files if KEY.encode() in each.read_bytes()]


def begin(run, recipe):
    """Start the command in a process of its own."""
    words = [*PARK, "finetune", str(run), "--recipe", str(recipe), "--yes"]
    return subprocess.Popen(words, env=environment(), stderr=subprocess.PIPE)


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("POST /files", Fault(after=True, hang=True)),
        ("POST /fine_tuning/jobs", Fault(after=True, hang=True)),
        ("GET /fine_tuning/jobs/ID", Fault(hang=True)),
    ],
    ids=["while a file is sent", "while a job is started", "while it waits"],
)
def test_a_killed_process_finds_its_job_again(command, run, recipe, server, call, fault):
    server.trouble(call, fault)
    process = begin(run, recipe)
    server.wait_for(call)
    process.kill()
    process.communicate()
    said = command("finetune", run, "--recipe", recipe, "--yes")
    assert said.code == 0
    assert (len(server.files), len(server.jobs)) == (4, 2)
    assert record(run).fine_tuned_model == NAMES[0]


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_ctrl_c_leaves_the_job_to_be_found(command, run, tmp_path):
    with FakeFinetuning(("queued", "held", "succeeded")) as server:
        recipe = write(tmp_path, server)
        process = begin(run, recipe)
        server.wait_for("GET /fine_tuning/jobs/ID/events", 2)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130
        assert said.decode().endswith("interrupted; rerun the command to resume\n")
        server.released.set()
        assert command("finetune", run, "--recipe", recipe).code == 0
        assert len(server.jobs) == 2
