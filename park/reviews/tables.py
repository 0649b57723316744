"""Rows as the bytes of a csv or Parquet file."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from park.errors import InputError

Rows = Iterable[Mapping[str, Any]]
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of cells that spreadsheets take for formulas."""


def harmless(value: Any) -> Any:
    """Put a quote before a text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def csv_bytes(found: Rows, columns: Sequence[str]) -> bytes:
    """Return rows as csv."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    for row in found:
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return text.getvalue().encode()


def parquet_bytes(found: Rows, columns: Mapping[str, type]) -> bytes:
    """Return rows as Parquet.

    Args:
        found: the rows.
        columns: the type of each column: str, int, float or bool.

    Raises:
        InputError: the package for it is missing.
    """
    try:
        import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
        import pyarrow.parquet as pq  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise InputError("Parquet needs: pip install 'culturepark[export]'") from None
    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in columns.items()])
    target = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(found), schema=schema), target)
    return target.getvalue()
