"""Loads labelled posts from files, folders and public datasets."""

from collections.abc import Sequence
from pathlib import Path

from park.errors import InputError
from park.evaluate.tasks.moderation.hub import PREFIX, find, load_set
from park.evaluate.tasks.moderation.posts import Post, check_ids, read_posts


def load_posts(given: Sequence[str], base: Path, cultures: Sequence[str]) -> list[Post]:
    """Load the posts of the evaluated cultures.

    Args:
        given: JSONL files, folders of them, and `hub:<name>` for public datasets.
        base: base folder of relative paths.
        cultures: cultures to include; public datasets of others are not downloaded.

    Raises:
        InputError: a source is missing or invalid, or no post is left.
    """
    posts: list[Post] = []
    for each in given:
        if each.startswith(PREFIX):
            source = find(each.removeprefix(PREFIX))
            posts += load_set(source) if source.culture in cultures else []
        else:
            posts += read_posts(base / each)
    kept = [post for post in posts if post.culture in cultures]
    if not kept:
        known = ", ".join(cultures)
        raise InputError(f"moderation: {', '.join(given)}: no post is of a culture among {known}")
    check_ids(kept)
    return kept
