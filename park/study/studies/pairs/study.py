"""The study's options and its ways: make blinded pairs, or analyse their ratings."""

from pathlib import Path

from pydantic import Field

from park.errors import InputError
from park.models.base import Params
from park.pool import run_pool
from park.progress import counted
from park.records import Culture, Record
from park.records.base import Name
from park.session import Session, connect_roles, opened
from park.study.studies.pairs.analysis import analysed, lines
from park.study.studies.pairs.files import (
    KEY,
    PAIRS,
    Texts,
    is_ratings,
    read_key,
    read_ratings,
    read_texts,
    write_pairs,
)
from park.study.study import Findings, Lab, Study

ROLE = "delegate"


class PairsOptions(Record):
    """Settings of the study."""

    file: str = ""
    """Questions, texts, or rated pairs; on the command line the argument after the study's name."""
    out: str = ""
    """Folder of the pairs; by default `pairs` in the study's folder."""
    scales: tuple[Name, ...] = Field(default=("competence", "relevance", "empathy"), min_length=1)
    """What raters rate."""
    mediator: Name = "relevance"
    """The scale that may carry the effect."""
    outcome: Name = "competence"
    """The scale that the effect is on."""
    max_tokens: int = Field(default=160, ge=20, le=2_000)
    """Tokens of an answer, where the model writes them."""


class Pairs(Study):
    """Compare answers with a culture in the prompt and without, by people who know neither."""

    name = "pairs"
    help = (
        "a culture in the prompt, on or off: blinded pairs for raters, and their ratings analysed"
    )
    Options = PairsOptions

    async def run(self, lab: Lab) -> Findings:
        """Make the pairs, or analyse the ratings."""
        options: PairsOptions = lab.options
        if not options.file:
            raise InputError("pairs needs a file: questions to answer, or pairs.csv with ratings")
        path = lab.setup.base / options.file
        if is_ratings(path):
            ratings = read_ratings(path, read_key(path.parent / KEY), options.scales)
            found = analysed(ratings, options.mediator, options.outcome, lab.setup.config.seed)
            return Findings(run=str(lab.folder), found=found, text=tuple(lines(found)))
        texts = read_texts(path)
        if not texts[0].on:
            texts = await _answered(lab, texts)
        folder = lab.setup.base / options.out if options.out else lab.folder / "pairs"
        write_pairs(folder, texts, options.scales, lab.setup.config.seed)
        alike = sum(each.on == each.off for each in texts)
        text = [f"{len(texts)} pairs for raters: {folder / PAIRS}; keep {folder / KEY} from them"]
        if alike:
            text.append(f"{alike} pairs have the same text twice")
        found = {"pairs": len(texts), "alike": alike, "folder": str(folder)}
        return Findings(run=str(lab.folder), found=found, text=tuple(text))


async def _answered(lab: Lab, questions: list[Texts]) -> list[Texts]:
    """Return the model's answers to each question, for each culture, with it and without."""
    models = connect_roles(lab.setup, [ROLE], lab.models, lab.progress)
    params = Params(temperature=0.0, max_tokens=lab.options.max_tokens)
    limits, answers = lab.setup.config.limits, dict[str, Texts]()
    tasks = [(culture, each) for culture in lab.setup.cultures.values() for each in questions]
    folder: Path = lab.folder / "pairs"
    with opened(lab.setup, folder) as ledger:
        async with Session(lab.setup, ledger, "study", models, progress=lab.progress) as session:

            async def answer(task: tuple[Culture, Texts]) -> None:
                culture, each = task
                system = lab.setup.prompts.render("evaluate/cultural/system", home=culture.home)
                asked = [{"role": "user", "content": each.question}]
                told = [{"role": "system", "content": system}, *asked]
                on, off = [
                    (await session.gateways[ROLE].reply(messages, params))[0].text.strip()
                    for messages in (told, asked)
                ]
                id_ = f"{culture.name}-{each.id}"
                answers[id_] = Texts(id_, each.question, on, off)

            work = counted("pairs", answer, len(tasks), lab.progress)
            await run_pool(
                tasks,
                work,
                limits.concurrency,
                stall=limits.stall,
                progress=lambda: len(answers),
            )
    return [answers[f"{culture.name}-{each.id}"] for culture, each in tasks]
