"""Whatever is wrong with the input: exit code 2 and one line that names it."""

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from park.assets import copy_all
from park.errors import InputError
from park.models.base import require
from tests.commands import configuration, park, speech, write
from tests.fake_openai import FakeOpenAI
from tests.toys import ToyModel


def refused(said, *named):
    """Check that one line was printed, which names everything given."""
    assert said.code == 2, said
    assert said.out == ""
    assert said.err.startswith("park: ")
    assert said.err.endswith("\n")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert "internal error" not in said.err
    for name in named:
        assert name in said.err, said.err


@pytest.fixture(params=["check", "generate"])
def verb(request):
    """Mistakes are found by `check` as by what would suffer from them."""
    return request.param


BAD_CONFIGURATIONS = {
    "unknown key": (configuration(cultrues=["turkish"]), ["demo.yaml:", "cultrues", "'cultures'"]),
    "unknown key below": (
        configuration(dialogue={"turns": 6, "stile": "free"}),
        ["demo.yaml:", "dialogue.stile", "'style'"],
    ),
    "wrong type": (configuration(dialogue={"turns": "six"}), ["demo.yaml:", "turns", "'six'"]),
    "wrong choice": (configuration(dialogue={"style": "fre"}), ["dialogue.style", "guided, free"]),
    "out of range": (configuration(dialogue={"turns": 1}), ["dialogue.turns", "1"]),
    "negative limit": (configuration(limits={"max_cost": -1}), ["limits.max_cost", "-1"]),
    "list for a mapping": (configuration(seeds=["Q27"]), ["demo.yaml:", "seeds"]),
    "missing key": ("name: toy\n", ["demo.yaml:1", "cultures"]),
    "no cultures": (configuration(cultures=[]), ["demo.yaml:", "cultures"]),
    "culture twice": (configuration(cultures=["german", "german"]), ["cultures", "'german'"]),
    "name that is a path": (configuration(name="../up"), ["demo.yaml:", "name"]),
    "unknown culture": (configuration(cultures=["turkisch"]), ["turkisch", "'turkish'"]),
    "unknown partner": (configuration(dialogue={"partner": "amerian"}), ["amerian", "'american'"]),
    "culture without answers": (configuration(cultures=["persian"]), ["persian", "IRN"]),
    "unknown item": (configuration(seeds={"items": ["Q999"]}), ["seeds.items", "Q999"]),
    "item twice": (configuration(seeds={"items": ["Q27", "Q27"]}), ["seeds.items", "Q27"]),
    "unknown source": (configuration(seeds={"source": "wvs8"}), ["seeds.source", "wvs8", "'wvs'"]),
    "source without file": (configuration(seeds={"source": "csv:gone.csv"}), ["gone.csv"]),
    "unknown model": (configuration(models={"delegate": "opneai/gpt"}), ["models.delegate"]),
    "unknown alias": (
        configuration(models={"delegate": "embedded/smolm2-135m"}),
        ["models.delegate", "smolm2-135m", "smollm2-135m"],
    ),
    "no alias": (configuration(models={"delegate": "embedded/"}), ["models.delegate", "alias"]),
    "no script": (configuration(models={"contact": "scripted:gone.yaml"}), ["gone.yaml"]),
    "no weights": (configuration(models={"delegate": "gguf:gone.gguf"}), ["gone.gguf"]),
    "no weights but a text": (configuration(models={"delegate": "gguf:demo.yaml"}), ["demo.yaml"]),
    "unknown key of a model": (
        configuration(models={"delegate": {"model": "embedded", "temprature": 1}}),
        ["models.delegate.temprature", "'temperature'"],
    ),
    "model without a kind for chats": (
        configuration(models={"delegate": "openai/text-embedding-3-small"}),
        ["models.delegate", "text-embedding-3-small", "not a chat model"],
    ),
    "address without a scheme": (
        configuration(models={"delegate": {"model": "openai/m", "base_url": "127.0.0.1:80"}}),
        ["models.delegate", "base_url", "http://"],
    ),
    "missing key of OpenAI": (
        configuration(models={"delegate": "openai/gpt-4o-mini"}),
        ["models.delegate", "OPENAI_API_KEY"],
    ),
    "missing key of a provider": (
        configuration(models={"delegate": "anthropic/claude-sonnet-4-5"}),
        ["models.delegate", "ANTHROPIC_API_KEY"],
    ),
    "missing key of one's own": (
        configuration(models={"delegate": {"model": "openai/m", "api_key_env": "MY_KEY"}}),
        ["models.delegate", "MY_KEY"],
    ),
    "broken YAML": ("name: toy\ncultures: [chinese\nseed: 1\n", ["demo.yaml:3", "broken YAML"]),
    "tab in YAML": ("name: toy\n\tcultures: [chinese]\n", ["demo.yaml:2", "broken YAML"]),
    "key twice": ("name: toy\nname: toy\n", ["demo.yaml:2", "name", "twice"]),
    "list": ("- a\n- b\n", ["demo.yaml", "mapping"]),
    "text": ("hello\n", ["demo.yaml", "mapping"]),
    "empty": ("", ["demo.yaml", "name"]),
    "no folder of cards": (configuration(agents="gone"), ["agents", "gone"]),
    "no folder of prompts": (configuration(prompts="gone"), ["prompts", "gone"]),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_CONFIGURATIONS)
