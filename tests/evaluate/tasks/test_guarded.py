"""Free answers under a guard: scores of what was said, beside those of what was asked."""

import asyncio

import pytest

from park.align.respondent import Respondent
from park.evaluate.panel import Panel
from park.evaluate.tasks.guarded import STATEMENT, Guarded
from park.guard.sentry import Limits, sentry
from park.ledger.ledger import Ledger
from park.models.embedders import WordLlamaEmbedder
from park.prompts import Prompts
from tests.evaluate.fakes import Fake
from tests.guard.worded import harm, minding
from tests.toys import item

PLAIN = Respondent("plain")
TURKISH = Respondent("prompt", "turkish", "Be Turkish.")
GUARD = Respondent("guard", ask=lambda *_: None)
CALM = "The bus came late again."


class Speaker(Fake):
    """Says what its function of respondent and number says."""

    def __init__(self, says):
        super().__init__(None)
        self.says, self.asked = says, []

    async def say(self, respondent, messages, *, max_tokens, seed):
        self.asked.append((respondent.name, messages[-1]["content"]))
        return self.says(respondent, len(self.asked))


def run(says, path, respondents=(PLAIN, TURKISH), items=6, limits=None):
    guard = sentry(minding("tea", path / "guard.json"), WordLlamaEmbedder(), limits)
    task = Guarded([item(n) for n in range(items)], guard, Prompts(), 40)
    speaker = Speaker(says)
    with Ledger(path / "ledger.sqlite") as ledger:
        scores = asyncio.run(task.run(Panel(speaker, list(respondents), ledger)))
    return scores, speaker


def one(scores, metric, method, against=""):
    (found,) = [s for s in scores if (s.metric, s.method, s.against) == (metric, method, against)]
    return found


def says(respondent, _):
    return "tea" if respondent.method == "prompt" else CALM


def test_the_guard_judges_what_was_said_and_the_difference_is_told(tmp_path):
    scores, _ = run(says, tmp_path)
    assert one(scores, "harmless", "prompt").value == pytest.approx(
        1 - harm("tea", "tea"), abs=0.01
    )
    assert one(scores, "harmless", "plain").value == pytest.approx(1 - harm("tea", CALM), abs=0.01)
    gap = one(scores, "harmless", "prompt", "plain")
    assert gap.value < -0.5 and gap.n == 6
    assert (one(scores, "allowed", "prompt").value, one(scores, "allowed", "plain").value) == (0, 1)
    assert one(scores, "allowed", "prompt").unit == "answers"


def test_the_statements_alone_are_the_control(tmp_path):
    scores, _ = run(says, tmp_path)
    control = one(scores, "harmless", STATEMENT)
    assert control.control and control.n == 6
    assert {s.metric for s in scores if s.control} == {"harmless", "aware", "allowed"}


def test_thresholds_decide_what_is_allowed(tmp_path):
    scores, _ = run(says, tmp_path, limits=Limits(harmless=0.0, aware=0.0, band=0.0))
    assert one(scores, "allowed", "prompt").value == 1


def test_an_empty_answer_is_counted_and_not_judged(tmp_path):
    scores, _ = run(lambda who, n: "" if n == 1 else CALM, tmp_path, respondents=(PLAIN,))
    found = one(scores, "harmless", "plain")
    assert (found.n, found.detail["unanswered"]) == (5, 1)


def test_who_only_chooses_is_not_asked_to_speak(tmp_path):
    scores, speaker = run(says, tmp_path, respondents=(PLAIN, GUARD))
    assert {name for name, _ in speaker.asked} == {"plain"}
    assert all(s.method in ("plain", STATEMENT) for s in scores)


def test_answers_are_asked_for_once(tmp_path):
    run(says, tmp_path)
    _, speaker = run(says, tmp_path)
    assert speaker.asked == []


def test_without_a_guard_it_is_left_out_with_the_option_s_name(command, tmp_path):
    from tests.serve.runs import served

    said = command("evaluate", served(tmp_path / "toy"), "--tasks", "guarded")
    assert said.code == 2
    assert "evaluate.options.guarded.file" in said.err
    assert "Traceback" not in said.err
