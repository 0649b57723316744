"""The pages in a real browser: by keyboard, without scripts, on a phone, from right to left."""

import json
import os
import subprocess
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason="needs the extra ui")

from park.ledger.reviews import reviews
from park.ledger.run import read_run
from tests.commands import PARK, environment
from tests.report.browser import BINARY, Browser
from tests.serve import test_annotate
from tests.serve.runs import served
from tests.serve.test_rate import written

pytestmark = pytest.mark.skipif(BINARY is None, reason="there is no browser on this machine")
AXE = os.environ.get("AXE_CORE")
"""The file axe.min.js of the npm package axe-core, if it is at hand."""


class Site:
    """`park serve` in a process of its own."""

    def __init__(self, folder, *options):
        self.folder = folder
        self.process = subprocess.Popen(
            [*PARK, "serve", str(folder), "--port", "0", "--json", *options],
            stdout=subprocess.PIPE, env=environment(), text=True,
        )  # fmt: skip
        self.links = json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()

    def reviews(self):
        with read_run(self.folder) as ledger:
            return reviews(ledger)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = served(tmp_path_factory.mktemp("serve") / "toy", per_item=2)
    pairs = str(written(folder))
    people = [word for name in ("ana", "bo", "cy", "di") for word in ("--invite", name)]
    items = str(test_annotate.written(folder))
    with Site(folder, *people, "--pairs", pairs, "--items", items) as made:
        yield made


@pytest.fixture
def browser(tmp_path):
    with Browser(tmp_path / "browser") as made:
        yield made


def enter(browser, site, name=""):
    browser.goto(site.links["invited"][name] if name else site.links["link"])
    return site.links["address"]


def size(browser, width, scheme="light", scale=1):
    browser.ask(
        "Emulation.setDeviceMetricsOverride",
        width=width // scale, height=900 // scale, deviceScaleFactor=scale, mobile=width < 500,
    )  # fmt: skip
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.ask("Emulation.setEmulatedMedia", features=features)


PATHS = (
    "/", "/dialogues", "/dialogues/d3", "/opinions", f"/opinions/{3:032x}", "/rows", "/responses",
    f"/queue/owner/{2:032x}", "/queue/owner/mine", "/people", "/nothing", "/?lang=ar",
    f"/queue/owner/{2:032x}?lang=ar", "/people?lang=en", "/rate/owner/1",
    "/rate/owner/2?lang=ar", "/annotate/owner/1?lang=de", "/annotate/owner/2?lang=ar",
    "/queue/owner/mine?lang=en",
)  # fmt: skip


