"""Where a function of two numbers is lowest, by Newton's method with differences."""

from collections.abc import Callable

import numpy as np

from park.statistics.interval import Numbers

Function = Callable[[Numbers], float]

STEP = 0.02
"""Of the finite differences."""
LONGEST = 3.0
"""Step of a number at once."""
MOST_STEPS = 40
MOST_HALVINGS = 12


def minimum(f: Function, start: Numbers, bounds: tuple[float, float], tolerance: float) -> Numbers:
    """Return where a function is lowest within bounds.

    Where its second derivatives are not positive, a step goes down the gradient; a step that
    does not lower the function is halved.

    Args:
        f: the function, smooth at the scale of STEP.
        start: two numbers to start from.
        bounds: the lowest and the highest value of both.
        tolerance: ends the search when a step is expected to lower the function by less.
    """
    at = np.clip(start, *bounds)
    here = f(at)
    for _ in range(MOST_STEPS):
        step, gain = _step(f, at, bounds)
        if gain < tolerance:
            break
        for halving in range(MOST_HALVINGS):
            there = np.clip(at + step / 2**halving, *bounds)
            value = f(there)
            if value < here:
                at, here = there, value
                break
        else:
            break
    return at


def _step(f: Function, at: Numbers, bounds: tuple[float, float]) -> tuple[Numbers, float]:
    """Return Newton's step and how much its slope promises to lower the function."""
    gradient, second = derivatives(f, at)
    # A number at its bound whose slope leads outside stays there.
    free = ~(((at <= bounds[0]) & (gradient > 0)) | ((at >= bounds[1]) & (gradient < 0)))
    step = np.zeros(2)
    if free.any():
        values, vectors = np.linalg.eigh(second[np.ix_(free, free)])
        bent = np.maximum(np.abs(values), 1e-3)
        step[free] = -vectors @ ((vectors.T @ gradient[free]) / bent)
    step *= min(1.0, LONGEST / max(float(np.abs(step).max()), 1e-12))
    return step, -float(gradient @ step)


def derivatives(f: Function, at: Numbers) -> tuple[Numbers, Numbers]:
    """Return the gradient, shape (2,), and the second derivatives, shape (2, 2)."""
    steps = STEP * np.eye(2)
    here = f(at)
    gradient, second = np.empty(2), np.empty((2, 2))
    for k, step in enumerate(steps):
        up, down = f(at + step), f(at - step)
        gradient[k] = (up - down) / (2 * STEP)
        second[k, k] = (up + down - 2 * here) / STEP**2
    both = f(at + steps[0] + steps[1]) - f(at + steps[0]) - f(at + steps[1]) + here
    second[0, 1] = second[1, 0] = both / STEP**2
    return gradient, second
