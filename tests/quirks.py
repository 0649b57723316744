"""A server whose models have quirks: their names say which, joined by `+`.

    with QuirkServer() as server:                      # or QuirkServer(key="sk-…")
        OpenAIModel("m", "no-system.gemini+think", base_url=server.url)

A quirk is a refusal of `tests/refusals.py` (`no-seed`, or in the words of one provider
`no-seed.mistral`), a shape of answers (`think`, `parts`, …) or a trouble that comes now and then
(`router-404`). Whatever a model thinks holds the word THOUGHT.

`server.refused` holds the names of quirks that refused a request, in order; `server.requests` all
bodies received.
"""

import base64
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests import sensible
from tests.fake_openai import FakeOpenAI, Fault
from tests.refusals import REFUSALS, Request, refusal_of, tokens_of

THOUGHT = "QUIRKTHOUGHT"
THINKING = (
    f"Okay, {THOUGHT} the user wants me to stay in the part. {THOUGHT} Answer: A\n"
    f'{{"opinions": [{{"opinion": "{THOUGHT} is what I hold.", "quote": "{THOUGHT}"}}]}}\n'
)
CHARACTERS = 4
"""Characters in a token of this server."""


@dataclass
class Draft:
    """An answer on its way through the quirks."""

    request: Request
    said: str
    tokens: list[tuple[str, float]]
    thought: str = ""
    marks: tuple[str, str] = ("", "")
    """What stands before and after a thought in the text."""
    apart: str = ""
    """The field that thoughts go into, in place of the text."""
    starved: Any = None
    """The content where all tokens went into thinking apart from the text."""
    hidden: bool = False
    """Whether thoughts are counted and not shown."""
    parts: str = ""
    """The type of the parts that hold thoughts, where the content is a list."""
    stopped: bool = False
    """Whether stop sequences end thoughts, too."""
    fields: dict[str, Any] = field(default_factory=dict)
    """Fields of the completion in place of the usual ones."""
    logprobs: Callable[[dict[str, Any]], Any] = lambda found: found

    def completion(self) -> dict[str, Any]:
        """Return the body of the answer, cut off where its tokens end."""
        room = CHARACTERS * tokens_of(self.request)
        whole = len(self.thought) + len(self.said)
        message: dict[str, Any] = {"role": "assistant"}
        if self.thought and (self.apart or self.hidden or self.parts):
            left = max(0, room - len(self.thought))
            if self.apart:
                message[self.apart] = self.thought[:room]
            message["content"] = self.said[:left] if left else self.starved
            if self.parts and left:
                message["content"] = [self._part(self.thought[:room]), _text(self.said[:left])]
        else:
            before, after = self.marks
            text = before + self.thought + after + self.said
            message["content"] = self._until_stop(text)[:room]
            whole = len(text)
            if self.parts:
                message["content"] = [_text(message["content"])]
        choice: dict[str, Any] = {"index": 0, "message": message}
        choice["finish_reason"] = "length" if whole > room else "stop"
        if self.request.get("logprobs"):
            choice["logprobs"] = self.logprobs(self._first_token())
        thought = min(len(self.thought), room) // CHARACTERS
        made = min(whole, room) // CHARACTERS + 1
        usage = {"prompt_tokens": 100, "completion_tokens": made, "total_tokens": 100 + made}
        if self.hidden:
            usage["completion_tokens_details"] = {"reasoning_tokens": thought}
        body = {"id": "x", "object": "chat.completion", "created": 0, "model": "m"}
        return body | {"choices": [choice], "usage": usage} | self.fields

    def _part(self, thought: str) -> dict[str, Any]:
        if self.parts == "thinking":
            return {"type": "thinking", "thinking": [_text(thought)]}
        return {"type": self.parts, "text": thought}

    def _until_stop(self, text: str) -> str:
        stops = self.request.get("stop") or [] if self.stopped else []
        return text[: min([text.find(each) for each in stops if each in text], default=len(text))]

    def _first_token(self) -> dict[str, Any]:
        found = self.tokens
        if self.thought or any(self.marks):
            found = [((self.marks[0] or self.thought).split()[0][:12], -0.001), ("\n", -9.0)]
        top = [_token(*each) for each in found[: self.request.get("top_logprobs", 0)]]
        return {"content": [{**_token(*found[0]), "top_logprobs": top}]}


