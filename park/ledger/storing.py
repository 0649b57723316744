"""Records and values as text that SQLite and UTF-8 can hold, whatever was said in them."""

import json
from typing import Any

from pydantic_core import PydanticSerializationError

from park.records import Record, storable


def record_text(record: Record) -> str:
    """Return a record as JSON; half of a surrogate pair becomes U+FFFD."""
    try:
        return record.model_dump_json()
    except PydanticSerializationError:
        return value_text(record.model_dump())


def value_text(value: Any) -> str:
    """Return a JSON value as JSON with sorted keys; half of a surrogate pair becomes U+FFFD."""
    return storable(json.dumps(value, ensure_ascii=False, sort_keys=True))
