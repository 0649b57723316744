"""The small base, and generators for it."""

import pytest
import yaml

from tests.adapters.conftest import base, run

__all__ = ["base", "run"]
HYPER = {"descriptions": 2, "items": 4, "countries": "cultures"}


@pytest.fixture
def recipe_file(base, tmp_path):
    """Write a recipe of a few quick steps, with changes, and return its path."""

    def write(name="hyper", hyper=(), **changes):
        recipe = {
            "base": str(base),
            "lora": {"r": 2, "alpha": 4},
            "optimiser": {"rate": 0.01},
            "schedule": {"epochs": 1, "most_steps": 4, "batch": 4, "save_every": 1, "log_every": 1},
            "length": 480,
            "hyper": {**HYPER, **dict(hyper)},
        } | changes
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump(recipe), encoding="utf-8")
        return str(path)

    return write
