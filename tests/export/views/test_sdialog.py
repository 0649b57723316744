"""What the view `sdialog` writes is what sdialog reads.

The package itself imports torch and a dozen clients, so its `Dialog` of version 0.5.3 is restated
here, field by field, and stricter: it allows no other fields. Where sdialog is installed, its own
class is asked.
"""

import json
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict


class Turn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    speaker: str | None = None
    text: str


class Event(BaseModel):
    model_config = ConfigDict(extra="forbid")

    agent: str | None = None
    action: str
    actionLabel: str | None = None
    content: str | dict | list
    timestamp: int


class Dialog(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str | None
    timestamp: str | None
    model: str | dict | None = None
    seed: int | None = None
    id: int | str | None
    parentId: int | str | None = None
    complete: bool | None = None
    personas: dict[str, Any] | None = None
    context: str | dict[str, Any] | None = None
    scenario: dict | str | None = None
    turns: list[Turn] | None
    events: list[Event] | None = None
    annotations: str | dict[str, Any] | None = None
    notes: Any = None


PERSONA = {
    "name", "age", "race", "gender", "language", "role", "background", "personality",
    "circumstances", "rules",
}  # fmt: skip
"""The fields of sdialog's `Persona`."""


@pytest.fixture
def files(exported):
    found = sorted((exported / "dataset/sdialog").glob("*/*.json"))
    assert len(found) == 9
    return found


def check(dialog, path):
    assert dialog.id == path.stem
    assert {turn.speaker for turn in dialog.turns} == set(dialog.personas)
    assert all(turn.text for turn in dialog.turns)
    for name, persona in dialog.personas.items():
        assert set(persona) <= PERSONA
        assert persona["name"] == name
    assert dialog.notes["culture"] == path.parent.name


def test_a_file_has_the_form_of_a_dialog(files):
    for path in files:
        check(Dialog.model_validate(json.loads(path.read_text(encoding="utf-8"))), path)


def test_sdialog_itself_reads_the_files(files):
    sdialog = pytest.importorskip("sdialog")
    for path in files:
        check(sdialog.Dialog.from_file(str(path)), path)
