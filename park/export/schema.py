"""The columns of the Parquet files: their types, what they mean, and a sample as a row."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from park.records import Sample, View

if TYPE_CHECKING:
    from datasets import Features  # type: ignore[import-untyped,unused-ignore]

Kind = Literal["messages", "turns", "text", "label", "code", "number", "keys", "models"]


class Column(NamedTuple):
    """A column of a view."""

    kind: Kind
    meaning: str


PARQUET: tuple[View, ...] = ("sft", "messages", "dialogue", "preference", "sharegpt")
"""The views that are tables; `sdialog` is a file a dialogue."""

ROLES = ("delegate", "contact", "judge")

_KIND = Column("label", "`choice`: asked with the options; `open`: asked without")
FIELDS: Mapping[View, Mapping[str, Column]] = {
    "sft": {
        "prompt": Column("messages", "system message and question"),
        "completion": Column("messages", "the answer with its reason"),
        "kind": _KIND,
    },
    "messages": {
        "messages": Column("messages", "system message, question and answer"),
        "kind": _KIND,
    },
    "dialogue": {
        "messages": Column("messages", "the delegate as the assistant, the contact as the user"),
    },
    "preference": {
        "prompt": Column("messages", "system message and open question"),
        "chosen": Column("messages", "an opinion of this culture"),
        "rejected": Column("messages", "what this culture's delegate did not hold"),
        "rejected_from": Column("label", "`other culture` or `contradiction` (verified)"),
        "rejected_opinion": Column("text", "the key of the rejected opinion"),
        "rejected_culture": Column("label", "whose opinion was rejected"),
        "p_value": Column("number", "of the difference between the two countries' answers"),
    },
    "sharegpt": {
        "conversations": Column("turns", "system message, question and answer"),
        "kind": _KIND,
    },
}
PROVENANCE: Mapping[str, Column] = {
    "opinions": Column("keys", "the keys of the opinions it is made of; none for a dialogue"),
    "dialogue": Column("text", "the key of the dialogue"),
    "item": Column("label", "the survey item"),
    "culture": Column("label", "the role card"),
    "country": Column("label", "whose answers the stance was drawn from, ISO 3166 alpha-3"),
    "stance": Column("code", "the code of the option that the delegate holds"),
    "stance_label": Column("label", "its wording"),
    "share": Column("number", "the share of the country's respondents who chose it"),
    "models": Column("models", "who spoke and judged"),
    "prompts_hash": Column("label", "the hash of the templates behind the dialogue"),
    "licence": Column("label", "what the row's licence depends on"),
}


def columns(view: View) -> dict[str, Column]:
    """Return a view's columns in their order."""
    return {**FIELDS[view], **PROVENANCE}


def row_of(sample: Sample, provenance: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sample as a row of its view's table.

    Args:
        sample: a sample of a view that is a table.
        provenance: where it comes from, as it is published.
    """
    known = {**sample.row, **provenance, "prompts_hash": sample.prompts}
    known["models"] = {role: sample.models.get(role, "") for role in ROLES}
    return {name: known[name] for name in columns(sample.view)}


def features(view: View) -> "Features":
    """Return a view's columns as `datasets` types them."""
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
    return Features({name: types[column.kind] for name, column in columns(view).items()})
