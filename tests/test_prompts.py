import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.errors import InputError
from park.prompts import Prompts


@pytest.fixture
def write(tmp_path):
    def write(text, name="a"):
        path = tmp_path / f"{name}.j2"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Prompts(tmp_path)

    return write


def refused(prompts, name="a", **variables):
    with pytest.raises(InputError) as told:
        prompts.render(name, **variables)
    assert "\n" not in str(told.value)
    return str(told.value)


def test_a_template_is_rendered_without_surrounding_space(write):
    assert write("\n {{ who }} eats.\n\n").render("a", who="Elif") == "Elif eats."


def test_blocks_leave_no_empty_lines(write):
    text = "{% if early %}\nWe eat early.\n{% else %}\nWe eat late.\n{% endif %}\nDo you?"
    assert write(text).render("a", early=True) == "We eat early.\nDo you?"


@given(st.text(alphabet="{}%#-1*ax_.()' \n", max_size=40))
def test_a_value_is_never_evaluated(text):
    prompts = Prompts()
    said = prompts.render("generate/small_talk", speaker="delegate", me="M", you="Y", said=text)
    assert text in said


def test_html_is_left_as_it_is(write):
    assert write("{{ said }}").render("a", said='<b> & "c"') == '<b> & "c"'


@pytest.mark.parametrize(
    "template",
    [
        "{{ said.__class__ }}",
        "{{ said.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''.__class__ }}",
        "{{ said['__class__'] }}",
        "{{ '{0.__class__}'.format(said) }}",
        "{{ said|attr('__class__') }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ said.encode.__func__ }}",
    ],
)
def test_the_sandbox_lets_nobody_out(write, template):
    message = refused(write(template), said="tea")
    assert "a.j2: " in message
    assert "<class" not in message


@pytest.mark.parametrize(
    "text, line",
    [
        ("{% if %}", 1),
        ("one\ntwo {{ said", 2),
        ("one\n\n{% endfor %}", 3),
        ("{{ said|nofilter }}", 1),
        ("one\n{% include %}", 2),
    ],
)
def test_a_broken_template_names_file_and_line(write, tmp_path, text, line):
    assert refused(write(text), said="tea").startswith(f"{tmp_path}/a.j2:{line}: broken template:")


def test_a_broken_template_that_is_included_is_named_itself(write, tmp_path):
    write("one\n{% if %}", "part")
    assert f"{tmp_path}/part.j2:2: broken" in refused(write('{% include "part.j2" %}'))


def test_an_undefined_variable_names_itself_the_file_and_the_nearest(write, tmp_path):
    message = refused(write("{{ stanse }}"), stance="agree")
    assert message == f"{tmp_path}/a.j2: 'stanse' is undefined; did you mean 'stance'?"


@pytest.mark.parametrize(
    "template",
    [
        "{{ said.nothing }}",
        "{{ said[5000] }}",
        "{{ said['x'] }}",
        "{{ said() }}",
        "{{ 1 / 0 }}",
        "{{ said + 1 }}",
        "{{ said.encode('ascii') }}",
        "{{ range(10**9)|list }}",
        '{% include "a.j2" %}',
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    ],
)
def test_whatever_goes_wrong_in_a_template_is_one_line_with_its_file(write, tmp_path, template):
    assert str(tmp_path / "a.j2") in refused(write(template), said="çay")


def test_a_template_that_is_not_text_is_named(write, tmp_path):
    assert str(tmp_path / "a.j2") in refused(write(b"\xff\xfe\xfa"))


@pytest.mark.parametrize("name", ["nothing", "../a", "generate/nothing"])
def test_a_missing_template_is_named(write, tmp_path, name):
    assert refused(write("x"), name) == f"prompts: there is no {tmp_path / name}.j2"


def test_a_missing_template_that_is_included_is_named(write, tmp_path):
    message = refused(write('{% include "part.j2" %}'))
    assert message == f"prompts: there is no {tmp_path / 'part.j2'}"


def test_nothing_outside_the_folder_is_read(write, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.j2").write_text("secret")
    write('{% include "../secret.j2" %}', "in/a")
    assert "secret.j2" in refused(Prompts(tmp_path / "in"))


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="nowhere is not a folder"):
        Prompts(tmp_path / "nowhere")


def test_equal_calls_are_rendered_once(write, monkeypatch):
    prompts = write("{{ a }}{{ b }}")
    assert prompts.render("a", a="1", b="2") == prompts.render("a", b="2", a="1") == "12"
    assert prompts.render("a", a="2", b="1") == "21"
    assert prompts._rendered.cache_info().misses == 2


def test_two_folders_do_not_share_what_they_render(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "t.j2").write_text(name)
    assert [Prompts(tmp_path / name).render("t") for name in "ab"] == ["a", "b"]


def test_the_check_finds_undefined_variables_in_branches_not_taken(write, tmp_path):
    prompts = write("{% if short %}x{% else %}{{ stanse }}{% endif %}")
    assert prompts.render("a", short=True) == "x"
    with pytest.raises(InputError) as told:
        prompts.check("a", {"short": True, "stance": "agree"})
    assert str(told.value) == (f"{tmp_path}/a.j2: 'stanse' is undefined; did you mean 'stance'?")


def test_the_check_knows_what_a_template_defines_itself_and_jinja_s_own_names(write):
    text = "{% set b = a %}{% for n in range(2) %}{{ loop.index }}{{ b }}{{ n }}{% endfor %}"
    write(text).check("a", {"a": "x"})


def test_names_are_those_of_one_folder_sorted(write):
    for name in ("in/b", "in/a", "in/deep/c", "d"):
        prompts = write("x", name)
    assert prompts.names("in") == ["in/a", "in/b"]
    assert prompts.names("nothing") == []


def test_the_digest_follows_names_and_text_below_a_folder(write):
    prompts = write("x", "in/deep/a")
    before = prompts.digest("in")
    assert list(before) == ["in/deep/a.j2"]
    assert prompts.digest("in") == before
    assert write("y", "in/deep/a").digest("in") != before
    assert set(write("x", "in/b").digest("in")) == {"in/b.j2", "in/deep/a.j2"}


def test_every_template_that_ships_can_be_parsed_and_belongs_to_a_stage():
    prompts = Prompts()
    files = sorted(prompts.folder.rglob("*.j2"))
    assert files
    for path in files:
        prompts._jinja.get_template(path.relative_to(prompts.folder).as_posix())
        stage = path.relative_to(prompts.folder).parts[0]
        assert stage in {"benchmark", "generate", "filter", "export", "evaluate", "study"}
