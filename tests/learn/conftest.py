"""A run and a course to learn in."""

import numpy as np
import pytest
import yaml

from park.config import Config
from park.learn.exam import Course, Learner
from park.ledger.ledger import Ledger
from park.setup import prepare
from tests.toys import culture, item


@pytest.fixture
def run(tmp_path):
    """A run folder without any dialogue."""
    return made(tmp_path / "run")


def made(folder, **changes):
    folder.mkdir()
    config = Config(name="toy", cultures=("turkish",), **changes)
    (folder / "run.yaml").write_text(yaml.safe_dump(config.model_dump(mode="json")))
    Ledger(folder / "ledger.sqlite").close()
    return folder


@pytest.fixture
def ledger(run):
    with Ledger(run / "ledger.sqlite") as opened:
        yield opened


def toy_course(numbers=8):
    items = {f"Q{n}": item(n) for n in range(1, numbers + 1)}
    shares = dict.fromkeys(items, np.array([0.2, 0.4, 0.4]))
    setup = prepare(Config(name="toy", cultures=("turkish",)))
    return Course(culture(), items, shares, setup)


def pupil(course, **changes):
    return Learner(
        **{"name": "me", "culture": "turkish", "tutor": "plain", "items": tuple(course.items)}
        | changes
    )
