import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from park.errors import InputError, LedgerError
from park.ledger import schema
from park.ledger.consumed import MOST_TOKENS
from park.ledger.ledger import Ledger
from park.models.base import Reply
from park.records import Dialogue, Flag, Turn, Usage
from tests.toys import (
    adapter,
    dialogue,
    opinion,
    question,
    response,
    sample,
    score,
    seed,
    turn,
    verdict,
)

ANY_TEXT = st.text(st.characters(), max_size=60)
"""Any code points: NUL, half surrogate pairs, directional marks."""
COUNTS = st.integers(0, 10**9)
REPLIES = st.builds(
    Reply,
    text=ANY_TEXT,
    thoughts=ANY_TEXT,
    finish=st.sampled_from(["stop", "length", "other"]),
    usage=st.builds(Usage, tokens_in=COUNTS, tokens_out=COUNTS, cached_tokens_in=COUNTS),
    seconds=st.floats(0, 1e6),
)
PLAIN_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
TURNS = st.builds(
    Turn,
    number=st.integers(1, 100),
    speaker=st.sampled_from(["contact", "delegate"]),
    text=ANY_TEXT,
    instruction=PLAIN_TEXT,
    flags=st.lists(st.builds(Flag, check=PLAIN_TEXT, reason=PLAIN_TEXT), max_size=2).map(tuple),
)
DIALOGUES = st.builds(
    dialogue,
    key=st.text("0123456789abcdef", min_size=8, max_size=8),
    turns=st.lists(TURNS, max_size=4).map(tuple),
    statement=PLAIN_TEXT,
    ending=st.sampled_from(["turns", "agreement", "farewell", "refusal", "error"]),
    failure=ANY_TEXT,
)
HALVES = st.text(st.characters(categories=["Cs"]), min_size=1, max_size=1)
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path):
    with Ledger(path) as opened:
        yield opened


def reopened(path):
    return Ledger(path, read_only=True)


@SHARED
@given(REPLIES)
def test_a_reply_comes_back_as_it_was_stored(ledger, reply):
    ledger.put_call("k", "toy", reply, 0.5, "generate")
    assert ledger.call("k") == reply
    with reopened(ledger.path) as reader:
        assert reader.call("k") == reply


@SHARED
@given(DIALOGUES)
def test_a_dialogue_comes_back_as_it_was_stored(ledger, record):
    ledger.put_dialogue(record)
    assert ledger.dialogue(record.key) == record
    assert record in list(ledger.dialogues())


@given(st.text(st.characters(categories=["Cs"]), min_size=1, max_size=4))
def test_half_a_surrogate_pair_is_replaced_before_it_reaches_the_ledger(halves):
    for text in (Reply(text=halves).text, turn(1, halves).text, dialogue(failure=halves).failure):
        text.encode("utf-8")
        assert text


def test_a_whole_surrogate_pair_becomes_its_character():
    assert Reply(text="tea \ud83c\udf75").text == "tea \N{TEACUP WITHOUT HANDLE}"
    assert Reply(text="\ufefftea é").text == "\ufefftea é"


def test_what_was_never_stored_is_none(ledger):
    assert ledger.call("k") is None
    assert ledger.dialogue("d") is None
    assert ledger.get("identity") is None


@settings(SHARED, max_examples=25)
@given(st.lists(st.tuples(REPLIES, st.floats(0, 100)), max_size=6))
def test_totals_are_the_sums_over_all_calls(tmp_path_factory, calls):
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite"
    for number, (reply, cost) in enumerate(calls):
        with Ledger(path) as ledger:  # a resume each
            ledger.put_call(str(number), "toy", reply, cost, "generate")
    with Ledger(path) as ledger:
        totals = ledger.totals()
    assert totals.calls == len(calls)
    assert totals.usage == sum((reply.usage for reply, _ in calls), Usage())
    assert totals.cost_usd == pytest.approx(sum(cost for _, cost in calls))
    assert totals.seconds == pytest.approx(sum(reply.seconds for reply, _ in calls))


