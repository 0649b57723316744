"""Determines by trial how a base's chat template formats conversations."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from park.errors import InputError
from park.models.base import Message
from park.models.completions import folded
from park.models.thinking import MARKER

Render = Callable[[Sequence[Message], bool], str]
"""Formats a conversation; True appends the start of an answer."""
Shape = Callable[[Sequence[Message]], list[Message]]

TAG = re.compile(r"<[^<>\s]{1,60}>|\[/?[A-Z_]{2,40}\]|\[\|[^\[\]\s|]{1,40}\|\]|◁[^◁▷\s]{1,40}▷")
"""Typical control tokens."""
ANSWER = "Zebra7"
"""Placeholder answer; the text that a template writes after it ends a turn."""


def merged(messages: Sequence[Message]) -> list[Message]:
    """Merge adjacent messages of one role, separated by a blank line."""
    found: list[Message] = []
    for each in messages:
        if found and found[-1]["role"] == each["role"]:
            found[-1] = {**each, "content": f"{found[-1]['content']}\n\n{each['content']}"}
        else:
            found.append(dict(each))
    return found


@dataclass(frozen=True)
class Head:
    """The start of the assistant's turn, which may differ between open and answered questions."""

    open: str = ""
    """The differing end of an open question."""
    answered: str = ""
    """The corresponding part of an answered one."""
    used: str = ""
    """The text used in training and inference, directly followed by the answer."""


@dataclass(frozen=True)
class Form:
    """The format of a base's prompts."""

    shape: Shape
    """Transforms a conversation before applying the template."""
    head: Head
    endings: tuple[str, ...]
    """The template's text after an assistant message, such as `<|im_end|>`."""
    tags: tuple[str, ...]
    """The template's control tokens."""

    @property
    def remarks(self) -> list[str]:
        """Return a line for each unexpected transformation."""
        found = []
        if self.shape is folded:
            found.append(
                "its chat template takes no system message; it goes before the first user message"
            )
        if self.shape is merged:
            found.append("its chat template wants roles to alternate; neighbours are joined")
        if self.head.used and self.head.used != self.head.open:
            found.append(f"answers are learnt and given after {self.head.used!r}")
        return found


def plain(messages: Sequence[Message]) -> list[Message]:
    """Return the conversation unchanged."""
    return [dict(each) for each in messages]


SHAPES: tuple[Shape, ...] = (plain, merged, folded)
"""Transformations in the order tried."""


def _conversation(*roles: str) -> list[Message]:
    return [{"role": role, "content": f"Quagga{n}x"} for n, role in enumerate(roles)]


ASKED = _conversation("system", "user")
TRIED = (
    ASKED,
    _conversation("system", "user", "assistant", "user"),
    _conversation("user", "user"),
)


def form_of(render: Render) -> Form:
    """Analyse a chat template by rendering marked conversations.

    Args:
        render: the template, with errors raised as InputError.

    Raises:
        InputError: it fails or drops part of a question, whatever the transformation.
    """
    shape = _shape(render)
    question = shape(ASKED)
    before, after = _split_answer(render, question)
    head = _head(render(question, True), before, question)
    texts = [render(shape(TRIED[1]), True), before + after]
    between = texts[0].partition(TRIED[1][2]["content"])[2]
    endings = (TAG.match(each.lstrip()) for each in (after, between))
    tags = {tag for text in texts for tag in TAG.findall(text)}
    return Form(
        shape=shape,
        head=head or Head(),
        endings=tuple(dict.fromkeys(each[0] for each in endings if each)),
        tags=tuple(sorted(tags)),
    )


def _shape(render: Render) -> Shape:
    """Return the first shape that keeps all content, identically once answered."""
    for shape in SHAPES:
        if all(_works(render, shape(each)) for each in TRIED):
            return shape
    for shape in SHAPES:
        if _keeps_content(render, shape(ASKED)):
            return shape
    render(folded(ASKED), True)
    raise InputError("its chat template leaves out what it is given to write")


def _works(render: Render, asked: Sequence[Message]) -> bool:
    if not _keeps_content(render, asked):
        return False
    try:
        before, _ = _split_answer(render, asked)
    except InputError:
        return False
    return _contains_all(before, asked) and _head(render(asked, True), before, asked) is not None


def _keeps_content(render: Render, asked: Sequence[Message]) -> bool:
    try:
        return _contains_all(render(asked, True), asked)
    except InputError:
        return False


def _contains_all(text: str, messages: Sequence[Message]) -> bool:
    return all(part in text for each in messages for part in each["content"].split())


def _split_answer(render: Render, asked: Sequence[Message]) -> tuple[str, str]:
    """Return an answered question's text before and after the answer."""
    text = render([*asked, {"role": "assistant", "content": ANSWER}], False)
    before, found, after = text.partition(ANSWER)
    if not found:
        raise InputError("its chat template leaves out the answer")
    return before, after


def _head(opened: str, before: str, asked: Sequence[Message]) -> Head | None:
    """Return the difference between open and answered questions; None if it precedes the turn.

    Args:
        opened: the text of an open question.
        before: the text of the answered question up to the answer.
        asked: the question.
    """
    same = next((n for n, (a, b) in enumerate(zip(opened, before, strict=False)) if a != b), None)
    common = min(opened, before, key=len)[:same]
    if not _contains_all(common, asked):
        return None
    open_, answered = opened[len(common) :], before[len(common) :]
    turn = common[common.rfind(asked[-1]["content"].split()[-1]) :]
    if not open_:
        # Spaces stay with the answer, as a tokenizer may join them to its first word.
        answered = answered.rstrip(" ") if answered.strip() else ""
    if _thought(turn + answered) is None and answered and _thought(turn + open_) is not None:
        used = answered
    else:
        used = open_ or answered
    return Head(open_, answered, used + _closing(turn + used))


def _thought(text: str) -> str | None:
    """Return an unclosed thought from its opening marker on, if any."""
    found = None
    for each in MARKER.finditer(text):
        found = text[each.start() :] if each["opens"] else None
    return found


def _closing(text: str) -> str:
    """Return the closing marker of an unclosed thought; '' if there is none."""
    thought = _thought(text)
    mark = MARKER.match(thought) if thought else None
    if thought is None or mark is None:
        return ""
    if re.fullmatch(r"<[\w:]+>", mark[0]) and not mark[0].startswith("<unused"):
        blank = "\n" if thought.endswith("\n") else "\n\n"
        return f"{blank}</{mark[0][1:]}\n\n"
    for opens, closes in CLOSINGS:
        if re.match(opens, mark[0], re.IGNORECASE):
            return re.sub(opens, closes, mark[0], count=1, flags=re.IGNORECASE)
    return ""


CLOSINGS = (
    (r"<\|channel\|>.*", "<|end|><|start|>assistant<|channel|>final<|message|>"),
    (r"<\|channel>.*", "<channel|>"),
    (r"<unused94>.*", "<unused95>"),
    (r"<\|begin_of_", "<|end_of_"),
    (r"<\|START_", "<|END_"),
    (r"<\|", "<|/"),
    (r"\[", "[/"),
    (r"◁", "◁/"),
)
"""Closing markers of thoughts by opening marker; `<think>` and similar tags close as in HTML."""
