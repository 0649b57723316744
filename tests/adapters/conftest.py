"""The small base, made once."""

import pytest

from tests.adapters import small


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """The folder of a random Llama; do not write to it."""
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    return small.make_base(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture
def run(tmp_path):
    """A run with samples of two cultures."""
    return small.make_run(tmp_path / "run")
