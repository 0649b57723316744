"""The ranges of `pyproject.toml` and the pins of `constraints.txt` tell the same story."""

import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.commands import CHECKOUT

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
RANGES = [
    Requirement(line) for lines in (PROJECT["dependencies"], *EXTRAS.values()) for line in lines
]
PINS = [
    Requirement(line)
    for line in (CHECKOUT / "constraints.txt").read_text().splitlines()
    if not line.startswith("#")
]
STYLE = {"ruff"}
"""What may be pinned: another release would find other things to say about the same code."""
INSTALLED = ("local", "export", "train", "test")
"""The extras that `make test` installs."""


def test_every_constraint_pins_one_release():
    for pin in PINS:
        assert [spec.operator for spec in pin.specifier] == ["=="], pin
    assert len({canonicalize_name(pin.name) for pin in PINS}) == len(PINS)


@pytest.mark.parametrize("pin", PINS, ids=str)
def test_every_constraint_lies_in_its_range(pin):
    (spec,) = pin.specifier
    for each in RANGES:
        if canonicalize_name(each.name) == canonicalize_name(pin.name):
            assert each.specifier.contains(spec.version, prereleases=True), each


@pytest.mark.parametrize("requirement", RANGES, ids=str)
def test_a_range_says_from_which_release_on_and_pins_none(requirement):
    operators = {spec.operator for spec in requirement.specifier}
    assert operators == ({"=="} if requirement.name in STYLE else {">="})


def test_what_is_installed_for_the_tests_is_pinned():
    lines = [*PROJECT["dependencies"], *(line for extra in INSTALLED for line in EXTRAS[extra])]
    wanted = {canonicalize_name(Requirement(line).name) for line in lines}
    # `pip freeze` leaves out pip itself.
    assert wanted - {"pip"} <= {canonicalize_name(pin.name) for pin in PINS}