@pytest.mark.parametrize(
    ("width", "scheme", "scale"),
    [(1200, "light", 1), (390, "dark", 1), (320, "light", 1), (1280, "dark", 2)],
)
def test_every_page_fits_asks_for_nothing_foreign_and_runs_no_text(
    browser, site, width, scheme, scale
):
    base = enter(browser, site)
    size(browser, width, scheme, scale)
    for path in PATHS:
        browser.goto(base + path)
        wide = browser.value("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (path, wide)
        assert browser.value("document.title") != "owned"
        assert browser.value("document.querySelectorAll('main h1').length") == 1
    assert {each for each in browser.requests if not each.startswith(base)} <= {"about:blank"}
    assert [each for each in browser.complaints if "404" not in str(each)] == []


@pytest.mark.skipif(not AXE, reason="AXE_CORE does not name axe-core's file")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(browser, site, scheme):
    source = Path(AXE).read_text(encoding="utf-8")
    base = enter(browser, site)
    size(browser, 1200, scheme)
    for path in PATHS:
        browser.goto(base + path)
        browser.value(f"{source}; 1")
        found = browser.value(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', "
            "'best-practice']}).then(found => found.violations.map("
            "each => [each.id, each.nodes.map(node => node.html).slice(0, 3)]))"
        )
        assert found == [], path


def at(browser):
    return browser.value("location.pathname").rpartition("/")[2]


def pressed(browser, key):
    browser.loaded = False
    browser.press(key)
    browser.settle()


def test_single_keys_review_and_lead_back(browser, site):
    enter(browser, site, "ana")
    first = at(browser)
    pressed(browser, "k")
    second = at(browser)
    pressed(browser, "5")
    assert len({first, second, at(browser)}) == 3
    pressed(browser, "u")
    assert at(browser) == second
    pressed(browser, "1")
    said = {
        key: each.reason
        for key, own in site.reviews().items()
        for each in own
        if each.person == "ana"
    }
    assert said == {first: "fine", second: "contradicts"}


def test_a_text_is_corrected_by_keyboard_and_typing_is_no_shortcut(browser, site):
    enter(browser, site, "bo")
    own = at(browser)
    browser.press("e")
    assert browser.value("document.activeElement.name") == "text"
    browser.value("document.activeElement.select()")
    browser.type("k5 Better said.")
    browser.press("k", "k")
    assert at(browser) == own
    for _ in range(10):
        browser.ask(
            "Input.dispatchKeyEvent",
            type="rawKeyDown",
            key="Tab",
            code="Tab",
            windowsVirtualKeyCode=9,
        )
        if browser.value("document.activeElement.value") == "edit":
            break
    browser.loaded = False
    for kind in ("rawKeyDown", "char", "keyUp"):
        browser.ask(
            "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r",
            windowsVirtualKeyCode=13,
        )  # fmt: skip
    browser.settle()
    (review,) = [each for each in site.reviews()[own] if each.person == "bo"]
    assert (review.decision, review.text) == ("edit", "k5 Better said.k")


def test_single_keys_can_be_switched_off(browser, site):
    enter(browser, site, "cy")
    own = at(browser)
    browser.value("document.getElementById('shortcuts').click()")
    browser.press("k")
    browser.value("new Promise(done => setTimeout(() => done(1), 200))")
    assert at(browser) == own
    browser.goto(browser.value("location.href"))
    assert browser.value("document.getElementById('shortcuts').checked") is False


def test_without_scripts_everything_can_be_reviewed(browser, site):
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    enter(browser, site, "di")
    for wanted in ("#keep button", "#reject button[value=nonsense]"):
        root = browser.ask("DOM.getDocument")["root"]["nodeId"]
        node = browser.ask("DOM.querySelector", nodeId=root, selector=wanted)["nodeId"]
        browser.ask("DOM.scrollIntoViewIfNeeded", nodeId=node)
        quad = browser.ask("DOM.getContentQuads", nodeId=node)["quads"][0]
        x, y = sum(quad[::2]) / 4, sum(quad[1::2]) / 4
        browser.loaded = False
        for kind in ("mousePressed", "mouseReleased"):
            browser.ask(
                "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
            )
        browser.settle()
    said = [each.reason for own in site.reviews().values() for each in own if each.person == "di"]
    assert sorted(said) == ["fine", "nonsense"]


def test_two_people_at_one_opinion_do_not_see_each_other(tmp_path):
    folder = served(tmp_path / "toy", number=1, per_item=2)
    with Site(folder, "--invite", "ana", "--invite", "bo") as site:
        with Browser(tmp_path / "one") as one, Browser(tmp_path / "other") as other:
            enter(one, site, "ana")
            enter(other, site, "bo")
            assert at(one) == at(other)
            pressed(one, "9")
            other.goto(other.value("location.href"))
            assert other.value("document.querySelector('[aria-pressed=true]')") is None
            assert "You have reviewed this" not in other.value("document.body.innerText")
            pressed(other, "k")
            assert "Nothing" in other.value("document.body.innerText") or at(other) == "bo"
        assert sorted(each.reason for each in site.reviews()[f"{0:032x}"]) == ["fine", "stereotype"]


def test_the_overview_keeps_itself_fresh(tmp_path):
    folder = served(tmp_path / "toy")
    with Site(folder) as site, Browser(tmp_path / "one") as one:
        enter(one, site)
        from park.ledger.ledger import Ledger
        from tests.toys import dialogue

        before = one.value("document.querySelector('#live').innerText")
        with Ledger(folder / "ledger.sqlite") as ledger:
            ledger.put_dialogue(dialogue("new"))
        fresh = (
            "new Promise(done => { const until = Date.now() + 9000; const look = () => "
            "document.querySelector('#live').innerText !== before || Date.now() > until "
            "? done(document.querySelector('#live').innerText) : setTimeout(look, 100); "
            f"const before = {json.dumps(before)}; look(); }})"
        )
        assert one.value(fresh) != before


def test_arabic_pages_run_from_right_to_left(browser, site):
    base = enter(browser, site)
    browser.goto(f"{base}/opinions?lang=ar")
    assert browser.value("getComputedStyle(document.body).direction") == "rtl"
    direction = (
        "(text => { const found = [...document.querySelectorAll('.cards a')].find("
        "each => each.textContent.includes(text)); return found.matches(':dir(rtl)') })"
    )
    assert browser.value(f"{direction}('أرى')") is True
    assert browser.value(f"{direction}('shop')") is False
