"""The fine-tuning stage: samples → adapters on this machine, or models at a provider."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from park.adapters.recipe import Recipe, load_recipe
from park.errors import InputError
from park.finetune.outcome import Finetuned
from park.progress import Progress, silent


def finetune(
    folder: Path,
    recipe: str,
    *,
    cultures: Sequence[str] = (),
    one: bool = False,
    approve: Callable[[str], None] = lambda cost: None,
    progress: Progress = silent,
) -> Finetuned[Any]:
    """Train the adapters of a run that are missing or no longer up to date.

    Args:
        folder: the run folder.
        recipe: a recipe's name, or a YAML file; it says where the training takes place.
        cultures: whose adapters; all that have rows if none are named.
        one: train a single adapter on all of them instead.
        approve: asked before a provider is paid; raises to decline.
        progress: told how it goes.

    Raises:
        InputError: there is too little to learn from, or the recipe does not fit.
    """
    from park.finetune.local import ranks

    loaded = load_recipe(recipe)
    name = Path(recipe).stem if recipe.endswith((".yaml", ".yml")) else recipe
    if isinstance(loaded, Recipe):
        from park.finetune.local.stage import run_finetune

        return run_finetune(folder, loaded, name, cultures=cultures, one=one, progress=progress)
    if ranks.count() > 1:
        raise InputError(f"{name}: a provider trains; start it once, without accelerate launch")
    from park.finetune.hosted.stage import run_hosted

    return run_hosted(folder, loaded, name, approve, cultures=cultures, one=one, progress=progress)