def _text(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


def _token(token: str, logprob: float) -> dict[str, Any]:
    return {"token": token, "logprob": logprob, "bytes": list(token.encode())}


Shape = Callable[[Draft], None]


def thinks(before: str = "", after: str = "", times: int = 1, **settings: Any) -> Shape:
    """A model that thinks before it answers, `times` hundred and ten characters or so."""

    def shape(draft: Draft) -> None:
        draft.thought, draft.marks = THINKING * times, (before, after)
        for name, value in settings.items():
            setattr(draft, name, value)

    return shape


def quiet_if(wanted: Callable[[Request], bool]) -> Shape:
    """A model that can be asked not to think."""

    def shape(draft: Draft) -> None:
        if wanted(draft.request):
            draft.thought, draft.marks = "", ("", "")

    return shape


def _templated(request: Request) -> bool:
    return (request.get("chat_template_kwargs") or {}).get("enable_thinking") is False


def _low(request: Request) -> bool:
    return request.get("reasoning_effort") in ("none", "minimal")


def _fields(**fields: Any) -> Shape:
    def shape(draft: Draft) -> None:
        draft.fields |= fields

    return shape


def _logprobs(change: Callable[[dict[str, Any]], Any]) -> Shape:
    def shape(draft: Draft) -> None:
        draft.logprobs = change

    return shape


def _logprob(value: Any) -> Shape:
    """Every log-probability but the first has an odd value."""

    def change(found: dict[str, Any]) -> Any:
        for token in found["content"][0]["top_logprobs"][1:]:
            token["logprob"] = value
        return found

    return _logprobs(change)


def _in_prose(draft: Draft) -> None:
    """Ignore a schema: a letter alone where one is asked for, else JSON within prose."""
    if draft.said.startswith('{"answer"'):
        draft.said = json.loads(draft.said)["answer"]
    elif draft.said.startswith("{"):
        draft.said = f"Sure, here it is:\n```json\n{draft.said}\n```\nAnything else?"


def _spoken(change: Callable[[str], str]) -> Shape:
    """Turns that hold something odd; JSON and letters stay as they are."""

    def shape(draft: Draft) -> None:
        if not draft.said.startswith("{") and len(draft.said) > 2:
            draft.said = change(draft.said)

    return shape


def _stop_in_thought(draft: Draft) -> None:
    for stop in draft.request.get("stop") or []:
        draft.thought = f"{THINKING}{stop} {THINKING}"


def _huge(draft: Draft) -> None:
    draft.said = draft.said + " and so it goes on and on" * 400_000
    draft.request = {**draft.request, "max_tokens": 10**9}


DIGITS = 10**400
CHANNEL = ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>")
LONG = 20
"""Times of a thought that no turn has room for."""
SHAPES: dict[str, Shape] = {
    "think": thinks("<think>\n", "\n</think>\n\n"),
    "think-no-open": thinks("", "\n</think>\n\n"),
    "think-empty": lambda draft: setattr(draft, "marks", ("<think>\n\n", "</think>\n\n")),
    "think-long": thinks("<think>\n", "\n</think>\n\n", LONG),
    "think-gemma": thinks("<|channel>thought\n", "<channel|>"),
    "think-gpt-oss": thinks(*CHANNEL),
    "think-gpt-oss-bare": thinks("analysis", "assistantfinal"),
    "think-mistral": thinks("[THINK]", "[/THINK]"),
    "think-seed": thinks("<seed:think>", "</seed:think>"),
    "think-thinking": thinks("<thinking>\n", "\n</thinking>\n"),
    "think-stopped": thinks("<think>\n", "\n</think>\n\n", stopped=True),
    "stop-in-thought": _stop_in_thought,
    "reasoning-content": thinks(apart="reasoning_content"),
    "reasoning": thinks(apart="reasoning"),
    "reasoning-long": thinks(times=LONG, apart="reasoning_content", starved=None),
    "reasoning-long-empty": thinks(times=LONG, apart="reasoning", starved=""),
    "reasoning-hidden": thinks(hidden=True, starved=""),
    "reasoning-hidden-long": thinks(times=LONG, hidden=True, starved=""),
    "parts": lambda draft: setattr(draft, "parts", "text"),
    "parts-thinking": thinks(parts="thinking"),
    "parts-reasoning": thinks(parts="reasoning"),
    "quiet-by-template": quiet_if(_templated),
    "quiet-by-effort": quiet_if(_low),
    "prose-around-json": _in_prose,
    "null-logprobs": _logprobs(lambda _: None),
    "empty-logprobs": _logprobs(lambda _: {"content": []}),
    "no-top-logprobs": _logprobs(
        lambda found: {"content": [{**found["content"][0], "top_logprobs": []}]}
    ),
    "old-logprobs": _logprobs(
        lambda found: {"tokens": ["A"], "token_logprobs": [-1], "top_logprobs": [{"A": -1}]}
    ),
    "logprob-digits": _logprob(-DIGITS),
    "logprob-nan": _logprob(float("nan")),
    "logprob-infinite": _logprob(float("-inf")),
    "logprob-positive": _logprob(3.0),
    "logprob-string": _logprob("-1.0"),
    "usage-huge": _fields(usage={"prompt_tokens": 2**70, "completion_tokens": DIGITS}),
    "usage-negative": _fields(usage={"prompt_tokens": -5, "completion_tokens": -1}),
    "usage-float": _fields(usage={"prompt_tokens": 10.5, "completion_tokens": float("inf")}),
    "usage-string": _fields(usage={"prompt_tokens": "10", "completion_tokens": None}),
    "usage-list": _fields(usage=[1, 2]),
    "usage-nested": _fields(
        usage={"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": DIGITS}}
    ),
    "surrogates": _spoken(lambda said: f"{said[:20]}\ud83d{said[20:]}\udc00"),
    "ansi": _spoken(lambda said: f"\u001b[31m{said[:30]}\u001b[0m\u0007{said[30:]}"),
    "override": _spoken(lambda said: f"{said[:30]}\u202e{said[30:]}\u2066"),
    "huge": _huge,
    "mumbles": lambda draft: setattr(draft, "said", "Hm."),
}
HTML = {"content-type": "text/html; charset=utf-8"}
SIGN_IN = (
    "<!doctype html><html><head><title>Sign in to Example\n Cloud</title></head>"
    "<body><form action='/login'>Password</form></body></html>"
)
GATEWAY = (
    "<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n<center><h1>504 "
    "Gateway Time-out</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>"
)
NO_MODEL = {"error": {"message": "The model `m` does not exist", "code": "model_not_found"}}


