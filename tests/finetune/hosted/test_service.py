"""The provider's API: what is sent, what is asked again, and what is never done twice."""

import pytest

from park.errors import InputError
from park.finetune.hosted import service as services
from park.finetune.hosted.service import TRIES, Service
from park.models.base import ModelError
from tests.fake_finetuning import FakeFinetuning, Fault
from tests.finetune.hosted.hosting import model, recipe

KEY = "sk-marked-0123456789abcdef"
UPLOAD, START, LOOK = "POST /files", "POST /fine_tuning/jobs", "GET /fine_tuning/jobs/ID"


@pytest.fixture
def server():
    with FakeFinetuning() as fake:
        yield fake


@pytest.fixture
def waited():
    return []


@pytest.fixture
def service(server, waited):
    with Service(model(recipe(server)), waited.append) as made:
        yield made


def test_a_file_is_sent_for_fine_tuning_with_its_name_and_bytes(server, service):
    assert service.file("a-train.jsonl", "çay\n".encode()) == "file-1"
    assert server.files["file-1"]["filename"] == "a-train.jsonl"
    assert server.contents["file-1"] == "çay\n".encode()


def test_a_file_that_is_there_is_not_sent_again(server, service):
    assert [service.file("a", b"xy") for _ in range(2)] == ["file-1", "file-1"]
    assert service.file("a", b"xyz") == "file-2"
    assert service.file("b", b"xy") == "file-3"
    assert server.calls[UPLOAD] == 3


def test_a_job_gets_what_the_recipe_says(server):
    given = recipe(
        server, epochs=2, batch=4, rate_multiplier=0.5, suffix="mine", seed=7, model="gpt-toy"
    )
    of = model(given, training_file="file-1", validation_file="file-2", culture="east_asian")
    with Service(of) as service:
        state = service.start(of)
    assert (state.job, state.status) == ("ftjob-1", "validating_files")
    learnt = {"n_epochs": 2, "batch_size": 4, "learning_rate_multiplier": 0.5}
    sent = server.jobs["ftjob-1"]
    assert sent["method"] == {"type": "supervised", "supervised": {"hyperparameters": learnt}}
    assert (sent["model"], sent["seed"], sent["suffix"]) == ("gpt-toy", 7, "mine-east-asian")
    assert (sent["training_file"], sent["validation_file"]) == ("file-1", "file-2")


def test_without_held_out_rows_there_is_no_validation_file(server, service):
    service.start(model(recipe(server), training_file="file-1"))
    assert "validation_file" not in server.jobs["ftjob-1"]


def test_a_job_that_is_there_is_not_started_again(server, service):
    of = model(recipe(server), training_file="file-1")
    assert [service.start(of).job for _ in range(2)] == ["ftjob-1", "ftjob-1"]
    assert service.start(of.model_copy(update={"training_file": "file-2"})).job == "ftjob-2"
    assert server.calls[START] == 2


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_a_job_that_came_to_nothing_is_started_again(server, service, status):
    of = model(recipe(server), training_file="file-1")
    service.start(of)
    server.jobs["ftjob-1"]["status"] = status
    assert service.start(of).job == "ftjob-2"


def test_an_upload_and_a_start_whose_answer_is_lost_are_not_made_twice(server):
    lost = Fault(after=True, drop=True)
    waited = []
    of = model(recipe(server), training_file="file-1")
    with Service(of, waited.append) as service:
        server.trouble(UPLOAD, lost)
        server.trouble(START, lost)
        assert service.file("a", b"x") == "file-1"
        assert service.start(of).job == "ftjob-1"
    assert (len(server.files), len(server.jobs)) == (1, 1)
    assert len(waited) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500),
        Fault(status=503),
        Fault(status=409),
        Fault(drop=True),
        Fault(status=200, body="<html>busy</html>"),
        Fault(status=200, body="{}"),
        Fault(status=200, body="[1]"),
    ],
    ids=str,
)
def test_what_may_pass_is_asked_again(server, service, waited, fault):
    server.trouble(UPLOAD, fault, fault)
    assert service.file("a", b"x") == "file-1"
    assert len(waited) == 2
    server.trouble("GET /files", fault)
    assert service.file("a", b"x") == "file-1"
    of = model(recipe(server), training_file="file-1")
    assert service.start(of).job == "ftjob-1"
    server.trouble("GET /fine_tuning/jobs", fault)
    assert service.start(of).job == "ftjob-1"


def test_it_waits_as_long_as_the_server_asks(server, service, waited):
    server.trouble(UPLOAD, Fault(status=429, headers={"retry-after": "17"}))
    service.file("a", b"x")
    assert waited == [17.0]


