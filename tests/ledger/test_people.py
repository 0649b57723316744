"""What people gave to a run is in no copy for others."""

import shutil

import pytest

from park.learn.exam import Learner, keep
from park.ledger.annotations import put_annotation
from park.ledger.item_revisions import put_item_revision
from park.ledger.ledger import Ledger
from park.ledger.people import OF_PEOPLE, leave_out_people
from park.ledger.ratings import put_rating
from park.ledger.reviews import put_review
from park.ledger.sheets import put_sheet
from park.models.base import Reply
from park.records import Review
from park.records.annotation import Annotation
from park.records.item_revision import ItemRevision
from park.records.pair_rating import PairRating
from park.records.survey_sheet import SurveySheet
from park.reviews.positions import put_position
from park.serve.door import anyone, invite, invited
from tests.export.runs import make_run

WHO = "markedann"
SAID = "marked words"
TIME = "2026-01-01T00:00:00Z"
OF_MODELS = {
    "run", "calls", "dialogues", "events", "extractions", "opinions", "verdicts", "vectors",
    "samples", "adapters", "responses", "scores",
}  # fmt: skip


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("people") / "run")


@pytest.fixture
def given(begun, tmp_path):
    """A run's ledger after people have given all that they can, and its secrets."""
    path = shutil.copytree(begun, tmp_path / "run") / "ledger.sqlite"
    who = {"person": WHO, "time": TIME}
    with Ledger(path) as ledger:
        token = anyone(ledger)
        invite(ledger, [WHO], "me")
        digest = invited(ledger)[WHO]
        opinion = next(iter(ledger.opinions()))
        put_review(
            ledger,
            Review(opinion=opinion.key, decision="keep", shown=opinion.text, note=SAID, **who),
        )
        ledger.put("funnel", {"remarks": [f"people reviewed 1 opinion ({WHO} 1)"]})
        put_rating(ledger, PairRating(set="p", pair="1", points={"empathy_A": 3}, **who))
        put_annotation(ledger, Annotation(set="a", item="1", said="yes", note=SAID, **who))
        put_item_revision(
            ledger,
            ItemRevision(
                sheet="s", item="1", decision="keep", why=SAID, question=SAID, options=(), **who
            ),
        )
        put_sheet(
            ledger,
            SurveySheet(
                instrument="i", respondent=WHO, group=SAID, language="en", answers={"q": 1},
                seconds=1.0, consent=SAID, time=TIME,
            ),
        )  # fmt: skip
        put_position(ledger, WHO, {"gender": "woman"})
        chat = (("user", SAID), ("assistant", SAID))
        keep(ledger, Learner(name=WHO, culture="german", tutor="plain", items=(), chat=chat))
        ledger.put_call("lesson", "m", Reply(text=SAID, thoughts=SAID), 0.5, "learn")
    return path, [token, digest, WHO, SAID]


def test_nothing_that_people_gave_is_in_the_file_any_more(given):
    path, marks = given
    with Ledger(path) as ledger:
        before, opinions = ledger.totals(), list(ledger.opinions())
    assert [mark for mark in marks if mark.encode() not in path.read_bytes()] == []
    leave_out_people(path)
    assert [mark for mark in marks if mark.encode() in path.read_bytes()] == []
    with Ledger(path) as ledger:
        assert (ledger.totals(), list(ledger.opinions())) == (before, opinions)
        said = [each for each in ledger.verdicts(opinions[0].key) if each.check == "review"]
        assert [(each.by, each.kept, each.detail) for each in said] == [("person", True, {})]
        for table in OF_PEOPLE:
            assert list(ledger.rows(f"SELECT 1 FROM {table}")) == []


def test_every_table_is_known_to_be_of_people_or_of_models(given):
    with Ledger(given[0]) as ledger:
        tables = ledger.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert {name for (name,) in tables} == {*OF_PEOPLE, *OF_MODELS}
