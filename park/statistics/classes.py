"""Confusion matrices and derived metrics.

A matrix has a row for every true class and a column for every answered one. Extra columns contain
answers outside the classes, which reduce recall but no class's precision.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from park.statistics.interval import Numbers, known_mean, ratio


def confusion(
    truth: ArrayLike, answers: ArrayLike, classes: int, *, strict: bool = False
) -> Numbers:
    """Return counts of true class × answered class.

    Args:
        truth: class numbers 0 … classes - 1, shape (..., n); items with other numbers or nan are
            ignored.
        answers: answered classes, same shape; other numbers or nan mean no answer.
        classes: number of classes.
        strict: count items without an answer in an extra column instead of ignoring them.

    Returns:
        Shape (..., classes, classes), with an extra column if strict.

    Raises:
        ValueError: truth and answers differ in shape.
    """
    true, answered = _classes(truth, classes), _classes(answers, classes)
    if true.shape != answered.shape:
        raise ValueError(f"truth and answers differ in shape: {true.shape} and {answered.shape}")
    columns = classes + strict
    if strict:
        answered = np.where(answered < 0, classes, answered)
    leading = true.shape[:-1]
    tables = int(np.prod(leading))
    table = np.arange(tables).reshape(*leading, 1)
    cells = (table * classes + true) * columns + answered
    counted = cells[(true >= 0) & (answered >= 0)]
    counts = np.bincount(counted, minlength=tables * classes * columns)
    return counts.reshape(*leading, classes, columns).astype(float)


def _classes(numbers: ArrayLike, classes: int) -> NDArray[np.int64]:
    """Return class numbers, with -1 for invalid ones."""
    given = np.asarray(numbers, float)
    return np.where((given >= 0) & (given < classes), given, -1).astype(np.int64)


def precision(matrix: ArrayLike) -> Numbers:
    """Return each class's precision.

    Args:
        matrix: confusion counts, shape (..., k, k or more).

    Returns:
        Shape (..., k), in [0, 1]; 0 for classes that occur but were never answered, nan for those
        that neither occur nor were answered.
    """
    right, occurs, answered = _margins(matrix)
    return _share(right, answered, occurs + answered)


def recall(matrix: ArrayLike) -> Numbers:
    """Return each class's recall.

    Args:
        matrix: confusion counts, shape (..., k, k or more).

    Returns:
        Shape (..., k), in [0, 1]; 0 for classes that were answered but never occur, nan for those
        that neither occur nor were answered.
    """
    right, occurs, answered = _margins(matrix)
    return _share(right, occurs, occurs + answered)


def f1(matrix: ArrayLike) -> Numbers:
    """Return each class's F1 = 2 correct / (occurrences + answers).

    Args:
        matrix: confusion counts, shape (..., k, k or more).

    Returns:
        Shape (..., k), in [0, 1]; nan for a class that neither occurs nor was answered.
    """
    right, occurs, answered = _margins(matrix)
    return ratio(2 * right, occurs + answered)


def macro(per_class: ArrayLike) -> Numbers:
    """Return the mean over classes, shape (..., k) to (...), ignoring nan."""
    return known_mean(per_class)


def macro_f1(matrix: ArrayLike) -> Numbers:
    """Return the mean F1 over classes that occur or were answered; nan without any.

    Args:
        matrix: confusion counts, shape (..., k, k or more).

    Returns:
        Shape (...), in [0, 1]. A single class that is always correct gives 1.
    """
    return macro(f1(matrix))


def cohen_kappa(matrix: ArrayLike) -> Numbers:
    """Return Cohen's kappa, the agreement beyond chance (Cohen 1960).

    Args:
        matrix: counts of one rater's × the other's classes, shape (..., k, k).

    Returns:
        Shape (...), at most 1; nan without items, or if both raters always give the same class.

    Raises:
        ValueError: the matrix is not square.
    """
    counts = np.asarray(matrix, float)
    if counts.ndim < 2 or counts.shape[-1] != counts.shape[-2]:
        raise ValueError(f"kappa needs a square matrix, not shape {counts.shape}")
    right, rows, columns = _margins(counts)
    total = rows.sum(-1)
    chance = (rows * columns).sum(-1)
    return ratio(total * right.sum(-1) - chance, total**2 - chance)


def _margins(matrix: ArrayLike) -> tuple[Numbers, Numbers, Numbers]:
    """Return correct answers, occurrences and answers of each class."""
    counts = np.asarray(matrix, float)
    if counts.ndim < 2 or counts.shape[-1] < counts.shape[-2]:
        raise ValueError(f"a confusion matrix has no fewer columns than rows: {counts.shape}")
    square = counts[..., : counts.shape[-2]]
    return np.diagonal(square, axis1=-2, axis2=-1), counts.sum(-1), square.sum(-2)


def _share(right: Numbers, of: Numbers, present: Numbers) -> Numbers:
    return np.where((of == 0) & (present > 0), 0.0, ratio(right, of))
