"""`park filter`, `evaluate` and `run` with a model that refuses, mumbles, guesses or is gone."""

import json

import pytest
import yaml

from park.ledger.ledger import Ledger
from park.ledger.run import read_run
from tests.commands import FOLLOWS, configuration, judge_script, write
from tests.evaluate.test_stage import configure
from tests.fake_openai import FakeOpenAI, Fault, completion

REFUSED = Fault(status=400, body={"error": {"message": "logprobs are not supported"}})
GONE = Fault(status=400, body={"error": {"message": "this model is \u0022off\u0022"}})


def shown(logprobs):
    """Return the body of an answer that shows log-probabilities by token."""
    tokens = [{"token": token, "logprob": value} for token, value in logprobs.items()]
    content = [{**tokens[0], "top_logprobs": tokens}]
    return Fault(body=completion("A", logprobs={"content": content}))


def asked(request):
    return request["messages"][-1]["content"]


# Evaluation


@pytest.fixture
def evaluate(tmp_path, command):
    """Evaluate a run of one culture against one server, as often as is wanted."""
    configure(tmp_path / "run", ("turkish",))
    now = []
    with FakeOpenAI(lambda request: now[-1](request)) as server:
        path = tmp_path / "run/run.yaml"
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        delegate = {**written["models"]["delegate"], "model": "openai/m", "base_url": server.url}
        changed = {"models": {"delegate": delegate}, "limits": {"retries": 0, "stall": 2}}
        write(path, {**written, **changed})

        def run(answer, tasks="survey"):
            now.append(answer)
            server.requests.clear()
            said = command(
                "evaluate", tmp_path / "run", "--tasks", tasks, "--methods", "plain", "--json"
            )
            return said, json.loads(said.out) if said.out else {}, list(server.requests)

        run.folder = tmp_path / "run"
        yield run


def responses(run):
    with Ledger(run.folder / "ledger.sqlite") as ledger:
        return list(ledger.responses())


def test_where_log_probabilities_are_refused_answers_in_words_count_and_it_is_said(evaluate):
    def answer(request):
        if "logprobs" in request:
            return REFUSED
        return "**2**" if "number" in asked(request) else "Option B."

    said, found, _ = evaluate(answer)
    assert said.code == 0, said.err
    assert found["answers"]["survey"] == {"answered": len(responses(evaluate))}
    assert "answers were given in words" in said.err
    assert all(each.text for each in responses(evaluate))
    (js, *_) = [each for each in found["scores"] if each["metric"] == "js" and not each["control"]]
    assert any("in words" in line for line in js["detail"]["answers"])


def test_options_with_next_to_nothing_of_all_probability_are_asked_in_words(evaluate):
    def answer(request):
        if "logprobs" in request:
            return shown({"Well": -0.01, "A": -7.0, "B": -8.0, "1": -7.0, "2": -8.0})
        return '{"answer": "2"}' if "number" in asked(request) else "B) that"

    said, _, _ = evaluate(answer)
    assert said.code == 0, said.err
    assert "had less than 0.05 of all probability" in said.err
    assert all(each.text and each.mass < 0.05 for each in responses(evaluate))


def test_what_is_neither_shown_nor_said_is_no_score_and_no_success(evaluate):
    def answer(request):
        if "logprobs" in request:
            return shown({"Well": -0.01, "A": -7.0, "B": -8.0})
        return "It depends."

    said, found, _ = evaluate(answer)
    assert said.code == 1
    assert "none of" in found["failed"]["survey"]
    assert "It depends." in found["failed"]["survey"]
    assert found["scores"] == []


def test_refused_calls_are_no_answers_and_are_asked_again_when_the_cause_is_gone(evaluate):
    said, _, _ = evaluate(lambda request: GONE)
    assert said.code == 1
    line = next(line for line in said.err.splitlines() if line.startswith("failed: survey"))
    assert "none of" in line
    assert "this model is" in line
    assert "park check" in line
    assert responses(evaluate) == []
    said, found, _ = evaluate(lambda request: "2" if "number" in asked(request) else "B")
    assert said.code == 0, said.err
    assert found["responses"] == len(responses(evaluate)) > 0


def test_unreadable_answers_in_words_are_not_paid_for_twice(evaluate):
    said, _, requests = evaluate(lambda request: "Hm." if "logprobs" not in request else REFUSED)
    assert said.code == 1
    assert requests
    said, _, requests = evaluate(lambda request: "never asked")
    assert said.code == 1
    assert requests == []


