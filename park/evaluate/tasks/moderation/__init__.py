"""The moderation task: classifying labelled posts in the cultures' languages."""

from park.evaluate.tasks.moderation.load import load_posts
from park.evaluate.tasks.moderation.posts import Post
from park.evaluate.tasks.moderation.task import Moderation

__all__ = ["Moderation", "Post", "load_posts"]
