"""Licences and citations of models and survey sources, without paths."""

from collections.abc import Iterable

from park.models.public import file_name, public_name
from park.models.weights import catalog
from park.records import Record

UNKNOWN = "see its publisher"

WVS = (
    "Haerpfer, C., Inglehart, R., Moreno, A., Welzel, C., Kizilova, K., Diez-Medrano, J., "
    "Lagos, M., Norris, P., Ponarin, E. & Puranen, B. (eds.) 2022. World Values Survey: Round "
    "Seven – Country-Pooled Datafile. Madrid, Spain & Vienna, Austria: JD Systems Institute & "
    "WVSA Secretariat. doi:10.14281/18241.20"
)
GLOBAL = (
    "Durmus, E. et al. 2023. Towards Measuring the Representation of Subjective Global Opinions "
    "in Language Models. arXiv:2306.16388"
)


class Source(Record):
    """A survey source, for the card."""

    name: str
    title: str
    citation: str


def licence(model: str) -> str:
    """Return the licence of a model in the catalog; `UNKNOWN` for others."""
    known = {f"embedded/{weights.alias}": weights.licence for weights in catalog().weights}
    return known.get(public_name(model), UNKNOWN)


def source(name: str) -> Source:
    """Describe a source in `seeds.source`."""
    kind, colon, file = name.partition(":")
    public = f"{kind}:{file_name(file)}" if colon else kind
    titles = {
        "wvs7": ("World Values Survey, wave 7 (bundled counts, own wording)", WVS),
        "wvs": ("World Values Survey, wave 7 (the survey's own file, own wording)", WVS),
        "globalopinionqa": (
            "GlobalOpinionQA (Pew Global Attitudes, World Values Survey)",
            GLOBAL,
        ),
        "menavalues": ("the MENAValues benchmark", "MENAValues; cite its publication"),
    }
    title, citation = titles.get(kind, ("a file of the author's own", "not known"))
    return Source(name=public, title=title, citation=citation)


def licence_note(models: Iterable[str], sources: Iterable[str]) -> str:
    """Return a line on what a row's licence depends on: its models and its survey."""
    by = "; ".join(f"{public_name(m)} ({licence(m)})" for m in dict.fromkeys(models))
    asked = "; ".join(source(name).title for name in sources)
    return f"text by {by}; stance from {asked}"


def card_licence(models: Iterable[str], sources: Iterable[str]) -> str:
    """Return the Hub's id of the dataset's licence.

    It is `apache-2.0` if all models are and the items are worded by this project; else `other`.
    """
    free = all(licence(model) == "Apache-2.0" for model in models)
    return "apache-2.0" if free and set(sources) <= {"wvs7"} else "other"
