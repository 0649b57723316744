"""What a newcomer does wrong at first gets one line that says what to do."""

import json
import re

import pytest

from tests.adapters import small
from tests.adapters.conftest import base
from tests.commands import whole_script, write
from tests.walk import PAGE, save_files

__all__ = ["base"]

CARD, ANSWERS = "nigeria/agents/nigerian.yaml", "nigeria/answers.csv"
CONFIG, FACTS = "nigeria/nigeria.yaml", "nigeria/agents/facts/nigerian.yaml"
CHECK = "check nigeria/nigeria.yaml --offline"
TOPIC = "nigeria/prompts/generate/guided/delegate/market.j2"


def changed(file, old, new, command=CHECK):
    """A mistake made by editing a file."""

    def edit(text):
        assert old in text
        return text.replace(old, new, 1)

    return file, edit, command


def saved(file, content):
    """A mistake in a whole file."""
    return file, lambda _: content, CHECK


def typed(command):
    """A mistake made in a command."""
    return None, None, command


MISTAKES = {
    "a culture's name is misspelt": changed(CONFIG, "[nigerian]", "[nigeran]"),
    "the card has another name than its file": changed(CARD, "name: nigerian", "name: nigeria"),
    "several keys of a card are wrong": changed(
        CARD,
        "gender: woman\n    age: 40-49\n    occupation:",
        "gender: female\n    age: 43\n    job:",
    ),
    "a country has no ISO code of three letters": changed(CARD, "[NGA]", "[NG]"),
    "a card in another language has no second voice": changed(CARD, "guage: en", "guage: ha"),
    "a country's code is a word of YAML": changed(CARD, "[NGA]", "[NO]"),
    "a language is written out": changed(CARD, "guage: en", "guage: English"),
    "a card has one person": (CARD, lambda text: text.partition("  - name: Ibrahim")[0], CHECK),
    "two people of a card have one name": changed(CARD, "name: Ibrahim", "name: Ngozi"),
    "the file of facts is not there": changed(CARD, "facts/nigerian", "facts/nigeria"),
    "a fact has no source": changed(FACTS, "  source: Public Holidays Act, schedule\n", ""),
    "the csv lacks a column": changed(ANSWERS, "option,count", "option,n"),
    "a country in the csv has two letters": changed(ANSWERS, "late,NGA,1", "late,NG,1"),
    "a count is no number": changed(ANSWERS, "late,NGA,1,350", "late,NGA,1,many"),
    "a count is a hole of another program": changed(ANSWERS, "350", "NaN"),
    "two columns have one name": changed(ANSWERS, "statement,label", "count,label"),
    "a row lacks cells": changed(ANSWERS, "late,NGA,2,650,,disagree,", "late,NGA,2,650"),
    "a quote is left open": changed(ANSWERS, "An hour late", '"An hour late'),
    "a chapter is pasted into a cell": changed(ANSWERS, "An hour late", "late " * 4000),
    "a question has one option": changed(ANSWERS, "late,NGA,2,650,,disagree,\n", ""),
    "the csv is empty": saved(ANSWERS, ""),
    "the csv has nothing below its header": saved(ANSWERS, "item,country,option,count\n"),
    "a workbook is saved as csv": saved(ANSWERS, "PK\x03\x04 and so on"),
    "the csv has no answers from the card's country": changed(CARD, "[NGA]", "[GHA]"),
    "the source lacks its kind": changed(CONFIG, "csv:answers.csv", "answers.csv"),
    "the csv lies elsewhere": changed(CONFIG, "csv:answers.csv", "csv:data/answers.csv"),
    "a key of the configuration is misspelt": changed(CONFIG, "per_item", "per_itm"),
    "a line of the configuration begins with a tab": changed(CONFIG, "  delegate", "\tdelegate"),
    "a text has a colon": changed(CONFIG, "name: nigeria", "name: nigeria: west"),
    "one culture is no list": changed(CONFIG, "[nigerian]", "nigerian"),
    "a run has a name with capitals and spaces": changed(CONFIG, "nigeria", "Nigeria 1"),
    "a share is in per cent": changed(CONFIG, "0.5", "50"),
    "a task is misspelt in the configuration": changed(CONFIG, "[survey]", "[surveys]"),
    "a provider's model has no name": changed(CONFIG, "embedded", "mistral"),
    "a provider's key is not set": changed(CONFIG, "model: embedded", "model: openai/gpt-4o"),
    "a model is misspelt": changed(CONFIG, "model: embedded", "model: embeded"),
    "a topic has a template for one speaker only": saved(TOPIC, None),
    "a template uses a variable that is not there": changed(TOPIC, "my_place", "place"),
    "a template asks for facts of an unknown topic": changed(TOPIC, "near: work", "near: market"),
    "a template's braces do not close": changed(TOPIC, "{{ my_place }}", "{{ my_place }"),
    "a template is empty": saved(TOPIC, ""),
    "a topic is misspelt": typed("preview nigeria/nigeria.yaml --topic markt"),
    "a folder is given for the configuration": typed("check nigeria"),
    "the configuration has another ending": typed("check nigeria/nigeria.yml"),
    "the configuration is given for the run": typed("filter nigeria/nigeria.yaml"),
    "a verb is misspelt": typed("evalute outputs/held"),
    "an option is misspelt": typed("filter outputs/held --culture nigerian"),
    "a run goes on with other settings": typed(
        f"generate {CONFIG} --run outputs/held --set dialogue.turns=8"
    ),
    "a recipe is misspelt": typed("finetune outputs/filtered --recipe smollm2"),
    "the run is misspelt": typed("filter outputs/filtred"),
    "a run is filtered before it is there": typed("filter outputs/nigeria"),
    "a run is exported before it is filtered": typed("export outputs/held"),
    "adapters are trained before the export": typed("finetune outputs/filtered"),
    "a reason is misspelt": typed("show outputs/filtered --reason near_duplicates"),
    "a culture of a run is misspelt": typed("filter outputs/held --cultures nigeran"),
    "a repository has no owner": typed("push outputs/filtered nigeria --dry-run"),
}


