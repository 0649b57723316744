from contextlib import ExitStack

import pytest

pytest.importorskip("starlette", reason="needs the extra ui")

from starlette.testclient import TestClient

from park.config import Config
from park.serve.stage import Serving, prepared
from park.yamlfile import load_yaml
from tests.serve.runs import field, served

TOKEN = "a-token-long-enough"
BASE = "http://127.0.0.1:8710"


class Guest(TestClient):
    """Somebody with a browser."""

    def enter(self, link):
        self.cookies.clear()
        return self.get(link)

    def review(self, person, key, follow_redirects=False, **form):
        """Open an opinion and send a decision on it."""
        page = self.get(f"/queue/{person}/{key}").text
        hidden = {name: field(page, name) for name in ("csrf", "version")}
        return self.post(
            f"/queue/{person}/{key}", data=hidden | form, follow_redirects=follow_redirects
        )

    def next(self, person, query=""):
        """Return the key of the next opinion; '' if there is none."""
        answer = self.get(f"/queue/{person}{query}", follow_redirects=False)
        return answer.headers.get("location", "").split("?")[0].rpartition("/")[2]


class House:
    """A served run."""

    def __init__(self, folder, *invited, **options):
        self.folder, self.until = folder, ExitStack()
        config = load_yaml(folder / "run.yaml", Config)
        how = Serving(token=TOKEN, invite=invited, **options)
        self.app, self.links = prepared(folder, config, how, 8710, self.until)

    def guest(self, name=""):
        """Return a browser with somebody's link opened; the owner's by default."""
        guest = Guest(self.app, base_url=BASE)
        answer = guest.enter(self.links.invited[name] if name else self.links.owner)
        assert answer.status_code == 200, answer.text
        return guest

    def stranger(self):
        return Guest(self.app, base_url=BASE)


@pytest.fixture
def house(tmp_path):
    return House(served(tmp_path / "toy"), "ana", "bo")


@pytest.fixture
def owner(house):
    return house.guest()