def test_a_call_stored_twice_counts_once(ledger):
    for cost in (1.0, 2.0):
        ledger.put_call("k", "toy", Reply(text="tea"), cost, "generate")
    assert (ledger.totals().calls, ledger.totals().cost_usd) == (1, 2.0)


def test_a_later_attempt_replaces_a_failed_dialogue(ledger):
    ledger.put_dialogue(dialogue(ending="error", failure="down"))
    assert ledger.dialogue_keys(failed=True) == {"d1"}
    ledger.put_dialogue(dialogue())
    assert ledger.dialogue_keys(failed=True) == set()
    assert ledger.dialogue_keys(failed=False) == ledger.dialogue_keys() == {"d1"}


def test_dialogues_come_by_culture_item_and_key(ledger):
    wanted = [("a", "chinese", "Q1"), ("b", "chinese", "Q2"), ("0", "turkish", "Q1")]
    for key, culture, item in reversed(wanted):
        ledger.put_dialogue(dialogue(key, seed=seed(culture=culture, item=item)))
    assert [each.key for each in ledger.dialogues()] == ["a", "b", "0"]


def test_dialogues_are_read_while_others_are_written(ledger):
    for number in range(3):
        ledger.put_dialogue(dialogue(f"a{number}"))
    reading = ledger.dialogues()
    assert next(reading).key == "a0"
    ledger.put_dialogue(dialogue("b"))
    assert {each.key for each in reading} >= {"a1", "a2"}


def test_events_come_in_their_order_with_their_details(ledger):
    ledger.event("generate", limit=None, cultures=["türkisch"])
    ledger.event("generated", done=3)
    assert [(kind, detail) for _, kind, detail in ledger.events()] == [
        ("generate", {"limit": None, "cultures": ["türkisch"]}),
        ("generated", {"done": 3}),
    ]
    assert all(time.endswith("Z") for time, _, _ in ledger.events())


def test_what_is_stored_is_seen_by_others_at_once(ledger, path):
    with reopened(path) as reader:
        ledger.put_call("k", "toy", Reply(text="tea"), 0.0, "generate")
        ledger.put_dialogue(dialogue())
        assert reader.call("k").text == "tea"
        assert reader.dialogue("d1") is not None


def test_a_reader_writes_nothing(path):
    Ledger(path).close()
    with reopened(path) as reader, pytest.raises(LedgerError, match="readonly"):
        reader.put("a", 1)


def test_a_ledger_that_is_missing_is_not_made_by_reading(path):
    with pytest.raises(InputError, match="there is no run in this folder"):
        reopened(path)
    assert not path.exists()


def test_an_empty_file_is_no_run_to_read(path):
    path.touch()
    with pytest.raises(InputError, match="no run has begun"):
        reopened(path)


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_that_is_no_ledger_is_refused(path, read_only):
    path.write_bytes(b"this is no database, but long enough to be looked at\n" * 40)
    with pytest.raises(InputError, match="cannot be opened as a ledger"):
        Ledger(path, read_only=read_only)
    assert path.read_bytes().startswith(b"this is no database")


def test_a_folder_is_no_ledger(tmp_path):
    with pytest.raises(InputError, match="cannot be opened as a ledger"):
        Ledger(tmp_path)


@pytest.mark.parametrize("name", ["a?b", "a#b", "a%20b", "a b", "çay"])
def test_a_folder_may_have_any_name(tmp_path, name):
    (tmp_path / name).mkdir()
    path = tmp_path / name / "ledger.sqlite"
    with Ledger(path) as ledger:
        ledger.put("a", 1)
    assert path.is_file()
    with reopened(path) as reader:
        assert reader.get("a") == 1


@pytest.mark.parametrize("read_only", [True, False])
def test_a_ledger_of_a_newer_version_is_refused_and_left_alone(path, read_only):
    with Ledger(path) as ledger:
        ledger.put("a", 1)
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(InputError, match=r"newer culturepark.*upgrade"):
        Ledger(path, read_only=read_only)
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT value FROM run").fetchone() == ("1",)
    db.close()


