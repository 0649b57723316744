"""Every request that no page of ours would send is refused."""

import pytest

from park.errors import InputError
from park.ledger.reviews import reviews
from park.ledger.run import read_run
from park.serve import door
from park.serve.guard import LARGEST
from park.serve.stage import Serving, check
from tests.serve.conftest import BASE, TOKEN, House
from tests.serve.runs import field, served


def key(number):
    return f"{number:032x}"


def stored(house):
    with read_run(house.folder) as ledger:
        return reviews(ledger)


def test_without_a_link_there_is_nothing_to_see(house):
    stranger = house.stranger()
    for path in (
        "/",
        "/opinions",
        "/people",
        "/files/reviews.csv",
        "/queue/ana",
        f"/opinions/{key(1)}",
    ):
        answer = stranger.get(path)
        assert answer.status_code == 401, path
        assert "shop" not in answer.text


def test_a_wrong_token_opens_nothing_and_after_ten_none_is_tried(house):
    stranger = house.stranger()
    for _ in range(door.TRIES):
        assert stranger.get("/?token=wrong-token-wrong").status_code == 401
    late = stranger.get("/?token=wrong-token-wrong")
    assert (late.status_code, stranger.get(house.links.owner).status_code) == (429, 429)
    assert house.stranger().get("/").status_code == 429


def test_who_is_in_stays_in_while_another_guesses(house, owner):
    stranger = house.stranger()
    for _ in range(door.TRIES + 1):
        stranger.get("/?token=wrong-token-wrong")
    assert owner.get("/").status_code == 200


def test_guessed_cookies_count_as_guesses(house):
    stranger = house.stranger()
    stranger.cookies.set("park_8710", "0" * 64)
    assert [stranger.get("/").status_code for _ in range(door.TRIES + 1)][-2:] == [401, 429]


def test_the_token_leaves_the_address_at_once_and_is_in_no_cookie(house):
    answer = house.stranger().get(f"/?token={TOKEN}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert TOKEN not in cookie
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie


def test_behind_tls_the_cookie_is_for_tls_alone(tmp_path):
    house = House(served(tmp_path / "toy"), origin="https://review.example.org")
    headers = {"host": "review.example.org"}
    answer = house.stranger().get(f"/?token={TOKEN}", headers=headers, follow_redirects=False)
    assert "Secure" in answer.headers["set-cookie"]
    assert house.links.owner.startswith("https://review.example.org/?token=")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost:x", "", "a@b"]
)
def test_a_foreign_host_is_refused(owner, host):
    assert owner.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8710", "localhost:8710", "[::1]:8710", "192.168.1.7"])
def test_our_own_names_and_addresses_in_digits_are_known(owner, host):
    assert owner.get("/static/style.css", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:8710", BASE + "1"]
)
def test_a_form_from_another_page_is_refused(house, owner, origin):
    page = owner.get(f"/queue/owner/{key(2)}").text
    form = {"csrf": field(page, "csrf"), "version": field(page, "version"), "decision": "keep"}
    answer = owner.post(f"/queue/owner/{key(2)}", data=form, headers={"origin": origin})
    assert answer.status_code == 403
    assert owner.post(
        f"/queue/owner/{key(2)}", data=form, headers={"sec-fetch-site": "cross-site"}
    ).status_code == 403  # fmt: skip
    assert stored(house) == {}


@pytest.mark.parametrize("csrf", [None, "", "0" * 64, "é"])
def test_a_form_without_its_secret_is_refused(house, owner, csrf):
    page = owner.get(f"/queue/owner/{key(2)}").text
    form = {"version": field(page, "version"), "decision": "keep"}
    form |= {} if csrf is None else {"csrf": csrf}
    answer = owner.post(f"/queue/owner/{key(2)}", data=form, headers={"origin": BASE})
    assert answer.status_code == 403
    assert stored(house) == {}


def test_another_s_secret_is_none(house, owner):
    ana = house.guest("ana")
    page = ana.get("/queue/ana").text
    form = {"csrf": field(page, "csrf"), "version": "x", "decision": "keep"}
    assert owner.post(f"/queue/owner/{key(2)}", data=form).status_code == 403


def test_an_invited_person_sees_their_own_queue_alone(house):
    ana = house.guest("ana")
    assert str(ana.get("/").url.path).startswith("/queue/ana/")
    mine = ana.next("ana")
    others = next(key(n) for n in range(12) if key(n) != mine)
    for path in (
        "/queue/bo", "/queue/owner", f"/queue/bo/{mine}", "/queue/bo/mine", f"/queue/ana/{others}",
        "/opinions", f"/opinions/{mine}", "/dialogues", "/people", "/people/bo", "/rows",
        "/responses", "/files/reviews.csv",
    ):  # fmt: skip
        assert ana.get(path).status_code == 403, path


def test_nobody_answers_in_another_s_name(house, owner):
    mine = house.guest("ana").next("ana")
    page = owner.get(f"/queue/owner/{mine}").text
    form = {"csrf": field(page, "csrf"), "version": field(page, "version"), "decision": "keep"}
    assert owner.post(f"/queue/ana/{mine}", data=form).status_code == 403
    assert stored(house) == {}


