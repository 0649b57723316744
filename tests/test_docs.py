"""What the README and the docs tell people to type works; what they point at is there."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
import typer
import yaml

from park.adapters.recipe import HyperRecipe, Recipe
from park.align.questions import questions
from park.cli.main import app
from park.config import Config
from park.configfile import load_config
from park.generate.blueprint import draw_up
from park.models.scripted import Script
from park.records import Culture, Fact
from park.setup import prepare
from park.text.language import Lexicon
from tests.commands import CHECKOUT, whole_script, write
from tests.walk import SAVED, save_files

PAGES = sorted(
    path
    for pattern in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/*.md")
    for path in CHECKOUT.glob(pattern)
)
ASKING = ("check", "preview", "generate", "run")
"""Verbs that ask a model; here a script takes its part."""
NOT_HERE = (
    "park models pull", "park models serve", "park finetune", "park chat", "park evaluate",
    "park learn", "park facts blend", "park adapters make", "park serve",
)  # fmt: skip
"""Commands that need a network, torch or data not shipped, or do not end."""
README = CHECKOUT / "README.md"
SERVER = '{"model": "openai/my-model", "base_url": "http://127.0.0.1:8000/v1"}'
"""The model of the README's example; here a script takes its part."""
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
FILE = re.compile(r"`((?:park|docs|prompts|agents|finetune|tests|benchmarks|\.ci)/[\w./-]+)`")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def blocks(page, language):
    """Return the fenced blocks of a language."""
    return blocks_in(page.read_text(encoding="utf-8"), language)


def blocks_in(text, language):
    """Return a text's fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(page, program):
    """Return the commands of a program in a page's `sh` blocks, as words."""
    return words_of(page.read_text(encoding="utf-8"), program)


def words_of(text, program):
    """Return the commands of a program in a text's `sh` blocks, as words."""
    lines = "".join(blocks_in(text, "sh")).replace("\\\n", " ").splitlines()
    words = [shlex.split(line.removeprefix("$ "), comments=True) for line in lines]
    return [each for each in words if each[:1] == [program]]


def typed_and_saved(page, folder):
    """Yield a page's commands of `park`, saving its files where it says so."""
    text = page.read_text(encoding="utf-8")
    before = 0
    for place in [found.end() for found in SAVED.finditer(text)] + [len(text)]:
        yield from words_of(text[before:place], "park")
        save_files(text[before:place], folder)
        before = place


def headings(page):
    """Return the anchors of a page's headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def options(command):
    """Return all options of a command and of those below it."""
    own = {name for param in command.params for name in param.opts}
    below = getattr(command, "commands", {}).values()
    return own.union(*(options(each) for each in below))


@pytest.fixture
def demo(tmp_path, monkeypatch, command):
    """A copy of everything editable, with the demo's run in `outputs`."""
    home = tmp_path / "home"
    assert command("init", home, "--quiet").code == 0
    monkeypatch.chdir(home)
    write(tmp_path / "script.yaml", whole_script())
    assert command("generate", "-q", "--model", f"scripted:{tmp_path}/script.yaml").code == 0
    return home


def test_there_are_pages_with_commands():
    assert PAGES
    assert any(commands(page, "park") for page in PAGES)


@each_page
def test_the_commands_of_a_page_work(page, demo, command):
    model = f"scripted:{demo.parent}/script.yaml"
    for words in typed_and_saved(page, demo):
        if " ".join(words).startswith(NOT_HERE):
            continue
        arguments = [_real(word, command) for word in words[1:]]
        if arguments[:1] and arguments[0] in ASKING:
            arguments += ["--model", model]
        if arguments[:1] == ["filter"]:
            arguments += ["--judge", model]
        said = command(*arguments)
        assert said.code == 0, (words, said)


def _real(word, command):
    """Put something real in the place of what a page leaves open."""
    if word == "KEY":
        return command("show", "demo").out.split()[0]
    known = {"RUN": "outputs/demo", "DIR": "new", "CONFIG": "demo.yaml", "OWNER/NAME": "me/demo"}
    return known.get(word, word)