def test_an_older_ledger_is_migrated_and_keeps_everything(path, monkeypatch):
    with Ledger(path) as ledger:
        ledger.put_dialogue(dialogue())
    more = "CREATE TABLE extra (a TEXT); INSERT INTO extra VALUES ('b')"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, more))
    for _ in range(2):  # the second time, nothing is left to do
        with Ledger(path) as ledger:
            assert ledger.dialogue("d1") == dialogue()
            assert ledger._db.execute("SELECT a FROM extra").fetchall() == [("b",)]
            assert ledger._db.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)


def test_a_ledger_that_another_process_is_making_is_made_once(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for statement in schema.MIGRATIONS[0].split(";"):
            other.execute(statement)
        other.execute("PRAGMA user_version = 1")
        with ThreadPoolExecutor(1) as pool:
            opening = pool.submit(lambda: Ledger(path).close())
            time.sleep(0.2)
            assert not opening.done()
            other.execute("COMMIT")
            opening.result(10)
        assert other.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)


def test_a_ledger_of_the_first_version_takes_opinions(path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        with Ledger(path) as ledger:
            ledger.put_dialogue(dialogue())
    with Ledger(path) as ledger:
        ledger.put_opinions([(opinion(), [])])
        assert ledger.dialogue("d1") == dialogue()
        assert list(ledger.opinions()) == [opinion()]


def test_a_ledger_of_the_third_version_keeps_its_calls_and_takes_thoughts(path):
    with closing(sqlite3.connect(path)) as db:
        for script in schema.MIGRATIONS[:3]:
            db.executescript(script)
        db.execute("INSERT INTO calls VALUES ('old', 'm', 'tea', 'stop', 3, 1, 0, .5, 2, 'filter')")
        db.execute("PRAGMA user_version = 3")
        db.commit()
    with reopened(path) as reader:
        old = reader.call("old")
    assert (old.text, old.thoughts, old.usage.tokens_in, old.seconds) == ("tea", "", 3, 2)
    thought = Reply(text="tea", thoughts="They ask for tea.")
    with Ledger(path) as ledger:
        ledger.put_call("new", "m", thought, 0, "generate")
        assert ledger.call("new") == thought
        assert ledger.call("old") == old
        assert ledger.totals().calls == 2


@pytest.mark.parametrize("tokens", [2**63, 10**400, -(10**400)])
def test_counts_that_no_call_can_have_are_bounded(ledger, tokens):
    usage = Usage(tokens_in=tokens, tokens_out=tokens, cached_tokens_in=tokens)
    reply = Reply(text="tea", usage=usage, seconds=float("inf"))
    for key in "ab":
        ledger.put_call(key, "toy", reply, float("nan"), "generate")
    most = MOST_TOKENS if tokens > 0 else 0
    assert ledger.call("a").usage.tokens_in == most
    assert ledger.totals().usage.tokens_out == 2 * most
    assert ledger.totals().cost_usd == 0


@SHARED
@given(HALVES)
def test_half_a_surrogate_pair_is_stored_wherever_it_is(ledger, half):
    whole = f"a{half}b"
    ledger.put(whole, {whole: [whole]})
    ledger.event("failed", **{whole: whole})
    ledger.put_opinions(
        [
            (
                opinion(statement=whole, models={"judge": whole}),
                [verdict("o1", "form", reason=whole, detail={"said": whole}, by=whole)],
            )
        ]
    )
    ledger.put_scores("toy", "m", [score(detail={whole: whole})])
    ledger.put_dialogue(dialogue(models={"delegate": whole}, statement=whole))
    (said,) = ledger.get(whole).values()
    assert said[0].startswith("a\ufffd")
    assert next(ledger.opinions()).statement == said[0]
    assert ledger.verdicts("o1")[0].detail == {"said": said[0]}
    assert ledger.events()[-1][2] == {said[0]: said[0]}
    assert ledger.dialogue("d1").statement == said[0]
    assert next(ledger.scores()).detail == {said[0]: said[0]}


def test_huge_counts_of_an_earlier_version_add_up(ledger):
    for key in "abc":
        ledger.put_call(key, "toy", Reply(text="tea"), 0, "generate")
    ledger._db.execute("UPDATE calls SET tokens_in = ?, tokens_out = 1e300", (2**63 - 1,))
    assert ledger.call("a").usage.tokens_in == 2**63 - 1
    assert ledger.totals().usage.tokens_in == pytest.approx(3 * 2**63)
    assert ledger.totals().usage.tokens_out == pytest.approx(3e300)


def test_opinions_are_kept_with_all_that_was_said_of_them(path):
    good, bad = opinion("o1"), opinion("o2", text="Tea is tea.")
    passed = verdict("o2", "form")
    fallen = verdict("o2", "verify", kept=False, reason="irrelevant", score=0.2)
    with Ledger(path) as ledger:
        ledger.put_opinions([(good, [verdict("o1", "form")]), (bad, [passed, fallen])])
    with reopened(path) as reader:
        assert list(reader.opinions()) == [good, bad]
        assert list(reader.opinions(kept=True)) == [good]
        assert list(reader.opinions(kept=False)) == [bad]
        assert reader.verdicts("o2") == [passed, fallen]


def test_new_opinions_take_the_place_of_all_before(ledger):
    ledger.put_opinions([(opinion("o1"), [verdict("o1", "form")])])
    ledger.put_opinions([(opinion("o2"), [])])
    assert [each.key for each in ledger.opinions()] == ["o2"]
    assert ledger.verdicts("o1") == []


def test_opinions_of_other_dialogues_stay_if_some_are_named(ledger):
    here, there = opinion("o1"), opinion("o2", dialogue="d2")
    ledger.put_opinions([(each, [verdict(each.key, "form")]) for each in (here, there)])
    ledger.put_opinions([(opinion("o3"), [])], ["d1"])
    assert [each.key for each in ledger.opinions()] == ["o2", "o3"]
    assert ledger.verdicts("o1") == []
    assert len(ledger.verdicts("o2")) == 1


def test_opinions_that_cannot_all_be_stored_leave_those_before(ledger):
    ledger.put_opinions([(opinion("o1"), [])])
    with pytest.raises(LedgerError):
        ledger.put_opinions([(opinion("o2"), []), (opinion("o2"), [])])
    assert [each.key for each in ledger.opinions()] == ["o1"]


def test_vectors_are_found_by_embedder_and_text(ledger):
    ledger.put_vectors("a", [("t1", b"1234"), ("t2", b"5678")])
    assert ledger.vectors("a", ["t1", "t2", "t3"]) == {"t1": b"1234", "t2": b"5678"}
    assert ledger.vectors("b", ["t1"]) == {}


def test_samples_are_found_by_view_culture_and_split(ledger):
    train, test = sample("s1"), sample("s2", split="test")
    other = sample("s3", culture="german", view="messages")
    ledger.put_samples([train, test, other])
    assert list(ledger.samples("sft")) == [train, test]
    assert list(ledger.samples("sft", split="test")) == [test]
    assert list(ledger.samples("messages", "german", "train")) == [other]
    assert list(ledger.samples("messages", "turkish")) == []
    ledger.put_samples([other])
    assert list(ledger.samples("sft")) == []


def test_a_migration_that_fails_changes_nothing(path, monkeypatch):
    with Ledger(path) as ledger:
        ledger.put("a", 1)
    with monkeypatch.context() as patch:
        broken = "CREATE TABLE extra (a TEXT); INSERT INTO nowhere VALUES (1)"
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
        with pytest.raises(LedgerError, match="no such table: nowhere"):
            Ledger(path)
    with Ledger(path) as ledger:
        assert ledger.get("a") == 1
        assert ledger._db.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
        tables = ledger._db.execute("SELECT name FROM sqlite_master").fetchall()
        assert ("extra",) not in tables


def test_a_full_disk_is_one_clear_error_and_keeps_what_was_stored(path):
    stored = []
    with Ledger(path) as ledger:
        pages = ledger._db.execute("PRAGMA page_count").fetchone()[0]
        ledger._db.execute(f"PRAGMA max_page_count = {pages + 20}")
        with pytest.raises(LedgerError, match="the disk is full; everything stored so far") as told:
            for number in range(1000):
                ledger.put_dialogue(dialogue(f"{number:04}", statement="tea " * 500))
                stored.append(f"{number:04}")
        assert "\n" not in str(told.value)
        assert told.value.exit_code == 3
    assert stored
    with Ledger(path) as ledger:
        assert [each.key for each in ledger.dialogues()] == stored
        assert ledger._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        ledger.put_dialogue(dialogue("later"))


def test_closing_twice_does_no_harm(path):
    ledger = Ledger(path)
    ledger.close()
    ledger.close()


def test_a_record_of_an_unknown_shape_is_not_guessed_at(ledger):
    ledger.put_dialogue(dialogue())
    ledger._db.execute("UPDATE dialogues SET record = json_remove(record, '$.turns')")
    with pytest.raises(ValueError, match="turns"):
        ledger.dialogue("d1")
    assert Dialogue.model_fields["turns"].is_required()


def test_a_reader_of_an_older_ledger_finds_the_new_tables_empty(path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:2])
        with Ledger(path) as ledger:
            ledger.put_dialogue(dialogue())
    with reopened(path) as reader:
        assert list(reader.scores()) == []
        assert list(reader.dialogues()) == [dialogue()]


