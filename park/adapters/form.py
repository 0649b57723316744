"""What a base's chat template takes and writes, found once by trying it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from park.errors import InputError
from park.models.base import Message
from park.models.completions import folded
from park.models.thinking import MARKER

Render = Callable[[Sequence[Message], bool], str]
"""From a conversation to its text; True where it ends in the beginning of an answer."""
Shape = Callable[[Sequence[Message]], list[Message]]

TAG = re.compile(r"<[^<>\s]{1,60}>|\[/?[A-Z_]{2,40}\]|\[\|[^\[\]\s|]{1,40}\|\]|◁[^◁▷\s]{1,40}▷")
"""What control tokens look like."""
ANSWER = "Zebra7"
"""Stands for an answer while a template is tried; what it writes after it ends a turn."""


def merged(messages: Sequence[Message]) -> list[Message]:
    """Return a conversation in which neighbours of one role are joined by a blank line."""
    found: list[Message] = []
    for each in messages:
        if found and found[-1]["role"] == each["role"]:
            found[-1] = {**each, "content": f"{found[-1]['content']}\n\n{each['content']}"}
        else:
            found.append(dict(each))
    return found


@dataclass(frozen=True)
class Head:
    """How the assistant's turn begins, where open and answered questions differ in that."""

    open: str = ""
    """How an open question ends that has this difference."""
    answered: str = ""
    """What an answered one has in its place."""
    used: str = ""
    """What stands there in training and in use, so that the answer itself comes next."""


@dataclass(frozen=True)
class Form:
    """How a base is written to."""

    shape: Shape
    """What is done to a conversation before the template sees it."""
    head: Head
    endings: tuple[str, ...]
    """What the template writes after an assistant's message, such as `<|im_end|>`."""
    tags: tuple[str, ...]
    """What the template's own marks look like."""

    @property
    def remarks(self) -> list[str]:
        """Return what is done that one would not expect, a line for each."""
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
    """Return a conversation as it is."""
    return [dict(each) for each in messages]


SHAPES: tuple[Shape, ...] = (plain, merged, folded)
"""What is tried, in this order."""


def _conversation(*roles: str) -> list[Message]:
    return [{"role": role, "content": f"Quagga{n}x"} for n, role in enumerate(roles)]


ASKED = _conversation("system", "user")
TRIED = (
    ASKED,
    _conversation("system", "user", "assistant", "user"),
    _conversation("user", "user"),
)


def form_of(render: Render) -> Form:
    """Try a chat template with conversations that hold marks, and see where these end up.

    Args:
        render: the template; whatever is wrong with it comes as an InputError.

    Raises:
        InputError: it cannot write a question, or leaves something of it out, whatever is done.
    """
    shape = _shape(render)
    question = shape(ASKED)
    before, after = _around(render, question)
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
    """Return the first shape in which everything is written, and all the same once answered."""
    for shape in SHAPES:
        if all(_works(render, shape(each)) for each in TRIED):
            return shape
    for shape in SHAPES:
        if _writes(render, shape(ASKED)):
            return shape
    render(folded(ASKED), True)
    raise InputError("its chat template leaves out what it is given to write")


def _works(render: Render, asked: Sequence[Message]) -> bool:
    if not _writes(render, asked):
        return False
    try:
        before, _ = _around(render, asked)
    except InputError:
        return False
    return _holds(before, asked) and _head(render(asked, True), before, asked) is not None


def _writes(render: Render, asked: Sequence[Message]) -> bool:
    try:
        return _holds(render(asked, True), asked)
    except InputError:
        return False


def _holds(text: str, messages: Sequence[Message]) -> bool:
    return all(part in text for each in messages for part in each["content"].split())


def _around(render: Render, asked: Sequence[Message]) -> tuple[str, str]:
    """Return what an answered question's text has before and after the answer."""
    text = render([*asked, {"role": "assistant", "content": ANSWER}], False)
    before, found, after = text.partition(ANSWER)
    if not found:
        raise InputError("its chat template leaves out the answer")
    return before, after


def _head(opened: str, before: str, asked: Sequence[Message]) -> Head | None:
    """Return where open and answered questions differ; None if they do before the answer's turn.

    Args:
        opened: an open question's text.
        before: the same question's, answered, up to the answer.
        asked: the question.
    """
    same = next((n for n, (a, b) in enumerate(zip(opened, before, strict=False)) if a != b), None)
    common = min(opened, before, key=len)[:same]
    if not _holds(common, asked):
        return None
    open_, answered = opened[len(common) :], before[len(common) :]
    turn = common[common.rfind(asked[-1]["content"].split()[-1]) :]
    if not open_:
        # Blanks alone stay with the answer, to whose first word a tokenizer may join them; so do
        # those that end a mark.
        answered = answered.rstrip(" ") if answered.strip() else ""
    if _thought(turn + answered) is None and answered and _thought(turn + open_) is not None:
        used = answered
    else:
        used = open_ or answered
    return Head(open_, answered, used + _closing(turn + used))


def _thought(text: str) -> str | None:
    """Return the mark that opens a thought which the text leaves open, with what follows it."""
    found = None
    for each in MARKER.finditer(text):
        found = text[each.start() :] if each["opens"] else None
    return found


def _closing(text: str) -> str:
    """Return what ends the thought that a text leaves open, '' if there is none."""
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
"""By the mark that opens a thought: what ends it. `<think>` and its like end as in HTML."""
