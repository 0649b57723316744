"""The dry run of a generator's recipe: how many weights each form trains."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, get_args

from park.adapters import base as bases
from park.adapters import libraries
from park.adapters.recipe import Form, HyperRecipe
from park.finetune.hyper.encoding import Texts
from park.finetune.hyper.learners import learners
from park.finetune.hyper.sizes import Slot, parameters, slots_of_base, slots_on_paper
from park.ledger.run import config_of, read_run, survey_of
from park.outcome import Outcome
from park.progress import Progress, fetching_to, silent
from park.setup import prepare

PAPER = "7B on paper"
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(kw_only=True)
class Plan(Outcome):
    """What a recipe would train."""

    stage: ClassVar[str] = "finetune"
    recipe: str
    form: Form
    cultures: tuple[str, ...]
    weights: dict[str, dict[str, int]] = field(default_factory=dict)
    """Trained weights by base and form."""

    def figures(self) -> dict[str, Any]:
        """Return the counts and how many times as many `full` has."""
        return {
            "recipe": self.recipe,
            "form": self.form,
            "cultures": list(self.cultures),
            "dry_run": True,
            "parameters": self.weights,
            "full_over_diag": {
                base: round(counts["full"] / counts["diag"], 2)
                for base, counts in self.weights.items()
            },
        }

    def lines(self) -> Iterator[str]:
        """Yield a line for each base."""
        yield f"{self.recipe} ({self.form}) would learn from {', '.join(self.cultures)}"
        for base, counts in self.weights.items():
            told = ", ".join(f"{form} {count:,}" for form, count in counts.items())
            times = counts["full"] / counts["diag"]
            yield f"trained weights, {base}: {told}; full has {times:.1f} times those of diag"
        yield "dry run: nothing was trained"


def plan(
    run: Path,
    recipe: HyperRecipe,
    name: str,
    *,
    cultures: Sequence[str] = (),
    progress: Progress = silent,
) -> Plan:
    """Count what a recipe would train, from the base's configuration alone.

    Raises:
        InputError: there is no such run, base or encoder.
    """
    libraries.require()
    with read_run(run) as ledger:
        setup = prepare(*config_of(ledger, run), began=survey_of(ledger))
    who = learners(setup, recipe.hyper, cultures)
    location = bases.locate(recipe, fetching_to(progress))
    if recipe.hyper.reads:
        Texts(recipe.hyper.encoder, setup.base)
    found = Plan(
        run=str(run), recipe=name, form=recipe.hyper.form, cultures=tuple(e.name for e in who)
    )
    for base, slots in (
        (location.public, slots_of_base(bases.load_config(location), recipe)),
        (PAPER, slots_on_paper()),
    ):
        found.weights[base] = _counts(slots, recipe)
    return found


def _counts(slots: Sequence[Slot], recipe: HyperRecipe) -> dict[str, int]:
    return {str(form): parameters(slots, form, recipe.lora.r) for form in FORMS}
