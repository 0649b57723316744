"""`park push`: what goes to the Hub, what does not, and what happens when something fails."""

import json
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
import yaml

from park.export.stage import run_export
from tests.commands import environment
from tests.export.runs import make_run
from tests.fake_hub import FakeHub, Fault

TOKEN = "hf_secret"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    run = make_run(tmp_path_factory.mktemp("push") / "run")
    run_export(run)
    return run


@pytest.fixture
def run(made, tmp_path):
    """A run folder with a data set of one's own."""
    return shutil.copytree(made, tmp_path / "run")


@pytest.fixture
def serve(monkeypatch, tmp_path):
    """Start a Hub; there is a token, and nobody waits before trying again."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    monkeypatch.setattr(
        "huggingface_hub.utils._http.time", SimpleNamespace(sleep=lambda seconds: None)
    )
    monkeypatch.setattr("park.hub.errors.time", SimpleNamespace(sleep=lambda seconds: None))
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    started = []

    def start(*faults):
        hub = FakeHub(*faults, token=TOKEN)
        hub.__enter__()
        started.append(hub)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        return hub

    yield start
    for hub in started:
        hub.__exit__()


def files_of(run):
    return {
        path.relative_to(run / "dataset").as_posix(): path.read_bytes()
        for path in (run / "dataset").rglob("*")
        if path.is_file()
    }


def contents(hub, kind="dataset"):
    return {path: blob.content for path, blob in hub.repo(kind).files.items()}


def test_a_push_sends_the_data_set_and_nothing_else(command, serve, run):
    hub = serve()
    (run / "dataset/notes.txt").write_text("mine")
    (run / "dataset/.env").write_text("KEY=x")
    said = command("push", run, "me/data")
    assert (said.code, said.out) == (0, "")
    (run / "dataset/notes.txt").unlink()
    (run / "dataset/.env").unlink()
    assert contents(hub) == files_of(run)
    assert hub.repo().commits == 1
    assert not hub.repo().private
    assert said.err.splitlines() == [f"{hub.url}/datasets/me/data", "36 files are in me/data"]


def test_a_name_without_an_owner_is_the_user_s(command, serve, run):
    hub = serve()
    said = command("push", run, "data", "--json")
    summary = json.loads(said.out)
    assert (summary["repo"], summary["urls"]) == ("me/data", [f"{hub.url}/datasets/me/data"])
    assert summary["commits"] == 1
    assert summary["bytes"] == sum(len(each) for each in files_of(run).values())


def test_a_second_push_sends_nothing_and_makes_no_commit(command, serve, run):
    hub = serve()
    command("push", run, "me/data")
    hub.requests.clear()
    said = command("push", run, "me/data")
    assert said.code == 0
    assert "nothing was new" in said.err
    assert hub.sent("PUT|/commit/") == []
    assert hub.repo().commits == 1


def test_a_changed_file_alone_is_sent_again(command, serve, run):
    hub = serve()
    command("push", run, "me/data")
    hub.requests.clear()
    changed = run / "dataset/sft/german/train.parquet"
    changed.write_bytes(changed.read_bytes() + b"x")
    assert command("push", run, "me/data").code == 0
    assert len(hub.sent("PUT")) == 1
    assert contents(hub) == files_of(run)


def test_files_that_the_data_set_no_longer_has_are_removed_and_others_stay(command, serve, run):
    hub = serve()
    command("push", run, "me/data")
    there = hub.repo().files
    there["sft/notes.md"] = there["other/german/train.parquet"] = there["README.md"]
    run_export(run, views=["sft"], cultures=["german"])
    assert command("push", run, "me/data").code == 0
    assert set(contents(hub)) == {*files_of(run), "sft/notes.md", "other/german/train.parquet"}


def test_many_files_go_in_several_commits_with_the_card_last(command, serve, run, monkeypatch):
    monkeypatch.setattr("park.hub.api.BATCH", 10)
    hub = serve()
    assert command("push", run, "me/data").code == 0
    assert hub.repo().commits == 4
    assert ["README.md" in files for files in hub.repo().history] == [False] * 4 + [True]


@pytest.mark.parametrize("what, kept", [("preupload", 0), ("PUT /lfs/", 5), ("/commit/", 26)])
def test_after_a_lost_connection_the_same_command_goes_on_and_sends_only_the_rest(
    command, serve, run, what, kept
):
    hub = serve(Fault(what, after=5 if "PUT" in what else 0, times=999))
    said = command("push", run, "me/data")
    assert said.code == 3
    assert said.err.count("\n") == 1
    assert "the connection to the Hub was lost" in said.err
    assert said.err.endswith("rerun the command to send the rest\n")
    assert hub.repo().commits == 0
    assert len(hub.stored) == kept
    hub.heal()
    hub.requests.clear()
    assert command("push", run, "me/data").code == 0
    assert len(hub.sent("PUT")) == 26 - kept
    assert contents(hub) == files_of(run)
    assert hub.repo().commits == 1


def test_a_commit_whose_answer_was_lost_is_not_made_twice(command, serve, run):
    hub = serve(Fault("/commit/", lost=True))
    assert command("push", run, "me/data").code == 3
    assert hub.repo().commits == 1
    assert "nothing was new" in command("push", run, "me/data").err
    assert hub.repo().commits == 1


def test_a_short_trouble_is_waited_out(command, serve, run):
    hub = serve(Fault("PUT /lfs/", status=503, times=2), Fault("PUT /lfs/", times=2))
    assert command("push", run, "me/data").code == 0
    assert contents(hub) == files_of(run)


def test_a_server_that_never_answers_is_not_waited_for_for_ever(command, serve, run, monkeypatch):
    monkeypatch.setattr("park.hub.api.ANSWER", 0.2)
    serve(Fault("POST /api/repos/create", hang=True))
    said = command("push", run, "me/data")
    assert said.code == 3
    assert "the connection to the Hub was lost" in said.err


def test_without_a_network_it_stops_with_one_line(command, serve, run, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    said = command("push", run, "me/data")
    assert said.code == 3
    assert said.err.count("\n") == 1
    assert "the connection to the Hub was lost" in said.err


REFUSALS = {
    "a wrong token": (Fault("repos/create", 401, {"error": "Invalid credentials"}), 2, "401"),
    "no right": (Fault("repos/create", 403, {"error": "You may not"}), 2, "403: You may not"),
    "a refused name": (Fault("repos/create", 400, {"error": "Reserved name"}), 2, "Reserved name"),
    "no right to write": (Fault("preupload", 403, {"error": "Read only"}), 2, "403: Read only"),
    "a refused file": (Fault("/commit/", 422, {"error": "Too big"}), 2, "422: Too big"),
    "a refused card": (Fault("yaml", 400, {"errors": [{"message": "bad"}]}), 1, "bad"),
    "others' commits": (Fault("/commit/", 412, {"error": "Refresh"}, times=9), 3, "412: Refresh"),
    "a conflict": (Fault("/commit/", 409, {"error": "Busy"}, times=9), 3, "else is changing it"),
    "out of order": (Fault("/commit/", 500, {"error": "Oh"}), 3, "500: Oh"),
    "too many": (
        Fault("preupload", 429, {"error": "Slow down"}, times=9),
        3,
        "wants fewer requests",
    ),
    "too many commits": (
        Fault("/commit/", 429, {"error": "128 an hour"}, times=9),
        3,
        "128 an hour",
    ),
    "no Hub at all": (Fault("repos/create", 200, ["<html>"]), 1, "cannot be used"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_the_hub_refuses_is_one_line_with_its_reason(command, serve, run, case):
    fault, code, message = REFUSALS[case]
    serve(fault)
    said = command("push", run, "me/data")
    assert said.code == code
    assert message in said.err
    assert said.err.startswith("park: me/data: ")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "what, status",
    [("/commit/", 409), ("/commit/", 412), ("/commit/", 429), ("/commit/", 503), ("create", 429)],
)
def test_what_passes_soon_is_tried_again(command, serve, run, what, status):
    hub = serve(Fault(what, status, {"error": "Later"}, times=3))
    assert command("push", run, "me/data").code == 0
    assert contents(hub) == files_of(run)
    assert hub.repo().commits == 1


TOO_LONG = [
    ("Retry-After", "3600"),
    ("Retry-After", "9" * 400),
    ("Retry-After", "9" * 5000),
    ("Retry-After", "Wed, 21 Oct 2099 07:28:00 GMT"),
    ("RateLimit", '"api";r=0;t=299'),
]


@pytest.mark.parametrize("name, value", TOO_LONG)
@pytest.mark.parametrize("what", ["repos/create", "preupload", "PUT /lfs/", "/commit/"])
def test_a_hub_that_asks_for_a_long_pause_is_not_waited_for(command, serve, run, what, name, value):
    hub = serve(Fault(what, 429, {"error": "Slow"}, times=99, headers=((name, value),)))
    said = command("push", run, "me/data")
    assert said.code == 3
    assert "the Hub wants no more requests for now (429); rerun the command" in said.err
    assert said.err.count("\n") == 1
    assert len(hub.sent(what)) == len(set(hub.sent(what)))


@pytest.mark.parametrize("options, told", [([], True), (["--quiet"], False)])
def test_a_short_pause_is_told_and_waited_for(command, serve, run, monkeypatch, options, told):
    slept = []
    monkeypatch.setattr("park.hub.errors.time", SimpleNamespace(sleep=slept.append))
    serve(Fault("/commit/", 429, {"error": "Slow"}, headers=(("Retry-After", "30"),)))
    said = command("push", run, "me/data", *options)
    assert said.code == 0
    assert slept == [30]
    assert ("the Hub asks for a pause of 30 s (429)\n" in said.err) == told


def test_a_hub_that_never_has_time_for_a_new_repository_is_not_asked_for_ever(command, serve, run):
    body = {"error": "Cannot create repo: another conflicting operation is in progress"}
    hub = serve(Fault("repos/create", 409, body, times=999))
    said = command("push", run, "me/data")
    assert said.code == 3
    assert "busy with another repository (409); rerun the command" in said.err
    assert len(hub.sent("repos/create")) == 4


def test_another_s_name_is_refused_before_anything_is_sent(command, serve, run):
    hub = serve()
    said = command("push", run, "you/data")
    assert said.code == 2
    assert "403" in said.err
    assert hub.stored == {}


@pytest.mark.parametrize("name", ["a b", "a/b/c", "-a/b", "a--b/c", "a/b.git", "../b", "a/é", ""])
def test_a_name_that_the_hub_does_not_allow_is_refused_without_asking_it(command, serve, run, name):
    hub = serve()
    for options in ([], ["--dry-run"]):
        said = command("push", *options, "--", run, name)
        assert said.code == 2
        assert said.err.startswith("park: REPO: ")
        assert said.err.count("\n") == 1
    assert hub.requests == []


def test_without_a_token_one_line_names_the_variable(command, serve, run, monkeypatch):
    hub = serve()
    monkeypatch.delenv("HF_TOKEN")
    said = command("push", run, "me/data")
    assert said.code == 2
    assert "HF_TOKEN" in said.err
    assert said.err.count("\n") == 1
    assert hub.requests == []


@pytest.mark.parametrize("token", ["hf_marked secret", "hf_markedé"])
def test_a_token_that_no_header_can_hold_is_refused_without_showing_it(
    command, serve, run, monkeypatch, token
):
    serve()
    monkeypatch.setenv("HF_TOKEN", token)
    said = command("push", run, "me/data")
    assert said.code == 2
    assert "HF_TOKEN" in said.err
    assert "marked" not in said.err


@pytest.mark.parametrize("status", [401, 403, 400, 500])
def test_a_token_that_the_server_repeats_is_not_shown(command, serve, run, status):
    serve(Fault("repos/create", status, {"error": f"Bad token {TOKEN} in Bearer {TOKEN}"}))
    said = command("push", run, "me/data")
    assert TOKEN not in said.err + said.out


def test_the_token_is_in_no_file(command, serve, run, tmp_path):
    hub = serve()
    command("push", run, "me/data", "--with-ledger")
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or TOKEN.encode() not in path.read_bytes()
    assert not any(TOKEN.encode() in content for content in contents(hub).values())


def test_a_dry_run_lists_what_would_go_and_asks_nobody(command, serve, run, monkeypatch):
    hub = serve()
    monkeypatch.delenv("HF_TOKEN")
    said = command("push", run, "me/data", "--dry-run", "--json")
    summary = json.loads(said.out)
    assert said.code == 0
    assert list(summary) == [
        "run", "stage", "repo", "dry_run", "files", "bytes", "commits", "urls", "seconds",
    ]  # fmt: skip
    assert {file["path"]: file["bytes"] for file in summary["files"]} == {
        name: len(data) for name, data in files_of(run).items()
    }
    plain = command("push", run, "me/data", "--dry-run")
    assert plain.out == ""
    assert "sft/german/train.parquet" in plain.err
    assert "36 files" in plain.err.splitlines()[-1]
    assert hub.requests == []


def test_a_private_repository_is_made_private(command, serve, run):
    hub = serve()
    assert command("push", run, "me/data", "--private").code == 0
    assert hub.repo().private
    assert command("push", run, "me/data", "--private").code == 0


def test_private_data_do_not_go_to_a_public_repository(command, serve, run):
    hub = serve()
    command("push", run, "me/data")
    before = contents(hub)
    (run / "dataset/README.md").write_text("---\nlicense: other\n---\nmine alone")
    said = command("push", run, "me/data", "--private")
    assert said.code == 2
    assert "public" in said.err
    assert contents(hub) == before


def test_the_ledger_goes_only_if_asked_for_and_whole(command, serve, run, tmp_path):
    from park.ledger.ledger import Ledger

    hub = serve()
    assert command("push", run, "me/data", "--with-ledger").code == 0
    assert {"run/ledger.sqlite", "run/run.yaml"} == set(contents(hub)) - set(files_of(run))
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(contents(hub)["run/ledger.sqlite"])
    with Ledger(copy, read_only=True) as sent, Ledger(run / "ledger.sqlite") as own:
        assert list(sent.opinions()) == list(own.opinions())
        assert list(sent.samples("sft")) == list(own.samples("sft"))
    hub.requests.clear()
    assert "nothing was new" in command("push", run, "me/data", "--with-ledger").err
    assert hub.sent("PUT") == []


def test_the_link_for_anyone_does_not_go_with_the_ledger(command, serve, run):
    from park.ledger.ledger import Ledger
    from park.serve.door import anyone

    hub = serve()
    with Ledger(run / "ledger.sqlite") as ledger:
        token = anyone(ledger)
    said = command("push", run, "me/data", "--with-ledger")
    assert token.encode() not in contents(hub)["run/ledger.sqlite"]
    assert "without what people gave to the page" in said.err
    with Ledger(run / "ledger.sqlite") as ledger:
        assert anyone(ledger) == token


THEIRS = b"""---
license: mit  # we asked
tags: [tea]
configs:
- config_name: tea
  data_files: tea.parquet