def test_adapters_of_an_older_ledger_move_to_their_table(path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:2])
        with Ledger(path) as ledger:
            ledger.put("adapter:turkish", {"rows": 8})
            ledger.put("base", "here")
    with Ledger(path) as ledger:
        assert ledger.adapters() == ["turkish"]
        assert ledger._db.execute("SELECT record FROM adapters").fetchall() == [('{"rows": 8}',)]
        assert ledger.adapter("turkish") is None, "it lacks what a record needs"
        assert ledger.get("adapter:turkish") is None
        assert ledger.get("base") == "here"


def test_adapters_are_found_by_culture_and_replaced(ledger):
    assert ledger.adapter("turkish") is None
    ledger.put_adapter(adapter())
    ledger.put_adapter(adapter(culture="chinese"))
    ledger.put_adapter(later := adapter(rows=3))
    assert (ledger.adapter("turkish"), ledger.adapters()) == (later, ["chinese", "turkish"])


def test_responses_are_found_by_key_and_by_task(path):
    one, other = response("r1"), response("r2", question=question(task="other", set="o"))
    with Ledger(path) as ledger:
        ledger.put_responses([one, other])
    with reopened(path) as reader:
        assert reader.response("r1") == one
        assert reader.response("r3") is None
        assert list(reader.responses("other")) == [other]
        assert len(list(reader.responses())) == 2


