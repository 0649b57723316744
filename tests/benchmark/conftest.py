"""A benchmark at each step of its making."""

import asyncio
import shutil

import pytest

from park.benchmark.collecting import collect
from park.benchmark.drafting import draft
from park.benchmark.revising import current, revise
from park.benchmark.start import new
from park.benchmark.workspace import Workspace
from park.benchmarkfolder import CARD
from park.config import Config
from park.models.scripted import ScriptedModel
from park.records.card import STATEMENTS
from park.setup import prepare
from tests.benchmark import toys


@pytest.fixture(scope="package")
def setup():
    return prepare(Config(name="toy", cultures=["turkish"], models={"delegate": "embedded"}))


def drafts(setup, workspace, say=toys.drafting):
    model = ScriptedModel(say)
    return asyncio.run(draft(setup, workspace, models={"delegate": model}))


def state(folder):
    """Fill in the card."""
    text = (folder / CARD).read_text(encoding="utf-8")
    for name in STATEMENTS:
        text = text.replace(f'\n{name}: ""', f"\n{name}: what a test says of {name}")
    (folder / CARD).write_text(text, encoding="utf-8")


@pytest.fixture(scope="package")
def finished(setup, tmp_path_factory):
    """Return a folder with drafts, two rounds and 30 simulated respondents."""
    base = tmp_path_factory.mktemp("made")
    folder = base / "izmir"
    keywords = toys.write_keywords(base / "keywords.csv")
    new(folder, keywords=keywords, community="people who live in Izmir")
    state(folder)
    workspace = Workspace(folder)
    drafts(setup, workspace)
    for number in (1, 2):
        revise(workspace)
        some = list(current(workspace))[number]

        def decide(row, some=some, number=number):
            changed = {"decision": "change", "question": f"In my view {row['question']}",
                       "why": "it is an opinion"}  # fmt: skip
            return changed if row["item"] == some else {}

        files = [
            toys.fill(workspace.sheet(number), base / f"{who}-{number}.csv", decide, who)
            for who in ("ann", "ben")
        ]
        revise(workspace, files, simulated=True)
    answers = toys.answer(current(workspace), base / "answers.csv")
    collect(workspace, [answers], simulated=True)
    return folder


@pytest.fixture
def made(finished, tmp_path):
    """Return a copy of the finished folder."""
    shutil.copytree(finished, tmp_path / "izmir")
    return Workspace(tmp_path / "izmir")


@pytest.fixture
def begun(tmp_path):
    """Return a folder with keywords."""
    keywords = toys.write_keywords(tmp_path / "keywords.csv", toys.KEYWORDS[:4])
    new(tmp_path / "small", keywords=keywords, community="people who live in Izmir")
    return Workspace(tmp_path / "small")


@pytest.fixture
def drafted(begun, setup):
    """Return a folder with drafts."""
    drafts(setup, begun)
    return begun
