"""Reviewing: what is decided is stored, by whom, and for whom it is next."""

import pytest

from park.ledger.ledger import Ledger
from park.ledger.reviews import UNCOMPARED, reviews, reviews_of
from park.ledger.run import read_run
from park.records import rejection
from tests.serve.conftest import House
from tests.serve.runs import field, served


def key(number):
    return f"{number:032x}"


KEPT, WRONG, EMPTY = key(2), key(3), key(1)
"""What the checks accept, find contradicting, and find contentless."""


def outcome(house, opinion):
    with read_run(house.folder) as ledger:
        fallen = rejection(ledger.verdicts(opinion))
        kept = {each.key for each in ledger.opinions(kept=True)}
    assert (fallen is None) == (opinion in kept)
    return fallen.reason if fallen else "accepted"


def test_a_rejection_is_a_verdict_that_outranks_the_judge(house, owner):
    answer = owner.review("owner", KEPT, decision="reject", reason="irrelevant", note=" off ")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/queue/owner?last={KEPT}")
    with read_run(house.folder) as ledger:
        (review,) = reviews_of(ledger, KEPT)
        (verdict,) = [v for v in ledger.verdicts(KEPT) if v.check == "review"]
    assert (review.person, review.decision, review.reason, review.note) == (
        "owner", "reject", "irrelevant", "off",
    )  # fmt: skip
    assert (verdict.kept, verdict.reason, verdict.by) == (False, "irrelevant", "person:owner")
    assert outcome(house, KEPT) == "irrelevant"


def test_what_people_keep_against_the_judge_waits_to_be_compared(house, owner):
    assert outcome(house, WRONG) == "contradicts"
    owner.review("owner", WRONG, decision="keep")
    assert outcome(house, WRONG) == UNCOMPARED


def test_what_people_keep_with_the_judge_stays_accepted(house, owner):
    owner.review("owner", KEPT, decision="keep")
    assert outcome(house, KEPT) == "accepted"


def test_an_edited_opinion_waits_and_an_unchanged_text_is_no_edit(house, owner):
    owner.review("owner", KEPT, decision="edit", text="  Another\n text. ")
    with read_run(house.folder) as ledger:
        assert reviews_of(ledger, KEPT)[0].text == "Another text."
        same = ledger.opinion(key(4)).text
    assert outcome(house, KEPT) == UNCOMPARED
    owner.review("owner", key(4), decision="edit", text=same)
    with read_run(house.folder) as ledger:
        assert reviews_of(ledger, key(4))[0].decision == "keep"


def test_a_changed_mind_replaces_the_decision(house, owner):
    owner.review("owner", KEPT, decision="reject", reason="nonsense")
    owner.review("owner", KEPT, decision="keep")
    assert outcome(house, KEPT) == "accepted"
    with read_run(house.folder) as ledger:
        assert len(reviews_of(ledger, KEPT)) == 1


def test_people_who_are_divided_reject_and_a_third_decides(tmp_path):
    house = House(served(tmp_path / "toy", per_item=3), "ana", "bo")
    for guest, name, decision in (("", "owner", "keep"), ("ana", "ana", "reject")):
        browser = house.guest(guest)
        while (at := browser.next(name)) not in ("", KEPT):
            browser.review(name, at, decision="keep")
        reason = {"reason": "nonsense"} if decision == "reject" else {}
        browser.review(name, KEPT, decision=decision, **reason)
    assert outcome(house, KEPT) == "disputed"
    bo = house.guest("bo")
    while (at := bo.next("bo")) != KEPT:
        bo.review("bo", at, decision="keep")
    bo.review("bo", KEPT, decision="keep")
    assert outcome(house, KEPT) == "accepted"


@pytest.mark.parametrize(
    "form",
    [{}, {"decision": "drop"}, {"decision": "reject"}, {"decision": "reject", "reason": "fine"},
     {"decision": "reject", "reason": "ugly"}, {"decision": "edit", "text": " "},
     {"decision": "edit", "text": "a" * 2_001}, {"decision": "keep", "note": "a" * 2_001}],
)  # fmt: skip
def test_what_is_no_decision_is_not_stored(house, owner, form):
    answer = owner.review("owner", KEPT, **form)
    assert answer.status_code == 422
    assert "Please choose a reason" in answer.text
    with read_run(house.folder) as ledger:
        assert reviews(ledger) == {}


def test_a_decision_on_an_earlier_text_is_not_stored(house, owner):
    page = owner.get(f"/queue/owner/{KEPT}").text
    from tests.serve.runs import field

    form = {"csrf": field(page, "csrf"), "version": field(page, "version"), "decision": "keep"}
    with Ledger(house.folder / "ledger.sqlite") as ledger:
        changed = ledger.opinion(KEPT).model_copy(update={"text": "Said anew."})
        ledger.put_opinions([(changed, ledger.verdicts(KEPT))], [changed.dialogue])
    answer = owner.post(f"/queue/owner/{KEPT}", data=form)
    assert answer.status_code == 409
    assert "Said anew." in answer.text and "has changed" in answer.text


def test_an_unknown_opinion_is_not_there(owner):
    assert owner.get("/queue/owner/nothing").status_code == 404


