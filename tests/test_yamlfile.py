import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from park.errors import InputError
from park.records import Record
from park.yamlfile import load_yaml, parse


class Inner(Record):
    size: int = 1


class Outer(Record):
    name: str
    inner: Inner = Inner()
    many: tuple[Inner, ...] = ()
    share: float = Field(default=0, le=1)
    words: tuple[str, ...] = Field(default=("a",), min_length=1)


def load(path, text):
    file = path / "x.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_yaml(file, Outer)


def test_a_file_becomes_a_record(tmp_path):
    record = load(tmp_path, "name: a\nmany:\n  - size: 2\n  - {size: 3}\n")
    assert record == Outer(name="a", many=(Inner(size=2), Inner(size=3)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: a\nshares: 1\n", r":2: shares: unknown key; did you mean 'share'\?"),
        ("name: a\nwords: a\n", r":2: words: a list, such as \[a, b\], is expected, not 'a'"),
        ("name: a\nwords: []\n", r":2: words: 1 or more must be named"),
        ("nane: a\n", r":1: nane: unknown key; did you mean 'name'\?"),
        ("name: a\ninner:\n  sise: 1\n", r":3: inner\.sise: unknown key; did you mean 'size'\?"),
        ("name: a\nmany:\n- size: 1\n- sise: 1\n", r":4: many\.1\.sise: unknown key; did you mean"),
        (
            "name: a\nmany:\n- size: 1\n- size: x\n",
            r":4: many\.1\.size: a whole number is expected, not 'x'",
        ),
        ("name: a\nshare: 2\n", r":2: share: must be less than or equal to 1, not 2"),
        ("share: 1\n", r":1: name: the key is missing"),
        ("name: a\nname: b\n", r":2: name: the key appears twice"),
        ("name: a\ninner: {size: 1, size: 2}\n", r":2: inner\.size: the key appears twice"),
        ("name: [a\n", r":\d: broken YAML"),
        ("name: a\n\tb: c\n", r":2: broken YAML: a tab; indent with spaces"),
        ("name: a: b\n", r":1: broken YAML: a second colon in a line"),
        ("name: 7\n", r":1: name: a text is expected, not 7; put it in quotes"),
        ("name: [a]\n", r":1: name: a text is expected, not \['a'\]$"),
        ("name: a\nshare: half\n", r":2: share: a number is expected, not 'half'"),
        ("name: a\ninner: 3\n", r":2: inner: a mapping with keys is expected, not 3"),
        ("? [a, b]\n: c\n", r":1: a key must be a plain word"),
        ("name: !!python/name:os.system\n", r":1: broken YAML"),
        ("a: 1\n---\nb: 2\n", r":2: broken YAML"),
        ("- a\n", r": a mapping of keys to values is expected"),
        ("", r":1: name: the key is missing"),
        (b"name: \xff\n", r": not UTF-8 text \(byte 6\)"),
    ],
)
def test_a_mistake_is_one_line_with_file_line_and_key(tmp_path, text, message):
    with pytest.raises(InputError, match=rf"^.*x\.yaml{message}") as caught:
        load(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_absent_or_a_folder_is_refused(tmp_path):
    (tmp_path / "nigeria.yaml").touch()
    with pytest.raises(
        InputError, match=r"nigeria\.yml: no such file; did you mean 'nigeria.yaml'"
    ):
        load_yaml(tmp_path / "nigeria.yml", Outer)
    (tmp_path / "togo.csv").touch()
    with pytest.raises(InputError, match=r"togol\.yaml: no such file$"):
        load_yaml(tmp_path / "togol.yaml", Outer)
    with pytest.raises(InputError, match=r"x\.yaml: no such file$"):
        load_yaml(tmp_path / "x.yaml", Outer)
    with pytest.raises(InputError, match=r"none/other\.yaml: no such file$"):
        load_yaml(tmp_path / "none" / "other.yaml", Outer)
    with pytest.raises(InputError, match="a folder, where a file is expected"):
        load_yaml(tmp_path, Outer)


def test_lines_are_known_for_every_key(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text("# comment\na: 1\nb:\n  c:\n    - d: 2\n")
    data, lines = parse(file)
    assert data == {"a": 1, "b": {"c": [{"d": 2}]}}
    assert lines["a",] == 2
    assert lines["b", "c", 0, "d"] == 5


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_one_line(tmp_path_factory, text):
    try:
        load(tmp_path_factory.mktemp("yaml"), text.encode("utf-8", "surrogatepass"))
    except InputError as error:
        assert "\n" not in str(error)
