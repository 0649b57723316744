"""The study's options, and its figures with and without masks."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from park.errors import InputError
from park.records import Record, Text
from park.session import opened
from park.statistics.interval import Numbers
from park.statistics.mantel import mantel
from park.study.figures import figure, in_words
from park.study.studies.stories import measures
from park.study.studies.stories.masks import masked
from park.study.studies.stories.measures import Story
from park.study.studies.stories.pictures import pictures
from park.study.studies.stories.telling import read_stories, tell
from park.study.studies.stories.values import by_survey, by_table
from park.study.study import Findings, Lab, Study

CONCEPTS = (
    "a wedding", "the first day of a new job", "a quarrel between neighbours", "a meal with guests",
    "an ill grandparent", "a lost exam",
)  # fmt: skip
MASKS = ("none", "identity", "names")
"""What is hidden before measuring: nothing; identity words and countries; names as well."""


class StoriesOptions(Record):
    """Settings of the study."""

    concepts: tuple[Text, ...] = Field(default=CONCEPTS, min_length=1)
    """What stories are about."""
    stories: str = ""
    """Recorded stories as csv (`identity`, `concept`, `text`); nothing is told then."""
    pictures: dict[str, Path] = Field(default={})
    """A picture for each culture, which stands in the prompt in place of the identity's words."""
    values: str = ""
    """A csv of countries (`code` and numbers) whose distances are compared, too."""
    columns: tuple[Text, ...] = ()
    """Its columns, such as Hofstede's dimensions."""
    k: int = Field(default=5, ge=1)
    """Nearest stories of recall."""
    permutations: int = Field(default=2_000, ge=99, le=100_000)


class Stories(Study):
    """Compare stories that differ by the identity in the prompt alone."""

    name = "stories"
    help = "stories told of several identities: do they follow values, or only the identity words?"
    Options = StoriesOptions

    async def run(self, lab: Lab) -> Findings:
        """Tell or read stories, and measure them under each mask."""
        options: StoriesOptions = lab.options
        if len(lab.setup.cultures) < 3:
            raise InputError("cultures: stories need three identities or more")
        values = _values(lab)
        troubles: Mapping[str, int] = Counter()
        model = ""
        if options.stories:
            told = read_stories(lab.setup.base / options.stories, lab.setup.cultures)
        else:
            told, troubles, model = await _told(lab)
        if len({each.concept for each in told}) < 2:
            raise InputError("stories: two concepts or more are needed")
        found = _figures(lab, told, values) | {"model": model, "left_out": dict(troubles)}
        lines = (*_lines(found), *(f"left out: {n} {what}" for what, n in troubles.items()))
        return Findings(run=str(lab.folder), found=found, text=lines)


async def _told(lab: Lab) -> tuple[list[Story], Counter[str], str]:
    shown = pictures(lab.options.pictures, lab.setup.cultures, lab.setup.base)
    with opened(lab.setup, lab.folder / "stories") as ledger:
        return await tell(lab, ledger, lab.options.concepts, shown)


def _values(lab: Lab) -> dict[str, Numbers]:
    """Return the distances of all cultures' values."""
    options: StoriesOptions = lab.options
    found = {"survey": by_survey(lab.setup.survey, lab.setup.cultures)}
    if options.values:
        path = lab.setup.base / options.values
        found["table"] = by_table(path, options.columns, lab.setup.cultures)
    return found


def _figures(lab: Lab, told: Sequence[Story], known: Mapping[str, Numbers]) -> dict[str, Any]:
    cultures = list(lab.setup.cultures)
    identities = [name for name in cultures if any(each.identity == name for each in told)]
    rows = [cultures.index(name) for name in identities]
    values = {name: distances[rows][:, rows] for name, distances in known.items()}
    similar: dict[str, Callable[[Sequence[str]], Numbers]] = {
        "embedder": lambda texts: measures.cosine(lab.setup.embedder().embed(texts)),
        "words": measures.word_similarity,
    }
    by_mask = {}
    for mask in MASKS:
        hidden = [each._replace(text=_hide(each.text, mask, lab)) for each in told]
        by_mask[mask] = {
            name: _of(hidden, measure([e.text for e in hidden]), identities, values, lab)
            for name, measure in similar.items()
        }
    return {
        "stories": len(told),
        "identities": identities,
        "concepts": sorted({each.concept for each in told}),
        "chance": 1 / len(identities),
        "masks": by_mask,
        "variation": {
            name: figure(measures.variation([e for e in told if e.identity == name]))
            for name in identities
        },
    }


def _hide(text: str, mask: str, lab: Lab) -> str:
    return text if mask == "none" else masked(text, lab.setup.cultures, names=mask == "names")


def _of(
    stories: Sequence[Story],
    similarity: Numbers,
    identities: Sequence[str],
    values: Mapping[str, Numbers],
    lab: Lab,
) -> dict[str, Any]:
    options: StoriesOptions = lab.options
    distance = measures.identity_distance(similarity, stories, identities)
    within = measures.recall(similarity, stories, options.k)
    others = max(len(identities) - 1, 1)
    tested = {
        name: mantel(distance, known, permutations=options.permutations,
                     seed=lab.setup.config.seed)
        for name, known in values.items()
    }  # fmt: skip
    return {
        "recall_within": figure(within),
        "recall_between": None if within.value != within.value else (1 - within.value) / others,
        "tau": {
            name: {"tau": _finite(each.tau), "p": _finite(each.p), "identities": each.n}
            for name, each in tested.items()
        },
    }


def _finite(value: float) -> float | None:
    return None if value != value else float(value)


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{found['stories']} stories: {len(found['identities'])} identities, "
        f"{len(found['concepts'])} concepts; by chance {found['chance']:.3f} of a story's nearest "
        "are of its identity"
    )
    for mask, by_measure in found["masks"].items():
        for name, row in by_measure.items():
            taus = "; ".join(_tau(values, each) for values, each in row["tau"].items())
            within, between = in_words(row["recall_within"], 3), row["recall_between"]
            beside = "" if between is None else f", of each other identity {between:.3f}"
            yield f"{mask:<9} {name:<9} recall within {within}{beside}; {taus}"
    for name, each in found["variation"].items():
        yield f"distinct words, {name}: {in_words(each, 3)}"


def _tau(values: str, found: Mapping[str, Any]) -> str:
    if found["tau"] is None:
        return f"τ with {values} undefined: the distances do not vary"
    return f"τ with {values} {found['tau']:.2f} (Mantel p = {found['p']:.4f})"
