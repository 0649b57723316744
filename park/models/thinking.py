"""Separates a model's thoughts from its answer."""

import re

NAMES = r"think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratchpad|inner_monologue"
"""Models' names for their thoughts."""
OPENS = (
    rf"<(?:\w{{1,16}}[:_])?(?:{NAMES})>",
    rf"<\|(?:begin_of_|start_)?(?:{NAMES})\|>",
    r"\[think\]|◁think▷|<unused94>(?:thought)?",
    r"(?:<\|start\|>assistant)?<\|channel\|>(?!final)\w{1,40}[^<\n]{0,80}<\|message\|>",
    rf"<\|channel>(?:{NAMES})?",
)
CLOSES = (
    rf"</(?:\w{{1,16}}[:_])?(?:{NAMES})>",
    rf"<\|/?end_(?:of_)?(?:{NAMES})\|>|<\|/(?:{NAMES})\|>",
    r"\[/think\]|◁/think▷|<unused95>|<channel\|>",
)
WRAPS = (
    r"(?:<\|start\|>assistant)?<\|channel\|>final[^<\n]{0,80}<\|message\|>",
    r"<\|(?:end|return|call)\|>|<\|start\|>assistant",
    r"<\|begin\|>assistant(?:<\|content\|>)?|\[end final response\]",
    r"<\|(?:start_response|end_response|begin_of_solution|end_of_solution)\|>",
)
"""Markers around an answer; they also end a thought."""
ENVELOPE = r"</?(?:answer|response|output)>"
"""Tags around an answer; ignored within thoughts, which may mention them."""
MARKER = re.compile(
    f"(?P<opens>{'|'.join(OPENS)})|(?P<closes>{'|'.join(CLOSES)})|(?P<wraps>{'|'.join(WRAPS)})"
    f"|(?P<envelope>{ENVELOPE})",
    re.IGNORECASE,
)
SIGNS = ("<", "[", "◁")
"""Every marker contains one of these."""
BARE = (
    ("analysis", "assistantfinal"),
    ("Here is my thought process:", "Here is my response:"),
    ("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]"),
)
"""Plain-text markers of thoughts and answer: the channels of gpt-oss where a server drops control
tokens, Granite, and Apriel."""


def split_thinking(text: str) -> tuple[str, str]:
    """Split a model's text into answer and thoughts.

    Thoughts are enclosed in markers (`<think>…</think>`, `[THINK]…[/THINK]`, the channels of
    gpt-oss
    and Gemma, and others). Without an opening marker, which some servers put into the prompt,
    everything before the closing one is thought; without a closing marker, everything after the
    opening one, as the text was truncated.

    Returns:
        The answer and the thoughts. A text without markers is returned unchanged.
    """
    start_of = text[:200].lstrip()
    for opens, ends in BARE:
        if start_of.startswith(opens) and (ends in text or " " in opens):
            before, _, after = text.rpartition(ends) if ends in text else (text, "", "")
            said, more = split_thinking(after)
            return said.strip(), _joined([before.lstrip()[len(opens) :], more])
    if not any(sign in text for sign in SIGNS):
        return text, ""
    said_parts: list[str] = []
    thoughts: list[str] = []
    thinking, start = False, 0
    for marker in MARKER.finditer(text):
        if marker["envelope"] and thinking:
            continue
        part, start = text[start : marker.start()], marker.end()
        (thoughts if thinking else said_parts).append(part)
        if marker["closes"] and not thinking:
            thoughts += said_parts
            said_parts = []
        thinking = bool(marker["opens"])
    if not start:
        return text, ""
    (thoughts if thinking else said_parts).append(text[start:])
    return _joined(said_parts), _joined(thoughts)


def begins_thinking(token: str) -> bool:
    """Whether a response's first token starts a thought."""
    start = token.strip().casefold()
    marker = MARKER.match(start)
    if marker is not None:
        return bool(marker["opens"])
    first = ("<think>", "<|channel", "[think]")
    return bool(start) and any(each.startswith(start[:9]) for each in first)


def _joined(parts: list[str]) -> str:
    # A space prevents two halves from forming a marker.
    return " ".join(stripped for part in parts if (stripped := part.strip()))
