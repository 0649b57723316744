"""Responses to a questionnaire as the tables that `park study survey` reads."""

from collections.abc import Iterable, Iterator
from typing import Any

from park.records.survey_sheet import SurveySheet
from park.reviews.tables import csv_bytes, parquet_bytes
from park.surveys.instrument import Instrument


def columns(instrument: Instrument) -> dict[str, type]:
    """Return the columns of the table with their types."""
    about: dict[str, type] = {"respondent": str, "group": str, "language": str, "seconds": float}
    return about | dict.fromkeys((question.id for question in instrument.questions), int)


def as_csv(instrument: Instrument, sheets: Iterable[SurveySheet]) -> bytes:
    """Return responses as csv."""
    return csv_bytes(_rows(sheets), list(columns(instrument)))


def as_parquet(instrument: Instrument, sheets: Iterable[SurveySheet]) -> bytes:
    """Return responses as Parquet; InputError if its package is missing."""
    return parquet_bytes(_rows(sheets), columns(instrument))


def _rows(sheets: Iterable[SurveySheet]) -> Iterator[dict[str, Any]]:
    for each in sheets:
        about = {name: getattr(each, name) for name in ("respondent", "group", "language")}
        yield {**about, "seconds": round(each.seconds, 1), **each.answers}
