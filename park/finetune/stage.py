"""The fine-tuning stage: local adapters or hosted models."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from park.adapters.hosted import HostedRecipe
from park.adapters.recipe import HyperRecipe, Recipe, load_recipe
from park.errors import InputError
from park.finetune.local.material import Material
from park.finetune.outcome import Finetuned
from park.finetune.samples import choose
from park.ledger.ledger import Ledger
from park.ledger.run import read_run
from park.outcome import Outcome
from park.progress import Progress, silent
from park.setup import Setup

ANSWERS = "distribution"
"""The method that learns from people's answers, not from rows."""


def finetune(
    folder: Path,
    recipe: str,
    *,
    cultures: Sequence[str] = (),
    one: bool = False,
    approve: Callable[[str], None] = lambda cost: None,
    setup: Callable[[], Setup] | None = None,
    progress: Progress = silent,
    ledger: Ledger | None = None,
) -> Finetuned[Any]:
    """Train missing or outdated adapters of a run.

    Args:
        folder: the run folder.
        recipe: a recipe's name or YAML file, which determines where to train.
        cultures: cultures to train; all with training rows if empty.
        one: train a single adapter on all of them instead.
        approve: called with the cost before paying a provider; raises to decline.
        setup: loads the run's configuration, for recipes that learn from people's answers.
        progress: reports progress.
        ledger: the run's ledger where local recipes store; the run's, locked, if None.

    Raises:
        InputError: too few rows, or the recipe does not fit.
    """
    from park.finetune.local import ranks

    loaded, name = load_recipe(recipe), _name(recipe)
    with read_run(folder) as known:  # Before the libraries, which take long to load.
        if not isinstance(loaded, HyperRecipe) and not _of_answers(loaded):
            choose(known, folder, loaded.view, cultures, one=one)
    if isinstance(loaded, HyperRecipe):
        from park.finetune.hyper.stage import run_hyper

        if one:
            raise InputError(f"--one: a generator ({name}) is one for all cultures anyway")
        return run_hyper(folder, loaded, name, cultures=cultures, progress=progress)
    if isinstance(loaded, Recipe):
        from park.finetune.local.stage import run_finetune

        return run_finetune(
            folder, loaded, name, cultures=cultures, one=one,
            material=_material(loaded, name, setup), progress=progress, ledger=ledger,
        )  # fmt: skip
    if ranks.count() > 1:
        raise InputError(f"{name}: a provider trains; start it once, without accelerate launch")
    from park.finetune.hosted.stage import run_hosted

    return run_hosted(folder, loaded, name, approve, cultures=cultures, one=one, progress=progress)


def _of_answers(recipe: Recipe | HostedRecipe) -> bool:
    return isinstance(recipe, Recipe) and recipe.method == ANSWERS


def _material(recipe: Recipe, name: str, setup: Callable[[], Setup] | None) -> Material | None:
    """Return people's answers for the method `distribution`; None for samples."""
    from park.finetune.local import ranks

    if not _of_answers(recipe):
        return None
    if setup is None:
        raise InputError(f"{name}: method: distribution needs the run's configuration")
    if ranks.count() > 1:
        raise InputError(f"{name}: method: distribution trains in one process")
    from park.finetune.answers.material import OfPolls

    return OfPolls(setup)


def dry_run(
    folder: Path, recipe: str, *, cultures: Sequence[str] = (), progress: Progress = silent
) -> Outcome:
    """Count what a generator's recipe would train; see `finetune`.

    Raises:
        InputError: it is another kind of recipe.
    """
    loaded, name = load_recipe(recipe), _name(recipe)
    if not isinstance(loaded, HyperRecipe):
        raise InputError(
            f"--dry-run counts a generator's weights, and {name} trains none; --recipe hyper does"
        )
    from park.finetune.hyper.plan import plan

    return plan(folder, loaded, name, cultures=cultures, progress=progress)


def _name(recipe: str) -> str:
    return Path(recipe).stem if recipe.endswith((".yaml", ".yml")) else recipe
