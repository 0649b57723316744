"""The nouns: frozen records that the stages hand to each other.

Records of trained models (`park.records.adapter`, `park.records.hosted`) and of evaluation
(`park.records.scores`) are in their own modules.
"""

from park.records.base import Country, Foreign, Language, Name, Record, Text, storable
from park.records.culture import Culture, Person
from park.records.dialogue import Dialogue, Ending, Flag, Speaker, Turn, Usage
from park.records.fact import TOPICS, Fact, Topic
from park.records.funnel import Funnel
from park.records.opinion import CheckName, Extraction, Failure, Opinion, Verdict, rejection
from park.records.review import Kind, Review
from park.records.round import Round, Vote
from park.records.sample import Sample, Split
from park.records.survey import Answers, Held, Item, Option, Profile, Seed

__all__ = [
    "TOPICS", "Answers", "CheckName", "Country", "Culture", "Dialogue", "Ending", "Extraction",
    "Fact", "Failure", "Flag", "Foreign", "Funnel", "Held", "Item", "Kind", "Language", "Name",
    "Opinion", "Option", "Person", "Profile", "Record", "Review", "Round", "Sample", "Seed",
    "Speaker", "Split", "Text", "Topic", "Turn", "Usage", "Verdict", "Vote", "rejection",
    "storable",
]  # fmt: skip
