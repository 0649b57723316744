"""Survey and course in a real browser: by keyboard, without scripts, in each direction."""

import subprocess
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason="needs the extra ui")

from park.ledger.ledger import Ledger
from park.ledger.run import read_run
from park.ledger.sheets import sheets
from park.surveys.instrument import FOLDER, load_instrument
from tests.report.browser import BINARY, Browser
from tests.serve import test_annotate, test_rate
from tests.serve.runs import HOSTILE, field, served
from tests.serve.test_browser import AXE, Site, enter, size
from tests.serve.test_learn import SCRIPT
from tests.serve.test_revise import HEAD
from tests.toys import dialogue, opinion, seed, turn, verdict

pytestmark = pytest.mark.skipif(BINARY is None, reason="there is no browser on this machine")
PATHS = (
    "/survey/owner", "/survey/owner?in=ar&lang=ar", "/survey/owner?in=fa&lang=en", "/learn/owner",
    "/learn/owner?lang=de", "/people?lang=en", "/about/owner", "/about/owner?lang=ar",
    "/revise/owner/1?lang=en", "/revise/owner?all=yes",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    from tests.serve.test_learn import configured

    folder = configured(served(tmp_path_factory.mktemp("people") / "toy"), SCRIPT)
    options = ("--survey", "pilot", "--anyone", "--learn", "turkish", "--questions", "1")
    drafts = folder / "revise.csv"
    drafts.write_text(f"{HEAD}1,i,knowledge,bread,What is eaten?,bread | rice,bread,,,\n")
    with Site(folder, *options, "--invite", "ana", "--revise", str(drafts)) as made:
        yield made


@pytest.fixture
def browser(tmp_path):
    with Browser(tmp_path / "browser") as made:
        yield made


def axe(browser):
    browser.value(f"{Path(AXE).read_text(encoding='utf-8')}; 1")
    return browser.value(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', "
        "'best-practice']}).then(found => found.violations.map("
        "each => [each.id, each.nodes.map(node => node.html).slice(0, 3)]))"
    )


def sound(browser, path=""):
    """Check that a page fits, holds no foreign code, and bars nobody."""
    assert browser.value("document.documentElement.scrollWidth - innerWidth") <= 0, path
    assert browser.value("document.title") != "owned"
    assert browser.value("document.querySelectorAll('main h1').length") == 1
    if AXE:
        assert axe(browser) == [], path


@pytest.mark.parametrize(("width", "scheme"), [(1200, "dark"), (320, "light")])
def test_every_page_fits_and_bars_nobody(browser, site, width, scheme):
    base = enter(browser, site)
    size(browser, width, scheme)
    for path in PATHS:
        browser.goto(base + path)
        sound(browser, path)
    assert {each for each in browser.requests if not each.startswith(base)} <= {"about:blank"}


def clicked(browser, selector):
    browser.loaded = False
    browser.value(f"document.querySelector({selector!r}).click()")
    browser.settle()


def test_a_course_is_taken_to_its_end(browser, site):
    base = enter(browser, site, "ana")
    browser.goto(f"{base}/learn/ana")
    size(browser, 390, "light")
    for _ in range(2):
        browser.value("document.querySelector('input[type=radio]').click()")
        clicked(browser, "form.decide button")
        sound(browser)
        if browser.value("document.querySelector('textarea') !== null"):
            browser.value("document.querySelector('textarea').value = 'Is tea good?'")
            clicked(browser, "form.decide button")
            assert "[x](javascript:1)" in browser.value("document.querySelector('#last').innerText")
            sound(browser)
            clicked(browser, "button[value=end]")
    browser.value("document.querySelector('input[type=radio]').click()")
    clicked(browser, "form.decide button")
    assert "One person is no study" in browser.value("document.body.innerText")
    sound(browser)


def test_a_tutor_s_answer_is_shown_while_it_is_written(tmp_path, browser):
    from tests.serve.test_learn import configured

    script = {"rules": [{"reply": f"First {HOSTILE} and much later the last."}], "latency": 4}
    folder = configured(served(tmp_path / "toy"), script)
    with Site(folder, "--learn", "turkish", "--questions", "1") as site:
        enter(browser, site)
        browser.goto(f"{site.links['address']}/learn/owner")
        browser.value("document.querySelector('input[type=radio]').click()")
        clicked(browser, "form.decide button")
        browser.value("document.querySelector('textarea').value = 'Is <b>tea</b> good?'")
        browser.loaded = False
        browser.value("document.querySelector('form.decide button').click()")
        shown = "[...document.querySelectorAll('.turns .text')].map(each => each.textContent)"
        part = browser.value(
            "new Promise(done => { const look = () => { "
            f"const texts = {shown}; texts.length > 1 && texts[1].startsWith('First') "
            "? done(texts) : setTimeout(look, 50) }; look() })"
        )
        assert part[0] == "Is <b>tea</b> good?"
        assert "last." not in part[1]
        browser.settle()
        assert browser.value(shown)[1].endswith("the last.")
        assert browser.value("document.title") != "owned"
        assert browser.value("document.querySelector('textarea').value") == ""
        assert [each for each in browser.complaints if "404" not in str(each)] == []


KEYS = {"Tab": 9, "Enter": 13, " ": 32, "ArrowUp": 38}


def typed(browser, *keys):
    for key in keys:
        text = {"Enter": "\r", " ": " "}.get(key)
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        code = {" ": "Space"}.get(key, key)
        for each in (down, {"type": "keyUp"}):
            browser.ask(
                "Input.dispatchKeyEvent", key=key, code=code,
                windowsVirtualKeyCode=KEYS[key], **each,
            )  # fmt: skip


def test_a_survey_is_answered_by_keyboard_and_without_scripts(browser, site):
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    browser.goto(site.links["anyone"])
    pilot = load_instrument("pilot", FOLDER)
    # The skip link, the run, the tab, four languages, then the consent.
    typed(browser, *["Tab"] * 8, " ", "Tab", "ArrowUp")
    browser.loaded = False
    typed(browser, *["Tab"] * len(pilot.questions), "Enter")
    browser.settle()
    with read_run(site.folder) as ledger:
        (sheet,) = sheets(ledger, pilot.digest)
    assert sheet.answers == {"Q1": 10}


def test_questions_run_in_the_direction_of_their_language(browser, site):
    base = enter(browser, site)
    for tag, direction in (("fa", "rtl"), ("zh", "ltr"), ("en", "ltr")):
        browser.goto(f"{base}/survey/owner?in={tag}&lang=en")
        found = browser.value(
            "getComputedStyle(document.querySelectorAll('fieldset')[1]).direction"
        )
        assert found == direction, tag


SAID = {
    "bn": "সন্তানের উচিত বৃদ্ধ বাবা-মায়ের দেখাশোনা করা, কারণ তাঁরাই আমাদের বড় করেছেন।",
    "ko": "자식은 나이 든 부모님을 모셔야 한다고 생각해요. 우리를 키워 주셨으니까요.",
    "ar": "أرى أن على الأبناء أن يعتنوا بوالديهم حتى آخر العمر.",
    "fa": "به نظر من فرزندان باید از پدر و مادر خود مراقبت کنند.",
    "zh": "孩子应该让父母感到骄傲，这是我的人生目标之一。",
}
DRAWN = {"bn": "Bengali", "ko": "CJK", "ar": "Arab", "fa": "Arab", "zh": "CJK"}
"""Part of the names of fonts that have a script's letters."""


def in_scripts(folder):
    """Make a run with an opinion in each script."""
    served(folder, number=0)
    with Ledger(folder / "ledger.sqlite") as ledger:
        judged = []
        for number, (tag, text) in enumerate(SAID.items()):
            of = seed(key=f"s{tag}", culture="turkish", item=f"Q{number}")
            turns = (turn(1, "…"), turn(2, text))
            ledger.put_dialogue(dialogue(f"d{tag}", seed=of, language=tag, turns=turns))
            found = opinion(
                f"{number:032x}", dialogue=f"d{tag}", seed=of, text=text, quote=text, language=tag
            )
            judged.append((found, [verdict(found.key, "form")]))
        ledger.put_opinions(judged)
        ledger.event("filtered")
    return folder


def fonts(browser, selector):
    """Return the names of the fonts that a text is drawn with."""
    browser.ask("DOM.enable")
    browser.ask("CSS.enable")
    root = browser.ask("DOM.getDocument")["root"]["nodeId"]
    node = browser.ask("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
    used = browser.ask("CSS.getPlatformFontsForNode", nodeId=node)["fonts"]
    return {each["familyName"] for each in used if each["glyphCount"] > 9}


def has_font(tag):
    listed = subprocess.run(
        ["fc-list", f":lang={tag}"], capture_output=True, text=True, check=False
    )
    return bool(listed.stdout.strip())


def test_every_script_is_drawn_with_letters_of_its_own(tmp_path, browser):
    with Site(in_scripts(tmp_path / "toy")) as site:
        base = enter(browser, site)
        for number, tag in enumerate(SAID):
            if not has_font(tag):
                continue
            browser.goto(f"{base}/opinions/{number:032x}")
            drawn = fonts(browser, "main h1")
            assert any(DRAWN[tag] in each or "DejaVu" in each for each in drawn), (tag, drawn)
            rtl = browser.value("document.querySelector('main h1').matches(':dir(rtl)')")
            assert rtl is (tag in ("ar", "fa")), tag


def finished(folder, base, link):
    """Do all that there is to do on a page as its owner: review, rate, annotate, revise, answer."""
    import httpx

    with httpx.Client(base_url=base, follow_redirects=True, timeout=60) as owner:
        owner.get(link)

        def sends(path, **form):
            page = owner.get(path)
            return owner.post(page.url.path, data={"csrf": field(page.text, "csrf"), **form})

        page = owner.get("/queue/owner").text
        version = field(page, "version")
        sends("/queue/owner", version=version, decision="reject", reason="nonsense")
        sides = [f"{scale}_{side}" for scale in ("empathy", "relevance") for side in "AB"]
        while "rated everything" not in owner.get("/rate/owner").text:
            sends("/rate/owner", **dict.fromkeys(sides, 3))
        sends("/annotate/owner", said="yes")
        sends("/revise/owner/1", decision="keep")
        asked = owner.get("/survey/owner").text
        hidden = {name: field(asked, name) for name in ("began", "language")}
        sends("/survey/owner", consent="yes", **hidden, **{"q.Q1": 7})


LAST = (
    "/queue/owner", "/rate/owner", "/annotate/owner", "/revise/owner", "/survey/owner",
    "/survey/owner?lang=ar", "/people", "/people?lang=ar", "/queue/owner/mine",
)  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(1200, "dark"), (320, "light")])
def test_the_last_page_of_everything_fits_and_bars_nobody(tmp_path, browser, width, scheme):
    folder = served(tmp_path / "toy", number=1)
    drafts = folder / "revise.csv"
    drafts.write_text(f"{HEAD}1,i,knowledge,bread,What is eaten?,bread | rice,bread,,,\n")
    options = {
        "--pairs": test_rate.written(folder, 1), "--revise": drafts, "--survey": "pilot",
        "--items": test_annotate.written(folder, ("A text.",)),
    }  # fmt: skip
    words = [str(word) for option in options.items() for word in option]
    with Site(folder, *words) as site:
        finished(folder, site.links["address"], site.links["link"])
        base = enter(browser, site)
        size(browser, width, scheme)
        for path in LAST:
            browser.goto(base + path)
            assert browser.value("document.querySelector('form.decide') === null"), path
            sound(browser, path)
