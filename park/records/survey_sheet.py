"""What a person answered to a questionnaire in the page."""

from park.records.base import Foreign, Language, Record, Text
from park.records.review import PersonName


class SurveySheet(Record):
    """One response to a questionnaire."""

    instrument: str
    """Digest of the questionnaire."""
    respondent: PersonName
    group: Text
    """What the respondent belongs to, or the language of the answers."""
    language: Language
    """The language in which the questions were read."""
    answers: dict[str, int]
    """Answers by question; without those that were not given."""
    seconds: float
    """From opening the form to sending it."""
    consent: Foreign
    """The words that the respondent agreed to."""
    time: str
    """UTC, ISO 8601."""
