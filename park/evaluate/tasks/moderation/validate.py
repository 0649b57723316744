"""Validates datasets and samples their posts."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from park.evaluate.tasks.moderation.posts import Post
from park.ledger.keys import rng_of

LEAST = 10
"""Minimum posts per class for a dataset to be included in averages."""


class Checked(NamedTuple):
    """A dataset with unusable posts removed."""

    name: str
    posts: tuple[Post, ...]
    """Distinct posts with text and label; duplicates with different labels are all removed."""
    dropped: tuple[str, ...]
    """Descriptions of removed posts, with the dataset's name and counts."""
    degenerate: str
    """Why the dataset is left out of averages; '' if included."""


def by_set(posts: Iterable[Post]) -> dict[str, list[Post]]:
    """Group posts by dataset, in order of appearance."""
    found: dict[str, list[Post]] = {}
    for post in posts:
        found.setdefault(post.set, []).append(post)
    return found


def check(posts: Sequence[Post]) -> Checked:
    """Validate a dataset.

    Blank posts, duplicates and posts with contradictory labels are removed and counted. A class
    with
    fewer than LEAST remaining posts makes the dataset degenerate.

    Args:
        posts: all posts of a dataset, at least one.
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
    """Normalise a text for comparison: NFKC, casefolded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def sample(posts: Sequence[Post], limit: int | None) -> list[Post]:
    """Return a reproducible stratified sample of at most `limit` posts.

    Existing classes keep at least one post if `limit` allows. The choice depends on ids only, so
    that
    a higher limit includes the posts of a lower one, except for rounding.
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
