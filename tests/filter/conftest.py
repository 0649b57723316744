from importlib.metadata import EntryPoint

import pytest

from park import registry


@pytest.fixture
def bring(monkeypatch):
    """Bring a check of `tests.filter.outside`, as the entry point of a package does."""

    def brought(name):
        point = EntryPoint(name, f"tests.filter.outside:{name.title()}", "culturepark.checks")
        found = {name: point}
        monkeypatch.setattr(registry, "_points", lambda kind: found if kind == "checks" else {})

    return brought