def test_a_part_without_answers_is_said(evaluate):
    def answer(request):
        if "logprobs" in request:
            return REFUSED
        return "Who knows?" if "number" in asked(request) else "B"

    said, _, _ = evaluate(answer)
    assert said.code == 0, said.err
    assert "questions were not answered" in said.err
    assert "Who knows?" in said.err


def test_one_failed_task_leaves_the_others_alone(evaluate):
    def answer(request):
        return GONE if "your" not in asked(request) else shown({"A": -0.1, "1": -0.1})

    said, found, _ = evaluate(answer, tasks="survey,education,vsm")
    assert said.code == 1
    assert list(found["failed"]) == ["education"]
    assert "this model is" in found["failed"]["education"]
    assert {each["task"] for each in found["scores"]} == {"survey", "vsm"}


def test_a_lesson_that_breaks_off_leaves_the_other_tasks_alone(evaluate):
    def answer(request):
        return shown({"A": -0.1, "1": -0.1}) if "logprobs" in request else Fault(status=500)

    said, found, _ = evaluate(answer, tasks="education,survey")
    assert said.code == 1
    assert list(found["failed"]) == ["education"]
    assert {each["task"] for each in found["scores"]} == {"survey"}


def test_a_call_that_fails_now_and_then_costs_its_question_and_not_the_evaluation(evaluate):
    count = iter(range(100_000))

    def answer(request):
        return Fault(status=500) if next(count) % 4 == 3 else shown({"A": -0.1, "1": -0.1})

    said, found, _ = evaluate(answer)
    assert said.code == 0, said.err
    counts = found["answers"]["survey"]
    assert counts["failed"] > 3
    assert "questions were not answered" in said.err
    assert len(responses(evaluate)) == counts["answered"]


def test_answers_of_a_chunk_are_kept_when_a_call_ends_the_evaluation(evaluate):
    count = iter(range(100_000))

    def answer(request):
        return Fault(status=401) if next(count) >= 20 else shown({"A": -0.1, "1": -0.1})

    said, _, _ = evaluate(answer)
    assert said.code == 3
    _, found, requests = evaluate(lambda request: shown({"A": -0.1, "1": -0.1}))
    assert len(requests) == found["responses"] - 20


def test_an_endpoint_that_has_never_room_stops_the_evaluation_in_one_line(evaluate):
    busy = Fault(status=429, headers={"retry-after": "0"}, body={"error": {"message": "busy"}})
    said, _, _ = evaluate(lambda request: busy)
    assert said.code == 3
    assert said.err.splitlines()[-1].startswith("park: stopped: ")


# Filter


@pytest.fixture
def judge(study, command):
    """Filter the study's dialogues with a judge behind a server."""

    def run(answer, verb="filter", **settings):
        with FakeOpenAI(answer) as server:
            models = {
                "delegate": "scripted:script.yaml",
                "judge": {"model": "openai/m", "base_url": server.url},
            }
            seeds = {"items": ["Q27", "Q38"], "stance": "mode"}
            config = configuration(
                models=models, seeds=seeds, filter=settings, limits={"retries": 0}
            )
            write(study / "demo.yaml", config)
            if verb == "filter":
                assert command("generate", "--if-exists", "delete", "-q").code == 0
                return command("filter", "toy"), server.requests
            return command("run"), server.requests

    run.folder = study / "outputs/toy"
    return run


def by_rule(request):
    """Return what the scripted judge of the study says."""
    return next(r["reply"] for r in judge_script()["rules"] if r["contains"] in asked(request))


def accepted(folder):
    with read_run(folder) as ledger:
        return len(list(ledger.opinions(kept=True)))


def constant(request):
    """Find every letter alike, whatever is asked."""
    if "logprobs" in request:
        return shown({letter: -1.1 for letter in "ABC"})
    return by_rule(request)


def test_a_judge_at_chance_is_refused_and_nothing_is_accepted(judge):
    said, requests = judge(constant)
    assert said.code == 1
    line = next(line for line in said.err.splitlines() if "cannot tell" in line)
    assert "Youden's J 0.00 [-0.0" in line
    assert "on 100 labelled opinions" in line
    assert "filter.threshold" in line
    assert accepted(judge.folder) == 0
    assert all("logprobs" in request for request in requests)


def test_a_threshold_of_one_s_own_lets_any_judge_judge_with_a_warning(judge):
    said, _ = judge(constant, threshold=0.3, rewrite=False)
    assert said.code == 0, said.err
    assert "warning: the judge found the same of all 12 opinions" in said.err
    assert accepted(judge.folder) == 6


