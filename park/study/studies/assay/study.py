"""The study `assay`: the whole chain on cultures whose truth is planted."""

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

import yaml
from pydantic import Field, field_validator

from park.errors import ParkError
from park.progress import Line
from park.records import Record
from park.study.studies.assay.answers import answers
from park.study.studies.assay.arms import Arm, Found, Workshop
from park.study.studies.assay.asking import Rows, all_asked
from park.study.studies.assay.oracle import Oracle
from park.study.studies.assay.page import figures, text, write
from park.study.studies.assay.reader import make_reader, reader_key
from park.study.studies.assay.reading import Ask
from park.study.studies.assay.world import CULTURES, OPTIONS, WHOLE, items
from park.study.study import Findings, Lab, Study

ArmName = Literal["oracles", "planted", "swapped", "shuffled", "topics", "fixed"]
WEIGHTS = (0.0, 0.25, 0.5, 1.0)
RECIPE = {
    "method": "sft", "view": "sft", "length": 256,
    "lora": {"r": 16, "alpha": 32},
    "optimiser": {"rate": 2.0e-3},
    "schedule": {"epochs": 8, "batch": 8, "warmup": 0.1, "save_every": 1000, "log_every": 50},
    "evaluation": {"split": None},
}  # fmt: skip
"""The recipe for the base that the assay makes."""


class AssayOptions(Record):
    """Settings of the study."""

    level: Literal[1] = 1
    """How much of the chain is run; 1: rows from templates, training, evaluation."""
    arms: tuple[ArmName, ...] = Field(default=get_args(ArmName), min_length=1)
    """What is trained and asked."""
    rows: tuple[Annotated[int, Field(ge=30, le=100_000)], ...] = Field(
        default=(50, 200, 800), min_length=1
    )
    """Rows per culture of the arm `planted`; the other arms have the most of them."""
    recipe: str = ""
    """A recipe's name or YAML file; by default our own, on a base made here that reads options."""
    steps: int = Field(default=1_500, ge=1)
    """Training steps of that base."""

    @field_validator("rows")
    @classmethod
    def _rising(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(set(value)))


class Assay(Study):
    """Plant opposed, equal and identical cultures, and see what of them comes out."""

    name = "assay"
    help = "the whole chain on made-up cultures with known answers; says where the signal is lost"
    Options = AssayOptions

    async def run(self, lab: Lab) -> Findings:
        """Run the arms, check the known answers, and write `assay.md`."""
        options: AssayOptions = lab.options
        if lab.runs is None:
            raise ParkError("the assay needs the stages; start it as `park study assay`")
        shop = Workshop(lab.folder.absolute(), items(), lab.setup.prompts, lab.runs)
        found: dict[str, Found] = {}
        for arm in arms_of(options):
            lab.progress(Line(f"assay: {arm.name}"))
            if arm.rows is not None and not shop.recipe:
                shop.recipe = options.recipe or _own_recipe(shop, options.steps, lab)
            oracle = Oracle(arm.weight, shop.items, shop.prompts) if arm.rows is None else None
            found[arm.name] = await shop.run(arm, oracle)
        known = answers(found, options.rows[-1])
        lines = tuple(text(found, known))
        write(lab.folder / "assay.md", lines)
        return Findings(
            run=str(lab.folder), found=figures(found, known), text=lines,
            failed=not all(each.holds for each in known),
        )  # fmt: skip


def arms_of(options: AssayOptions) -> Iterator[Arm]:
    """Yield the arms, those that say the most first."""
    top = options.rows[-1]
    pair = ("new", "seen")
    if "oracles" in options.arms:
        yield from (Arm(f"oracle-{weight:g}", weight=weight) for weight in WEIGHTS)
    if "planted" in options.arms:
        yield Arm(f"planted-{top}", Rows(top), sets=(*pair, "whole", "null", "twins"))
    if "swapped" in options.arms:
        yield Arm(f"swapped-{top}", Rows(top, "swapped"), sets=pair)
    if "shuffled" in options.arms:
        yield Arm(f"shuffled-{top}", Rows(top, "shuffled"), sets=pair)
    if "topics" in options.arms:
        yield Arm(f"topics-{top}", Rows(top, without=WHOLE), sets=("new", "whole"))
    if "fixed" in options.arms:
        yield Arm(f"fixed-{top}", Rows(top, rotated=False), sets=pair)
    if "planted" in options.arms:
        yield from (Arm(f"planted-{n}", Rows(n), sets=pair) for n in options.rows[:-1])


def _own_recipe(shop: Workshop, steps: int, lab: Lab) -> str:
    """Return a recipe's file, on the base that is made if it is not there yet."""
    systems = [shop.system(culture) for culture in CULTURES]
    place = shop.folder / f"reader-{reader_key(steps)}"
    if not (place / "config.json").is_file():
        lab.progress(Line(f"assay: making a base that reads options, {steps} steps"))
        for step, loss in enumerate(make_reader(place, systems, _ask(shop), steps), start=1):
            if step % 200 == 0:
                lab.progress(Line(f"assay: base, step {step} of {steps}, loss {loss:.3f}"))
    path = shop.folder / "recipe.yaml"
    recipe = {"base": str(place), "base_name": "assay-reader", **RECIPE}
    path.write_text(yaml.safe_dump(recipe, sort_keys=False), encoding="utf-8")
    return str(path)


def _ask(shop: Workshop) -> Ask:
    def ask(statement: str) -> list[tuple[str, str, str]]:
        found = all_asked(shop.prompts, statement)
        return [(e.text, e.marker(OPTIONS[0]), e.marker(OPTIONS[1])) for e in found]

    return ask
