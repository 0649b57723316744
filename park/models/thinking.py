"""What a model thought, apart from what it said."""

import re

NAMES = r"think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratchpad|inner_monologue"
"""What models call the part before their answer."""
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
"""What stands around an answer and is no part of it; it also ends a thought."""
ENVELOPE = r"</?(?:answer|response|output)>"
"""Stands around an answer; within a thought it is spoken of and means nothing."""
MARKER = re.compile(
    f"(?P<opens>{'|'.join(OPENS)})|(?P<closes>{'|'.join(CLOSES)})|(?P<wraps>{'|'.join(WRAPS)})"
    f"|(?P<envelope>{ENVELOPE})",
    re.IGNORECASE,
)
SIGNS = ("<", "[", "◁")
"""Without one of these there is no marker."""
BARE = (
    ("analysis", "assistantfinal"),
    ("Here is my thought process:", "Here is my response:"),
    ("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]"),
)
"""What stands before a thought and before the answer, in words: the channels of gpt-oss where a
server drops control tokens, Granite, and Apriel."""


def split_thinking(text: str) -> tuple[str, str]:
    """Split a model's text into what it said and what it thought.

    Thoughts stand between markers (`<think>…</think>`, `[THINK]…[/THINK]`, the channels of gpt-oss
    and Gemma, and others). Where the opening one is missing, as with servers that put it into the
    prompt, all that comes before the closing one is thought; where the closing one is missing,
    all that follows, since the text was cut off.

    Returns:
        What was said and what was thought. A text without markers is returned as it is.
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
    """Whether the first token of an answer begins a thought rather than the answer."""
    start = token.strip().casefold()
    marker = MARKER.match(start)
    if marker is not None:
        return bool(marker["opens"])
    first = ("<think>", "<|channel", "[think]")
    return bool(start) and any(each.startswith(start[:9]) for each in first)


def _joined(parts: list[str]) -> str:
    # A blank between parts, so that no two halves make a marker.
    return " ".join(stripped for part in parts if (stripped := part.strip()))
