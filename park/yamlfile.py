"""Loads YAML files into records, with errors that name file, line and key."""

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from park.errors import InputError, nearest
from park.records.base import AGE, COUNTRY, LANGUAGE, NAME

M = TypeVar("M", bound=BaseModel)
SHOWN = 12
"""Maximum mistakes of a file to name at once."""
KeyPath = tuple[Hashable, ...]
PATTERNS = {
    NAME: "a name of small letters, digits, - and _, a letter first,",
    AGE: "an age in years, such as 30-39,",
    COUNTRY: "a country code of three capitals (ISO 3166), such as NGA,",
    LANGUAGE: "a language code, such as en, pt or zh,",
}
"""What texts of these patterns are."""
EXPECTED = {
    **dict.fromkeys(("tuple_type", "list_type"), "a list, such as [a, b],"),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "a mapping with keys"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "a whole number"),
    **dict.fromkeys(("float_type", "float_parsing"), "a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "true or false"),
    "string_type": "a text",
}
"""What is expected, by pydantic's kinds of errors."""


def read_text(path: Path) -> str:
    """Read a UTF-8 file; InputError on failure."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file{_beside(path)}") from None
    except IsADirectoryError:
        raise InputError(f"{path}: a folder, where a file is expected") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start})") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None


def _beside(path: Path) -> str:
    """Return a hint with the file that has nearly this name; '' if there is none.

    It is one of the same kind, or the same name with another ending.
    """
    try:
        names = {
            each.stem: each.name
            for each in path.parent.iterdir()
            if path.stem == each.stem or path.suffix in ("", each.suffix)
        }
    except OSError:
        return ""
    # Equal endings would make all names alike.
    close = get_close_matches(path.stem, names, n=1)
    return f"; did you mean {names[close[0]]!r}?" if close else ""


def load_yaml(path: Path, model: type[M]) -> M:
    """Read a YAML file into a record.

    Raises:
        InputError: the file is invalid; names file, line and key of the first mistake.
    """
    data, lines = parse_mapping(path)
    return validated(path, data, lines, model)


def parse_mapping(path: Path) -> tuple[dict[Hashable, Any], dict[KeyPath, int]]:
    """Return a YAML file's mapping and the line of every key path."""
    data, lines = parse(path)
    if not isinstance(data, dict):
        raise InputError(f"{path}: a mapping of keys to values is expected")
    return data, lines


def validated(
    path: Path, data: Any, lines: Mapping[KeyPath, int], model: type[M], *, every: bool = False
) -> M:
    """Return a file's parsed data as a record.

    Raises:
        InputError: it is invalid; names the first mistake, or with `every` all of them.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        name = mistakes if every else mistake
        raise InputError(name(path, error, model, lines)) from None


def parse(path: Path) -> tuple[Any, dict[KeyPath, int]]:
    """Return a YAML file's data and the line of every key path."""
    text = read_text(path)
    lines: dict[KeyPath, int] = {}
    loader = None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return {}, lines
        _note_lines(loader, path, node, (), lines)
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(f"{path}:{line}: broken YAML: {_problem(error)}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: broken YAML: {str(error).splitlines()[0]}") from None
    finally:
        if loader is not None:
            loader.dispose()


def _problem(error: yaml.MarkedYAMLError) -> str:
    """Return what is wrong, with what is usually meant."""
    said = str(error.problem)
    if "'\\t'" in said:
        return "a tab; indent with spaces"
    if said == "mapping values are not allowed here":
        return "a second colon in a line, or a wrong indent; put a text with a colon in quotes"
    return said


class _DuplicateKey(yaml.YAMLError):
    """A duplicate key."""


def quickly(path: Path) -> Any:
    """Return a YAML file's data from the fast loader; None if broken.

    It knows no lines, so read broken files again by `parse` for a message.
    """
    try:
        return yaml.load(read_text(path), _fast_loader())
    except (yaml.YAMLError, ValueError, TypeError):
        return None


@cache
def _fast_loader() -> type[yaml.SafeLoader]:
    fast: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(fast):  # type: ignore[misc,valid-type]
        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, str]:
            keys = [key.value for key, _ in node.value]
            if len(set(keys)) < len(keys):
                raise _DuplicateKey
            found: dict[str, str] = super().construct_mapping(node, deep)
            return found

    return Loader


def _note_lines(
    loader: yaml.SafeLoader,
    path: Path,
    node: yaml.Node,
    place: KeyPath,
    lines: dict[KeyPath, int],
) -> None:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node)
            line = key_node.start_mark.line + 1
            if not isinstance(key, Hashable):
                raise InputError(f"{path}:{line}: a key must be a plain word")
            if key in seen:
                raise InputError(f"{path}:{line}: {_dotted((*place, key))}: the key appears twice")
            seen.add(key)
            _note_lines(loader, path, value_node, (*place, key), lines)
            lines[(*place, key)] = line
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _note_lines(loader, path, item, (*place, index), lines)