def test_a_mistake_in_a_configuration_is_named(command, study, verb, monkeypatch, case):
    for name in [name for name in os.environ if name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)
    data, named = BAD_CONFIGURATIONS[case]
    write(study / "demo.yaml", data)
    refused(command(verb), *named)
    assert not (study / "outputs").exists()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (None, "a folder, where a conf"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"a: \x00\x01", "broken YAML"),
    ],
)
def test_a_configuration_that_is_no_text_file_is_refused(command, study, verb, content, named):
    place = study / "odd.yaml"
    place.mkdir() if content is None else place.write_bytes(content)
    refused(command(verb, "odd.yaml"), "odd.yaml", named)


def test_a_configuration_that_is_not_there_is_refused(command, study, verb):
    refused(command(verb, "gone.yaml"), "gone.yaml", "no such file")


@pytest.mark.parametrize(
    ("option", "value", "named"),
    [
        ("--cultures", "turkisch", "'turkish'"),
        ("--cultures", "Turkish", "cultures"),
        ("--cultures", "", "cultures"),
        ("--cultures", "german,german", "cultures"),
        ("--model", "embeded", "'embedded'"),
        ("--model", "scripted:gone.yaml", "gone.yaml"),
        ("--model", "", "model"),
    ],
)
def test_a_wrong_value_of_an_option_is_named(command, study, verb, option, value, named):
    refused(command(verb, option, value), named)


def test_an_unknown_value_of_if_exists_is_refused(command, study):
    refused(command("generate", "--if-exists", "resum"), "--if-exists", "'resum'", "'resume'")
    assert not (study / "outputs").exists()


def test_a_model_without_a_needed_ability_is_refused():
    with pytest.raises(InputError, match=r"models\.judge: toy cannot option_logprobs"):
        require(ToyModel([]), "reply", "option_logprobs", role="judge")


def own_prompts(study):
    shutil.rmtree(study / "own", ignore_errors=True)
    copy_all(study / "own")
    write(study / "demo.yaml", configuration(prompts="own/prompts"))
    return study / "own/prompts/generate"


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("delegate.j2", "You are\n{% if %} broken", ["delegate.j2:2"]),
        ("delegate.j2", "{{ delegate.name", ["delegate.j2:1"]),
        ("delegate.j2", "{{ delgate.name }}", ["delegate.j2", "'delgate'", "'delegate'"]),
        ("delegate.j2", "{{ delegate.nmae }}", ["delegate.j2", "nmae"]),
        ("delegate.j2", "{% if false %}{{ nowhere }}{% endif %}", ["delegate.j2", "nowhere"]),
        ("delegate.j2", "{% include 'generate/gone.j2' %}", ["generate/gone.j2"]),
        ("delegate.j2", "{% include 'generate/delegate.j2' %}", ["delegate.j2", "itself"]),
        ("delegate.j2", "{{ ''.__class__.__mro__ }}", ["delegate.j2"]),
        ("delegate.j2", "{{ 1 / 0 }}", ["delegate.j2"]),
        ("scene.j2", "{% for %}", ["scene.j2:1"]),
        ("turn.j2", "{{ saied }}", ["turn.j2", "'saied'", "'said'"]),
        ("guided/delegate/custom.j2", "{{ mee }}", ["guided/delegate/custom.j2", "'mee'"]),
        ("guided/contact/custom.j2", "{{ you }} {% oops %}", ["contact/custom.j2:1", "oops"]),
    ],
)
def test_a_mistake_in_a_template_is_named(command, study, verb, name, text, named):
    write(own_prompts(study) / name, text)
    refused(command(verb), *named)
    assert not (study / "outputs").exists()


