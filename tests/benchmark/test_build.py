"""From keywords to a folder that can be published: whole, labelled, the same bytes twice."""

import pytest

from park.benchmark.build import build, compiled
from park.benchmark.check import check
from park.benchmark.drafting import Draft, drafts_told
from park.benchmark.publish import publish
from park.benchmark.revising import current, revise
from park.benchmarkfolder import ANSWERS, CARD, FILES, ITEMS, README, load_benchmark
from park.errors import InputError
from park.records.card import STATEMENTS
from tests.benchmark import toys
from tests.benchmark.conftest import drafts


def bytes_of(workspace):
    return {name: (workspace.folder / name).read_bytes() for name in FILES}


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_same_work_gives_the_same_bytes(made):
    build(made)
    first = bytes_of(made)
    for name in FILES[1:]:
        (made.folder / name).unlink()
    build(made)
    assert bytes_of(made) == first


def test_what_is_read_is_what_was_built(made):
    build(made)
    found, wanted = load_benchmark(made.folder), compiled(made).benchmark
    assert dict(found.items) == dict(wanted.items)
    assert found.answered == wanted.answered
    assert len(found.items) == 24


def test_a_simulated_benchmark_is_labelled_as_such_everywhere(made):
    said = str(build(made))
    assert "the respondents are simulated" in said
    assert "revisions are simulated" in said
    assert 'simulated: ["respondents", "revisions"]' in (made.folder / CARD).read_text()
    readme = (made.folder / README).read_text()
    assert "respondents and revisions are simulated" in readme
    assert "- simulated\n" in readme
    assert all(each.simulated for each in load_benchmark(made.folder).answered)


def test_a_label_cannot_be_taken_off_by_hand(made):
    build(made)
    change(made.folder / CARD, '["respondents", "revisions"]', "[]")
    with pytest.raises(InputError, match=r"simulated: .* but the answers are simulated"):
        load_benchmark(made.folder)


def test_answers_are_published_as_counts_without_names_and_small_groups(made):
    build(made)
    found = load_benchmark(made.folder)
    groups = {each.group for each in found.answered}
    assert {"all", "gender=woman", "gender=man", "age=18-29", "age=30-44"} == groups
    for name in (ANSWERS, ITEMS, README, CARD):
        assert b"p17" not in (made.folder / name).read_bytes()
    smallest = min(each.answers.valid for each in found.answered)
    assert smallest >= 5


def test_it_loads_with_datasets(made, monkeypatch):
    datasets = pytest.importorskip("datasets")
    build(made)
    for name, rows in (("items", 24), ("answers", None)):
        found = datasets.load_dataset(
            str(made.folder), name, split="test", cache_dir=str(made.folder.parent / "cache")
        )
        assert rows is None or len(found) == rows
        assert len(found) > 0


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_that_is_missing_fails_check_and_publish_with_its_name(name, made):
    build(made)
    change(made.folder / CARD, f"{name}: what a test says of {name}", "")
    for step in (lambda: check(made), lambda: publish(made, "me/izmir", dry_run=True)):
        with pytest.raises(InputError, match=f"benchmark.yaml: {name}: must be stated"):
            step()


@pytest.mark.parametrize("name", ["name", "title", "license", "community", "languages"])
def test_a_key_that_is_missing_is_named(name, made):
    build(made)
    text = (made.folder / CARD).read_text()
    kept = [line for line in text.splitlines() if not line.startswith(f"{name}:")]
    (made.folder / CARD).write_text("\n".join(kept))
    with pytest.raises(InputError, match=f"{name}: the key is missing"):
        check(made)


def test_a_whole_benchmark_passes_its_check(made):
    build(made)
    step = check(made)
    assert (step.code, step.found["problems"]) == (0, [])


def test_work_that_went_on_is_noticed(made):
    build(made)
    change(made.answers, '"age":"18-29"', '"age":"60 and over"')
    step = check(made)
    assert step.code == 1
    assert f"{ANSWERS} is not what card and work give now" in str(step)


def people_answer(made):
    """Take the label off single people's answers, as if people had given them."""
    change(made.answers, '"simulated":true', '"simulated":false')


