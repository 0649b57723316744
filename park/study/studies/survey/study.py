"""The study's options, and its three ways: audit a table, analyse answers, ask a model."""

from pathlib import Path

from pydantic import Field

from park.errors import InputError
from park.records import Record
from park.session import opened
from park.study.studies.survey import audit as auditing
from park.study.studies.survey.analysis import analysed, told
from park.study.studies.survey.answers import (
    Sheet,
    judged,
    read_run_sheets,
    read_sheets,
    write_sheets,
)
from park.study.studies.survey.asking import ask_all
from park.study.study import Findings, Lab, Study
from park.surveys.instrument import Instrument, load_instrument


class SurveyOptions(Record):
    """Settings of the study."""

    audit: str = ""
    """A published table to audit; nothing else is done then."""
    scale: tuple[int, int] = (1, 10)
    """The lowest and the highest answer of an audited table's means."""
    instrument: str = "pilot"
    """Name or YAML file of the questionnaire."""
    file: str = ""
    """People's answers as CSV, or the folder of a run whose page has them; on the command line the
    argument after the study's name."""
    respondents: int = Field(default=0, ge=0, le=10_000)
    """Respondents per culture that the model of the delegate plays, if there is no file."""
    own_language: bool = True
    """Whether to ask in the culture's language where the questionnaire has it."""
    exclude: bool = True
    """Whether to leave out who failed an attention check."""


class Survey(Study):
    """Audit a published table, or put one questionnaire to people and models."""

    name = "survey"
    help = "a questionnaire for people and models alike; with --audit, checks of published figures"
    Options = SurveyOptions

    async def run(self, lab: Lab) -> Findings:
        """Audit, analyse or ask."""
        options: SurveyOptions = lab.options
        if options.audit:
            low, high = options.scale
            if not low < high:
                raise InputError(f"study.options.survey.scale: {low} is not below {high}")
            found = auditing.audit(lab.setup.base / options.audit, options.scale)
            return Findings(run=str(lab.folder), found=found, text=tuple(auditing.lines(found)))
        instrument = load_instrument(options.instrument, lab.setup.base)
        remarks: list[str] = []
        if options.file:
            path = lab.setup.base / options.file
            read = read_run_sheets if path.is_dir() else read_sheets
            sheets = read(path, instrument)
        elif options.respondents:
            sheets, remarks = await _asked(lab, instrument)
        else:
            raise InputError(
                "survey needs a file of answers, --audit TABLE, or "
                "--set study.options.survey.respondents=N to ask the model"
            )
        checked = judged(sheets, instrument)
        found = analysed(checked, instrument, lab.setup.config.seed, exclude=options.exclude)
        return Findings(run=str(lab.folder), found=found, text=(*told(found), *remarks))


async def _asked(lab: Lab, instrument: Instrument) -> tuple[list[Sheet], list[str]]:
    """Ask the model; answers and calls are kept in a folder of the study's own."""
    folder: Path = lab.folder / "survey"
    options: SurveyOptions = lab.options
    with opened(lab.setup, folder) as ledger:
        sheets, troubles = await ask_all(
            lab, ledger, instrument, options.respondents, own=options.own_language
        )
        write_sheets(folder / "answers.csv", instrument, sheets)
    remarks = [f"left out: {count} {what}" for what, count in troubles.items()]
    return sheets, [*remarks, f"answers: {folder / 'answers.csv'}"]
