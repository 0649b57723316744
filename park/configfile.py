"""Reads a configuration from a YAML file, and changes it."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from park.assets import builtin_file
from park.config import Config
from park.errors import InputError
from park.yamlfile import explain, load_yaml

DEMO = "demo.yaml"


def load_config(path: Path | None, changes: Mapping[str, Any] | None = None) -> tuple[Config, Path]:
    """Read a configuration and apply changes.

    Args:
        path: the file; if None, `demo.yaml` in the working directory, else the bundled one.
        changes: values by dotted key, such as `limits.concurrency`; None leaves a key unchanged.

    Returns:
        The configuration and the base folder of its relative paths.

    Raises:
        InputError: the configuration is invalid; names file, line and key of the first mistake.
    """
    if path is None:
        here = Path(DEMO)
        path, base = (here, here.parent) if here.is_file() else (builtin_file(DEMO), Path())
    else:
        base = path.parent
        _check_file(path)
    return change(load_yaml(path, Config), changes or {}), base


def _check_file(path: Path) -> None:
    """Raise InputError if a folder stands for the file; names the configuration in it."""
    if path.is_dir():
        there = sorted(path.glob("*.yaml"), key=lambda each: (each.stem != path.name, each.name))
        hint = f"; did you mean {str(there[0])!r}?" if there else ""
        raise InputError(f"{path}: a folder, where a configuration is expected{hint}")


def change(config: Config, changes: Mapping[str, Any]) -> Config:
    """Return a configuration with changes from command-line options.

    Args:
        config: the configuration.
        changes: values by dotted key, such as `limits.concurrency`; None leaves a key unchanged.

    Raises:
        InputError: a value is invalid; names the option, such as `--concurrency`.
    """
    given = {key: value for key, value in changes.items() if value is not None}
    return _changed(config, given, lambda key: f"--{key.rpartition('.')[2].replace('_', '-')}")


def set_values(config: Config, assignments: Iterable[str]) -> Config:
    """Return a configuration with assignments `KEY=VALUE`, where values are YAML.

    Args:
        config: the configuration.
        assignments: such as `limits.concurrency=8` or `cultures=[turkish, german]`.

    Raises:
        InputError: a key is unknown (names the nearest) or a value is invalid.
    """
    given = {}
    for each in assignments:
        key, equals, value = each.partition("=")
        if not equals or not key.strip():
            raise InputError(f"--set {each}: KEY=VALUE is expected, such as limits.concurrency=8")
        try:
            given[key.strip()] = yaml.safe_load(value)
        except yaml.YAMLError:
            given[key.strip()] = value
    return _changed(config, given, lambda key: f"--set {key}")


def _changed(config: Config, given: Mapping[str, Any], label: Callable[[str], str]) -> Config:
    if not given:
        return config
    # What is not set stays unset: a run of before may have another default.
    data = config.model_dump(exclude_unset=True)
    for key, value in given.items():
        *sections, last = key.split(".")
        place = data
        for section in sections:
            if place.get(section) is None:
                place[section] = {}
            place = place[section]
            if not isinstance(place, dict):
                raise InputError(f"{label(key)}: {section} has no keys of its own")
        place[last] = value
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        where, message = explain(error, Config)
        dotted = ".".join(str(part) for part in where if isinstance(part, str))
        key = dotted or next(iter(given))
        raise InputError(f"{label(key)}: {message.removeprefix(f'{key}: ')}") from None


def with_filter_of(config: Config, base: Path, path: Path) -> tuple[Config, Path]:
    """Return a run's configuration with another file's `filter`, `limits`, judge and embedder.

    Args:
        config: the run's configuration.
        base: base folder of its relative paths.
        path: the other file.

    Returns:
        The configuration and the base folder of its relative paths, which is the other file's.
    """
    other, folder = load_config(path)
    own = config if folder.resolve() == base.resolve() else _anchored(config, base, folder)
    update = {"judge": other.models.judge, "embedder": other.models.embedder}
    changes = {
        "filter": other.filter,
        "limits": other.limits,
        "models": own.models.model_copy(update=update),
    }
    return own.model_copy(update=changes), folder


def _anchored(config: Config, base: Path, folder: Path) -> Config:
    """Return a run's configuration for another base folder: what it names stays in its own."""

    def found(name: str) -> str:
        kind, _, file = name.partition(":")
        given = Path(file).expanduser()
        # What follows the colon need not be a file.
        if not file or not ((base / given).exists() or (folder / given).exists()):
            return name
        return f"{kind}:{(base / given).absolute()}"

    source = tuple(map(found, config.seeds.source))
    models = {
        role: model.model_copy(update={"model": found(model.model)})
        for role in ("delegate", "contact")
        if (model := getattr(config.models, role)) is not None
    }
    changes = {
        "seeds": config.seeds.model_copy(update={"source": source}),
        "models": config.models.model_copy(update=models),
        "agents": config.agents and (base / config.agents).absolute(),
        "prompts": config.prompts and (base / config.prompts).absolute(),
    }
    return config.model_copy(update=changes)
