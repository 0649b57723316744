"""The page under load: twenty reviewers at once, and lists of 100,000 opinions.

    python -m benchmarks.review            # some minutes
    python -m benchmarks.review --quick

Twenty simulated people open the next opinion and decide on it, each after some thought. The server
is killed (SIGKILL) twice on the way and started again; who got no answer reloads and decides anew,
as a person would. Then every confirmed decision is looked up in the ledger. The same stylesheet is
fetched all the while, which tells how long anything takes on this machine. Nothing passes or fails.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import httpx
import psutil

from benchmarks.table import table
from park.ledger.ledger import Ledger
from park.ledger.reviews import reviews
from park.ledger.run import LEDGER, read_run
from tests.serve.runs import served, verdicts
from tests.toys import opinion, seed

PEOPLE = 20
THOUGHT = 1.0
"""Mean seconds between an answer and the next click, exponential."""
PORT = 8719
TOKEN = "a-token-of-the-benchmark"


class Server:
    """`park serve` in a process of its own, which may be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cpu = folder, 0.0

    def start(self, *invited: str) -> dict[str, str]:
        """Start it; return the links of invited people."""
        names = [word for name in invited for word in ("--invite", name)]
        command = [sys.executable, "-m", "park", "serve", str(self.folder), "--json", *names]
        self.process = subprocess.Popen(
            [*command, "--port", str(PORT), "--token", TOKEN], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())["invited"]

    def kill(self) -> None:
        """Kill it, and count the processor time that it took."""
        used = psutil.Process(self.process.pid).cpu_times()
        self.cpu += used.user + used.system
        self.process.kill()
        self.process.wait()


class Load:
    """What all people do together, and how long it takes."""

    def __init__(self, goal: int) -> None:
        self.goal = goal
        self.confirmed: dict[tuple[str, str], str] = {}
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.lost = 0
        self.lock = threading.Lock()

    @property
    def over(self) -> bool:
        return len(self.confirmed) >= self.goal

    def person(self, name: str, link: str) -> None:
        """Review until there is nothing left, or enough is done."""
        rng = random.Random(name)
        with httpx.Client(follow_redirects=True, timeout=60) as client:
            self._ask(client, "enter", "GET", link)
            while not self.over:
                page = self._ask(client, "open", "GET", f"http://127.0.0.1:{PORT}/queue/{name}")
                if page is None or page.status_code != 200:
                    continue
                key = page.url.path.rpartition("/")[2]
                if key == name:
                    return
                time.sleep(rng.expovariate(1 / THOUGHT))
                said = rng.choice(("fine", "nonsense", "irrelevant"))
                form = {
                    field: re.search(rf'name="{field}" value="([^"]*)"', page.text)[1]
                    for field in ("csrf", "version")
                } | {"decision": "keep" if said == "fine" else "reject", "reason": said}
                url = f"http://127.0.0.1:{PORT}/queue/{name}/{key}"
                answer = self._ask(client, "decide", "POST", url, form)
                if answer is not None and answer.status_code == 303:
                    with self.lock:
                        self.confirmed[name, key] = said

    def _ask(self, client, kind, method, url, form=None):
        began = time.perf_counter()
        try:
            answer = client.request(method, url, data=form, follow_redirects=form is None)
        except httpx.HTTPError:
            self.lost += 1
            time.sleep(0.5)
            return None
        self.seconds[kind].append(time.perf_counter() - began)
        return answer

    def stylesheet(self) -> None:
        with httpx.Client(timeout=60) as client:
            while not self.over:
                self._ask(client, "a file", "GET", f"http://127.0.0.1:{PORT}/static/style.css")
                time.sleep(0.2)


def loaded(goal: int) -> None:
    with TemporaryDirectory() as folder:
        run = served(Path(folder) / "toy", number=goal + PEOPLE)
        server, load = Server(run), Load(goal)
        links = server.start(*(f"p{n}" for n in range(PEOPLE)))
        threads = [threading.Thread(target=load.person, args=each) for each in links.items()]
        threads.append(threading.Thread(target=load.stylesheet))
        began = time.perf_counter()
        for each in threads:
            each.start()
        for share in (1 / 3, 2 / 3):
            while len(load.confirmed) < share * goal:
                time.sleep(0.01)
            server.kill()
            server.start()
        for each in threads:
            each.join()
        took = time.perf_counter() - began
        server.kill()
        with read_run(run) as ledger:
            stored = {
                (each.person, key): each.reason
                for key, own in reviews(ledger).items() for each in own
            }  # fmt: skip
        missing = [at for at, said in load.confirmed.items() if stored.get(at) != said]
        twice = sum(n > 1 for n in Counter(key for _, key in stored).values())
        requests = sum(map(len, load.seconds.values()))
        print(
            f"{PEOPLE} people, {len(load.confirmed)} decisions confirmed in {took:.0f} s, "
            f"{len(stored)} stored, {len(missing)} confirmed ones missing, {twice} opinions "
            f"reviewed twice, 2 kills, {load.lost} requests without an answer; "
            f"{1000 * server.cpu / requests:.1f} ms of processor a request\n"
        )
        print(table(("request", "n", "median ms", "p95 ms"), list(_rows(load.seconds))))


def _rows(seconds):
    for kind, found in seconds.items():
        p95 = quantiles(found, n=20)[-1] if len(found) > 1 else found[0]
        yield kind, str(len(found)), f"{1000 * median(found):.0f}", f"{1000 * p95:.0f}"


def large(number: int) -> None:
    """Time lists of many opinions."""
    with TemporaryDirectory() as folder:
        run = served(Path(folder) / "toy", number=40)
        with Ledger(run / LEDGER) as ledger:
            ledger.put_opinions(
                (_one(n), verdicts(f"{n:032x}", n)) for n in range(number)
            )  # fmt: skip
        server = Server(run)
        server.start()
        paths = (
            "/", "/opinions", f"/opinions?after=turkish/Q28/{number // 2:032x}",
            "/opinions?culture=persian&reason=contentless", "/opinions?text=bread+99999",
            "/opinions?text=nothing+like+it", f"/opinions/{number // 2:032x}", "/queue/owner",
            "/queue/owner?order=uncertain", "/people",
        )  # fmt: skip
        found = {}
        with httpx.Client(follow_redirects=True, timeout=120) as client:
            client.get(f"http://127.0.0.1:{PORT}/?token={TOKEN}")
            for path in paths:
                times = []
                for _ in range(7):
                    began = time.perf_counter()
                    answer = client.get(f"http://127.0.0.1:{PORT}{path}")
                    times.append(time.perf_counter() - began)
                    assert answer.status_code == 200, path
                found[path] = times
        server.kill()
    print(f"\n{number} opinions\n")
    rows = (
        (path, f"{1000 * each[0]:.0f}", f"{1000 * min(each):.0f}", f"{1000 * median(each):.0f}")
        for path, each in found.items()
    )
    print(table(("page", "first ms", "quickest ms", "median ms"), list(rows)))


def _one(n: int):
    culture = ("turkish", "persian")[n % 2]
    of = seed(key=f"s{n}", culture=culture, item=f"Q{27 + n % 3}")
    text = f"A market that sells bread {n} times a day needs no clock and no bell to open."
    return opinion(f"{n:032x}", dialogue=f"d{n % 40}", seed=of, text=text, quote=text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    loaded(200 if quick else 2_000)
    large(10_000 if quick else 100_000)
