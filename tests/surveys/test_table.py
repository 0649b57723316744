import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.errors import InputError
from park.surveys.bundled import bundled
from park.surveys.load import load_survey
from park.surveys.options import NO_ANSWERS
from tests.surveys.survey_files import write_text

HEADER = "item,country,option,count"
SPELT = ("Don’t  Know", "Don´t know", "Don`t know", "Donʼt know", "DON‘T KNOW", "Don＇t know")


def load(path, text):
    write_text(path / "own.csv", text)
    return load_survey(["csv:own.csv"], path)


def test_a_bundled_item_takes_codes_and_labels(tmp_path):
    survey = load(
        tmp_path, f"{HEADER}\nQ27,IRN,1,60\nQ27,IRN,Agree,30\nQ27,IRN,-1,5\nQ27,IRN,don't know,2\n"
    )
    assert survey.items == {"Q27": bundled().items["Q27"]}
    answers = survey.answers_for("Q27", "IRN")
    assert answers.counts == {1: 60, 2: 30}
    assert (answers.valid, answers.missing) == (90, 7)


def test_answers_of_an_own_country_join_the_bundled_ones(tmp_path):
    write_text(tmp_path / "iran.csv", f"{HEADER}\nQ27,IRN,1,60\n")
    survey = load_survey(["wvs7", "csv:iran.csv"], tmp_path)
    assert survey.answers_for("Q27", "IRN").valid == 60
    assert len(survey.items) == 50


def test_worded_options_are_numbered_in_order_of_appearance(tmp_path):
    survey = load(
        tmp_path,
        f"{HEADER},statement,topic\n"
        "tea,IRN,coffee,10.5,What do you drink?,food\ntea,IRN,tea,89.5,,\ntea,TUR,TEA,7,,\n",
    )
    item = survey.items["tea"]
    assert [(o.code, o.label) for o in item.options] == [(1, "coffee"), (2, "tea")]
    assert (item.statement, item.topic, item.ordered) == ("What do you drink?", "food", False)
    assert survey.answers_for("tea", "IRN").share(2) == pytest.approx(0.895)
    assert survey.answers_for("tea", "IRN").valid is None
    assert survey.answers_for("tea", "TUR").counts == {2: 7}


def test_numbered_options_are_a_scale_with_labels(tmp_path):
    rows = "\n".join(
        f"life,IRN,{n},{n},{label}" for n, label in ((1, "bad"), (2, ""), (10, "good"))
    )
    item = load(tmp_path, f"{HEADER},label\n{rows}\nlife,IRN,-2,4,refused\n").items["life"]
    assert [option.code for option in item.options] == [1, 2, 10]
    assert item.label(2) == "2 on a scale from 1 (bad) to 10 (good)"
    assert item.label(10) == "10 on a scale from 1 (bad) to 10 (good)"
    assert item.ordered
    assert item.statement == "life"


def test_an_own_statement_makes_an_own_item_that_cannot_pass_for_the_bundled_one(tmp_path):
    text = f"{HEADER},statement\nQ27,IRN,1,60,Tea is good.\nQ27,IRN,2,40,\n"
    assert load(tmp_path, text).items["Q27"].statement == "Tea is good."
    with pytest.raises(InputError, match="'Q27' of csv has another option"):
        load_survey(["wvs7", "csv:own.csv"], tmp_path)


def test_a_label_that_only_begins_like_a_missing_answer_is_an_option(tmp_path):
    rows = "worst,IRN,Missing the family,30\nworst,IRN,Refused by friends,20\nworst,IRN,Debt,50\n"
    survey = load(tmp_path, f"{HEADER}\n{rows}")
    assert survey.answers_for("worst", "IRN").counts == {1: 30, 2: 20, 3: 50}
    assert survey.skipped == {}


