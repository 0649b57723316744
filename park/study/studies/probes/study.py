"""The study's options and its ways: recompute released scores, score answers, or ask a model."""

from pathlib import Path

from pydantic import Field

from park.errors import InputError, nearest
from park.records import Record
from park.session import opened
from park.study.studies.probes import released, scores
from park.study.studies.probes.answers import (
    FRAMINGS,
    Framing,
    Given,
    Reasoning,
    Sheet,
    is_answers,
    read_answers,
    write_answers,
)
from park.study.studies.probes.asking import Task, ask_all, check_language, tasks
from park.study.studies.probes.benchmark import Benchmark, read_benchmark
from park.study.study import Findings, Lab, Study


class ProbesOptions(Record):
    """Settings of the study."""

    benchmark: str = ""
    """The benchmark's questions with people's answers: csv or .xlsx."""
    recorded: str = ""
    """Released scores to recompute, or answers to score; nothing is asked then."""
    measure: str = Field(default="", pattern="^(nvas|fcs|clcs|spd|kl)?$")
    """What the released scores are; by default the file's name tells."""
    behind: tuple[str, ...] = ()
    """For FCS, the files of NVAS as persona and as observer, whose answers must agree with it."""
    limit: int | None = Field(default=None, ge=1)
    """So many questions, spread over the file; all by default."""
    countries: tuple[str, ...] = ()
    """Countries by their names in the file; all by default."""
    framings: tuple[Framing, ...] = Field(default=FRAMINGS, min_length=1)
    """`neutral`, `persona` and `observer`."""
    reasoning: tuple[Reasoning, ...] = Field(default=("direct", "reasoned"), min_length=1)
    """`direct` and `reasoned`."""
    languages: dict[str, str] = Field(default_factory=dict)
    """Files with the questions in other languages, by language (`ar`, `fa`, `tr`)."""


class Probes(Study):
    """Put the questions of MENAValues to a model, or score what one has answered."""

    name = "probes"
    help = "MENAValues: framings, languages and reasoning; or recorded scores, recomputed"
    Options = ProbesOptions

    async def run(self, lab: Lab) -> Findings:
        """Recompute, score or ask."""
        options: ProbesOptions = lab.options
        base, seed = lab.setup.base, lab.setup.config.seed
        if not options.benchmark:
            raise InputError(
                "probes needs your copy of the benchmark: --benchmark menavalues_long.csv"
            )
        benchmark = read_benchmark(base / options.benchmark)
        if options.recorded and not is_answers(base / options.recorded):
            if len(options.behind) not in (0, 2):
                raise InputError("study.options.probes.behind: names two files, or none")
            found = released.audit(
                base / options.recorded,
                benchmark,
                options.measure,
                seed,
                [base / each for each in options.behind],
            )
            return Findings(run=str(lab.folder), found=found, text=tuple(released.lines(found)))
        remarks: list[str] = []
        if options.recorded:
            given = read_answers(base / options.recorded, benchmark)
        else:
            given, remarks = await _asked(lab, benchmark)
        rows = scores.figures(benchmark, Sheet.of(benchmark, given), seed)
        counted = {"answers": len(given), "figures": rows, "remarks": remarks}
        return Findings(run=str(lab.folder), found=counted, text=(*scores.lines(rows), *remarks))


async def _asked(lab: Lab, benchmark: Benchmark) -> tuple[list[Given], list[str]]:
    """Ask the model; answers and calls are kept in a folder of the study's own."""
    asked = _tasks(lab, benchmark)
    folder: Path = lab.folder / "probes"
    with opened(lab.setup, folder) as ledger:
        given, troubles = await ask_all(lab, ledger, asked)
        write_answers(folder / "answers.csv", given)
    if not given:
        raise InputError("probes: the model answered no question")
    return given, [*troubles, f"answers: {folder / 'answers.csv'}"]


def _tasks(lab: Lab, benchmark: Benchmark) -> list[Task]:
    options: ProbesOptions = lab.options
    for name in options.countries:
        if name not in benchmark.countries:
            raise InputError(
                f"study.options.probes.countries: {name!r}{nearest(name, benchmark.countries)}"
            )
    for language in options.languages:
        check_language(language, lab.setup.prompts)
    texts = {tag: read_benchmark(lab.setup.base / f) for tag, f in options.languages.items()}
    every = list(benchmark.questions.values())
    count = min(options.limit or len(every), len(every))
    chosen = [every[number * len(every) // count] for number in range(count)]
    countries = options.countries or benchmark.countries
    found = list(tasks(benchmark, texts, chosen, countries, options.framings, options.reasoning))
    if not found:
        raise InputError("probes: the countries were asked none of these questions")
    return found
