"""The method guard in the moderation task."""

import json

import pytest

from tests.evaluate.test_stage import configure
from tests.guard.worded import harm, minding

POSTS = [
    *((f"Drink tea, tea and more tea {n}", 1) for n in range(12)),
    *((f"Repair bridge number {n} today", 0) for n in range(14)),
]


@pytest.fixture
def run(tmp_path):
    """A run whose model says the same of every post, with posts of which a guard minds one kind."""
    configure(tmp_path / "run")
    rows = [
        {
            "id": str(n),
            "culture": "turkish",
            "language": "en",
            "task": "hate",
            "text": t,
            "label": y,
        }
        for n, (t, y) in enumerate(POSTS)
    ]
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    minding("tea", tmp_path / "guard.json")
    return tmp_path / "run"


def evaluated(command, run, *more, guard="guard.json"):
    path = run.parent / guard
    return command(
        "evaluate", run, "--tasks", "moderation", "--moderation", run.parent / "posts.jsonl",
        "--methods", "plain,guard", "--set", f"evaluate.options.guard.file={path}", "--json", *more,
    )  # fmt: skip


def scored(said):
    assert said.code == 0, said.err
    found = json.loads(said.out)
    return {
        (each["method"], each["metric"]): each
        for each in found["scores"]
        if each["set"] == "turkish-hate" and not each["against"]
    }, found


def test_a_guard_labels_posts_beside_the_model_and_is_compared_with_it(command, run):
    by, found = scored(evaluated(command, run))
    assert by["guard", "macro_f1"]["value"] == pytest.approx(1.0)
    assert by["guard", "auroc"]["value"] == pytest.approx(1.0)
    brier = sum((harm("tea", text) - label) ** 2 for text, label in POSTS) / len(POSTS)
    assert by["guard", "brier"]["value"] == pytest.approx(brier, abs=1e-5)
    assert set(by["guard", "macro_f1"]["forms"]) == {"choice", "question", "moderator"}
    pairs = {(each["method"], each["against"]) for each in found["scores"] if each["against"]}
    assert ("guard", "plain") in pairs
    assert "guard" in found["respondents"]


def test_the_model_is_not_asked_for_it(command, run):
    evaluated(command, run)
    rows = command("show", run, "--task", "moderation", "--json").out.splitlines()
    said = [json.loads(row) for row in rows]
    assert all(each["text"] == "" for each in said if each["method"] == "guard")
    assert sum(each["method"] == "guard" for each in said) == 6 * len(POSTS)


def test_another_guard_is_asked_anew(command, run):
    before, _ = scored(evaluated(command, run))
    minding("bridge", run.parent / "other.json")
    after, _ = scored(evaluated(command, run, guard="other.json"))
    assert after["guard", "auroc"]["value"] < 0.1 < before["guard", "auroc"]["value"]


def test_without_a_guard_it_does_not_answer_and_says_so(command, run):
    said = command(
        "evaluate", run, "--tasks", "moderation", "--moderation", run.parent / "posts.jsonl",
        "--methods", "plain,guard",
    )  # fmt: skip
    assert said.code == 0
    assert "no guard is given (evaluate.options.guard.file)" in said.err


def test_a_guard_alone_starts_no_model(command, run, monkeypatch):
    def start(*_):
        raise AssertionError

    monkeypatch.setattr("park.evaluate.backends.chat.ChatBackend.__init__", start)
    by, found = scored(evaluated(command, run, "--methods", "guard"))
    assert by["guard", "macro_f1"]["value"] == pytest.approx(1.0)
    assert found["respondents"] == ["guard"]


def test_alone_and_without_a_guard_it_says_what_is_missing(command, run):
    posts = ("--moderation", run.parent / "posts.jsonl")
    said = command("evaluate", run, "--tasks", "moderation", *posts, "--methods", "guard")
    assert said.code == 2
    assert said.err.count("no guard is given (evaluate.options.guard.file)") == 1
    assert "finetune" not in said.err


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--set", "evaluate.options.guard.axis=harmful"), "evaluate.options.guard.axis"),
        (("--set", "evaluate.options.guard.file=none.json"), "none.json: no such file"),
    ],
)
def test_a_wrong_option_is_refused(command, run, more, message):
    said = evaluated(command, run, *more)
    assert said.code == 2
    assert message in said.err