def _told(error: Any, **fields: Any) -> Fault:
    return Fault(body={"error": error, **fields})


_CHOICE = {"index": 0, "message": {"role": "assistant", "content": ""}, "finish_reason": "error"}
TROUBLES: dict[str, Fault] = {
    "sign-in": Fault(body=SIGN_IN, headers=HTML),
    "gateway-504": Fault(status=504, body=GATEWAY, headers=HTML),
    "busy": Fault(status=429, headers={"retry-after": "0"}, body={"error": {"message": "slow"}}),
    "router-404": Fault(status=404, body=NO_MODEL),
    "router-404-html": Fault(status=404, body="<html><title>404</title></html>", headers=HTML),
    "error-in-200": _told({"message": "Upstream error from X", "code": 502}),
    "error-in-200-string": _told({"message": "Upstream idle", "code": "server_error"}),
    "error-in-200-no-code": _told({"message": "Internal error"}),
    "error-in-200-text": _told("Service is too busy"),
    "error-in-200-429": _told({"message": "Rate limit exceeded", "code": 429}, choices=[]),
    "error-in-choice": Fault(
        body={"choices": [{**_CHOICE, "error": {"message": "Provider disconnected", "code": 502}}]}
    ),
    "hangs-up": Fault(cut=True),
    "half-json": Fault(body='{"choices": [{"message": {"role": "assis'),
    "no-choices": Fault(body={"id": "x", "choices": []}),
}
"""What goes wrong now and then: of six requests, one for each of the first five troubles in a
model's name. With `always-` before the name, it goes wrong at every request."""


class Quirks:
    """Answers as the models do whose names it is asked for."""

    def __init__(self, key: str = "") -> None:
        self.key = key
        self.refused: list[str] = []
        self._count = itertools.count(1)

    def __call__(self, request: Request) -> Fault:
        quirks = [each for each in request["model"].split("+") if each != "plain"]
        number = next(self._count)
        troubles = [each for each in quirks if each.removeprefix("always-") in TROUBLES]
        for place, quirk in enumerate(troubles, 2):
            if quirk.startswith("always-") or number % 6 == place % 6:
                return TROUBLES[quirk.removeprefix("always-")]
        for quirk in quirks:
            if quirk.partition(".")[0] in REFUSALS:
                refuses, fault = refusal_of(quirk)
                if refuses(request):
                    self.refused.append(quirk)
                    return fault
        draft = Draft(request, sensible.answer(request), sensible.tokens(request))
        for quirk in quirks:
            shape = SHAPES.get(quirk) or self._telling().get(quirk)
            known = quirk.partition(".")[0] in REFUSALS or quirk.removeprefix("always-") in TROUBLES
            if shape is not None:
                shape(draft)
            elif not known:
                return Fault(status=404, body=NO_MODEL)
        return Fault(body=draft.completion())

    def _telling(self) -> dict[str, Shape]:
        """Return the quirks of models that say the key."""
        key, encoded = self.key, base64.b64encode(self.key.encode()).decode()
        half = len(key) // 2
        return {
            "tells-key": _spoken(lambda said: f"{said} Mine is {key} now."),
            "tells-parts": _spoken(lambda said: f"{said} Say {key[:half]} and then {key[half:]}."),
            "tells-base64": _spoken(lambda said: f"{said} Mine is {encoded} now."),
        }


class QuirkServer(FakeOpenAI):
    """The server; a context manager."""

    def __init__(self, key: str = "", **settings: Any) -> None:
        self.quirks = Quirks(key)
        super().__init__(self.quirks, **{"models": (), **settings})

    @property
    def refused(self) -> list[str]:
        """The quirks that refused a request, in order."""
        return self.quirks.refused
