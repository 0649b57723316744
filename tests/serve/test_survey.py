"""Survey: a form in several languages, one response each, out as the table of the study."""

import csv
import io

import pytest
import yaml

from park.errors import InputError
from park.ledger.run import read_run
from park.ledger.sheets import sheets
from park.study.studies.survey.answers import judged, read_run_sheets, read_sheets
from park.surveys.instrument import FOLDER, Instrument, load_instrument
from tests.serve.conftest import BASE, House
from tests.serve.runs import HOSTILE, field, served

PILOT = load_instrument("pilot", FOLDER)
GOOD = {"Q1": 7, "Q2": 1, "Q3": 10, "A1": 3, "Q4": 2, "Q6": 4}


@pytest.fixture
def house(tmp_path):
    return House(served(tmp_path / "toy"), "ana", "bo", survey="pilot", anyone=True)


def answer(guest, name, answers, query="", **form):
    page = guest.get(f"/survey/{name}{query}").text
    hidden = {each: field(page, each) for each in ("csrf", "began", "language")}
    given = {f"q.{key}": value for key, value in answers.items()}
    return guest.post(
        f"/survey/{name}{query}",
        data=hidden | given | {"consent": "yes"} | form,
        follow_redirects=False,
    )


def stored(house, instrument=PILOT):
    with read_run(house.folder) as ledger:
        return sheets(ledger, instrument.digest)


def anybody(house):
    """Return a new browser with the link for anyone opened, and its name."""
    guest = house.stranger()
    page = guest.enter(house.links.anyone)
    return guest, page.url.path.rpartition("/")[2]


def test_a_response_is_stored_as_given(house):
    ana = house.guest("ana")
    assert answer(ana, "ana", GOOD, "?in=fa").status_code == 303
    (sheet,) = stored(house)
    assert (sheet.respondent, sheet.group, sheet.language) == ("ana", "fa", "fa")
    assert sheet.answers == GOOD
    assert sheet.consent == PILOT.consent["fa"]
    assert 0 <= sheet.seconds < 60


def test_nobody_answers_twice(house):
    ana = house.guest("ana")
    answer(ana, "ana", GOOD)
    assert "Your answers are stored" in ana.get("/survey/ana").text
    page = house.guest("bo").get("/survey/bo").text
    hidden = {each: field(page, each) for each in ("csrf", "began", "language")}
    again = ana.post("/survey/ana", data=hidden | {"csrf": ana_csrf(house, ana), "q.Q1": 1})
    assert "Your answers are stored" in again.text
    assert [each.answers for each in stored(house)] == [GOOD]


def ana_csrf(house, ana):
    from park.serve.door import Visitor

    return Visitor("ana", False, next(iter(ana.cookies.values()))).csrf


def test_questions_may_be_left_out_but_not_all(house):
    ana = house.guest("ana")
    assert answer(ana, "ana", {"Q1": ""}).status_code == 422
    assert answer(ana, "ana", {"Q1": "", "Q2": 5}).status_code == 303
    assert [each.answers for each in stored(house)] == [{"Q2": 5}]


@pytest.mark.parametrize("value", [0, 11, "x", "٣", "1" * 5_000, "-1", "1e1"])
def test_what_is_not_on_the_scale_is_not_stored(house, value):
    assert answer(house.guest("ana"), "ana", {"Q1": value}).status_code == 422
    assert stored(house) == []


def test_without_consent_nothing_is_stored_and_answers_stay_filled_in(house):
    refused = answer(house.guest("ana"), "ana", GOOD, consent="")
    assert refused.status_code == 422
    assert "Without your consent nothing is stored" in refused.text
    assert 'name="q.Q1" value="7" checked' in refused.text
    assert stored(house) == []


@pytest.mark.parametrize("change", [{"began": "0.0 x"}, {"began": ""}, {"language": "xx"}])
def test_a_form_that_is_not_ours_is_refused(house, change):
    assert answer(house.guest("ana"), "ana", GOOD, **change).status_code == 403
    assert stored(house) == []


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [("", {"accept-language": ""}, "en"), ("?in=zh", {}, "zh"), ("?lang=ar", {}, "ar"),
     ("?in=xx", {}, "en"), ("?lang=de", {}, "en"),
     ("", {"accept-language": "fa-IR, en;q=.5"}, "fa")],
)  # fmt: skip
def test_the_questions_come_in_the_wanted_language(house, query, headers, language):
    page = house.guest("ana").get(f"/survey/ana{query}", headers=headers).text
    assert field(page, "language") == language
    assert PILOT.questions[0].text[language] in page


def test_the_rows_are_those_that_the_study_reads(house, tmp_path):
    answer(house.guest("ana"), "ana", GOOD)
    answer(house.guest("bo"), "bo", {**GOOD, "A1": 4}, "?in=zh")
    path = tmp_path / "answers.csv"
    path.write_bytes(house.guest().get("/files/survey.csv").content)
    read = judged(read_sheets(path, PILOT), PILOT)
    assert [(each.name, each.group, "attention" in each.faults) for each in read] == [
        ("ana", "en", False), ("bo", "zh", True),
    ]  # fmt: skip
    assert read[0].answers == GOOD
    assert [each.answers for each in read_run_sheets(house.folder, PILOT)] == [
        each.answers for each in read
    ]
    parquet = pytest.importorskip("pyarrow.parquet")
    data = house.guest().get("/files/survey.parquet").content
    rows = parquet.read_table(io.BytesIO(data)).to_pylist()
    assert (rows[1]["Q1"], rows[1]["Q5"]) == (7, None)


