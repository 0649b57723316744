"""The study's options, and its steps."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from park.errors import InputError, nearest
from park.progress import Line, shown
from park.ratings.mapping import Coding, RatingsMapping, each_its_own, load_mapping, mapping_names
from park.ratings.read import Ratings, read_ratings, read_texts
from park.ratings.sensitive import Rules
from park.records import Record
from park.study.studies.salience.columns import sheet_of
from park.study.studies.salience.counting import scores, shares, write_table
from park.study.studies.salience.fitting import Workbench
from park.study.studies.salience.page import Result, coefficients, figures, text
from park.study.study import Effect, Findings, Lab, Study

COUNTRY = "country"
"""The coding in which each country is a zone."""


class SalienceOptions(Record):
    """Settings of the study."""

    file: str = ""
    """The table of ratings; on the command line the argument after the study's name."""
    mapping: str = ""
    """Name or YAML file of what its columns mean."""
    codings: tuple[str, ...] = ()
    """Codings of zones; all of the mapping and `country` if empty."""
    fewest: int = Field(default=3, ge=1)
    """Ratings of an item that a zone needs."""
    mixed: bool = True
    """Whether a zone's raters of an item may not all be of one group."""
    threshold: float = Field(default=0.5, gt=0, lt=1)
    """Score above which an item is sensitive."""
    out: str = ""
    """Folder for tables of the sensitive items to annotate; none are written if empty."""


class Salience(Study):
    """Fit nested models of ratings under each coding of zones, and count sensitive items."""

    name = "salience"
    help = "whether cultural zones rate texts differently, and which texts they disagree on"
    Options = SalienceOptions

    async def run(self, lab: Lab) -> Findings:
        """Fit, test, count and write tables."""
        options: SalienceOptions = lab.options
        path, mapping = _given(options, lab.setup.base)
        ratings = read_ratings(path, mapping)
        lab.progress(Line(f"salience: {len(ratings.rating):,} ratings read"))
        rules = Rules(fewest=options.fewest, mixed=options.mixed, threshold=options.threshold)
        bench, found, remarks = Workbench(), {}, []
        chosen = codings_of(options, mapping, ratings)
        texts = dict(read_texts(path, mapping)) if options.out and _beside(path, mapping) else {}
        for name, coding in shown(self.name, chosen.items(), len(chosen), lab.progress):
            if name == COUNTRY and COUNTRY not in options.codings:
                try:
                    sheet = sheet_of(ratings, name, coding, mapping.interaction)
                except InputError as error:
                    remarks.append(f"not coded by country: {error}")
                    continue
            else:
                sheet = sheet_of(ratings, name, coding, mapping.interaction)
            counted = None
            if mapping.harmful is not None:
                counted = shares(ratings, coding, mapping.harmful, rules)
            found[name] = Result(coding, bench.fitted(sheet), counted)
            if options.out and mapping.harmful is not None:
                table = lab.setup.base / options.out / f"sensitive-{name}.csv"
                scored = scores(ratings, coding, mapping.harmful, rules)
                write_table(table, ratings, scored, texts)
                remarks.append(f"sensitive items to annotate: {table}")
        return Findings(
            run=str(lab.folder),
            found=figures(ratings, found),
            text=tuple(text(ratings, found, remarks)),
            effects={
                f"{name}: coefficients in D+CZ": [
                    Effect(*row) for row in coefficients(each.fitted, "D+CZ")
                ]
                for name, each in found.items()
            },
        )


def codings_of(
    options: SalienceOptions, mapping: RatingsMapping, ratings: Ratings
) -> Mapping[str, Coding]:
    """Return the codings to report; InputError for unknown ones."""
    known: dict[str, Coding] = dict(mapping.codings)
    known.setdefault(COUNTRY, each_its_own({*ratings.country} - {""}))
    for name in options.codings:
        if name not in known:
            raise InputError(f"codings: there is no coding {name!r}{nearest(name, known)}")
    return {name: known[name] for name in options.codings or known}


def _given(options: SalienceOptions, base: Path) -> tuple[Path, RatingsMapping]:
    if not options.file:
        raise InputError("salience needs a file: park study salience FILE --mapping NAME")
    if not options.mapping:
        names = ", ".join(mapping_names())
        raise InputError(f"salience needs --mapping, a YAML file or one of {names}")
    return base / options.file, load_mapping(options.mapping, base)


def _beside(path: Path, mapping: RatingsMapping) -> bool:
    """Whether the file of texts is there; without it tables have no texts."""
    return mapping.texts is not None and (path.parent / Path(mapping.texts.file).name).is_file()