def test_each_opinion_goes_to_one_person_even_if_several_work_at_once(house):
    guests = {name: house.guest(name) for name in ("ana", "bo")}
    seen = []
    while any(at := {name: each.next(name) for name, each in guests.items()}.values()):
        assert len(set(at)) == len([each for each in at if each]) + ("" in at)
        for name, guest in guests.items():
            if opened := guest.next(name):
                seen.append(opened)
                guest.review(name, opened, decision="keep")
    assert sorted(seen) == sorted(key(n) for n in range(12))


def test_reloading_leaves_the_opinion_with_whom_it_is(house):
    ana = house.guest("ana")
    assert ana.next("ana") == ana.next("ana")


def test_two_people_review_each_opinion_blind(tmp_path):
    house = House(served(tmp_path / "toy", per_item=2), "ana", "bo")
    ana, bo = house.guest("ana"), house.guest("bo")
    while at := ana.next("ana"):
        ana.review("ana", at, decision="reject", reason="stereotype", note="SECRET")
    seen = set()
    while at := bo.next("bo"):
        page = bo.get(f"/queue/bo/{at}").text
        assert "SECRET" not in page and "aria-pressed" not in page and "contradicts</" not in page
        seen.add(at)
        bo.review("bo", at, decision="keep")
    assert len(seen) == 12
    with read_run(house.folder) as ledger:
        assert {len(each) for each in reviews(ledger).values()} == {2}


def test_the_judge_s_verdict_is_not_shown_to_who_reviews(owner):
    page = owner.get(f"/queue/owner/{WRONG}").text
    main = page[page.index('<div class="decide">') : page.index('class="settings"')]
    assert "aria-pressed" not in main and "✗" not in main
    assert "0.03" not in page


def test_a_queue_is_by_culture_reason_or_doubt(house, owner):
    def order(query):
        found, state = [], None
        while (at := owner.next("owner", query)) and at != state:
            found.append(at)
            owner.review("owner", at, decision="keep")
        return found

    assert order("?culture=arabic&order=culture") == [key(6), key(10), key(2)]
    assert set(order("?reason=contentless")) == {key(1), key(11)}
    doubtful = order("?order=uncertain")
    assert doubtful[-1] in {key(n) for n in (0, 3, 4, 5, 7, 8, 9)}
    assert owner.next("owner") == ""


def test_uncertain_ones_come_first(tmp_path):
    house = House(served(tmp_path / "toy", number=97))
    # The judge's threshold is .4, and the score of opinion n is n / 97.
    assert house.guest().next("owner", "?order=uncertain") == key(39)


def test_a_sample_is_drawn_by_its_seed(tmp_path):
    def drawn(name, **review):
        house = House(served(tmp_path / name, number=40, sample=5, **review))
        owner, found = house.guest(), []
        while at := owner.next("owner"):
            found.append(at)
            owner.review("owner", at, decision="keep")
        return found

    first = drawn("one")
    assert len(first) == 5
    assert drawn("two") == first
    assert drawn("three", seed=1) != first


def test_a_restarted_page_goes_on_where_people_were(house):
    ana = house.guest("ana")
    done = [ana.next("ana")]
    ana.review("ana", done[0], decision="keep")
    again = House(house.folder)
    ana = again.stranger()
    ana.enter(house.links.invited["ana"])
    assert ana.next("ana") not in ("", *done)
    assert "1 reviewed" in ana.get("/queue/ana").text


def test_reviews_outlive_a_pass_of_the_filter(house, owner):
    owner.review("owner", KEPT, decision="reject", reason="nonsense")
    owner.review("owner", WRONG, decision="keep")
    with Ledger(house.folder / "ledger.sqlite") as ledger:
        judged = [
            (each, [v for v in ledger.verdicts(each.key) if v.check != "review"])
            for each in ledger.opinions()
        ]
        ledger.put_opinions(judged)
    assert (outcome(house, KEPT), outcome(house, WRONG)) == ("nonsense", UNCOMPARED)


def test_people_are_asked_once_who_they_are_and_may_skip_it(house):
    from park.reviews.positions import was_asked

    ana = house.guest("ana")
    assert 'href="/about/ana"' in ana.get("/queue/ana").text
    csrf = field(ana.get("/about/ana").text, "csrf")
    ana.post("/about/ana", data={"csrf": csrf, "age": "18-29", "do": "skip"})
    assert 'href="/about/ana"' not in ana.get("/queue/ana").text
    with read_run(house.folder) as ledger:
        assert was_asked(ledger, "ana") and list(ledger.rows("SELECT * FROM positions")) == []
    assert ana.get("/about/bo").status_code == 403


def test_what_people_say_of_themselves_is_shown_as_numbers(tmp_path):
    names = [f"p{n}" for n in range(6)]
    house = House(served(tmp_path / "toy"), *names)
    for name in names:
        guest = house.guest(name)
        csrf = field(guest.get(f"/about/{name}").text, "csrf")
        guest.post(f"/about/{name}", data={"csrf": csrf, "ties": "own", "do": "save"})
    house.guest().review("owner", KEPT, decision="keep")
    assert "It is my own.: 6" in house.guest().get("/people").text
