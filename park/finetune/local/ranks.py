"""Distributed training with the processes of `accelerate launch`.

Only the first process (rank 0) writes. All read the same rows and take the same steps; a failure
ends all of them, as the others would wait forever.
"""

import os
from collections.abc import Callable
from typing import TypeVar

from park.adapters.recipe import Device, Recipe
from park.errors import InputError

Value = TypeVar("Value")


def count() -> int:
    """Return the number of processes."""
    return int(os.environ.get("WORLD_SIZE") or 1)


def first() -> bool:
    """Whether this process is the one that writes."""
    return int(os.environ.get("RANK") or 0) == 0


def sharded() -> bool:
    """Whether the base is sharded across processes (FSDP)."""
    return count() > 1 and os.environ.get("ACCELERATE_USE_FSDP", "").lower() in ("1", "true")


def named(device: Device) -> str:
    """Return a description of all devices."""
    if count() == 1:
        return str(device)
    return f"{count()} × {device}{' (FSDP)' if sharded() else ''}"


def join(recipe: Recipe, device: Device, name: str) -> None:
    """Connect the processes.

    Raises:
        InputError: the recipe does not support several processes.
    """
    if count() == 1:
        return
    if recipe.quantise != "none":
        raise InputError(
            f"{name}: quantise: {recipe.quantise} is for one process; several share a base that "
            "is not quantised"
        )
    if sharded() and os.environ.get("FSDP_VERSION", "1") != "2":
        raise InputError("accelerate: FSDP is used in its second version: --fsdp_version 2")
    from accelerate import PartialState

    PartialState(cpu=device == "cpu")


def wait() -> None:
    """Wait for all processes."""
    if count() > 1:
        from accelerate import PartialState

        PartialState().wait_for_everyone()


def shared(value: Value) -> Value:
    """Return the first process's value."""
    if count() == 1:
        return value
    from accelerate.utils import broadcast_object_list

    values = [value]
    broadcast_object_list(values)
    return values[0]


def first_then_others(work: Callable[[], Value]) -> Value:
    """Do the same work in all processes, first in rank 0."""
    if first():
        value = work()
        wait()
        return value
    wait()
    return work()
