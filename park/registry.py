"""Registries of parts by name, built in or from plugins.

A kind is a folder of the package, where every module contains one class named after the module:
`park/filter/checks/length.py` is the check `length`. A plugin adds one by an entry point:

    [project.entry-points."culturepark.checks"]
    shouting = "my_package.shouting:Shouting"

Names are known without imports; classes are imported on first use.
"""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from inspect import isabstract, isclass
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import ValidationError

from park.errors import InputError, nearest
from park.records.base import Record
from park.yamlfile import explain

GROUP = "culturepark"
BUILT_IN = "culturepark"
MOST_LISTED = 40
"""So many names are listed to whoever gave one that is like none of them."""


class NoOptions(Record):
    """Options of parts without any."""


class Part:
    """The base class of all parts."""

    name: ClassVar[str]
    """Name in the configuration and on the command line."""
    help: ClassVar[str] = ""
    """One-line description."""
    order: ClassVar[int] = 100
    """Sort order within its kind; ties are sorted by name."""
    Options: ClassVar[type[Record]] = NoOptions
    """Its settings in the configuration, under `options: {<name>: {…}}` in its section."""


P = TypeVar("P", bound=Part)


class Registry(Generic[P]):
    """The parts of a kind, by name."""

    def __init__(self, kind: str, package: str, base: str) -> None:
        """Define a kind without importing anything.

        Args:
            kind: its name, which is the entry points' group without `culturepark.`, such as
                `checks`.
            package: the package of the built-in parts.
            base: the base class of its parts, as `module:Class`.
        """
        self.kind = kind
        self.one = "study" if kind == "studies" else kind[:-1]
        self._package = package
        self._base = base

    def names(self) -> list[str]:
        """Return the sorted names of all parts."""
        return sorted({*_modules(self._package), *_points(self.kind)})

    def source(self, name: str) -> str:
        """Return a part's source: `culturepark`, or a distribution with its version."""
        point = _points(self.kind).get(name)
        if point is None:
            return BUILT_IN
        return f"{point.dist.name} {point.dist.version}" if point.dist else point.value

    def get(self, name: str, where: str = "") -> type[P]:
        """Return the class with this name.

        Args:
            name: the part's name.
            where: the option or key that named it, for the error.

        Raises:
            InputError: there is none (names the nearest), or a plugin is broken.
        """
        point, modules = _points(self.kind).get(name), _modules(self._package)
        if point is not None:
            return self._outside(name, point, clash=name in modules)
        if name not in modules:
            key = where or self.kind
            hint = nearest(name, self.names(), most=MOST_LISTED)
            raise InputError(f"{key}: there is no {self.one} {name!r}{hint}")
        module = import_module(f"{self._package}.{modules[name]}")
        found: list[type[P]] = [e for e in vars(module).values() if self._is_member(e, name)]
        return found[0]

    def all(self) -> dict[str, type[P]]:
        """Return all parts by name, in order."""
        found = [self.get(name) for name in self.names()]
        return {each.name: each for each in sorted(found, key=lambda e: (e.order, e.name))}

    def options(self, name: str, given: dict[str, Any], where: str) -> Any:
        """Validate a part's options; InputError names the invalid key."""
        try:
            return self.get(name).Options.model_validate(given)
        except ValidationError as error:
            _, message = explain(error, self.get(name).Options)
            raise InputError(f"{where}.{name}.{message}") from None

    def check_options(self, given: Mapping[str, Mapping[str, Any]], where: str) -> None:
        """Raise InputError for options of unknown parts and for invalid options.

        Args:
            given: options by part.
            where: their key, such as `filter.options`.
        """
        for name, options in given.items():
            self.get(name, where)
            self.options(name, dict(options), where)

    def built_in(self) -> tuple[str, ...]:
        """Return the names of the built-in parts, in order."""
        return tuple(name for name in self.all() if self.source(name) == BUILT_IN)

    def _outside(self, name: str, point: EntryPoint, *, clash: bool) -> type[P]:
        source = self.source(name)
        if clash:
            raise InputError(f"{source}: there is a built-in {self.one} named {name!r}")
        try:
            found = point.load()
        except Exception as error:  # Plugins may raise anything on import.
            reason = f"{type(error).__name__}: {error}"
            raise InputError(f"{source}: {point.value} cannot be imported ({reason})") from None
        if not self._is_member(found, name):
            raise InputError(
                f"{source}: {point.value} is not a subclass of {self._base} with the name {name!r}"
            )
        return found  # type: ignore[no-any-return]

    def _is_member(self, value: Any, name: str) -> bool:
        module, _, attribute = self._base.partition(":")
        base = getattr(import_module(module), attribute)
        return (
            isclass(value)
            and issubclass(value, base)
            and not isabstract(value)
            and vars(value).get("name") == name
        )


@cache
def _modules(package: str) -> dict[str, str]:
    """Return a package's public modules by part name."""
    found = pkgutil.iter_modules(import_module(package).__path__)
    names = [each.name for each in found if not each.name.startswith("_")]
    return {name.replace("_", "-"): name for name in names}


@cache
def _points(kind: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=f"{GROUP}.{kind}")}
