"""The study's options and its ways: recompute released scores, or ask a model."""

from pydantic import Field

from park.errors import InputError
from park.records import Record
from park.study.studies.probes import released
from park.study.studies.probes.benchmark import read_benchmark
from park.study.study import Findings, Lab, Study


class ProbesOptions(Record):
    """Settings of the study."""

    benchmark: str = ""
    """The benchmark's questions with people's answers: csv or .xlsx."""
    recorded: str = ""
    """A file of released scores to recompute; nothing is asked then."""
    measure: str = Field(default="", pattern="^(nvas|fcs|clcs|spd|kl)?$")
    """What the released scores are; by default the file's name tells."""


class Probes(Study):
    """Put the questions of MENAValues to a model, or recompute scores of one."""

    name = "probes"
    help = "MENAValues: framings, languages and reasoning; or released scores, recomputed"
    Options = ProbesOptions

    async def run(self, lab: Lab) -> Findings:
        """Recompute or ask."""
        options: ProbesOptions = lab.options
        if not options.benchmark:
            raise InputError(
                "probes needs your copy of the benchmark: --benchmark menavalues_long.csv"
            )
        benchmark = read_benchmark(lab.setup.base / options.benchmark)
        if options.recorded:
            path = lab.setup.base / options.recorded
            found = released.audit(path, benchmark, options.measure, lab.setup.config.seed)
            return Findings(run=str(lab.folder), found=found, text=tuple(released.lines(found)))
        raise InputError("probes: nothing to do")