def test_anyone_may_answer_once_in_a_browser(house):
    names = set()
    for _ in range(3):
        guest, name = anybody(house)
        assert guest.enter(house.links.anyone).url.path != f"/survey/{name}"
        page = guest.get(house.links.anyone)
        name = page.url.path.rpartition("/")[2]
        assert guest.get(house.links.anyone).url.path == page.url.path
        assert answer(guest, name, GOOD).status_code == 303
        assert "are stored" in guest.get(house.links.anyone).text
        names.add(name)
    assert {each.respondent for each in stored(house)} == names
    assert len(names) == 3


def test_the_link_for_anyone_opens_the_survey_alone(house):
    guest, name = anybody(house)
    for path in ("/opinions", "/people", "/files/survey.csv", f"/queue/{name}", "/queue/owner",
                 "/survey/ana", f"/rate/{name}"):  # fmt: skip
        assert guest.get(path).status_code == 403, path
    assert 'href="/queue' not in guest.get(f"/survey/{name}").text


@pytest.mark.parametrize("session", ["r0123456789abcdef.", "r0.00", "owner." + "0" * 64, ".", "é."])
def test_a_name_that_was_not_given_is_nobody(house, session):
    cookie = {"cookie": f"park_8710={session}".encode()}
    assert house.stranger().get("/survey/owner", headers=cookie).status_code == 401


def test_without_the_option_old_guests_are_strangers(house):
    guest, name = anybody(house)
    again = House(house.folder, survey="pilot")
    late = again.stranger()
    late.cookies = guest.cookies
    assert late.get(f"/survey/{name}").status_code == 401


def test_whoever_answers_does_not_see_the_opinions(house):
    ana = house.guest("ana")
    assert ana.get("/").url.path == "/survey/ana"
    assert ana.get("/queue/ana").status_code == 403
    assert "shop" not in ana.get("/queue/ana").text


def own(tmp_path, **changes):
    data = {
        "about": "two", "languages": ["en"], "scale": [1, 3], "instruction": {"en": HOSTILE},
        "number": {"en": "n"},
        "questions": [{"id": "C", "kind": "choice", "text": {"en": HOSTILE},
                       "options": {"en": [HOSTILE, "no"]}}],
    } | changes  # fmt: skip
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(data))
    return path


def test_groups_of_ones_own_are_asked_and_texts_stay_texts(tmp_path):
    path = own(tmp_path, groups={"north": {"en": HOSTILE}, "south": {"en": "South"}})
    house = House(served(tmp_path / "toy"), "ana", survey=str(path))
    ana = house.guest("ana")
    page = ana.get("/survey/ana").text
    assert "<script>document" not in page and "{{ 7 * 7 }}" in page
    assert answer(ana, "ana", {"C": 1}).status_code == 422
    assert answer(ana, "ana", {"C": 1}, group="south").status_code == 303
    instrument = load_instrument(str(path), tmp_path)
    assert [each.group for each in stored(house, instrument)] == ["south"]
    rows = list(csv.DictReader(io.StringIO(house.guest().get("/files/survey.csv").text)))
    assert rows[0]["group"] == "south"


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"consent": {"de": "Ja"}}, "consent: the language 'en' is missing"),
     ({"groups": {"a": {"de": "A"}}}, "groups: a: the language 'en' is missing")],
)  # fmt: skip
def test_an_instrument_that_lacks_a_text_is_told(tmp_path, changes, told):
    with pytest.raises(InputError, match=told):
        load_instrument(str(own(tmp_path, **changes)), tmp_path)


def test_a_large_instrument_can_be_answered(tmp_path):
    one = own(tmp_path)
    data = yaml.safe_load(one.read_text())
    data["questions"] = [{**data["questions"][0], "id": f"C{n}"} for n in range(300)]
    one.write_text(yaml.safe_dump(data))
    house = House(served(tmp_path / "toy"), "ana", survey=str(one))
    assert answer(house.guest("ana"), "ana", {f"C{n}": 2 for n in range(300)}).status_code == 303
    assert len(stored(house, Instrument.model_validate(data))[0].answers) == 300


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"survey": "pilott"}, "did you mean 'pilot'"),
        ({"survey": "none.yaml"}, "none.yaml"),
        ({"anyone": True}, "--anyone: there is nothing"),
    ],
)
def test_a_survey_that_is_none_is_told(tmp_path, options, told):
    with pytest.raises(InputError, match=told):
        House(served(tmp_path / "toy"), **options)


def test_without_a_survey_there_is_nothing_to_answer(tmp_path):
    owner = House(served(tmp_path / "toy")).guest()
    assert owner.get("/survey/owner").status_code == 404
    assert "/survey/" not in owner.get("/").text
    assert BASE
