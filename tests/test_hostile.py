"""Servers that mean harm, or are broken: every verb ends with a known exit code, shows no control
character, and no part of the key is stored or shown."""

import base64
import gzip
import json
import shutil
import unicodedata
import zlib

import pytest
from tenacity import wait_none

from park.cli.main import run_command
from tests.commands import configuration, whole_script, write
from tests.fake_openai import FakeOpenAI, Fault, completion
from tests.quirks import DIGITS, GATEWAY, HTML, SIGN_IN, QuirkServer

KEY = "sk-Zq81LmPx7vTfR2bYwK9dHs46"
ENCODED = base64.b64encode(KEY.encode()).decode()
RUN = 12
"""Characters of the key that must not stand together anywhere."""
ESCAPES = (
    "\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u009b2J \u202eevil\u2066 \x00\x08\x7f\r\u2028"
)
SPELLED = "\\u001b[31mred \\x1b[2J \\033[1m"
GOOD = json.dumps(completion("A word."))


def refused(message, status=400, **fields):
    """Return a refusal with a message of any kind."""
    return Fault(status=status, body={"error": {"message": message, **fields}})


def nested(depth):
    """Return JSON that is too deep to be read with recursion."""
    return '{"choices":' + "[" * depth + "]" * depth + "}"


def packed(data):
    """Return a body of gzip."""
    return Fault(body=gzip.compress(data), headers={"content-encoding": "gzip"})


def typed(kind, body):
    """Return a body with a content type."""
    return Fault(body=body, headers={"content-type": kind})


