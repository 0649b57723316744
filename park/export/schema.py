"""The columns of the Parquet files, with types and meanings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from park.records import Sample

if TYPE_CHECKING:
    from datasets import Features  # type: ignore[import-untyped,unused-ignore]

Kind = Literal["messages", "turns", "text", "label", "code", "number", "keys", "models"]


class Column(NamedTuple):
    """A column of a view."""

    kind: Kind
    meaning: str


ROLES = ("delegate", "contact", "judge")

PROVENANCE: Mapping[str, Column] = {
    "opinions": Column("keys", "the keys of the opinions it is made of; none for a dialogue"),
    "dialogue": Column("text", "the key of the dialogue"),
    "item": Column("label", "the survey item"),
    "culture": Column("label", "the role card"),
    "country": Column("label", "whose answers the stance was drawn from, ISO 3166 alpha-3"),
    "stance": Column("code", "the code of the option that the delegate holds"),
    "stance_label": Column("label", "its wording"),
    "share": Column("number", "the share of the country's respondents who chose it"),
    "profile": Column("text", "the delegate's answers to other items, by item"),
    "models": Column("models", "who spoke and judged"),
    "prompts_hash": Column("label", "the hash of the templates behind the dialogue"),
    "reviewers": Column("keys", "the people who reviewed these opinions, by name"),
    "licence": Column("label", "what the row's licence depends on"),
}


def row_of(
    sample: Sample, fields: Mapping[str, Column], provenance: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a sample as a row of its view's table.

    Args:
        sample: a sample of a Parquet view.
        fields: the view's columns.
        provenance: its provenance as published.
    """
    known = {**sample.row, **provenance, "prompts_hash": sample.prompts}
    known["models"] = {role: sample.models.get(role, "") for role in ROLES}
    return {name: known[name] for name in (*fields, *PROVENANCE)}


def features(fields: Mapping[str, Column]) -> "Features":
    """Return the `datasets` features of a view, including provenance."""
    from datasets import Features, List, Value

    text = Value("string")
    types = {
        "messages": List({"role": text, "content": text}),
        "turns": List({"from": text, "value": text}),
        "text": text,
        "label": text,
        "number": Value("float64"),
        "code": Value("int64"),
        "keys": List(text),
        "models": {role: text for role in ROLES},
    }
    columns = {**fields, **PROVENANCE}
    return Features({name: types[column.kind] for name, column in columns.items()})
