"""Nothing that a model or a server said breaks the report or leaves a control character in it."""

import json
import re
import sqlite3
from contextlib import closing
from typing import get_args

import pytest

from park.ledger.storing import value_text
from park.records import Failure
from tests.report.conftest import told
from tests.report.reading import Reader
from tests.report.runs import FULL, write

CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
FREE = {
    "base", "by", "detail", "embedder", "error", "failure", "fine_tuned_model", "instruction",
    "model", "name", "occupation", "place", "quote", "raw", "reason", "recipe_name", "remarks",
    "said", "stance_label", "statement", "text", "alarms", "warnings", "what", "caveats",
    "judge", "delegate", "contact", "device", "system",
}  # fmt: skip
"""Fields that hold what others said, or what they call themselves."""
FIXED = {"gender", "age"}
TABLES = {
    "dialogues": "record", "opinions": "record", "verdicts": "record", "extractions": "record",
    "responses": "record", "scores": "record", "adapters": "record", "events": "detail",
    "run": "value",
}  # fmt: skip
HOSTILE = {
    "sequences": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \x9dx\x9c \x1bPq\x1b\\ \\u001b[31m",
    "controls": "".join(map(chr, [*range(10), *range(11, 32), *range(127, 160)])),
    "directions": "\u202egnirts\u202c \u2066x\u2069 \u200b \ufeff \U000e0041 \u2028 \u2029",
    "half pairs": "\ud800 \udfff",
    "markup": "</script><img src=x onerror=alert(1)><b>&amp;&#x1b;]]>-->",
    "templates": "{{ 7*7 }} {% for x in y %} ${x} %(x)s {0} {x!r}",
    "Markdown": "| a | `b` **c** [d](http://x) \\ \n\n# heading\n- item\n```\n<b>",
    "length": "w" * 20_000,
    "nothing": " \n\t ",
    "other scripts": "نمی‌خواهم 👩‍🍳 İı ﷽ e\u0301\u0301\u0301 \U0010ffff",
}


def spoilt(value, text, inside=False):
    """Return a JSON value in which all that others said is a text."""
    if isinstance(value, dict):
        return {
            name: each if name in FIXED else spoilt(each, text, inside or name in FREE)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [spoilt(each, text, inside) for each in value]
    free = isinstance(value, str) and inside and value not in get_args(Failure)
    return f"{value} {text}" if free else value


def spoil(run, text):
    """Put a text everywhere in a ledger, as no stage of ours would."""
    with closing(sqlite3.connect(run / "ledger.sqlite")) as db:
        for table, column in TABLES.items():
            key = "name" if table == "run" else "rowid"
            for row, record in db.execute(f"SELECT {key}, {column} FROM {table}").fetchall():
                inside = table == "events"
                new = spoilt(json.loads(record), text, inside)
                # Records are checked when they are made, so that they hold no half pairs.
                whole = json.dumps(new) if table == "events" else value_text(new)
                db.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (whole, row))
        stored = text.encode("utf-8", "replace").decode()
        db.execute("UPDATE calls SET text = ?1, thoughts = ?1, model = ?1", (stored,))
        db.execute("INSERT INTO events (kind, detail) VALUES (?, '{}')", (stored,))
        db.commit()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_everywhere_gives_a_whole_report_without_controls(tmp_path, text):
    run = write(tmp_path / "study", *FULL)
    plain = told(run)
    spoil(run, text)
    found = told(run)
    for each in (found.html, found.markdown, json.dumps(found.data, ensure_ascii=False)):
        each.encode("utf-8")
        assert not CONTROLS.search(each)
        assert "\\u001b[31m" not in each
    assert {tag for tag, _ in found.page.elements} <= {tag for tag, _ in plain.page.elements}
    assert found.data.keys() == plain.data.keys()
    assert Reader(found.html).open == []


@pytest.mark.parametrize("tokens", [2**63 - 1, 1e300, -5])
def test_huge_numbers_of_an_earlier_version_are_reported(tmp_path, tokens):
    run = write(tmp_path / "study", *FULL)
    with closing(sqlite3.connect(run / "ledger.sqlite")) as db:
        db.execute(
            "UPDATE calls SET tokens_in = ?1, tokens_out = ?1, cached_tokens_in = ?1, "
            "cost_usd = 1e300, seconds = 1e300", (tokens,),
        )  # fmt: skip
        db.commit()
    found = told(run)
    assert "generate" in found.page.text
    assert sum(each["calls"] for each in found.data["work"]["spent"]) == 12


def test_a_run_with_hostile_text_is_compared_without_controls(tmp_path):
    runs = [write(tmp_path / name, *FULL, name=name) for name in ("one", "two")]
    spoil(runs[0], HOSTILE["sequences"] + HOSTILE["directions"])
    found = told(*runs)
    for each in (found.html, found.markdown, json.dumps(found.data, ensure_ascii=False)):
        assert not CONTROLS.search(each)
