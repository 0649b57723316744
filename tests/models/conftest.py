"""A small real model, fetched once into the user's cache."""

from pathlib import Path

import pytest

from park.models.weights import pull


@pytest.fixture(scope="session")
def smollm2() -> Path:
    return pull("smollm2-135m")
