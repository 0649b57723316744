"""A full run, written once, and its report."""

import json
from typing import Any, NamedTuple

import pytest

from park.report.stage import run_report
from tests.report.reading import Reader
from tests.report.runs import FULL, write


class Told(NamedTuple):
    """A report in its three forms."""

    html: str
    markdown: str
    data: dict[str, Any]
    page: Reader


def told(*runs, out=None):
    """Report on runs and read what was written."""
    place = run_report(runs, out).out
    texts = {path.name: path.read_text(encoding="utf-8") for path in place.iterdir()}
    assert set(texts) == {"index.html", "report.md", "report.json"}
    html = texts["index.html"]
    return Told(html, texts["report.md"], json.loads(texts["report.json"]), Reader(html))


@pytest.fixture(scope="session")
def full(tmp_path_factory):
    """The folder of a run with everything in it."""
    return write(tmp_path_factory.mktemp("full") / "study", *FULL)


@pytest.fixture(scope="session")
def report(full, tmp_path_factory):
    """Its report."""
    return told(full, out=tmp_path_factory.mktemp("out"))
