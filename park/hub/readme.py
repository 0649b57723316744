"""READMEs of repositories: recognising ours and merging with foreign ones."""

import hashlib
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import yaml

MOST = 1_000_000
"""Maximum bytes of a README to read."""
FRONT_MOST = 100_000
"""Maximum characters of front matter to parse."""
DEEPEST = 50
"""Maximum nesting of brackets, as parsing is quadratic in it."""
CONFIGS = "configs"
"""The key that defines tables for `datasets`."""
SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
)
"""Upper bounds of the Hub's size categories, with their names."""
# As parsed by the Hub, after an optional byte order mark.
FRONT = re.compile(
    r"\ufeff?\s*---(?P<line>\r\n|\r|\n)(?P<yaml>[\S\s]*?)(?:\r\n|\r|\n)---[ \t]*(?:\r?\n|$)"
)
FOREIGN = re.compile(r".*\.(arrow|csv|h5|hdf5|json|jsonl|ndjson|tar|tsv|txt|xml|zip)(\.\w+)?", re.S)
REST = re.compile(r"\A[ \t]*(\r\n|\r|\n)")
MARK = re.compile(r"<!-- culturepark: ([0-9a-f]{32}) -->")


class Unreadable(ValueError):
    """A README that cannot be merged; the message says why."""


def marked(card: str) -> str:
    """Append a mark to a card by which later changes are detected."""
    text = card.rstrip()
    return f"{text}\n\n<!-- culturepark: {_digest(text)} -->\n"


def size_category(rows: int) -> str:
    """Return the Hub's size category of a number of rows."""
    return next((name for most, name in SIZES if rows < most), "n>1B")


def is_ours(readme: bytes) -> bool:
    """Whether a README is an unchanged card of culturepark, or empty."""
    text, _, last = readme.decode("utf-8", errors="replace").rstrip().rpartition("\n")
    found = MARK.fullmatch(last.strip())
    return not readme.strip() or (found is not None and found[1] == _digest(text))


def merge(theirs: bytes, ours: bytes, files: re.Pattern[str]) -> bytes:
    """Merge the tables of our card into the front matter of a foreign README.

    Args:
        theirs: a README, whose text and other keys are preserved.
        ours: our card.
        files: pattern of our files. Tables of only such files that our card lacks are removed, as
            their files are.

    Raises:
        Unreadable: the README is too large or not text, or its front matter is broken.
    """
    if len(theirs) > MOST:
        raise Unreadable("is too large")
    try:
        text = theirs.decode()
    except UnicodeDecodeError:
        raise Unreadable("is no text in UTF-8") from None
    front = FRONT.match(ours.decode())
    tables = _fields(front["yaml"])[CONFIGS] if front else []
    found = FRONT.match(text)
    if found is None:
        block = _dump({CONFIGS: tables}, "\n")
        return f"---\n{block}---\n\n".encode() + theirs.removeprefix("\ufeff".encode())
    start, end = found.span("yaml")
    return f"{text[:start]}{_with(found, tables, files)}{text[end:]}".encode()


def _with(found: re.Match[str], tables: list[Any], files: re.Pattern[str]) -> str:
    """Return the front matter with our tables, otherwise unchanged if possible."""
    block, line = found["yaml"], found["line"]
    fields = _fields(block)
    wanted = {**fields, CONFIGS: _joined(fields.get(CONFIGS), tables, files)}
    if wanted == fields:
        return block
    rest = _without_configs(block).rstrip()
    added = _dump({CONFIGS: wanted[CONFIGS]}, line).rstrip()
    spliced = f"{rest}{line}{added}" if rest else added
    try:
        whole = _fields(spliced) == wanted
    except Unreadable:
        whole = False
    return spliced if whole else _dump(wanted, line).rstrip()


def _joined(theirs: Any, tables: list[Any], files: re.Pattern[str]) -> list[Any]:
    """Return their own tables followed by ours."""
    if theirs is None:
        return tables
    if not isinstance(theirs, list) or not all(isinstance(each, dict) for each in theirs):
        raise Unreadable(f"has front matter whose `{CONFIGS}` is no list of tables")
    names = {table["config_name"] for table in tables}
    kept = [
        each
        for each in theirs
        if each.get("config_name") not in names and not _is_ours(each.get("data_files"), files)
    ]
    for path in _paths([each.get("data_files") for each in kept]):
        if FOREIGN.fullmatch(path):
            raise Unreadable(
                f"has a table that is no Parquet ({path[:100]}), and `datasets` reads one format "
                "in a repository"
            )
    return [*kept, *tables]


def _paths(data_files: Any) -> Iterator[str]:
    """Yield the paths of `data_files` in any of its forms."""
    if isinstance(data_files, str):
        yield data_files
    for each in data_files if isinstance(data_files, list) else ():
        yield from _paths(each)
    if isinstance(data_files, dict):
        yield from _paths([path for key, path in data_files.items() if key != "split"])


def _is_ours(data_files: Any, files: re.Pattern[str]) -> bool:
    """Whether a table only has files named by culturepark."""
    if not isinstance(data_files, list) or not data_files:
        return False
    paths = [each.get("path") if isinstance(each, dict) else None for each in data_files]
    return all(isinstance(path, str) and files.fullmatch(path) for path in paths)


def _without_configs(block: str) -> str:
    """Remove the tables from front matter, preserving comments after them."""
    root = yaml.compose(block, yaml.SafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == CONFIGS:
            inside = block[key.start_mark.index : value.end_mark.index].splitlines(keepends=True)
            while len(inside) > 1 and inside[-1].lstrip()[:1] in ("", "#"):
                inside.pop()
            end = key.start_mark.index + sum(map(len, inside))
            rest = block[end:] if inside[-1][-1:] in ("\r", "\n") else re.sub(REST, "", block[end:])
            return block[: key.start_mark.index] + rest
    return block


def _fields(block: str) -> dict[str, Any]:
    """Parse front matter."""
    if len(block) > FRONT_MOST:
        raise Unreadable("has front matter that is too long")
    if _depth(block) > DEEPEST:
        raise Unreadable("has front matter that is nested too deeply")
    try:
        # Aliases may expand exponentially.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block, yaml.SafeLoader)):
            raise Unreadable("has front matter with aliases")
        root = yaml.compose(block, yaml.SafeLoader)
        fields = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"has broken front matter{_where(error)}") from None
    if fields is None:
        return {}
    if not (isinstance(fields, dict) and isinstance(root, yaml.MappingNode)):
        raise Unreadable("has front matter that is no mapping")
    if len(fields) != len(root.value):
        raise Unreadable("has front matter with a key that is there twice")
    return fields


def _depth(block: str) -> int:
    depths = accumulate((found in "[{") - (found in "]}") for found in re.findall(r"[][{}]", block))
    return max(depths, default=0)


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    # Front matter starts on the line after the opening one.
    return "" if mark is None else f" (line {mark.line + 2})"


def _dump(fields: dict[str, Any], line: str) -> str:
    text: str = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)
    return text.replace("\n", line)


def _digest(text: str) -> str:
    """Hash a text, ignoring line ends and spaces."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:32]