@pytest.mark.parametrize("label", [*NO_ANSWERS, *SPELT, "REFUSED", "-5"])
def test_a_listed_label_is_no_opinion_and_is_counted(tmp_path, label):
    rows = f"tea,IRN,yes,6\ntea,IRN,no,4\ntea,IRN,{label},7\nmate,IRN,yes,6\nmate,IRN,no,4\n"
    survey = load(tmp_path, f"{HEADER}\n{rows}mate,IRN,{label},0.5\n")
    answers = survey.answers_for("tea", "IRN")
    assert (answers.counts, answers.missing) == ({1: 6, 2: 4}, 7)
    assert survey.skipped == {f"answers {label!r}, which are no opinion": 7.5}


def test_the_column_missing_decides_against_the_label(tmp_path):
    rows = (
        "vote,IRN,Refused,6,no\nvote,IRN,Went,4,\nvote,IRN,Spoilt,3,yes\nvote,TUR,spoilt,2,\n"
        "life,IRN,1,6,\nlife,IRN,2,4,\nlife,IRN,9,3,yes\nlife,IRN,-1,5,no\n"
    )
    survey = load(tmp_path, f"{HEADER},missing\n{rows}")
    assert survey.answers_for("vote", "IRN").counts == {1: 6, 2: 4}
    assert survey.answers["vote", "TUR"].missing == 2
    assert survey.answers_for("life", "IRN").counts == {-1: 5, 1: 6, 2: 4}
    assert survey.skipped == {
        "answers 'Spoilt', which are no opinion": 3,
        "answers 'spoilt', which are no opinion": 2,
        "answers '9', which are no opinion": 3,
    }


def test_the_column_aside_takes_an_option_off_the_scale(tmp_path):
    rows = "tea,IRN,1,6,\ntea,IRN,2,4,yes\ntea,IRN,3,5,no\ntea,TUR,2,1,\n"
    item = load(tmp_path, f"{HEADER},aside\n{rows}").items["tea"]
    assert (item.ordered, item.aside, item.scale, item.graded) == (True, (2,), (1, 3), False)


def test_a_twin_is_named_once_and_may_be_bundled(tmp_path):
    rows = "tea,IRN,1,6,Q27\ntea,IRN,2,4,\nmate,IRN,1,6,tea\nmate,IRN,2,4,tea\n"
    items = load(tmp_path, f"{HEADER},twin\n{rows}").items
    assert (items["tea"].twin, items["mate"].twin) == ("Q27", "tea")


