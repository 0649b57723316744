"""The study's options, and its steps."""

from collections.abc import Collection, Mapping

from pydantic import Field

from park.align.moral_machine import read_preferences
from park.errors import InputError, nearest
from park.progress import Line
from park.records import Record
from park.statistics.interval import Numbers
from park.study.studies.disca.page import TABLE, effects, figures, text, write_table
from park.study.studies.disca.recorded import Decisions, check_dimensions, read_decisions
from park.study.studies.disca.variants import replay
from park.study.study import Findings, Lab, Study
from park.text.counts import plural


class DiscaOptions(Record):
    """Settings of the study."""

    file: str = ""
    """The recorded gaps; on the command line the argument after the study's name."""
    human: str = ""
    """People's preferences by country."""
    countries: tuple[str, ...] = ()
    """The countries to replay; all of the file if empty."""
    draws: int = Field(default=4, ge=1, le=1_000)
    """How often the correction's perturbations are drawn; figures are over all draws."""
    out: str = ""
    """Folder for a table of all countries; none is written if empty."""


class Disca(Study):
    """Decide recorded gaps anew in all ways, and hold each against people and its controls."""

    name = "disca"
    help = "recorded gaps of personas replayed, with every control beside the correction"
    Options = DiscaOptions

    async def run(self, lab: Lab) -> Findings:
        """Read, replay and compare."""
        options: DiscaOptions = lab.options
        if not options.file or not options.human:
            raise InputError("disca needs two files: park study disca FILE --human FILE")
        people = read_preferences(lab.setup.base / options.human)
        file = lab.setup.base / options.file
        decisions = read_decisions(file, options.countries)
        check_countries({each.country for each in decisions}, people, options.human)
        check_dimensions(decisions, file)
        repeated = sum(each.repeated for each in decisions)
        lab.progress(Line(f"disca: {sum(len(e.base) for e in decisions):,} decisions read"))
        models = dict.fromkeys(each.model for each in decisions)
        seed = lab.setup.config.seed
        replays = [
            replay(_of(decisions, model), people, draws=options.draws, seed=seed)
            for model in models
        ]
        remarks = []
        if repeated:
            said = plural(repeated, "row")
            remarks.append(f"{said} of the file repeated another whole and counted once")
        if options.out:
            table = lab.setup.base / options.out / TABLE
            write_table(table, replays)
            remarks.append(f"all countries: {table}")
        return Findings(
            run=str(lab.folder),
            found=figures(replays),
            text=(*text(replays, people), *remarks),
            effects={f"{e.model}: MIS of disca minus a control's": effects(e) for e in replays},
        )


def check_countries(asked: Collection[str], people: Mapping[str, Numbers], path: str) -> None:
    """Raise InputError for a country whose people's preferences are not known."""
    for country in sorted(asked):
        if country not in people:
            raise InputError(
                f"{path}: no preferences of people in {country}{nearest(country, people)}; "
                "name the countries to replay by study.options.disca.countries"
            )


def _of(decisions: Collection[Decisions], model: str) -> list[Decisions]:
    return [each for each in decisions if each.model == model]