@pytest.mark.parametrize("name", ["turn", "scene", "greeting", "small_talk", "delegate"])
def test_a_folder_of_prompts_without_a_template_is_refused(command, study, verb, name):
    (own_prompts(study) / f"{name}.j2").unlink()
    refused(command(verb), f"{name}.j2")


def test_a_folder_of_prompts_without_instructions_is_refused(command, study, verb):
    shutil.rmtree(own_prompts(study) / "guided/contact")
    refused(command(verb), "own/prompts/generate/guided", "contact")


def test_a_template_that_is_not_text_is_refused(command, study, verb):
    (own_prompts(study) / "turn.j2").write_bytes(b"\xff\xfe\x00")
    refused(command(verb), "turn.j2")


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ("item,country,count\nQ27,TUR,5\n", ["own.csv:1", "'option'"]),
        ("item,country,option,count\nQ27,TUR,1,-5\n", ["own.csv:2", "count", "-5"]),
        ("item,country,option,count\nQ27,TUR,1,many\n", ["own.csv:2", "count", "'many'"]),
        ("item,country,option,count\nQ27,TUR,1,nan\n", ["own.csv:2", "count"]),
        ("item,country,option,count\nQ27,TURK,1,5\n", ["own.csv:2", "country", "TURK"]),
        ("item,country,option,count\nQ27,TUR,99,5\n", ["own.csv:2", "option", "99"]),
        ("item,country,option,count\nQ27,TUR,1\n", ["own.csv:2"]),
        ("item,country,option,count\n", ["own.csv"]),
        ("", ["own.csv", "empty"]),
        ('item,country,option,count\n"Q27,TUR,1,5\n', ["own.csv"]),
    ],
)
def test_a_mistake_in_a_csv_is_named(command, study, verb, table, named):
    write(study / "own.csv", table)
    write(study / "demo.yaml", configuration(cultures=["turkish"], seeds={"source": "csv:own.csv"}))
    refused(command(verb), *named)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("gender: woman", "gender: lady", ["turkish.yaml:", "gender"]),
        ("people: Turkish", "peolpe: Turkish", ["turkish.yaml:", "peolpe", "'people'"]),
        ("countries: [TUR]", "countries: [Turkey]", ["turkish.yaml:", "countries"]),
        ("name: turkish", "name: turk", ["turkish.yaml", "'turk'"]),
    ],
)
def test_a_mistake_in_a_role_card_is_named(command, study, verb, old, new, named):
    copy_all(study / "own")
    card = study / "own/agents/turkish.yaml"
    text = card.read_text(encoding="utf-8")
    assert old in text
    write(card, text.replace(old, new, 1))
    write(study / "demo.yaml", configuration(agents="own/agents"))
    refused(command(verb), *named)


def changed(settings, **sections):
    return configuration(**sections), settings


@pytest.mark.parametrize(
    ("data", "setting"),
    [
        changed("dialogue.turns", dialogue={"turns": 4}),
        changed("seed", seed=5),
        changed("seeds.stance", seeds={"items": ["Q27", "Q38"], "stance": "mode"}),
        changed("seeds.items", seeds={"items": ["Q27"]}),
        changed("models.delegate.model", models={"delegate": "scripted:other.yaml"}),
        changed(
            "models.delegate.temperature",
            models={"delegate": {"model": "scripted:script.yaml", "temperature": 0.1}},
        ),
    ],
)
def test_a_run_of_another_configuration_is_not_resumed(command, study, data, setting):
    shutil.copy(study / "script.yaml", study / "other.yaml")
    assert command("generate", "-q", "--limit", 1).code == 0
    before = (study / "outputs/toy/run.yaml").read_text()
    write(study / "demo.yaml", data)
    refused(command("generate"), "outputs/toy", setting, "--if-exists delete")
    assert (study / "outputs/toy/run.yaml").read_text() == before


def test_a_run_with_other_templates_or_cards_is_not_resumed(command, study):
    copy_all(study / "own")
    own = {"agents": "own/agents", "prompts": "own/prompts"}
    write(study / "demo.yaml", configuration(**own))
    assert command("generate", "-q", "--limit", 1).code == 0
    for name, setting in (
        ("prompts/generate/turn.j2", "prompts/generate/turn.j2"),
        ("agents/turkish.yaml", "agents/turkish.yaml"),
    ):
        place = study / "own" / name
        text = place.read_text(encoding="utf-8")
        write(place, text.replace("The subject", "The matter").replace("Samsun", "Rize"))
        refused(command("generate"), setting)
        write(place, text)
    assert command("generate", "-q").code == 0


