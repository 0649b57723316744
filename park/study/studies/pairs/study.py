"""The study's options and its ways: make blinded pairs, or analyse their ratings."""

from pydantic import Field

from park.errors import InputError
from park.records import Record
from park.records.base import Name
from park.study.studies.pairs.analysis import analysed, check_mediation, lines
from park.study.studies.pairs.answering import WHERE, answered
from park.study.studies.pairs.files import (
    KEY,
    PAIRS,
    check_unrated,
    is_ratings,
    read_key,
    read_methods,
    read_ratings,
    read_texts,
    write_pairs,
)
from park.study.study import Findings, Lab, Study


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
    methods: tuple[Name, ...] = ("cultural", "plain")
    """The two methods that the model answers by: `plain`, or one with a system message alone."""
    max_tokens: int = Field(default=160, ge=20, le=2_000)
    """Tokens of an answer, where the model writes them."""


class Pairs(Study):
    """Compare the answers of two methods, by people who do not know which is which."""

    name = "pairs"
    help = (
        "a culture in the prompt or none, or any two methods: blinded pairs, and ratings analysed"
    )
    Options = PairsOptions

    async def run(self, lab: Lab) -> Findings:
        """Make the pairs, or analyse the ratings."""
        options: PairsOptions = lab.options
        if not options.file:
            raise InputError("pairs needs a file: questions to answer, or pairs.csv with ratings")
        path = lab.setup.base / options.file
        if is_ratings(path):
            own = options.model_fields_set & {"mediator", "outcome"}
            check_mediation(options.scales, options.mediator, options.outcome, own)
            ratings = read_ratings(path, read_key(path.parent / KEY), options.scales)
            found = analysed(ratings, options.mediator, options.outcome, lab.setup.config.seed)
            methods = read_methods(path.parent / KEY)
            found |= {"methods": list(methods)} if methods else {}
            return Findings(run=str(lab.folder), found=found, text=tuple(lines(found)))
        texts, methods = read_texts(path), ()
        folder = lab.setup.base / options.out if options.out else lab.folder / "pairs"
        check_unrated(folder)
        if not texts[0].on:
            methods = options.methods
            if len(methods) != 2 or len(set(methods)) != 2:
                named = ", ".join(methods) or "none"
                raise InputError(f"{WHERE}: two different methods are expected, not: {named}")
            texts = await answered(lab, texts)
        write_pairs(folder, texts, options.scales, lab.setup.config.seed, methods)
        alike = sum(each.on == each.off for each in texts)
        of = f"{len(texts)} pairs" + (f" of {' and '.join(methods)}" if methods else "")
        text = [f"{of} for raters: {folder / PAIRS}; keep {folder / KEY} from them"]
        if alike:
            text.append(f"{alike} pairs have the same text twice")
        found = {"pairs": len(texts), "alike": alike, "folder": str(folder)}
        found |= {"methods": list(methods)} if methods else {}
        return Findings(run=str(lab.folder), found=found, text=tuple(text))
