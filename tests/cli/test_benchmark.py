"""`park benchmark`: from twelve keywords to a published folder and a scored task."""

import csv
import json

import pytest

from park.benchmarkfolder import FILES
from tests.benchmark import toys
from tests.benchmark.conftest import state
from tests.commands import configuration, whole_script, write

COMMUNITY = "people who live in Izmir"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    toys.write_keywords(tmp_path / "keywords.csv")
    rules = []
    for keyword in toys.KEYWORDS:
        statement = json.dumps({"statement": toys.STATEMENTS[keyword]})
        asked = json.dumps(toys.knowledge(keyword))
        rules += [
            {"contains": f"will fill in. It is about: {keyword} (", "reply": statement},
            {"contains": f"everyday life. It is about: {keyword} (", "reply": asked},
        ]
    write(tmp_path / "drafts.yaml", {"rules": [*rules, {"reply": "2"}]})
    return tmp_path


def ready(home, command, people=4):
    """Make a built benchmark with simulated people; return what each step said."""
    new = command("benchmark", "new", "izmir", "--keywords", "keywords.csv",
                  "--community", COMMUNITY, "--json")  # fmt: skip
    state(home / "izmir")
    model = ("--model", "scripted:drafts.yaml")
    said = [new, command("benchmark", "draft", "izmir", *model, "--json")]
    for number in (1, 2):
        said.append(command("benchmark", "revise", "izmir", "--json"))
        sheet = home / "izmir" / f"revise-{number}.csv"
        with sheet.open(newline="") as file:
            names = [row["item"] for row in csv.DictReader(file)]

        def decide(row, names=names):
            drop = {"decision": "drop", "why": "nobody says so"}
            return drop if row["item"] == names[0] else {}

        files = [toys.fill(sheet, home / f"{who}.csv", decide, who) for who in ("ann", "ben")]
        said.append(command("benchmark", "revise", "izmir", *files, "--simulated", "--json"))
    said.append(command("benchmark", "collect", "izmir", "--json"))
    said.append(command("benchmark", "collect", "izmir", "--simulate", people, *model,
                        "--json"))  # fmt: skip
    said.append(command("benchmark", "build", "izmir", "--json"))
    return said


def test_twelve_keywords_become_a_folder_that_can_be_published(home, command):
    said = ready(home, command)
    assert [each.code for each in said] == [0] * len(said), said
    drafts, built = json.loads(said[1].out), json.loads(said[-1].out)
    assert (drafts["drafts"], drafts["usable"]) == (24, 24)
    assert built["items"] == 22
    assert built["simulated"] == ["respondents", "revisions"]
    assert [each["dropped"] for each in built["history"]["rounds"]] == [1, 1]
    assert command("benchmark", "check", "izmir").code == 0
    pushed = command("benchmark", "publish", "izmir", "me/izmir", "--dry-run", "--json")
    listed = json.loads(pushed.out)
    assert sorted(file["path"] for file in listed["files"]) == sorted(FILES)
    assert listed["dry_run"] is True


def test_it_loads_with_datasets_and_as_a_task_and_is_the_same_bytes_twice(home, command):
    datasets = pytest.importorskip("datasets")
    said = ready(home, command, people=30)
    assert json.loads(said[-2].out)["respondents"] == 30
    for name, rows in (("items", 22), ("answers", None)):
        found = datasets.load_dataset(
            str(home / "izmir"), name, split="test", cache_dir=str(home / "cache")
        )
        assert len(found) == rows or rows is None
    everybody = [row for row in found if row["group"] == "all"]
    assert {row["valid"] for row in everybody} == {30}
    assert all(row["simulated"] for row in found)
    scores = json.loads(scored(home, command).out)["scores"]
    (top,) = [e for e in scores if (e["metric"], e["method"]) == ("sva", "ceiling")]
    (own,) = [e for e in scores if (e["metric"], e["method"], e["against"]) == ("sva", "mode", "")]
    assert own["value"] == pytest.approx(top["value"])
    first = {name: (home / "izmir" / name).read_bytes() for name in FILES}
    (home / "izmir").rename(home / "first")
    for path in home.glob("*.csv"):
        if path.name != "keywords.csv":
            path.unlink()
    ready(home, command, people=30)
    assert {name: (home / "izmir" / name).read_bytes() for name in FILES} == first


def scored(home, command):
    """Score a run on the benchmark."""
    write(home / "script.yaml", whole_script())
    settings = configuration(cultures=["turkish"], seeds={"items": ["Q27"]})
    write(home / "demo.yaml", settings)
    assert command("generate", "demo.yaml", "-q").code == 0
    write(home / "two.yaml", {"rules": [{"reply": "2"}]})
    few = ("--set", "evaluate.options.benchmark.items=3")
    said = command("evaluate", "outputs/toy", "--benchmark", "izmir", "--tasks", "benchmark",
                   "--model", "scripted:two.yaml", *few, "--json")  # fmt: skip
    assert said.code == 0, said
    return said


def test_a_run_is_scored_on_it_and_the_report_prints_its_card(home, command):
    ready(home, command)
    said = scored(home, command)
    scores = json.loads(said.out)["scores"]
    assert {each["task"] for each in scores} == {"benchmark"}
    methods = {each["method"] for each in scores}
    assert {"plain", "prompt", "uniform", "constant", "mode", "floor", "ceiling"} <= methods
    assert {"sva", "a_sva", "knowledge", "js", "wasserstein"} <= {e["metric"] for e in scores}
    assert "the respondents are simulated" in said.err
    assert command("report", "outputs/toy", "-q").code == 0
    for name in ("index.html", "report.md", "report.json"):
        text = (home / "outputs/toy/report" / name).read_text()
        assert "what a test says of authors" in text
        assert "respondents are simulated" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("draft", "nowhere"), "there is no benchmark; first: park benchmark new nowhere"),
        (("build", "nowhere"), "there is no benchmark"),
        (("check", "nowhere"), "there is no benchmark"),
        (("publish", "nowhere", "me/x", "--dry-run"), "there is no benchmark"),
        (("new", "x", "--keywords", "gone.csv"), "gone.csv: no such file"),
        (("new", "x", "--from", "wvs77"), "did you mean 'wvs7'"),
    ],
)
def test_wrong_input_is_one_line(arguments, said, home, command):
    found = command("benchmark", *arguments)
    assert found.code == 2
    assert said in found.err
    assert len(found.err.strip().splitlines()) == 1


def test_the_verb_alone_prints_its_help(command):
    said = command("benchmark")
    assert said.code == 0
    for step in ("new", "draft", "revise", "collect", "build", "check", "publish"):
        assert step in said.out
