"""People's responses to questionnaires in the ledger."""

from typing import TYPE_CHECKING

from park.ledger.storing import record_text
from park.records.survey_sheet import SurveySheet

if TYPE_CHECKING:
    from park.ledger.ledger import Ledger


def put_sheet(ledger: "Ledger", sheet: SurveySheet) -> bool:
    """Store a response; return whether it is the respondent's first, as no other one is stored.

    Raises:
        LedgerError: the ledger cannot be written.
    """
    row = (sheet.instrument, sheet.respondent, record_text(sheet))
    with ledger.changing() as db:
        return db.execute("INSERT OR IGNORE INTO survey_sheets VALUES (?, ?, ?)", row).rowcount > 0


def sheets(ledger: "Ledger", instrument: str) -> list[SurveySheet]:
    """Return the responses to a questionnaire, by its digest, sorted by respondent."""
    rows = ledger.rows(
        "SELECT record FROM survey_sheets WHERE instrument = ? ORDER BY respondent", instrument
    )
    return [SurveySheet.model_validate_json(record) for (record,) in rows]


def has_sheet(ledger: "Ledger", instrument: str, respondent: str) -> bool:
    """Whether somebody has responded to a questionnaire."""
    query = "SELECT 1 FROM survey_sheets WHERE instrument = ? AND respondent = ?"
    return next(ledger.rows(query, instrument, respondent), None) is not None