@pytest.mark.parametrize("place", ["file", "file/below", "file/far/below"])
def test_a_run_folder_that_is_or_lies_below_a_file_is_refused(command, study, place):
    (study / "file").write_text("mine")
    refused(command("generate", "--run", place), "--run", "file")
    assert (study / "file").read_text() == "mine"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a place where nobody may write")
def test_a_configuration_that_lies_here_is_told_from_a_run(command, study):
    said = command("evaluate", "demo.yaml")
    assert (said.code, said.err) == (
        2,
        "park: demo.yaml: a file, where a run folder is expected, such as outputs/demo\n",
    )
    (study / "toy").write_text("a note", encoding="utf-8")
    assert command("generate", "--limit", 0, "--quiet").code == 0
    assert command("show", "toy").code == 0


def test_a_run_folder_that_cannot_be_made_is_refused(command, study):
    refused(command("generate", "--run", "/proc/park"), "--run", "/proc/park")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_run_folder_that_cannot_be_written_is_refused(command, study):
    (study / "run").mkdir(mode=0o500)
    refused(command("generate", "--run", "run"), "--run", "run", "not writable")


@pytest.mark.parametrize("name", ["ledger.sqlite", "run.yaml", ".lock"])
def test_a_folder_in_the_place_of_a_file_of_the_run_is_refused(command, study, name):
    (study / "run" / name).mkdir(parents=True)
    said = command("generate", "--run", "run")
    assert said.code in (2, 3)
    assert said.err.count("\n") == 1
    assert "internal error" not in said.err
    assert f"run/{name}" in said.err or "--run" in said.err


def test_a_ledger_that_is_none_is_refused(command, study):
    write(study / "run/ledger.sqlite", "this is a diary\n" * 100)
    refused(command("generate", "--run", "run"), "run/ledger.sqlite")
    assert (study / "run/ledger.sqlite").read_text().startswith("this is a diary")


def test_a_second_process_in_a_run_is_refused(command, study):
    (study / "outputs/toy").mkdir(parents=True)
    lock = FileLock(study / "outputs/toy/.lock")
    with lock:
        refused(command("generate"), "outputs/toy", "another park process")
    assert command("generate", "-q").code == 0


BRACES = "Tea {{ stance }} {0} {name} {% raw %} {# no #} %s $x must be hot."


def test_braces_in_a_survey_and_in_what_a_model_says_are_only_text(command, study):
    write(
        study / "own.csv",
        "item,country,option,count,statement,label\n"
        f'tea,TUR,1,50,"{BRACES}",so {{{{ 7 * 191 }}}}\ntea,TUR,2,50,,not {{1}}\n',
    )
    with FakeOpenAI(lambda request: speech(request) + " {{ 7 * 191 }} {% endif %} {0}") as server:
        model = {"model": "openai/m", "base_url": server.url}
        sections = {"models": {"delegate": model}, "seeds": {"source": "csv:own.csv"}}
        data = configuration(cultures=["turkish"], **sections)
        write(study / "demo.yaml", data | {"seeds": {"source": "csv:own.csv", "items": ["tea"]}})
        assert command("generate", "-q").code == 0
        systems = {request["messages"][0]["content"] for request in server.requests}
        lasts = [request["messages"][-1]["content"] for request in server.requests]
    assert all(BRACES in system for system in systems)
    # The contact's own end in the question that its instruction words.
    assert sum("{{ 7 * 191 }} {% endif %} {0}" in last for last in lasts) >= 2
    assert not any("1337" in text for text in systems)


def test_format_braces_and_raw_jinja_in_a_template_are_only_text(command, study):
    place = own_prompts(study) / "turn.j2"
    text = place.read_text()
    write(place, "{0} {name} %s ${x} {% raw %}{{ said }}{% endraw %} # no\n" + text)
    with FakeOpenAI(speech) as server:
        model = {"model": "openai/m", "base_url": server.url}
        write(study / "demo.yaml", configuration(prompts="own/prompts", models={"delegate": model}))
        assert command("generate", "-q", "--limit", 1).code == 0
        for request in server.requests:
            last = request["messages"][-1]["content"]
            assert last.startswith("{0} {name} %s ${x} {{ said }} # no\n")


def test_bad_input_is_one_line_in_a_process_of_its_own_too(study):
    write(study / "demo.yaml", configuration(dialogue={"trns": 3}))
    done = park("generate", cwd=study)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "did you mean 'turns'?" in done.stderr
