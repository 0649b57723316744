"""The page in a real browser: no complaint, no request, and no sideways scrolling."""

import shutil

import pytest

from tests.report.browser import BINARY, Browser
from tests.report.conftest import told
from tests.report.pictures import PICTURES, take
from tests.report.runs import judged, talked, write

pytestmark = pytest.mark.skipif(BINARY is None, reason="there is no chromium on this machine")

WIDTHS = "[document.documentElement.scrollWidth, window.innerWidth]"
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"
GROUND = "getComputedStyle(document.body).backgroundColor"
CLIPPED = """[...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width
  && [...svg.querySelectorAll('text')].some(text => {
    const [inner, outer] = [text.getBoundingClientRect(), svg.getBoundingClientRect()];
    return inner.left < outer.left - 1 || inner.right > outer.right + 1;
  })).map(svg => svg.getAttribute('aria-labelledby'))"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser")
    with Browser(folder) as found:
        yield found
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def page(report, tmp_path_factory):
    """The full run's page as a file."""
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(report.html, encoding="utf-8")
    return path


def test_pictures_of_the_top_are_taken_in_light_dark_and_on_a_phone(page, tmp_path):
    files = take(page, tmp_path)
    assert [each.name for each in files] == list(PICTURES)
    light, dark, phone = (each.read_bytes() for each in files)
    assert light.startswith(b"\x89PNG") and len({light, dark, phone}) == 3


def test_nothing_is_asked_for_and_nothing_complained_about(browser, page):
    browser.requests.clear()
    browser.complaints.clear()
    browser.open(page)
    browser.value(OPEN_ALL)
    assert browser.requests == [page.absolute().as_uri()]
    assert browser.complaints == []


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_the_page_never_scrolls_sideways(browser, page, width):
    browser.open(page, width)
    browser.value(OPEN_ALL)
    wide, window = browser.value(WIDTHS)
    assert window == width
    assert wide <= width


def test_no_text_leaves_its_picture(browser, page):
    browser.open(page)
    browser.value(OPEN_ALL)
    assert browser.value(CLIPPED) == []


def test_dark_and_light_differ(browser, page):
    browser.open(page)
    light = browser.value(GROUND)
    browser.open(page, scheme="dark")
    assert browser.value(GROUND) != light


def test_hostile_texts_do_nothing_and_long_words_do_not_widen_the_page(browser, tmp_path):
    bad = "<img src=x onerror='document.title=1'></p><script>document.title=1</script>" + "w" * 900
    run = write(
        tmp_path / "study",
        lambda ledger: talked(ledger, text=bad),
        lambda ledger: judged(ledger, text=bad),
    )
    told(run)
    browser.complaints.clear()
    browser.open(run / "report/index.html", 360)
    browser.value(OPEN_ALL)
    assert browser.value("document.title") == "Report on the run study"
    assert browser.value(WIDTHS) == [360, 360]
    assert browser.complaints == []