@each_page
def test_the_make_targets_of_a_page_exist(page):
    makefile = (CHECKOUT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    for words in commands(page, "make"):
        for word in words[1:]:
            assert word in targets or re.match(r"[A-Z]+=", word), words


@each_page
def test_the_options_that_a_page_names_exist(page):
    known = options(typer.main.get_command(app))
    text = page.read_text(encoding="utf-8")
    for code in re.findall(r"`([^`\n]+)`", text):
        if code.startswith(("park", "--")):
            named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", code))
            assert named <= known, code


@each_page
def test_the_links_of_a_page_lead_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        place = page.parent / name if name else page
        assert place.exists(), target
        assert not anchor or anchor in headings(place), target


@each_page
def test_the_files_that_a_page_names_exist(page):
    for name in FILE.findall(page.read_text(encoding="utf-8")):
        # The wheel's own data folder is not in the checkout.
        assert (CHECKOUT / name.replace("park/_builtin", "park")).exists(), name


@each_page
def test_the_yaml_of_a_page_is_valid(page):
    for block in blocks(page, "yaml"):
        data = yaml.safe_load(block)
        if isinstance(data, list):
            assert all(Fact.model_validate(each) for each in data)
        elif "people" in data:
            assert set(data) <= set(Culture.model_fields)
        elif "phrases" in data:
            Lexicon.model_validate(data)
        elif "hyper" in data:
            HyperRecipe.model_validate(data)
        elif "method" in data:
            Recipe.model_validate(data)
        elif set(data) & set(Script.model_fields):
            Script.model_validate(data)
        else:
            Config.model_validate({"name": "part", "cultures": ["turkish"]} | data)


@pytest.mark.parametrize("path", sorted(CHECKOUT.glob("docs/*.yaml")), ids=lambda path: path.name)
def test_the_configurations_beside_the_pages_are_valid(path):
    Config.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_every_key_of_the_configuration_is_explained():
    page = (CHECKOUT / "docs/configuration.md").read_text(encoding="utf-8")
    for name, field in Config.model_fields.items():
        assert re.search(rf"\b{name}\b", page), name
        for key in getattr(field.annotation, "model_fields", {}):
            assert re.search(rf"\b{key}\b", page), f"{name}.{key}"


def test_every_check_of_a_turn_is_explained():
    source = (CHECKOUT / "park/generate/checks.py").read_text(encoding="utf-8")
    page = (CHECKOUT / "docs/generate.md").read_text(encoding="utf-8")
    checks = set(re.findall(r'check="(\w+)"', source))
    assert len(checks) >= 8
    for check in checks:
        assert f"| `{check}` |" in page, check


def test_every_role_card_is_named_in_the_docs():
    page = (CHECKOUT / "docs/cultures.md").read_text(encoding="utf-8")
    for path in Path(CHECKOUT / "agents").glob("*.yaml"):
        assert f"`{path.stem}`" in page, path.stem


@each_page
def test_the_python_of_a_page_runs(page, demo):
    text = (demo / "demo.yaml").read_text(encoding="utf-8")
    write(demo / "demo.yaml", text.replace("embedded", f'"scripted:{demo.parent}/script.yaml"'))
    if page.name == "finetune.md":
        pytest.skip("runs in tests/finetune, on an adapter")
    answers = re.findall(r"```csv\n(item.*?)```", (CHECKOUT / "docs/surveys.md").read_text(), re.S)
    write(demo / "iran.csv", answers[0])
    for number, block in enumerate(blocks(page, "python")):
        shutil.rmtree(demo / "outputs", ignore_errors=True)
        block = block.replace(SERVER, f'"scripted:{demo.parent}/script.yaml"')
        exec(compile(block, f"{page.name}, block {number}", "exec"), {})


def test_ten_lines_of_python_lead_from_a_survey_to_accepted_opinions(demo, capsys):
    test_the_python_of_a_page_runs(README, demo)
    assert "persian " in capsys.readouterr().out
    (code,) = blocks(README, "python")
    statements = [line for line in code.splitlines() if line and not line.startswith((" ", ")"))]
    assert SERVER in code and len(statements) <= 10


def test_the_dialogues_shown_are_those_of_the_demo():
    blueprint = draw_up(prepare(*load_config(CHECKOUT / "demo.yaml")))
    keys = {blueprint.scenes.key(seed) for seed in blueprint.seeds()}
    pages = README.read_text("utf-8") + (CHECKOUT / "docs" / "generate.md").read_text("utf-8")
    shown = re.findall(r"^guided, en, embedded, ([0-9a-f]{32})$", pages, re.MULTILINE)
    assert shown
    assert keys == set(shown)


def test_the_readme_counts_the_questions_of_the_demo_s_evaluation():
    setup = prepare(*load_config(CHECKOUT / "demo.yaml"))
    orders = setup.config.evaluate.options["survey"]["orders"]
    asked = [
        len(questions("survey", setup.heldout, setup.prompts, most)) for most in (orders, None)
    ]
    page = " ".join(README.read_text("utf-8").split())
    (told,) = re.findall(r"asks (\d+) questions of each .* in all orders there are (\d+),", page)
    assert [int(each) for each in told] == asked
