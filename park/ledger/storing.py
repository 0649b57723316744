"""Serialises records and values as valid UTF-8, whatever they contain."""

import json
from typing import Any

from pydantic_core import PydanticSerializationError

from park.records import Record, storable


def record_text(record: Record) -> str:
    """Serialise a record as JSON; lone surrogates become U+FFFD."""
    try:
        return record.model_dump_json()
    except PydanticSerializationError:
        return value_text(record.model_dump())


def value_text(value: Any) -> str:
    """Serialise a value as JSON with sorted keys; lone surrogates become U+FFFD."""
    return storable(json.dumps(value, ensure_ascii=False, sort_keys=True))
