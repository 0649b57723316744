"""The questions about a post."""

import re

from park.evaluate.tasks.moderation.posts import WORDINGS, Post
from park.prompts import Prompts
from park.records.scores import Question

FORMS = ("choice", "question", "moderator")
"""The templates."""
LONGEST = 1_000
"""Maximum characters of a post to show."""
TAG = re.compile(r"<\s*/?\s*post(?:\s[^<>]*)?/?>", re.IGNORECASE)


def questions(post: Post, prompts: Prompts) -> list[Question]:
    """Return a post in each form and both orders of labels, with the post last."""
    wording = WORDINGS[post.kind]
    names = (wording.positive, wording.negative)
    found = []
    for form in FORMS:
        for order in (0, 1):
            options = names[::-1] if order else names
            text = prompts.render(
                f"evaluate/moderation/{form}",
                options=tuple(zip("AB", options, strict=True)),
                text=shown(post.text),
                **wording._asdict(),
            )
            found.append(
                Question(
                    task="moderation",
                    set=post.set,
                    tested=post.culture,
                    item=post.id,
                    form=form,
                    order=order,
                    text=text,
                    statement=shown(post.text),
                    markers=("A", "B"),
                    options=options,
                    expected={wording.positive if post.label else wording.negative: 1.0},
                )
            )
    return found


def shown(text: str) -> str:
    """Return a post as shown: truncated, with `<post>` tags in its text replaced.

    Control tokens of chat templates (`<|im_end|>`) are broken up by a space.
    """
    cut = text.strip()[:LONGEST].replace("<|", "< |")
    return TAG.sub("[post]", cut) + ("…" if len(text.strip()) > LONGEST else "")