def test_a_server_that_asks_to_wait_too_long_is_given_up(server, service, waited):
    server.trouble(UPLOAD, Fault(status=429, headers={"retry-after": "901"}))
    with pytest.raises(ModelError, match="HTTP 429"):
        service.file("a", b"x")
    assert waited == []


def test_trouble_that_lasts_is_given_up_after_some_tries(server, service, waited):
    server.trouble(UPLOAD, *[Fault(status=500)] * TRIES)
    with pytest.raises(ModelError, match="openai/gpt-toy: HTTP 500: This is HTTP 500"):
        service.file("a", b"x")
    assert len(waited) == TRIES - 1 == 5
    assert all(2 <= seconds <= 60 for seconds in waited)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413])
def test_what_will_not_pass_is_not_asked_again(server, service, waited, status):
    server.trouble(START, Fault(status=status))
    with pytest.raises(ModelError, match=f"HTTP {status}"):
        service.start(model(recipe(server), training_file="file-1"))
    assert waited == []


def test_no_money_left_is_not_asked_again(server, service, waited):
    body = {"error": {"message": "You have none.", "code": "insufficient_quota"}}
    server.trouble(START, Fault(status=429, body=body))
    with pytest.raises(ModelError, match="You have none"):
        service.start(model(recipe(server), training_file="file-1"))
    assert waited == []


def test_a_file_that_is_refused_gives_the_reason_and_is_not_taken_for_there(server, service):
    server.refused = "Line 4 is no JSON."
    with pytest.raises(ModelError, match=r"the file is refused: Line 4 is no JSON\."):
        service.file("a", b"x")
    server.refused = None
    assert service.file("a", b"x") == "file-2"


def test_an_endpoint_that_is_not_there_is_said_after_the_tries(waited):
    with (
        Service(model(recipe()), waited.append) as service,
        pytest.raises(ModelError, match="no connection"),
    ):
        service.look("ftjob-1")
    assert len(waited) == TRIES - 1


def test_a_job_is_read_with_its_end(server, service):
    service.start(model(recipe(server), training_file="file-1"))
    states = [service.look("ftjob-1") for _ in range(3)]
    assert [state.status for state in states] == ["queued", "running", "succeeded"]
    assert states[-1].fine_tuned_model == "ft:gpt-toy:org:culturepark-turkish:1"
    assert states[-1].trained_tokens == 1200
    assert states[0].trained_tokens is None


@pytest.mark.parametrize(
    "body",
    [
        {"id": "j", "status": 7, "trained_tokens": "many", "error": "x", "fine_tuned_model": 3},
        {"id": "j"},
        {"id": "j", "error": {"message": None, "code": None}, "status": None},
    ],
)
def test_an_odd_answer_is_read_as_far_as_it_can_be(server, service, body):
    server.trouble(LOOK, Fault(body=body))
    state = service.look("ftjob-1")
    assert state.model_dump() == {
        "job": "j", "status": "unknown", "fine_tuned_model": "", "trained_tokens": None,
        "error": "",
    }  # fmt: skip


def test_the_servers_words_come_in_one_line_without_the_key_and_the_terminals_codes(
    server, monkeypatch
):
    monkeypatch.setenv("MY_KEY", KEY)
    said = f"bad\x1b[2J key\n{KEY} " + "x" * 900
    with Service(model(recipe(server, api_key_env="MY_KEY"))) as service:
        body = {"id": "j", "status": "failed", "error": {"message": said, "code": "c"}}
        server.trouble(LOOK, Fault(body=body))
        error = service.look("ftjob-1").error
    assert error.startswith("bad key *** xxx")
    assert len(error) == 200
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_news_is_the_last_event_and_its_lack_is_no_failure(server, service):
    assert service.news("ftjob-1").startswith("Step 1/9")
    events = "GET /fine_tuning/jobs/ID/events"
    server.trouble(events, Fault(status=404), Fault(body="no"), Fault(body="{}"))
    assert [service.news("ftjob-1") for _ in range(3)] == ["", "", ""]
    assert service.news("ftjob-1").startswith("Step 5/9")


def test_a_missing_key_names_its_variable(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    for changes, name in (({}, "OPENAI_API_KEY"), ({"api_key_env": "MY_KEY"}, "MY_KEY")):
        with pytest.raises(InputError, match=f"needs the environment variable {name}"):
            Service(model(recipe(base_url="https://api.openai.com/v1", **changes)))


def test_the_address_is_openais_where_the_recipe_names_none(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://elsewhere/v1")
    with Service(model(recipe(base_url=None))) as service:
        assert str(service._client.base_url) == f"{services.OPENAI}/"