# that is all
---
# Tea

What people say of \xc3\xa7ay.
"""


def front_of(readme):
    return yaml.safe_load(readme.decode().split("---\n")[1])


def readme_of(summary, kind="dataset"):
    (found,) = [each for each in summary["files"]
                if (each["repository"], each["path"]) == (kind, "README.md")]  # fmt: skip
    return found


def test_a_readme_that_somebody_else_wrote_keeps_its_text_and_gets_the_tables(command, serve, run):
    hub = serve()
    hub.make().write("README.md", THEIRS)
    said = command("push", run, "me/data")
    assert said.code == 0
    assert said.err.splitlines()[0] == (
        "dataset me/data: the README.md there is not as culturepark wrote it: its text stays, and "
        "our tables are in its `configs`; --replace-readme replaces it"
    )
    merged = contents(hub)["README.md"]
    assert merged.endswith(THEIRS.split(b"---\n")[2])
    assert b"license: mit  # we asked\ntags: [tea]\n" in merged
    fields = front_of(merged)
    assert fields["configs"][0] == {"config_name": "tea", "data_files": "tea.parquet"}
    assert fields["configs"][1:] == front_of(files_of(run)["README.md"])["configs"]
    again = command("push", run, "me/data", "--json")
    assert json.loads(again.out)["commits"] == 0
    assert readme_of(json.loads(again.out)) | {"bytes": 0} == {
        "repository": "dataset", "path": "README.md", "bytes": 0, "readme": "merged",
    }  # fmt: skip


def test_the_tables_in_somebody_else_s_readme_follow_the_data_set(command, serve, run):
    hub = serve()
    hub.make().write("README.md", THEIRS)
    command("push", run, "me/data")
    run_export(run, views=["sft"], cultures=["german"])
    assert command("push", run, "me/data").code == 0
    names = [table["config_name"] for table in front_of(contents(hub)["README.md"])["configs"]]
    assert names == ["tea", "sft-german"]


def test_a_readme_that_somebody_else_wrote_is_replaced_only_if_it_is_asked_for(command, serve, run):
    hub = serve()
    hub.make().write("README.md", THEIRS)
    said = command("push", run, "me/data", "--replace-readme")
    assert said.err.splitlines() == [f"{hub.url}/datasets/me/data", "36 files are in me/data"]
    assert contents(hub) == files_of(run)


def test_a_card_that_culturepark_wrote_is_replaced_without_a_word(command, serve, run):
    hub = serve()
    command("push", run, "me/data")
    before = contents(hub)["README.md"]
    run_export(run, views=["sft"], cultures=["german"])
    said = command("push", run, "me/data")
    assert "README" not in said.err
    assert contents(hub)["README.md"] == files_of(run)["README.md"] != before


def test_a_card_that_somebody_edited_at_the_hub_keeps_what_they_wrote(command, serve, run):
    hub = serve()
    command("push", run, "me/data")
    edited = contents(hub)["README.md"].replace(b"license: other", b"license: mit")
    assert edited != contents(hub)["README.md"]
    hub.repo().write("README.md", edited)
    run_export(run, views=["sft"], cultures=["german"])
    said = command("push", run, "me/data")
    assert "is not as culturepark wrote it" in said.err
    fields = front_of(contents(hub)["README.md"])
    assert fields["license"] == "mit"
    assert [table["config_name"] for table in fields["configs"]] == ["sft-german"]


BROKEN = {
    "binary": (b"\x89PNG\r\n\xff\x00", "is no text in UTF-8"),
    "huge": (b"# Tea\n" + b"\xff" * 3_000_000, "is too large"),
    "open bracket": (b"---\ntags: [tea\n---\n", "has broken front matter (line 2)"),
    "a list": (b"---\n- tea\n---\n", "has front matter that is no mapping"),
    "twice": (b"---\na: 1\na: 2\n---\n", "has front matter with a key that is there twice"),
    "aliases": (b"---\na: &a [1]\nb: *a\n---\n", "has front matter with aliases"),
    "brackets": (b"---\na: " + b"[" * 50_000 + b"\n---\n", "that is nested too deeply"),
    "dashes": (b"---\n" + b"- " * 5_000 + b"a\n---\n", "has broken front matter"),
    "long": (b"---\na: " + b"b" * 200_000 + b"\n---\n", "that is too long"),
    "csv": (
        b'---\nconfigs: [{config_name: a, data_files: [{path: "a/\\e[2Jtea.csv.gz"}]}]\n---\n',
        "has a table that is no Parquet (a/tea.csv.gz), and `datasets` reads one format",
    ),
    "configs": (b"---\nconfigs: tea\n---\n", "whose `configs` is no list of tables"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_readme_that_nothing_can_be_merged_into_stays_and_nothing_is_sent(
    command, serve, run, case
):
    readme, message = BROKEN[case]
    hub = serve()
    hub.make().write("README.md", readme)
    said = command("push", run, "me/data")
    assert said.code == 2
    assert message in said.err
    assert said.err.startswith("park: me/data: the README.md there ")
    assert said.err.endswith("; mend it there, or replace it: --replace-readme\n")
    assert said.err.count("\n") == 1
    assert contents(hub) == {"README.md": readme}
    assert hub.stored == {}
    assert command("push", run, "me/data", "--replace-readme").code == 0
    assert contents(hub) == files_of(run)


def test_a_readme_that_is_written_while_we_push_is_not_written_over(command, serve, run):
    def write(hub):
        hub.repo().write("README.md", THEIRS)

    hub = serve(Fault("PUT /lfs/", does=write, after=3))
    said = command("push", run, "me/data")
    assert said.code == 0
    assert contents(hub)["README.md"].endswith(THEIRS.split(b"---\n")[2])
    assert set(contents(hub)) == set(files_of(run))
    assert hub.repo().commits == 2


@pytest.mark.parametrize("readme", [THEIRS, b"\xff\xfe\x00", b"---\n[\n---\n"])
def test_the_model_repository_keeps_somebody_else_s_readme_as_it_is(command, serve, run, readme):
    adapter(run)
    hub = serve()
    hub.make("model").write("README.md", readme)
    said = command("push", run, "me/data", "--adapters")
    assert said.code == 0
    assert said.err.splitlines()[0] == (
        "model me/data: the README.md there is not as culturepark wrote it and stays; "
        "--replace-readme replaces it"
    )
    assert contents(hub, "model")["README.md"] == readme
    assert "german/adapter_model.safetensors" in contents(hub, "model")
    assert command("push", run, "me/data", "--adapters", "--replace-readme").code == 0
    assert contents(hub, "model")["README.md"].startswith(b"---\nlibrary_name: peft\n")


def test_a_dry_run_says_what_becomes_of_a_readme_that_is_there(command, serve, run):
    adapter(run)
    hub = serve()
    said = command("push", run, "me/data", "--adapters", "--dry-run")
    assert said.err.splitlines()[-3:-1] == [
        "dataset me/data: a README.md that is not as culturepark wrote it would stay, with our "
        "tables in its `configs`; --replace-readme would replace it",
        "model me/data: a README.md that is not as culturepark wrote it would stay; "
        "--replace-readme would replace it",
    ]
    summary = json.loads(command("push", run, "me/data", "--adapters", "--dry-run", "--json").out)
    assert readme_of(summary)["readme"] == "written or merged"
    assert readme_of(summary, "model")["readme"] == "written or kept"
    said = command("push", run, "me/data", "--adapters", "--dry-run", "--replace-readme")
    assert "is not as culturepark wrote it" not in said.err
    assert hub.requests == []


def test_a_dry_run_lists_what_a_push_with_adapters_sends(command, serve, run):
    adapter(run)
    hub = serve()
    listed = json.loads(command("push", run, "me/data", "--adapters", "--dry-run", "--json").out)
    command("push", run, "me/data", "--adapters")
    sent = {("dataset", path): len(data) for path, data in contents(hub).items()} | {
        ("model", path): len(data) for path, data in contents(hub, "model").items()
    }
    assert {(each["repository"], each["path"]): each["bytes"] for each in listed["files"]} == sent


def adapter(run, culture="german", base="HuggingFaceTB/SmolLM2-135M-Instruct"):
    folder = run / "adapters" / culture
    (folder / "checkpoint-1").mkdir(parents=True)
    (folder / "checkpoint-1/adapter_model.safetensors").write_bytes(b"old")
    (folder / "adapter_model.safetensors").write_bytes(b"weights of " + culture.encode())
    (folder / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": base}))
    (folder / "README.md").write_text("a card")
    (folder / "optimizer.pt").write_bytes(b"pickled")
    (folder / "training.log").write_text("/home/me")


def test_adapters_go_only_if_asked_for_to_the_model_repository_of_the_same_name(
    command, serve, run
):
    adapter(run, "german")
    adapter(run, "turkish")
    hub = serve()
    assert command("push", run, "me/data").code == 0
    assert set(hub.repos) == {("dataset", "me/data")}
    said = command("push", run, "data", "--adapters", "--json")
    assert json.loads(said.out)["urls"] == [f"{hub.url}/datasets/me/data", f"{hub.url}/me/data"]
    names = ("README.md", "adapter_config.json", "adapter_model.safetensors")
    assert set(contents(hub, "model")) == {
        "README.md", *(f"{culture}/{name}" for culture in ("german", "turkish") for name in names),
    }  # fmt: skip
    card = contents(hub, "model")["README.md"].decode()
    assert card.startswith("---\nlibrary_name: peft\nbase_model:\n- HuggingFaceTB/SmolLM2")
    assert "datasets:\n- me/data\n" in card
    assert command("push", run, "me/data", "--adapters").err.endswith("; nothing was new\n")


@pytest.mark.parametrize("base", ["/home/me/model", "./model", "~/model", "a/b/c", "", None])
def test_an_adapter_of_a_base_on_this_machine_is_not_sent(command, serve, run, base):
    adapter(run, base=base)
    hub = serve()
    said = command("push", run, "me/data", "--adapters")
    assert said.code == 2
    assert "base_model_name_or_path must be the model's name on the Hub" in said.err
    assert hub.requests == []


def test_a_run_without_adapters_says_so(command, serve, run):
    serve()
    said = command("push", run, "me/data", "--adapters")
    assert said.code == 2
    assert "there are no adapters" in said.err


def test_a_run_without_a_data_set_names_the_export(command, tmp_path):
    run = make_run(tmp_path / "bare")
    said = command("push", run, "me/data", "--dry-run")
    assert said.code == 2
    assert f"there is no data set; first: park export {run}" in said.err


def test_a_file_that_has_gone_is_named(command, run):
    (run / "dataset/sft/german/train.parquet").unlink()
    said = command("push", run, "me/data", "--dry-run")
    assert said.code == 2
    assert "sft/german/train.parquet is gone; again: park export" in said.err


def test_offline_mode_is_named(command, serve, run, monkeypatch):
    from huggingface_hub import constants

    serve()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    said = command("push", run, "me/data")
    assert said.code == 2
    assert "HF_HUB_OFFLINE" in said.err


def test_no_telemetry_is_sent(command, serve, run, monkeypatch):
    from huggingface_hub import constants

    asked = []
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", False)
    monkeypatch.setattr("huggingface_hub.utils._headers.detect_agent", lambda: asked.append(1))
    hub = serve()
    assert command("push", run, "me/data").code == 0
    assert asked == []
    assert hub.sent("telemetry|agent-harnesses|whoami") == []


READ = """
import json, sys
from datasets import load_dataset
from huggingface_hub import HfApi

