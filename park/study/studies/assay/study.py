"""The study `assay`: the whole chain on cultures whose truth is planted."""

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

import yaml
from pydantic import Field, field_validator

from park.errors import ParkError
from park.progress import Line
from park.records import Record
from park.session import connect_roles
from park.study.studies.assay.answers import Seen, answers
from park.study.studies.assay.arms import Arm, Workshop
from park.study.studies.assay.asking import Held, Rows, all_asked
from park.study.studies.assay.oracle import Oracle
from park.study.studies.assay.page import figures, text, write
from park.study.studies.assay.reader import make_reader, reader_key
from park.study.studies.assay.reading import Ask
from park.study.studies.assay.sieve import sift
from park.study.studies.assay.talk import talk
from park.study.studies.assay.world import CULTURES, OPTIONS, WHOLE, items
from park.study.study import Findings, Lab, Study

Level = Literal[1, 2, 3]
ArmName = Literal["oracles", "planted", "swapped", "shuffled", "topics", "fixed"]
WEIGHTS = (0.0, 0.25, 0.5, 1.0)
RECIPE = {
    "method": "sft", "view": "sft", "length": 256,
    "lora": {"r": 16, "alpha": 32},
    "optimiser": {"rate": 2.0e-3},
    "schedule": {"epochs": 16, "batch": 8, "warmup": 0.1, "save_every": 1000, "log_every": 50},
    "evaluation": {"split": None},
}  # fmt: skip
"""The recipe for the base that the assay makes."""


class AssayOptions(Record):
    """Settings of the study."""

    levels: tuple[Level, ...] = Field(default=(1,), min_length=1)
    """Parts of the chain to run. 1: rows from templates, training, evaluation; 2: known opinions,
    filter, and the same; 3: dialogues by the configured model, and everything."""
    arms: tuple[ArmName, ...] = Field(default=get_args(ArmName), min_length=1)
    """What is trained and asked."""
    rows: tuple[Annotated[int, Field(ge=30, le=100_000)], ...] = Field(
        default=(50, 200, 800), min_length=1
    )
    """Rows per culture of the arm `planted`; the other arms have the most of them."""
    recipe: str = ""
    """A recipe's name or YAML file; by default our own, on a base made here that reads options."""
    each: int = Field(default=4, ge=1)
    """Dialogues per trained item and culture at level 2."""
    steps: int = Field(default=4_000, ge=1)
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
        assay = Assaying(shop, options, lab)
        if 1 in options.levels:
            for arm in arms_of(options):
                await assay.run(arm)
        if 2 in options.levels:
            await assay.sift()
        if 3 in options.levels:
            await assay.talk()
        seen = assay.seen
        known = answers(seen, options.rows[-1])
        lines = tuple(text(seen, known))
        write(lab.folder / "assay.md", lines)
        return Findings(
            run=str(lab.folder), found=figures(seen, known), text=lines,
            failed=not all(each.holds for each in known),
        )  # fmt: skip


class Assaying:
    """A pass over the levels."""

    def __init__(self, shop: Workshop, options: AssayOptions, lab: Lab) -> None:
        """Set up a pass."""
        self._shop, self._options, self._lab = shop, options, lab
        self.seen = Seen()

    async def run(self, arm: Arm) -> None:
        """Train and evaluate an arm."""
        shop, lab = self._shop, self._lab
        lab.progress(Line(f"assay: {arm.name}"))
        if arm.rows is not None and not shop.recipe:
            options = self._options
            shop.recipe = options.recipe or _own_recipe(shop, options.steps, lab)
        oracle = Oracle(arm.weight, shop.items, shop.prompts) if arm.rows is None else None
        self.seen.arms[arm.name] = await shop.run(arm, oracle)

    async def sift(self) -> None:
        """Filter known opinions, and train on all and on the accepted ones."""
        setup = self._lab.setup
        self._lab.progress(Line("assay: filtering opinions that are known to be good or bad"))
        judge = connect_roles(setup, ("judge",), self._lab.models, self._lab.progress)["judge"]
        settings = setup.config.filter.model_dump(mode="json")
        sifted = self.seen.sifted = await sift(self._shop, judge, settings, self._options.each)
        for name in ("listed", "accepted"):
            await self._learn(name, sifted.rows(accepted=name == "accepted"))

    async def talk(self) -> None:
        """Generate and filter dialogues, and train on what is accepted."""
        config = self._lab.setup.config
        self._lab.progress(Line(f"assay: dialogues by {config.models.delegate.model}"))
        kept = config.model_dump(mode="json", include={"models", "limits", "filter"})
        talked = self.seen.talked = await talk(
            self._shop, config.models.delegate.model, kept, self._lab.models
        )
        await self._learn("dialogues", talked.accepted)

    async def _learn(self, name: str, rows: Held) -> None:
        if all(rows.sides.values()):
            await self.run(Arm(f"{name}-rows", rows, sets=("new", "seen")))


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