@pytest.fixture(scope="module")
def told():
    """The lines in the page's table, by mistake."""
    rows = re.findall(r"^\| ([^|]+) \| `([^`]+)` \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return {what: line for what, line in rows if what in MISTAKES}


@pytest.fixture
def nigeria(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    assert command("init", "nigeria", "--quiet").code == 0
    save_files(PAGE.read_text("utf-8"), tmp_path)
    return tmp_path


@pytest.fixture
def runs(nigeria, command):
    """A run with dialogues, and one that is filtered, too."""
    write(nigeria / "script.yaml", whole_script())
    model = f"scripted:{nigeria}/script.yaml"
    for name in ("held", "filtered"):
        folder = f"outputs/{name}"
        command("generate", CONFIG, "-q", "--run", folder, "--model", model, "--limit", 1)
    command("filter", "outputs/filtered", "-q")
    return nigeria


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_gets_the_line_that_the_page_shows(what, told, request, command, monkeypatch):
    file, edit, typed_in = MISTAKES[what]
    folder = request.getfixturevalue("runs" if "outputs/" in typed_in else "nigeria")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    if file is not None:
        content = edit((folder / file).read_text(encoding="utf-8"))
        (folder / file).unlink()
        if content is not None:
            write(folder / file, content)
    said = command(*typed_in.split())
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert told[what] in said.err.removeprefix("park: ")


@pytest.fixture
def decided(base, tmp_path):
    """The tiny base, made to say A or B whatever it is asked."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model, words = (each.from_pretrained(base) for each in (AutoModelForCausalLM, AutoTokenizer))
    a, b = words.convert_tokens_to_ids(["A", "B"])
    with torch.no_grad():
        model.lm_head.weight[a] *= 9
        model.lm_head.weight[b] = -model.lm_head.weight[a]
    for each in (model, words):
        each.save_pretrained(tmp_path / "decided")
    return tmp_path / "decided"


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_the_walk_through_leads_from_the_csv_to_a_report(nigeria, command, decided):
    """All of its commands, with a script in the place of the model and a tiny one to train."""
    write(nigeria / "script.yaml", whole_script())
    write(nigeria / "tiny.yaml", small.recipe(decided, length=512).model_dump(mode="json"))
    settings = {
        "generate": ("--model", f"scripted:{nigeria}/script.yaml"),
        "finetune": ("--recipe", "tiny.yaml"),
    }
    walk = re.findall(
        r"^park (\w+) (\S*nigeria(?:\.yaml)?)$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    verbs = [verb for verb, _ in walk]
    assert verbs == ["init", "generate", "filter", "export", "finetune", "evaluate", "report"]
    for verb, where in walk[1:]:
        said = command(verb, where, *settings.get(verb, ()))
        assert said.code == 0, (verb, said.err)
    report = json.loads((nigeria / "outputs/nigeria/report/report.json").read_text())
    assert report["summary"][0].startswith("Did it work? ")
    assert [each["name"] for each in report["training"]] == ["nigerian"]
    (task,) = report["tasks"]
    rows = {row["method"] for row in task["metrics"][0]["whole"]["rows"]}
    assert task["name"] == "survey" and {"adapter", "plain", "prompt", "uniform"} <= rows
