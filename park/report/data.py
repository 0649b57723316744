"""A report as JSON, in which every text is as the page shows it."""

import json
from typing import Any

from park.ledger.storing import record_text
from park.records import Record
from park.text.printable import printable


def data(facts: Record) -> str:
    """Return the facts of a report as JSON."""
    # By way of the record's own JSON, which knows what to do about numbers that JSON lacks.
    found = json.loads(record_text(facts))
    return json.dumps(_printable(found), ensure_ascii=False, indent=1) + "\n"


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_printable(each) for each in value]
    if isinstance(value, dict):
        return {printable(name): _printable(each) for name, each in value.items()}
    return value