def test_a_judge_in_words_that_always_says_the_same_is_told_of(judge):
    said, _ = judge(lambda request: REFUSED if "logprobs" in request else by_rule(request))
    assert said.code == 0, said.err
    assert "warning: the judge found the same of all 12 opinions (entails)" in said.err


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (REFUSED, ""),
        (Fault(body=completion("A", logprobs=None)), "gives no log-probabilities"),
        (shown({"Well": -0.01, "A": -6.0, "B": -6.0, "C": -9.0}), "next to nothing"),
    ],
)
@pytest.mark.parametrize("vote", [FOLLOWS, "**A**", "The answer is A.", "Option A", "Ａ)"])
def test_a_judge_whose_probabilities_are_no_use_votes_in_words(judge, answer, why, vote):
    def say(request):
        if "logprobs" in request:
            return answer
        return vote if "The person said:" in asked(request) else by_rule(request)

    said, _ = judge(say)
    assert said.code == 0, said.err
    assert accepted(judge.folder) == 6
    assert "12 of 12 opinions were judged in words" in said.err
    assert why in said.err


def test_lists_that_are_refused_end_with_1_and_the_reason(judge):
    said, _ = judge(lambda request: GONE, verify=False)
    assert said.code == 1
    assert "lists could not be read in any of 12 attempts" in said.err
    assert "this model is" in said.err


def test_a_judge_that_lists_nothing_ends_with_1(judge):
    said, _ = judge(lambda request: '{"opinions": []}', verify=False)
    assert said.code == 1
    assert "found no opinion in any of 4 dialogues" in said.err


def test_many_lists_that_cannot_be_read_are_said(judge):
    def say(request):
        told = any("I was fourteen" in each["content"] for each in request["messages"])
        return "Hm." if told else by_rule(request)

    said, _ = judge(say, verify=False)
    assert "4 of 12 lists could not be read (unreadable 4)" in said.err


def test_opinions_none_of_which_is_accepted_end_with_1(judge):
    against = json.dumps({"rationale": "", "verdict": "C"})

    def say(request):
        if "logprobs" in request:
            return REFUSED
        return against if "The person said:" in asked(request) else by_rule(request)

    said, _ = judge(say, rewrite=False)
    assert said.code == 1
    assert "none of 12 opinions was accepted (irrelevant 12)" in said.err


def test_verdicts_that_are_refused_end_with_1_and_the_reason(judge):
    def say(request):
        return GONE if "The person said:" in asked(request) else by_rule(request)

    said, _ = judge(say)
    assert said.code == 1
    assert "verdicts could not be read for any of 12 opinions" in said.err
    assert "this model is" in said.err


def test_a_run_ends_with_its_filter_s_code_and_holds_no_more_dialogues(judge):
    said, _ = judge(constant, verb="run", target=50)
    assert said.code == 1
    assert "cannot tell" in said.err
    assert "dialogues per item are held next" not in said.err
    assert not (judge.folder / "dataset").exists()


@pytest.mark.parametrize(
    "useless",
    [
        REFUSED,
        Fault(body=completion("A", logprobs=None)),
        shown({"Well": -0.01, "A": -6.0, "B": -6.0, "C": -9.0}),
    ],
)
def test_verdicts_in_words_count_again_when_no_call_is_made(judge, command, useless):
    said, requests = judge(lambda request: useless if "logprobs" in request else by_rule(request))
    assert said.code == 0, said.err
    before = accepted(judge.folder), len(requests)
    again = command("filter", "toy", "--no-calls")
    assert again.code == 0, again.err
    assert (accepted(judge.folder), len(requests)) == before == (6, before[1])
    assert "12 of 12 opinions were judged in words" in again.err


def test_thresholds_change_what_was_judged_by_probabilities_without_a_call(judge, command):
    said, requests = judge(
        lambda r: shown({"A": -0.5, "B": -1.5, "C": -1.5}) if "logprobs" in r else by_rule(r),
        threshold=0.3, rewrite=False,
    )  # fmt: skip
    assert said.code == 0, said.err
    before = accepted(judge.folder), len(requests)
    command("filter", "toy", "--no-calls")
    assert (accepted(judge.folder), len(requests)) == before
    none = command("filter", "toy", "--no-calls", "--set", "filter.threshold=0.99")
    assert none.code == 1
    assert (accepted(judge.folder), len(requests)) == (0, before[1])
