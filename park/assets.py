"""Locates role cards, prompts and recipes in the user's folder, the wheel or the checkout."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

from park.errors import InputError, nearest
from park.facts.load import check_english, fill_in
from park.records import Culture
from park.yamlfile import parse_mapping, read_text, validated

Kind = Literal["agents", "prompts", "finetune"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PACKAGE = Path(__file__).resolve().parent


def builtin(kind: Kind) -> Path:
    """Return the bundled folder."""
    packed = PACKAGE / "_builtin" / kind
    if packed.is_dir():
        return packed
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / kind).is_dir():
        return checkout / kind
    raise InputError(f"the installation has no {kind} folder; reinstall culturepark")


def builtin_file(name: str) -> Path:
    """Return a bundled file."""
    for place in (PACKAGE / "_builtin" / name, PACKAGE.parent / name):
        if place.is_file():
            return place
    raise InputError(f"the installation has no {name}; reinstall culturepark")


def folder(kind: Kind, given: Path | None = None) -> Path:
    """Return the user's folder if given, else the bundled one."""
    if given is None:
        return builtin(kind)
    if not given.is_dir():
        raise InputError(f"{kind}: {given} is not a folder")
    return given


def culture_names(given: Path | None = None) -> list[str]:
    """Return the names of all role cards in a folder."""
    return sorted(path.stem for path in folder("agents", given).glob("*.yaml"))


def load_culture(name: str, given: Path | None = None) -> Culture:
    """Read a role card.

    Raises:
        InputError: there is no such card, or it is invalid (names file, line and key).
    """
    path = folder("agents", given) / f"{name}.yaml"
    if name not in culture_names(given):
        raise InputError(
            f"cultures: there is no role card {path}{nearest(name, culture_names(given))}"
        )
    data, lines = parse_mapping(path)
    culture = validated(path, fill_in(path, data, lines), lines, Culture, every=True)
    if not isinstance(data.get("facts"), str):
        check_english(path, culture.facts, lines)
    if culture.name != name:
        raise InputError(f"{path}: name: {culture.name!r} must equal the file's name, {name!r}")
    return culture


def load_cultures(names: Iterable[str], given: Path | None = None) -> dict[str, Culture]:
    """Read several role cards, by name."""
    return {name: load_culture(name, given) for name in names}


def copy_all(target: Path) -> None:
    """Copy role cards, prompts, recipes and a configuration that uses them into a folder.

    Raises:
        InputError: the folder cannot be created or is not empty.
    """
    try:
        target.mkdir(parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise InputError(f"{target}: the folder is not empty")
        for kind in KINDS:
            shutil.copytree(builtin(kind), target / kind)
        config = read_text(builtin_file("demo.yaml"))
        (target / "demo.yaml").write_text(
            f"{config}agents: agents\nprompts: prompts\n", encoding="utf-8"
        )
    except OSError as error:
        raise InputError(f"{error.filename or target}: {error.strerror}") from None
