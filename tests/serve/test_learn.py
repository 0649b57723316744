"""Learn: each step is stored before the next, sent once, and taken up where it was left."""

import csv
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml

from park.errors import InputError
from park.learn.exam import Learner, keep, learners
from park.ledger.ledger import Ledger
from park.ledger.run import LEDGER, read_run
from tests.commands import write
from tests.serve.conftest import House
from tests.serve.runs import HOSTILE, field, served

SCRIPT = {"rules": [{"contains": "tea", "reply": HOSTILE}, {"reply": "Ask more."}]}


def configured(folder, script):
    """Give a run one culture to learn about, and a scripted tutor."""
    write(folder / "script.yaml", script)
    config = {"name": "toy", "cultures": ["turkish"]}
    config["models"] = {"delegate": "scripted:script.yaml"}
    (folder / "run.yaml").write_text(yaml.safe_dump(config))
    return folder


def made(folder, script=SCRIPT, **options):
    configured(served(folder), script)
    return House(folder, "ana", "bo", learn="turkish", questions=2, **options)


@pytest.fixture
def house(tmp_path):
    house = made(tmp_path / "toy")
    with house.until:
        yield house


def send(guest, name, **form):
    page = guest.get(f"/learn/{name}").text
    hidden = {each: field(page, each) for each in ("csrf", "step")}
    return guest.post(f"/learn/{name}", data=hidden | form, follow_redirects=False)


def first(guest, name):
    """Return the value of the first option on a page."""
    return re.search(r'name="chosen" value="(\d+)"', guest.get(f"/learn/{name}").text)[1]


def sit(guest, name):
    for _ in range(2):
        assert send(guest, name, chosen=first(guest, name)).status_code == 303


def stored(house):
    with read_run(house.folder) as ledger:
        return learners(ledger)


def test_a_course_ends_with_figures_and_the_caveat(house):
    ana = house.guest("ana")
    assert ana.get("/").url.path == "/learn/ana"
    sit(ana, "ana")
    assert send(ana, "ana", line="Do you drink tea?", do="say").status_code == 303
    page = ana.get("/learn/ana").text
    assert "&lt;script&gt;document.title" in page and "<script>document" not in page
    assert "{{ 7 * 7 }}" in page and "\x1b" not in page
    send(ana, "ana", do="end")
    sit(ana, "ana")
    send(ana, "ana", chosen=4)
    page = ana.get("/learn/ana").text
    assert "One person is no study" in page and "/2</td>" in page
    (learner,) = stored(house)
    assert (len(learner.before), len(learner.after), learner.satisfaction) == (2, 2, 4)
    assert [role for role, _ in learner.chat] == ["user", "assistant"]
    assert learner.model.startswith("scripted")
    (row,) = csv.DictReader(io.StringIO(house.guest().get("/files/learners.csv").text))
    assert (row["name"], row["lines"], row["gain"], row["satisfaction"]) == ("ana", "1", "0.0", "4")
    (line,) = house.guest().get("/files/learners.jsonl").text.splitlines()
    assert json.loads(line)["chat"][0] == ["user", "Do you drink tea?"]


def test_a_form_sent_twice_counts_once(house):
    ana = house.guest("ana")
    page = ana.get("/learn/ana").text
    form = {name: field(page, name) for name in ("csrf", "step")} | {"chosen": first(ana, "ana")}
    for _ in range(2):
        assert ana.post("/learn/ana", data=form, follow_redirects=False).status_code == 303
    assert [len(each.before) for each in stored(house)] == [1]


def test_who_opens_the_link_again_goes_on(house):
    ana = house.guest("ana")
    send(ana, "ana", chosen=first(ana, "ana"))
    step = field(ana.get("/learn/ana").text, "step")
    again = House(house.folder, learn="turkish", questions=2)
    with again.until:
        late = again.stranger()
        late.cookies = ana.cookies
        assert field(late.get("/learn/ana").text, "step") == step
    assert step.startswith("before:")


@pytest.mark.parametrize("form", [{}, {"chosen": "99"}, {"chosen": "x"}, {"chosen": "1" * 5_000}])
def test_what_is_no_answer_is_not_stored(house, form):
    assert send(house.guest("ana"), "ana", **form).status_code == 422
    assert stored(house) == []


@pytest.mark.parametrize("line", ["", "  ", "a" * 2_001])
def test_what_is_no_line_is_not_stored(house, line):
    ana = house.guest("ana")
    sit(ana, "ana")
    assert send(ana, "ana", line=line, do="say").status_code == 422
    assert stored(house)[0].chat == ()