@pytest.mark.parametrize("size", [LARGEST + 1, 10_000_000])
def test_large_bodies_are_refused(owner, size):
    answer = owner.post(f"/queue/owner/{key(2)}", content=b"a" * size)
    assert answer.status_code == 413
    parts = (b"a" * 100_000 for _ in range(size // 100_000 + 1))
    assert owner.post(f"/queue/owner/{key(2)}", content=parts).status_code == 413


def test_a_long_address_and_other_methods_are_refused(owner):
    assert owner.get("/opinions?text=" + "a" * 9_000).status_code == 414
    assert owner.put("/opinions").status_code == 405
    assert owner.post("/opinions").status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/static/../stage.py", "/static/..%2fstage.py", "/static/%2e%2e/app.py", "/static//etc/passwd",
     "/files/..%2fledger.sqlite", "/files/ledger.sqlite", "/dialogues/..%2f..%2frun.yaml",
     "/opinions/%00", "/queue/owner/..%2f..%2frun.yaml", "/static/"],
)  # fmt: skip
def test_no_path_leads_out(owner, path):
    answer = owner.get(path)
    assert answer.status_code == 404
    assert "import" not in answer.text and "SQLite format" not in answer.text


def test_every_answer_has_its_headers(house, owner):
    for guest, path in ((owner, "/"), (owner, "/nothing"), (house.stranger(), "/")):
        headers = guest.get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_no_page_has_a_script_or_a_style_of_its_own(owner):
    for path in ("/", "/opinions", "/queue/owner", "/people"):
        page = owner.get(path).text
        assert "<style" not in page and " style=" not in page and " onclick" not in page
        assert page.count("<script") == 1 == page.count('<script src="/static/page.js" defer>')


def test_the_ledger_holds_digests_alone_and_a_new_invitation_ends_the_old(house):
    with read_run(house.folder) as ledger:
        known = door.invited(ledger)
    token = house.links.invited["ana"].rpartition("=")[2]
    assert set(known) == {"ana", "bo"}
    assert token not in str(known) and door.session_of(token) not in str(known)
    again = House(house.folder, "ana")
    assert again.stranger().get(house.links.invited["ana"]).status_code == 401
    assert again.stranger().get(house.links.invited["bo"]).status_code == 200
    assert again.guest("ana")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"host": "0.0.0.0"}, "other machines could reach this; give a --token, or invite"),
        ({"host": "192.0.2.1"}, "--host 192.0.2.1"),
        ({"token": "short"}, "--token: at least 16 characters"),
        ({"origin": "review.example.org"}, "--origin review.example.org: scheme and host"),
        ({"origin": "https://a.example/path"}, "--origin"),
    ],
)
def test_what_must_not_be_served_is_refused(tmp_path, options, told):
    with pytest.raises(InputError) as error:
        check(served(tmp_path / "toy"), Serving(**options))
    assert told in str(error.value)


def test_beyond_this_machine_takes_a_token_or_an_invitation(tmp_path):
    folder = served(tmp_path / "toy")
    check(folder, Serving(host="0.0.0.0", token=TOKEN))
    check(folder, Serving(host="0.0.0.0", invite=("ana",)))
    House(folder, "ana")
    check(folder, Serving(host="0.0.0.0"))


@pytest.mark.parametrize("name", ["", "Ana", "a b", "../x", "a" * 33, "é", "owner"])
def test_a_name_that_is_none_is_refused(tmp_path, name):
    with pytest.raises(InputError, match="--invite"):
        House(served(tmp_path / "toy"), name)


@pytest.mark.parametrize("task", ["survey", "learn", "revise", "about"])
def test_no_form_is_taken_from_another_page_or_without_its_secret(tmp_path, task):
    from tests.serve.test_learn import SCRIPT, configured
    from tests.serve.test_revise import HEAD

    folder = configured(served(tmp_path / "toy"), SCRIPT)
    drafts = tmp_path / "revise.csv"
    drafts.write_text(f"{HEAD}1,i,value,k,q,a | b,,,,\n")
    house = House(folder, "ana", survey="pilot", learn="turkish", questions=1, revise=drafts)
    with house.until:
        ana = house.guest("ana")
        path = f"/{task}/ana/1" if task == "revise" else f"/{task}/ana"
        csrf = field(ana.get(path).text, "csrf")
        form = {"decision": "keep", "consent": "yes", "q.Q1": 1, "chosen": 1, "age": "18-29"}
        for change in ({"csrf": ""}, {"csrf": "0" * 64}):
            assert ana.post(path, data=form | change).status_code == 403
        foreign = {"origin": "http://evil.example"}
        assert ana.post(path, data=form | {"csrf": csrf}, headers=foreign).status_code == 403
        large = {"csrf": csrf, "why": "a" * LARGEST}
        assert ana.post(path, data=form | large).status_code == 413
        with read_run(folder) as ledger:
            for name in ("survey_sheets", "positions_asked", "item_revisions"):
                assert list(ledger.rows(f"SELECT * FROM {name}")) == []
            assert ledger.get("learners") is None
