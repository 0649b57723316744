"""A run, a recipe and a person for fine-tuning at the fake provider."""

from dataclasses import dataclass, field

from park.adapters.hosted import HostedRecipe
from park.finetune.hosted.stage import run_hosted
from park.ledger.run import read_run
from park.records.hosted import HostedModel
from tests.adapters import small


def recipe(server=None, **changes):
    """Return a recipe for a server on this machine."""
    url = server.url if server else "http://127.0.0.1:9/v1"
    fields = {"backend": "openai", "model": "gpt-toy", "price": 8.0, "base_url": url}
    return HostedRecipe.model_validate(fields | changes)


def model(given, **changes):
    """Return the record of a model that nothing has been done for."""
    fields = {
        "culture": "turkish", "key": "k", "recipe_name": "toy", "recipe": given,
        "base": given.model, "rows": 12, "held_out": 0, "left_out": {}, "tokens": 900,
        "epochs": 3, "cost_usd": 0.1, "system": "You are turkish.",
    }  # fmt: skip
    return HostedModel.model_validate(fields | changes)


def run_with(folder, train=12, test=4, cultures=("turkish", "chinese")):
    """Write a run with enough samples for a provider."""
    return small.make_run(folder, small.samples(cultures, train, test, ("sft",)), cultures)


def record(run, culture="turkish"):
    """Return what the ledger knows of a culture's model."""
    with read_run(run) as ledger:
        return ledger.hosted(culture)


@dataclass
class Person:
    """Says yes, listens, and never really waits."""

    asked: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def hear(self, event):
        self.heard.append(str(event))


def tune(run, given, person=None, **options):
    """Run the stage."""
    person = person or Person()
    return run_hosted(
        run, given, "toy", person.asked.append, progress=person.hear, sleep=person.waited.append,
        **options,
    )  # fmt: skip