FAULTS = {
    "control characters in a refusal": refused(ESCAPES),
    "control characters in a failure": refused(ESCAPES, status=500),
    "control characters in a fatal refusal": refused(ESCAPES, status=401),
    "control characters as an error in 200": Fault(body={"error": {"message": ESCAPES}}),
    "control characters in the code": Fault(body={"error": {"message": "x", "code": ESCAPES}}),
    "control characters in plain text": typed("text/plain", ESCAPES),
    "control characters in a title": typed("text/html", f"<title>{ESCAPES}</title>"),
    "escapes that are spelled out": refused(SPELLED),
    "escapes within JSON within JSON": refused(json.dumps({"message": ESCAPES})),
    "escapes in a router's metadata": refused("no", metadata={"raw": ESCAPES}),
    "surrogates in a refusal": refused("half \ud83d of it"),
    "surrogates in a failure": refused("half \udfff of it", status=503),
    "surrogates as an error in 200": Fault(body={"error": {"message": "half \ud83d"}}),
    "the key in a refusal": refused(f"Incorrect API key provided: {KEY}."),
    "the key in parts": refused(f"{KEY[:14]} and {KEY[10:]}, {KEY[5:20]}"),
    "the key in parts of a fatal refusal": refused(f"{KEY[:13]}... {KEY[-13:]}", status=401),
    "the key in base64": refused(f"Basic {ENCODED}"),
    "the key in base64 in parts": refused(f"{ENCODED[:20]} {ENCODED[15:]}", status=500),
    "the key with a name in base64": refused(base64.b64encode(f"me:{KEY}".encode()).decode()),
    "the key as an error in 200": Fault(body={"error": {"message": KEY[:20], "code": ENCODED}}),
    "the key in a page": typed("text/html", f"<title>{KEY[2:]}</title>{ENCODED}"),
    "the key in a redirect": Fault(status=302, headers={"location": f"http://x/{KEY}"}),
    "the key where a page is cut": refused("x" * 185 + KEY),
    "a message that is a list": refused([{"loc": ["body"], "msg": [ESCAPES, KEY]}]),
    "a message that is a number": refused(DIGITS),
    "an error that is nothing": Fault(status=400, body={"error": None}),
    "an error that is a list": Fault(status=422, body=[[[]]]),
    "a sign-in page": Fault(body=SIGN_IN, headers=HTML),
    "a gateway's page": Fault(status=504, body=GATEWAY, headers=HTML),
    "a page of many megabytes": typed("text/html", "<p>" + "x" * 8_000_000),
    "a refusal of many megabytes": refused("max_tokens " * 800_000),
    "another charset": typed("application/json; charset=utf-16", GOOD.encode("utf-16")),
    "a charset that there is not": typed("application/json; charset=nonsense", GOOD),
    "bytes that are no text": typed("application/json", b'{"choices": "\xff\xfe\xc3\x28"}'),
    "no bytes": Fault(body=""),
    "a byte order mark": Fault(body=b"\xef\xbb\xbf" + GOOD.encode()),
    "a stream of events": typed("text/event-stream", f"data: {GOOD}\n\ndata: [DONE]\n\n"),
    "a gzip bomb": packed(b" " * 16_000_000),
    "a gzip bomb that is a text": packed(
        json.dumps(completion("@")).encode().replace(b"@", b"a" * 20_000_000)
    ),
    "gzip that is none": Fault(body=GOOD, headers={"content-encoding": "gzip"}),
    "deflate that ends early": Fault(
        body=zlib.compress(GOOD.encode())[:-9], headers={"content-encoding": "deflate"}
    ),
    "an encoding that there is not": Fault(body=GOOD, headers={"content-encoding": "nonsense"}),
    "too much said of its length": Fault(cut=True),
    "chunks that are none": Fault(body=GOOD, headers={"transfer-encoding": "chunked"}),
    "a redirect to itself": Fault(
        status=307, headers={"location": "/v1/chat/completions"}, body=""
    ),
    "a redirect to a file": Fault(status=302, headers={"location": "file:///etc/passwd"}),
    "nothing with status 204": Fault(status=204, body=""),
    "a status that there is not": Fault(status=999, body=ESCAPES),
    "a server that hangs": Fault(hang=True),
    "a server that drips": Fault(drip=0.05),
    "NaN": Fault(body='{"choices": [{"message": {"content": NaN}}], "usage": Infinity}'),
    "a number of many digits": Fault(body=f'{{"id": {"7" * 9_000}, "choices": []}}'),
    "JSON too deep": Fault(body=nested(200_000)),
    "JSON almost too deep": Fault(body=nested(940)),
    "an error too deep": Fault(status=400, body='{"error":' * 900 + "1" + "}" * 900),
    "half of JSON": Fault(body=GOOD[:60]),
    "a retry in a long time": Fault(status=429, headers={"retry-after": "1e9"}),
    "a retry that is no time": Fault(status=429, headers={"retry-after": "soon\x1b[2J"}),
    "busy with escapes": Fault(
        status=429, headers={"retry-after": "0"}, body={"error": {"message": ESCAPES + KEY[:15]}}
    ),
}
TEXTS = (
    "tells-key",
    "tells-parts",
    "tells-base64",
    "ansi",
    "override",
    "surrogates",
    "ansi+think+tells-key",
    "usage-huge+logprob-infinite",
    "usage-float+logprob-digits",
    "usage-nested+logprob-nan",
    "logprob-string",
    "tells-key+null-logprobs+prose-around-json",
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Nobody waits between tries, and the key is at hand."""
    monkeypatch.setattr("park.models.gateway.wait_random_exponential", lambda **_: wait_none())
    monkeypatch.setattr("park.models.limiter.LONGEST_PAUSE", 0.01)
    monkeypatch.setenv("MY_KEY", KEY)


def configure(study, url, model="openai/m", **limits):
    """Write two configurations: of a good run, and of one with the hostile server in all roles."""
    small = {
        "cultures": ["turkish"],
        "seeds": {"items": ["Q27"], "holdout": 0.02},
        "dialogue": {"turns": 2},
        "filter": {"threshold": 0.5},
        "evaluate": {"tasks": ["survey"], "methods": ["plain"]},
    }
    hostile = {"model": model, "base_url": url, "api_key_env": "MY_KEY"}
    limits = {"retries": 1, "stall": 0.5, "timeout": 20} | limits
    good = {"delegate": "scripted:script.yaml"}
    write(study / "script.yaml", whole_script())
    write(study / "good.yaml", configuration(**small, models=good))
    write(study / "demo.yaml", configuration(**small, models={"delegate": hostile}, limits=limits))
    judged = {**good, "judge": hostile}
    write(study / "judged.yaml", configuration(**small, models=judged, limits=limits))


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A run whose dialogues were held by a model that behaves."""
    folder = tmp_path_factory.mktemp("good")
    configure(folder, "http://127.0.0.1:9/v1")
    code = run_command(["generate", str(folder / "good.yaml"), "--run", str(folder / "run"), "-q"])
    assert code == 0
    return folder / "run"


def all_verbs(command, study, good):
    """Go through all verbs and return what they said."""
    shutil.copytree(good, study / "outputs/good")
    return {
        name: command(*arguments)
        for name, arguments in {
            "check": ("check",),
            "generate": ("generate", "--run", "outputs/bad"),
            "show": ("show", "outputs/bad", "--json"),
            "filter": ("filter", "outputs/good", "--config", "judged.yaml"),
            "show --opinions": ("show", "outputs/good", "--opinions"),
            "evaluate": ("evaluate", "outputs/bad"),
            "report": ("report", "outputs/bad"),
        }.items()
    }


def acts(character):
    """Whether a character does something to a terminal in place of being shown."""
    kind = unicodedata.category(character)
    return (
        kind in ("Cc", "Cs") and character != "\n"
    ) or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def runs_of(secret):
    """Return all parts of a secret that are too long to be shown."""
    return {secret[n : n + RUN] for n in range(len(secret) - RUN + 1)}


SECRETS = runs_of(KEY) | runs_of(ENCODED)


def clean(said, study):
    """Check what the verbs said, and all that they stored."""
    for verb, each in said.items():
        assert each.code in (0, 1, 2, 3), (verb, each)
        shown = each.out + each.err
        for word in ("internal error", "Traceback"):
            assert word not in shown, (verb, shown)
        if verb != "show":  # JSON keeps what a model said, escaped
            assert not [spelled for spelled in ("u001b", "x1b[", "033[") if spelled in shown], verb
        assert not [c for c in shown if acts(c)], (verb, shown)
        assert not [part for part in SECRETS if part in shown], (verb, shown)
        assert len(max(shown.splitlines(), default="")) < 20_000, verb
    for path in (path for path in (study / "outputs").rglob("*") if path.is_file()):
        data = path.read_bytes()
        assert not [part for part in SECRETS if part.encode() in data], path
        if path.suffix in (".html", ".md", ".json"):
            assert b"\x1b" not in data, path
            assert not [c for c in "\u202e\u2066" if c.encode() in data], path


@pytest.mark.parametrize("case", FAULTS)
def test_a_hostile_server_does_no_harm_in_any_verb(command, study, good, case):
    slow = "hangs" in case or "drips" in case
    with FakeOpenAI(FAULTS[case]) as server:
        configure(study, server.url, **({"timeout": 0.2} if slow else {}))
        said = all_verbs(command, study, good)
    clean(said, study)


THROUGH_LITELLM = [
    case
    for case in FAULTS
    if any(word in case for word in ("key in", "control", "page", "hangs", "deep", "NaN", "bomb"))
]


@pytest.mark.parametrize("case", THROUGH_LITELLM)
def test_a_hostile_server_does_no_harm_through_litellm(command, study, case):
    slow = "hangs" in case or "drips" in case
    with FakeOpenAI(FAULTS[case]) as server:
        configure(study, server.url, "hosted_vllm/m", **({"timeout": 0.2} if slow else {}))
        said = {verb: command(verb) for verb in ("check", "generate")}
    clean(said, study)


@pytest.mark.parametrize(
    ("prefix", "quirks"),
    [("openai/", each) for each in TEXTS] + [("hosted_vllm/", each) for each in TEXTS[:4]],
)
def test_hostile_texts_do_no_harm_and_the_run_is_complete(command, study, good, quirks, prefix):
    with QuirkServer(key=KEY) as server:
        configure(study, server.url, prefix + quirks)
        said = all_verbs(command, study, good)
    clean(said, study)
    assert {verb: each.code for verb, each in said.items() if each.code} == {}


@pytest.mark.parametrize("refusal", ["no-seed", "no-system", "no-logprobs"])
def test_a_hostile_refusal_teaches_nothing_that_is_shown(command, study, good, refusal):
    words = {"no-seed": "seed", "no-system": "system role", "no-logprobs": "logprobs"}[refusal]

    def answer(request):
        sent = "seed" in request if refusal == "no-seed" else "logprobs" in request
        if refusal == "no-system":
            sent = request["messages"][0]["role"] == "system"
        return refused(f"{words} {ESCAPES} {KEY[:20]} {SPELLED} is not supported") if sent else "A."

    with FakeOpenAI(answer) as server:
        configure(study, server.url)
        said = all_verbs(command, study, good)
    clean(said, study)


@pytest.mark.parametrize("verb", ["generate", "check"])
def test_a_header_from_a_variable_is_as_secret_as_the_key(command, study, verb, monkeypatch):
    monkeypatch.setenv("MY_HEADER", KEY[::-1])
    with FakeOpenAI(refused(f"no {KEY[::-1]} {KEY}")) as server:
        configure(study, server.url)
        text = (study / "demo.yaml").read_text()
        given = "api_key_env: MY_KEY\n    headers_env: {X-Gate: MY_HEADER}"
        write(study / "demo.yaml", text.replace("api_key_env: MY_KEY", given))
        said = command(verb)
        assert said.code == 1, said.err
        assert {headers["x-gate"] for headers in server.headers} == {KEY[::-1]}
    assert not [part for part in runs_of(KEY[::-1]) if part in said.out + said.err]
    clean({verb: said}, study)