def _dotted(place: KeyPath) -> str:
    return ".".join(str(part) for part in place)


def mistake(
    path: Path, error: ValidationError, model: type[BaseModel], lines: Mapping[KeyPath, int]
) -> str:
    """Return a line with the file, the line and the key of the first mistake."""
    place, message = explain(error, model)
    return f"{path}:{_line(place, lines)}: {message}"


def mistakes(
    path: Path, error: ValidationError, model: type[BaseModel], lines: Mapping[KeyPath, int]
) -> str:
    """Return a line with the file and all mistakes, each with its line and key.

    For records without unions, in which one mistake is one error.
    """
    details = _details(error)
    # A list in which something is wrong also counts as too short.
    around = {d["loc"][:n] for d in details for n in range(len(d["loc"]))}
    details = [d for d in details if d["type"] != "too_short" or d["loc"] not in around]
    # As many misspelt keys in a record as it lacks are most likely the same ones.
    odd = Counter(d["loc"][:-1] for d in details if d["type"] == "extra_forbidden")
    lacking = Counter(d["loc"][:-1] for d in details if d["type"] == "missing")
    misspelt = {place for place, count in lacking.items() if count <= odd[place]}
    told = [d for d in details if d["type"] != "missing" or d["loc"][:-1] not in misspelt]
    found = [(_line(place, lines), said) for place, said in (_explained(d, model) for d in told)]
    (first, said), *others = sorted(found[:SHOWN], key=lambda each: each[0])
    more = [f"line {line}: {words}" for line, words in others]
    more += [f"and {len(found) - SHOWN} more"] * (len(found) > SHOWN)
    return "; ".join([f"{path}:{first}: {said}", *more])


def _line(place: KeyPath, lines: Mapping[KeyPath, int]) -> int:
    """Return the line of a key path, or of the nearest one above it."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def _details(error: ValidationError) -> list[Any]:
    return list(error.errors(include_url=False, include_input=True))


def explain(error: ValidationError, model: type[BaseModel]) -> tuple[KeyPath, str]:
    """Return the location of the first mistake, and a message that names its key.

    Args:
        error: pydantic's error.
        model: the expected record.
    """
    details = _details(error)
    # A misspelt key also makes the right one "missing", so report the misspelling first.
    first = next((d for d in details if d["type"] == "extra_forbidden"), details[0])
    return _explained(first, model)


def _explained(first: Mapping[str, Any], model: type[BaseModel]) -> tuple[KeyPath, str]:
    """Return an error's location, and a message that names its key."""
    place: KeyPath = tuple(first["loc"])
    message = _words(first, model)
    if first["type"].startswith("value_error") and not place:
        return place, message
    return place, f"{_dotted(place) or '(the file)'}: {message}"


def _words(first: Mapping[str, Any], model: type[BaseModel]) -> str:
    """Return what is wrong with a value."""
    kind, given, place = first["type"], first.get("input"), tuple(first["loc"])
    if kind == "extra_forbidden":
        return f"unknown key{nearest(str(place[-1]), _keys_at(model, place[:-1]))}"
    if kind == "missing":
        return "the key is missing"
    if kind == "literal_error":
        choices = [w.strip("'") for w in first["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        hint = nearest(str(given), choices) if len(choices) > 12 else ""
        return f"{given!r} is not one of {', '.join(choices)}{hint}"
    if kind == "too_short":
        found = f", not {len(given)}" if given else ""
        return f"{first['ctx']['min_length']} or more must be named{found}"
    message = str(first["msg"]).removeprefix("Value error, ")
    message = re.sub("^(Input|String) should", "must", message)
    if kind.startswith("value_error"):
        return message
    expected = EXPECTED.get(kind) or PATTERNS.get(first.get("ctx", {}).get("pattern", ""))
    message = f"{expected} is expected" if expected else message
    quotes = kind == "string_type" and isinstance(given, int | float | date)
    return f"{message}, not {_short(given)}" + "; put it in quotes" * quotes


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _keys_at(model: type[BaseModel], place: KeyPath) -> list[str]:
    """Return the valid keys of the record at a key path."""
    current: Any = model
    for part in place:
        if isinstance(part, int):
            continue
        field = current.model_fields.get(part) if _is_record(current) else None
        if field is None:
            return []
        current = _record_in(field.annotation)
    return list(current.model_fields) if _is_record(current) else []


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _record_in(annotation: Any) -> Any:
    if _is_record(annotation):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _record_in(part)
        if found is not None:
            return found
    return None
