"""Reports as JSON, with texts as on the page."""

import json
from typing import Any

from park.ledger.storing import record_text
from park.records import Record
from park.text.printable import printable


def data(facts: Record) -> str:
    """Return the facts of a report as JSON."""
    # The record's own JSON handles numbers that JSON lacks.
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
