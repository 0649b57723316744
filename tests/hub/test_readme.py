import re
from string import printable

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from park.export.write import ours
from park.hub.readme import FRONT, Unreadable, is_ours, marked, merge

OURS = ours()
FILE = {"split": "train", "path": "sft/german/train.parquet"}
TABLES = [{"config_name": "sft-german", "data_files": [FILE]}]
FRONT_MATTER = yaml.safe_dump({"license": "other", "configs": TABLES})
CARD = marked(f"---\n{FRONT_MATTER}---\n\n# Ours").encode()

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(printable) | st.dates()
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3), max_leaves=4)
fields = st.dictionaries(st.text("abc_-é", min_size=1), values, max_size=4)
table = st.fixed_dictionaries(
    {"config_name": st.text("ab-", min_size=1), "data_files": st.text("a.")}
)
tables = st.lists(table, max_size=3)


def split(readme):
    found = FRONT.match(readme.decode())
    return yaml.safe_load(found["yaml"]), readme.decode()[found.end() :]


def same(one, other):
    """Compare with a NaN that equals itself."""
    return yaml.safe_dump(one) == yaml.safe_dump(other)


@given(fields, st.none() | tables, st.text(), st.booleans())
@example({"a": float("nan")}, None, "", True)
def test_a_merge_keeps_every_key_every_table_and_the_text(front, own, text, flow):
    if own is not None:
        front = {**front, "configs": own}
    dumped = yaml.safe_dump(front, default_flow_style=flow, allow_unicode=True)
    theirs = f"---\n{dumped}---\n{text}".encode(errors="replace")
    merged = merge(theirs, CARD, OURS)
    found, rest = split(merged)
    assert rest.encode() == theirs.partition(dumped.encode() + b"---\n")[2]
    assert found.pop("configs") == [*(own or []), *TABLES]
    front.pop("configs", None)
    assert same(found, front)
    assert merge(merged, CARD, OURS) == merged


@given(st.text())
def test_a_readme_without_front_matter_gets_one_and_keeps_its_text(text):
    theirs = text.encode(errors="replace")
    if FRONT.match(theirs.decode()):
        return
    found, rest = split(merge(theirs, CARD, OURS))
    assert found == {"configs": TABLES}
    assert rest == "\n" + theirs.decode().removeprefix("\ufeff")


@given(st.binary() | st.text(["-", "\n", "\r", ":", " ", "a", "[", "&", "*", "#", "\ufeff"]))
def test_any_readme_is_merged_or_said_to_be_unreadable(readme):
    theirs = readme if isinstance(readme, bytes) else f"---\n{readme}\n---\nb".encode()
    try:
        merged = merge(theirs, CARD, OURS)
    except Unreadable:
        return
    assert split(merged)[0]["configs"][-1:] == TABLES


@pytest.mark.parametrize("line", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n"])
def test_comments_and_line_ends_of_front_matter_stay(line, start):
    before = [
        "---", "# mine", "license: mit  # we asked", "configs:  # old", "- config_name: tea",
        "  data_files: tea.parquet", "", "# of the tags", "tags:", "- tea", "---", "# Tea", "",
    ]  # fmt: skip
    after = [*before[:3], *before[6:10], "configs:"]
    theirs = (start + line.join(before)).encode()
    merged = merge(theirs, CARD, OURS).decode()
    assert merged.startswith(start + line.join(after))
    assert merged.endswith(line.join(["---", "# Tea", ""]))
    assert merged.count("\r") == (merged.count("\n") - start.count("\n") if line == "\r\n" else 0)


def test_a_table_of_ours_that_is_no_more_goes_and_others_stay():
    path = "sft/turkish/test.parquet"
    gone = {"config_name": "sft-turkish", "data_files": [{"path": path}]}
    mixed = {"config_name": "mixed", "data_files": [{"path": path}, {"path": "a"}]}
    glob = {"config_name": "all", "data_files": [{"path": "sft/*/train.parquet"}]}
    front = yaml.safe_dump({"configs": [gone, mixed, glob]})
    found, _ = split(merge(f"---\n{front}---\n".encode(), CARD, OURS))
    assert found == {"configs": [mixed, glob, *TABLES]}


def test_a_card_is_ours_until_somebody_changes_a_word():
    assert is_ours(CARD)
    assert is_ours(CARD.replace(b"\n", b"\r\n"))
    assert is_ours(b" \n")
    assert not is_ours(CARD.replace(b"other", b"mit"))
    assert not is_ours(CARD + b"More.\n")
    assert not is_ours(b"# Tea\n")
    assert not is_ours(re.sub(rb"\n<!-- .* -->", b"", CARD))


@given(st.text(), st.text(min_size=1))
def test_what_is_marked_is_ours_and_words_that_are_added_make_it_somebody_else_s(text, more):
    card = marked(text).encode(errors="replace")
    assert is_ours(card)
    added = "".join(more.split()).encode(errors="replace")
    assert not added or not is_ours(added + card)
