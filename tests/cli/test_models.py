"""`park models`: the catalog, and aliases that are not in it."""

import json

import pytest


def test_the_list_marks_one_default_and_what_is_cached(command, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    said = command("models", "list")
    assert said.code == 0
    assert said.err == ""
    assert sum("default" in line for line in said.out.splitlines()) == 1
    assert any(line.startswith("smollm2-135m") for line in said.out.splitlines())


def test_the_list_as_json_names_bytes_digest_and_licence(command):
    rows = json.loads(command("models", "list", "--json").out)
    assert len({row["alias"] for row in rows}) == len(rows) > 1
    for row in rows:
        assert row["bytes"] > 1e6
        assert len(row["sha256"]) == 64
        assert row["licence"]


@pytest.mark.parametrize("verb", ["pull", "serve"])
def test_an_unknown_alias_is_refused_with_the_nearest_one(command, verb):
    said = command("models", verb, "smollm2-135")
    assert said.code == 2
    assert "did you mean 'smollm2-135m'?" in said.err
    assert said.err.count("\n") == 1


def test_pull_needs_an_alias(command):
    said = command("models", "pull")
    assert said.code == 2
    assert said.err.count("\n") == 1
