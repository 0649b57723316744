"""Records of a run as a sequence, plain data or a DataFrame."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from park.errors import ParkError
from park.records import Record

R = TypeVar("R", bound=Record)


class Table(Generic[R]):
    """Records of a run, read from its ledger at each iteration."""

    def __init__(self, rows: Callable[[], Iterator[R]]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[R]:
        """Yield the records."""
        return self._rows()

    def __len__(self) -> int:
        """Return the number of records."""
        return sum(1 for _ in self)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the records as plain data."""
        return [each.model_dump(mode="json") for each in self]

    def to_pandas(self) -> Any:
        """Return a pandas DataFrame with one row per record; ParkError without pandas."""
        try:
            import pandas
        except ImportError:
            raise ParkError("to_pandas needs: pip install pandas") from None
        return pandas.json_normalize(self.to_dicts(), max_level=1)
