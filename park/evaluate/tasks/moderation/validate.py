"""What is wrong with a set, and which of its posts are asked."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from park.evaluate.tasks.moderation.posts import Post
from park.ledger.keys import rng_of

LEAST = 10
"""Posts that each class of a set must have for the set to enter averages."""


class Checked(NamedTuple):
    """A set without the posts that cannot be scored."""

    name: str
    posts: tuple[Post, ...]
    """Those with a text and a label; of posts with one text, one, and none if labels differ."""
    dropped: tuple[str, ...]
    """What was taken out, with the set's name and the number."""
    degenerate: str
    """Why the set is left out of averages; '' if it is not."""


def by_set(posts: Iterable[Post]) -> dict[str, list[Post]]:
    """Return posts by their set, in the order in which the sets appear."""
    found: dict[str, list[Post]] = {}
    for post in posts:
        found.setdefault(post.set, []).append(post)
    return found


def check(posts: Sequence[Post]) -> Checked:
    """Return a set's usable posts and what is wrong with it.

    Blank posts, duplicates and posts of contradictory labels are taken out and counted. A class
    that is missing, or has fewer than LEAST posts then, makes the set degenerate.

    Args:
        posts: all posts of one set, at least one.
    """
    name, blank = posts[0].set, sum(_blank(post) for post in posts)
    groups: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        if not _blank(post):
            groups[normalised(post.text)].append(post)
    agreed = [same for same in groups.values() if len({post.label for post in same}) == 1]
    kept = tuple(same[0] for same in agreed)
    dropped = tuple(
        f"{name}: {what} dropped: {count}"
        for count, what in (
            (blank, "posts without a text or a label"),
            (sum(len(same) - 1 for same in agreed), "duplicates of other posts"),
            (len(posts) - blank - sum(map(len, agreed)), "posts with a text under both labels"),
        )
        if count
    )
    small = _classes(kept)
    why = f"{name}: left out of averages: {'; '.join(small)}" if small else ""
    return Checked(name, kept, dropped, why)


def normalised(text: str) -> str:
    """Return a text as it is compared: NFKC, casefolded, any space as one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def sample(posts: Sequence[Post], limit: int | None) -> list[Post]:
    """Return at most `limit` posts, the classes in proportion, the same ones every time.

    A class that is there keeps at least one post if `limit` allows; which posts are taken follows
    from their ids alone, so that a higher limit keeps those of a lower one, but for rounding.
    """
    if limit is None or len(posts) <= limit:
        return list(posts)
    positive = [post for post in posts if post.label == 1]
    negative = [post for post in posts if post.label != 1]
    share = round(limit * len(positive) / len(posts))
    if positive and negative and limit > 1:
        share = min(max(share, 1), limit - 1)
    taken = {
        post.id
        for group, size in ((positive, share), (negative, limit - share))
        for post in sorted(group, key=_place)[:size]
    }
    return [post for post in posts if post.id in taken]


def _place(post: Post) -> float:
    return rng_of("moderation", post.set, post.id).random()


def _blank(post: Post) -> bool:
    return post.label is None or not normalised(post.text)


def _classes(posts: Sequence[Post]) -> list[str]:
    positive = sum(post.label == 1 for post in posts)
    counts = {"positive": positive, "negative": len(posts) - positive}
    return [
        f"{count} {name} posts, fewer than {LEAST}" if count else f"no {name} post"
        for name, count in counts.items()
        if count < LEAST
    ]