@pytest.mark.parametrize("answers", ["people's", "none"])
def test_a_label_of_revisions_cannot_be_taken_off_by_hand(answers, made):
    people_answer(made) if answers == "people's" else made.answers.unlink()
    build(made)
    assert check(made).code == 0
    change(made.folder / CARD, '["revisions"]', "[]")
    step = check(made)
    assert step.code == 1
    assert "simulated: [], but the work says ['revisions']" in step.found["problems"][0]
    with pytest.raises(InputError, match=r"simulated: \[\], but the work says"):
        publish(made, "me/izmir", dry_run=True)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (CARD, "authors: what a test says of authors", "authors: somebody else"),
        (README, "respondents and revisions are simulated", "respondents are people"),
    ],
)
def test_a_readme_that_says_something_else_is_noticed(name, old, new, made):
    build(made)
    change(made.folder / name, old, new)
    step = check(made)
    assert step.code == 1
    assert f"{README} is not what card and work give now" in str(step)
    build(made)
    if name == CARD:
        assert check(made).code == 0


def test_who_drafted_is_published(setup, begun):
    def say(messages):
        asked = messages[-1]["content"]
        lost = "for a questionnaire" in asked and "about: bread" in asked
        return "no item" if lost else toys.drafting(messages)

    drafts(setup, begun, say)
    made = {"model": "scripted", "drafts": 8, "usable": 7, "at_first": 7, "faults": {"unread": 1}}
    assert build(begun).found["history"]["drafted"] == made
    told = "- `scripted` drafted 8 items, 7 of them in a sound form; left out: 1 × unread.\n"
    assert told in readme(begun)


def test_a_model_of_one_s_own_is_published_without_its_folder():
    known = {"id": "a", "keyword": "tea", "kind": "value", "attempts": 1}
    for model, public in (
        ("gguf:/home/me/models/m.gguf", "gguf:m.gguf"),
        ("openai/org/m", "openai/org/m"),
        ("ollama/llama3:8b", "ollama/llama3:8b"),
    ):
        assert drafts_told([Draft(model=model, **known)])["model"] == public


def readme(workspace):
    return (workspace.folder / README).read_text(encoding="utf-8")


def test_one_reviser_is_told_of_in_the_singular(drafted):
    revise(drafted)
    revise(drafted, [toys.fill(drafted.sheet(1), drafted.folder / "a.csv", lambda row: {}, "ann")],
           simulated=True)  # fmt: skip
    build(drafted)
    assert "- Round 1: 1 simulated reviser judged 8 items" in readme(drafted)


def test_a_published_folder_stands_without_its_work(made):
    build(made)
    for path in made.work.iterdir():
        if path.is_file():
            path.unlink()
    assert check(made).code == 0


def test_near_duplicates_after_revision_fail_the_check(made):
    made.revisions.unlink()
    names = [name for name, item in current(made).items() if item.kind == "value"]
    copy = current(made)[names[0]].statement

    def decide(row):
        same = {"decision": "change", "question": f"{copy[:-1]} now.", "why": "so"}
        return same if row["item"] == names[1] else {}

    revise(made, [toys.fill(made.sheet(1), made.folder.parent / "c.csv", decide, "ann")])
    build(made)
    step = check(made)
    assert step.code == 1
    assert "near_duplicate" in str(step)
    with pytest.raises(InputError, match="near_duplicate"):
        publish(made, "me/izmir", dry_run=True)


def test_a_dry_run_lists_the_four_files_and_nothing_of_the_work(made):
    build(made)
    pushed = publish(made, "me/izmir", dry_run=True)
    assert sorted(file["path"] for file in pushed.files) == sorted(FILES)
    assert pushed.commits == 0
    with pytest.raises(InputError, match="REPO: 'izmir' names no owner; give OWNER/izmir"):
        publish(made, "izmir", dry_run=True)


def test_a_source_that_nothing_was_read_from_is_an_error_in_the_card(made):
    card = made.folder / CARD
    card.write_text(card.read_text().replace('source: ""', 'source: "our elders"'))
    with pytest.raises(InputError, match=r"benchmark\.yaml: source: leave it empty; only --from"):
        build(made)


def test_without_answers_the_items_stand_alone(drafted):
    assert "nobody has answered yet" in str(build(drafted))
    assert load_benchmark(drafted.folder).answered == []


def test_answers_off_the_scale_in_the_file_are_refused(made):
    pq = pytest.importorskip("pyarrow.parquet")
    build(made)
    path = made.folder / ANSWERS
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[0]["code"] = 9
    pq.write_table(type(table).from_pylist(rows, schema=table.schema), path)
    with pytest.raises(InputError, match="row 0: code: 9 is not on the scale"):
        load_benchmark(made.folder)


def test_a_file_that_is_no_parquet_is_refused_in_a_line(made):
    build(made)
    (made.folder / ITEMS).write_bytes(b"no parquet")
    with pytest.raises(InputError, match="is no Parquet file"):
        load_benchmark(made.folder)
