"""A real browser without a window, spoken to over a pipe (the Chrome DevTools Protocol)."""

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import time

BINARY = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE = 60
"""Seconds that an answer may take; only a broken browser takes them."""


def start(command):
    """Start a browser that reads from its descriptor 3 and writes to 4.

    Returns:
        Its process, where to write to, and where to read from.
    """
    down, ours = os.pipe()
    theirs, up = os.pipe()
    # Out of the way of 3 and 4.
    far = [fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, 20) for each in (down, up)]
    quiet = [(os.POSIX_SPAWN_OPEN, each, os.devnull, os.O_WRONLY, 0) for each in (1, 2)]
    ends = [(os.POSIX_SPAWN_DUP2, each, place) for each, place in zip(far, (3, 4), strict=True)]
    process = os.posix_spawn(command[0], command, os.environ, file_actions=[*quiet, *ends])
    for each in (down, up, *far):
        os.close(each)
    return process, ours, theirs


class Browser:
    """One page; notes what it asks for and what it complains about."""

    def __init__(self, folder):
        self.process, self.ours, self.theirs = start(
            [str(BINARY), *FLAGS, f"--user-data-dir={folder}", "about:blank"]
        )
        self.session = None
        self.number = 0
        self.buffer = b""
        self.requests = []
        self.complaints = []
        self.loaded = False
        try:
            self._attach()
        except BaseException:
            self._end()
            raise

    def _attach(self):
        targets = self.ask("Target.getTargets")["targetInfos"]
        target = next(each["targetId"] for each in targets if each["type"] == "page")
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.session = None
        try:
            self.ask("Browser.close")
        except (OSError, AssertionError):
            os.kill(self.process, signal.SIGKILL)
        self._end()

    def _end(self):
        """Close the pipes, upon which the browser ends, and wait for that."""
        os.close(self.ours)
        os.close(self.theirs)
        os.waitpid(self.process, 0)

    def ask(self, method, **params):
        """Send a command and return its result; notes the events that come before it."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.ours, json.dumps(message).encode() + b"\0")
        while True:
            found = self._next()
            if found.get("id") == self.number:
                assert "error" not in found, (method, found["error"])
                return found["result"]
            self._note(found)

    def _next(self):
        until = time.monotonic() + PATIENCE
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.theirs], [], [], max(until - time.monotonic(), 0))
            assert ready, "the browser does not answer"
            read = os.read(self.theirs, 1 << 16)
            assert read, "the browser has gone"
            self.buffer += read
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def _note(self, event):
        method, params = event.get("method", ""), event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            self.complaints.append(params)
        elif method == "Log.entryAdded":
            self.complaints.append(params["entry"]["text"])
        elif method == "Page.loadEventFired":
            self.loaded = True

    def open(self, path, width=1200, height=900, scheme="light"):
        """Load a file in a window of a width, in a colour scheme, as a phone if it is narrow."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 500,
        )  # fmt: skip
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", features=features)
        self.goto(path.absolute().as_uri())
        # What a page asks for late is asked for by now.
        self.value("new Promise(done => setTimeout(() => done(1), 50))")

    def goto(self, address):
        """Load an address."""
        self.loaded = False
        self.ask("Page.navigate", url=address)
        self.settle()

    def settle(self):
        """Wait until a page has loaded, after what leads to one."""
        while not self.loaded:
            self._note(self._next())

    def press(self, key, text=None):
        """Press a key; `text` is what it types, if anything."""
        typed = {} if text is None else {"text": text}
        for kind in ("keyDown", "keyUp"):
            self.ask(
                "Input.dispatchKeyEvent", type=kind, key=key, **(typed if kind == "keyDown" else {})
            )

    def type(self, text):
        """Type a text where the focus is."""
        self.ask("Input.insertText", text=text)

    def value(self, expression):
        """Return what an expression is on the page."""
        found = self.ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def picture(self, path, clip=None):
        """Write a screenshot as PNG."""
        area = {"clip": clip | {"scale": 1}, "captureBeyondViewport": True} if clip else {}
        data = self.ask("Page.captureScreenshot", format="png", **area)["data"]
        path.write_bytes(base64.b64decode(data))
        return path