def test_scores_replace_those_of_their_task_and_model_and_its_controls(path):
    claim, control = score(), score(method="uniform", model="", control=True)
    other_model, other_task = score(model="big"), score(task="other")
    with Ledger(path) as ledger:
        ledger.put_scores("toy", "toy", [claim, control])
        ledger.put_scores("toy", "big", [other_model, control])
        ledger.put_scores("other", "toy", [other_task])
        ledger.put_scores("toy", "toy", [score(value=0.9), control])
    with reopened(path) as reader:
        assert list(reader.scores("toy")) == [other_model, score(value=0.9), control]
        assert list(reader.scores("other")) == [other_task]


def test_a_score_that_could_not_be_computed_stays_so(ledger):
    nothing = score(value=None, low=None, high=None, n=0)
    ledger.put_scores("toy", "toy", [nothing])
    assert list(ledger.scores()) == [nothing]


def test_a_disk_that_ends_the_transaction_itself_is_told_of_as_it_is(path):
    with Ledger(path) as ledger:
        with (
            pytest.raises(LedgerError, match="the disk is full; everything"),
            ledger.changing() as db,
        ):
            db.execute("ROLLBACK")
            raise sqlite3.OperationalError("database or disk is full")
        ledger.put("a", 1)
        assert ledger.get("a") == 1


def test_a_migration_whose_transaction_ends_itself_is_told_of_as_it_is(path, monkeypatch):
    monkeypatch.setattr(schema, "MIGRATIONS", ("ROLLBACK; FAIL",))
    with pytest.raises(LedgerError, match="syntax error"):
        Ledger(path)