card = HfApi().dataset_info("me/data").id
found = {}
for name in sys.argv[1:]:
    for split, rows in load_dataset("me/data", name).items():
        found[f"{name.replace('-', '/')}/{split}"] = [dict(row) for row in rows]
print(json.dumps(found))
"""


@pytest.mark.parametrize("readme", [None, THEIRS])
def test_load_dataset_reads_the_pushed_files_back(command, serve, run, tmp_path, readme):
    from datasets import Dataset

    hub = serve()
    if readme is not None:
        # `datasets` wants the files of every table.
        rows = (run / "dataset/sft/german/train.parquet").read_bytes()
        hub.make().write("tea.parquet", rows)
        hub.repo().write("README.md", readme)
    command("push", run, "me/data")
    names = ["sft-turkish", "dialogue-german", "preference-turkish", "sharegpt-chinese"]
    done = subprocess.run(
        [sys.executable, "-c", READ, *names],
        env=environment(
            HF_ENDPOINT=hub.url, HF_HOME=str(tmp_path / "home"), HF_HUB_DISABLE_XET="1",
            HF_HUB_DISABLE_TELEMETRY="1",
        ),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    wanted = {
        f"{name.replace('-', '/')}/{path.stem}": path
        for name in names
        for path in (run / "dataset" / name.replace("-", "/")).glob("*.parquet")
    }
    assert set(found) == set(wanted)
    for name, path in wanted.items():
        rows = Dataset.from_parquet(str(path), cache_dir=str(tmp_path / "cache"))
        assert found[name] == [dict(row) for row in rows]