def test_braces_quotes_and_line_ends_in_survey_text_pass_through(tmp_path):
    text = (
        f'{HEADER},statement\na,IRN,{{{{ x }}}},1,"{{% x %}} ""{{y}}"", really?"\na,IRN,{{0}},1,\n'
    )
    item = load(tmp_path, text).items["a"]
    assert item.statement == '{% x %} "{y}", really?'
    assert item.label(1) == "{{ x }}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"own\.csv: the file is empty"),
        ("\n \n,,\n", r"own\.csv: the file is empty"),
        ("sep=;\n", r"own\.csv: the file is empty"),
        (f"\n\n{HEADER}\nQ27,IRN,1,-3\n", r"own\.csv:4: count: -3 is negative"),
        (f"{HEADER}\nQ27,IRN,,3\n", r"own\.csv:2: option: must not be empty"),
        (f"{HEADER}\n", r"own\.csv: there are no rows"),
        (
            "item,county,option,count\n",
            r":1: the column 'country' is missing; did you mean 'county'",
        ),
        (f"{HEADER}\nQ27,IRN,1,-3\n", r"own\.csv:2: count: -3 is negative"),
        (f"{HEADER}\nQ27,IRN,1,many\n", r"own\.csv:2: count: 'many' is not a number"),
        (f"{HEADER}\nQ27,IRN,1,nan\n", r"own\.csv:2: count: 'nan' is not a finite number"),
        (f"{HEADER}\nQ27,IRN,1,inf\n", r"own\.csv:2: count: 'inf' is not a finite number"),
        (f"{HEADER}\nQ27,Iran,1,3\n", r"own\.csv:2: country: 'Iran' .*; did you mean 'IRN'\?"),
        (f"{HEADER}\nQ27,Irann,1,3\n", r"own\.csv:2: country: 'Irann' .*; did you mean 'IRN'\?"),
        (f"{HEADER}\nQ27,deu,1,3\n", r"own\.csv:2: country: 'deu' .*; did you mean 'DEU'\?"),
        (f"{HEADER}\nQ27,IRN,7,3\n", r"own\.csv:2: option: '7' is no option of item Q27"),
        (f"{HEADER}\nQ27,IRN,agre,3\n", r"option: 'agre' is no option .* did you mean 'agree'"),
        (f"{HEADER}\nQ27,IRN,1,3\nQ27,IRN,strongly agree,3\n", r":3: option: .* appears twice for"),
        (f"{HEADER}\nQ27,,1,3\n", r"own\.csv:2: country: must not be empty"),
        (f"{HEADER}\na,IRN,yes,3\n", r"own\.csv:2: item 'a' has fewer than two options"),
        (f"{HEADER}\nQ27,IRN,1\n", r"own\.csv:2: 3 cells where the header has 4"),
        (f'{HEADER}\nQ27,IRN,"1,3\n', r"own\.csv:\d: broken csv"),
        (f"{HEADER},label\na,IRN,1,3,x\na,TUR,1,3,y\n", r":3: label: 'y', but 'x' in a line above"),
        (f"{HEADER},label\na,IRN,yes,3,x\na,TUR,no,3,\n", r":2: label: goes with options that are"),
        (f"{HEADER},missing\na,IRN,1,3,maybe\n", r":2: missing: must be yes, no or empty, not"),
        (f"{HEADER},missing\nQ27,IRN,-1,3,no\n", r":2: option: '-1' is no option of item Q27"),
        (f"{HEADER},missing\na,IRN,1,3,no\na,TUR,1,3,yes\n", r":3: missing: 'yes', but 'no' in"),
        (f"{HEADER},aside\na,IRN,1,3,yes\na,IRN,2,3,\n", r":2: item 'a' has fewer than two opt"),
        (f"{HEADER},aside\na,IRN,x,3,yes\na,IRN,y,3,\na,IRN,z,3,\n", r":2: aside: goes with opt"),
        (f"{HEADER},aside\nQ27,IRN,1,3,no\n", r":2: aside: goes with items of your own, not wit"),
        (f"{HEADER},aside\na,IRN,1,3,2\n", r":2: aside: must be yes, no or empty, not '2'"),
        (f"{HEADER},twin\na,IRN,1,3,Q2\na,IRN,2,3,\n", r":2: twin: 'Q2' is no other.*mean 'Q32'"),
        (f"{HEADER},twin\na,IRN,1,3,a\na,IRN,2,3,\n", r":2: twin: 'a' is no other item"),
        (f"{HEADER},twin\nQ27,IRN,1,3,Q28\n", r":2: twin: goes with items of your own, not with"),
        (f"{HEADER},statement\na,IRN,1,3,x\na,TUR,2,3,y\n", r":3: statement: 'y', but 'x'"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(tmp_path, text, message):
    with pytest.raises(InputError, match=message) as caught:
        load(tmp_path, text)
    assert str(tmp_path / "own.csv") in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name):
    with pytest.raises(InputError, match=r"no such file|cannot be read"):
        load_survey([f"csv:{name}"], tmp_path)


words = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12
)


@given(st.dictionaries(st.integers(0, 10), st.integers(0, 5000), min_size=2), st.integers(0, 99))
def test_any_counts_come_back_as_they_were_written(tmp_path_factory, counts, missing):
    rows = [f"a,IRN,{code},{count}" for code, count in [*counts.items(), (-1, missing)]]
    survey = load(tmp_path_factory.mktemp("own"), "\n".join([HEADER, *rows]))
    answers = survey.answers["a", "IRN"]
    assert answers.counts == counts
    assert (answers.valid, answers.missing) == (sum(counts.values()), missing)


@given(words)
def test_any_text_in_a_cell_is_read_or_refused_in_one_line(tmp_path_factory, word):
    cell = '"' + word.replace('"', '""') + '"'
    for row in (f"Q27,IRN,{cell},1", f"Q27,{cell},1,1", f"Q27,IRN,1,{cell}"):
        try:
            load(tmp_path_factory.mktemp("own"), f"{HEADER}\n{row}\n")
        except InputError as error:
            assert "\n" not in str(error)
