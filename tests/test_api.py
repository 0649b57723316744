"""The names that `import park` offers."""

import subprocess
import sys

import pytest

import park


def test_all_names_are_sorted_and_there():
    assert list(park.__all__) == sorted(park.__all__)
    assert all(getattr(park, name).__name__ == name for name in park.__all__)
    assert dir(park) == park.__all__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = park.nothing_such


def test_importing_the_package_imports_nothing_heavy():
    code = "import sys, park; print(sorted(set(sys.modules) & set(sys.argv[1:])))"
    heavy = ["pydantic", "langgraph", "openai", "litellm", "datasets", "torch", "rich", "typer"]
    done = subprocess.run(
        [sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