def test_a_tutor_that_is_silent_loses_no_line_and_may_be_asked_again(house, monkeypatch):
    from park.errors import ParkError

    ana, room = house.guest("ana"), _room(house)
    sit(ana, "ana")
    answer = room.answer
    monkeypatch.setattr(room, "answer", _raises(ParkError("the endpoint is down at /secret")))
    said = send(ana, "ana", line="Hello?", do="say")
    assert said.status_code == 503
    assert "cannot answer now" in said.text and "/secret" not in said.text
    assert stored(house)[0].chat == (("user", "Hello?"),)
    monkeypatch.setattr(room, "answer", answer)
    assert send(ana, "ana", do="again").status_code == 303
    assert stored(house)[0].chat == (("user", "Hello?"), ("assistant", "Ask more."))


def _raises(error):
    def raising(*_):
        raise error

    return raising


def _room(house):
    """Return the classroom of a house, which its stack ends."""
    return house.until._exit_callbacks[-1][1].__self__


def test_several_learn_at_once_and_everybody_is_listed(house):
    guests = {name: house.guest(name) for name in ("ana", "bo")} | {"owner": house.guest()}

    def learns(name):
        sit(guests[name], name)
        send(guests[name], name, line=f"I am {name}.", do="say")

    with ThreadPoolExecutor() as pool:
        list(pool.map(learns, guests))
    assert {each.name: each.chat[0][1] for each in stored(house)} == {
        name: f"I am {name}." for name in guests
    }


def test_learners_of_another_culture_are_not_of_this_course(house):
    with Ledger(house.folder / LEDGER) as ledger:
        keep(ledger, Learner(name="cy", culture="chinese", tutor="plain", items=()))
    assert "0 people have begun the course" in house.guest().get("/people").text
    assert "cy" not in house.guest().get("/files/learners.csv").text


def test_nobody_learns_in_another_s_name(house):
    ana = house.guest("ana")
    for path in ("/learn/bo", "/files/learners.csv", "/queue/ana", "/opinions"):
        assert ana.get(path).status_code == 403
    assert ana.post("/learn/ana", data={"chosen": 1}).status_code == 403


def test_a_culture_that_the_run_lacks_is_told(tmp_path):
    made(tmp_path / "toy").until.close()
    with pytest.raises(InputError, match="did you mean 'turkish'"):
        House(tmp_path / "toy", learn="turkis")


def test_an_adapter_that_is_not_there_is_told_before_anybody_learns(tmp_path):
    with pytest.raises(InputError, match="train it: park finetune"):
        made(tmp_path / "toy", tutor="adapter")


def test_without_a_course_there_is_none(tmp_path):
    owner = House(served(tmp_path / "toy")).guest()
    assert owner.get("/learn/owner").status_code == 404


def streamed(house, **form):
    """Send a line as the script does; return the lines of the answer."""
    ana = house.guest("ana")
    sit(ana, "ana")
    page = ana.get("/learn/ana").text
    hidden = {each: field(page, each) for each in ("csrf", "step")}
    answer = ana.post("/learn/ana", data=hidden | form, headers={"x-stream": "1"})
    assert answer.headers["content-type"] == "application/jsonl"
    assert "content-security-policy" in answer.headers
    return [json.loads(line) for line in answer.text.splitlines()]


def test_an_answer_is_told_word_by_word_and_stored_before_its_end(tmp_path):
    slow = {"rules": [{"reply": "One two three \x1b[31mfour."}], "latency": 0.4}
    house = made(tmp_path / "toy", slow)
    with house.until:
        *parts, last = streamed(house, line="Count.", do="say")
        assert [each["text"] for each in parts][:2] == ["One", "One two"]
        assert last == {"done": "One two three four."}
        assert stored(house)[0].chat[-1][1].endswith("four.")
        assert "x1b" not in ascii(parts)


def test_a_silent_tutor_is_told_in_the_stream_and_may_be_asked_again(house, monkeypatch):
    from park.errors import ParkError

    room = _room(house)
    monkeypatch.setattr(room, "answer", _raises(ParkError("the endpoint is down at /secret")))
    (only,) = streamed(house, line="Hello?", do="say")
    assert "cannot answer now" in only["problem"] and "/secret" not in str(only)
    assert stored(house)[0].chat == (("user", "Hello?"),)
