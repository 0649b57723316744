from importlib.metadata import EntryPoint

import pytest

from park import registry
from park.errors import InputError
from park.filter.check import Check
from park.filter.extract import MOST
from park.filter.judge import NONE
from park.filter.stage import filter_dialogues
from park.ledger.run import config_of, read_run
from park.models.scripted import Script, ScriptedModel
from park.records import Record
from park.run import wait_for
from park.setup import prepare
from tests.filter.judging import favour, listing
from tests.study import configuration, judge_script, whole_script, write


def filtered(study, command, says=None, **settings):
    """Filter the study's dialogues with a judge that finds every opinion beside the point.

    The judge lists what the study's script says, or always says the same.
    """
    write(study / "script.yaml", whole_script())
    write(study / "demo.yaml", configuration(filter={"rewrite": False, **settings}))
    assert command("generate", "-q").code == 0
    folder = study / "outputs/toy"
    with read_run(folder) as ledger:
        setup = prepare(*config_of(ledger, folder))
    script = Script.model_validate(judge_script()) if says is None else lambda messages: says
    judge = ScriptedModel(script, name="judge", options=favour(NONE))
    return wait_for(filter_dialogues(setup, folder, models={"judge": judge}))


def test_a_threshold_of_nothing_keeps_what_the_judge_finds_beside_the_point(study, command):
    assert filtered(study, command, threshold=0.0).accepted == 6


def test_a_threshold_of_a_half_keeps_none_of_it(study, command):
    outcome = filtered(study, command, threshold=0.5)
    assert outcome.accepted == 0
    assert outcome.summary()["rejected"] == {"irrelevant": 12}


def test_opinions_beyond_what_a_turn_can_state_are_counted_in_a_remark(study, command):
    many = listing(*[("I like tea in the morning.", "I like tea in the morning.")] * (MOST + 100))
    outcome = filtered(study, command, says=many, threshold=0.0)
    windows = outcome.listed // MOST
    assert outcome.listed == windows * MOST > 0
    expected = f"{100 * windows} listed opinions were left out: {windows} lists of the judge hold"
    assert any(remark.startswith(expected) for remark in outcome.remarks)
    assert outcome.remarks == outcome.funnel["remarks"]


class Shouting(Check):
    """A check that a package outside might bring."""

    name = "shouting"
    help = "is loud"
    reasons = ("shouting",)

    class Options(Record):
        mark: str = "!"

    def fault(self, text, rules):
        return ("shouting", text) if self.options.mark in text else None


@pytest.fixture
def outside(monkeypatch):
    """The check as if a package outside had an entry point for it."""
    point = EntryPoint("shouting", f"{__name__}:Shouting", "culturepark.checks")
    monkeypatch.setattr(
        registry, "_points", lambda kind: {"shouting": point} if kind == "checks" else {}
    )


def test_a_check_from_outside_rejects_and_is_counted(outside, study, command):
    # Its reason was unknown to the funnel, which died of it after all judge calls were paid.
    outcome = filtered(study, command, threshold=0.0, options={"shouting": {"mark": "school"}})
    assert outcome.summary()["rejected"]["shouting"] == 4
    assert "shouting" in str(outcome)
    assert command("report", "outputs/toy").code == 0
    assert "shouting" in (study / "outputs/toy/report/report.md").read_text()


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"shoutin": {}}, "filter.options: there is no check 'shoutin'; did you mean 'shouting'?"),
        (
            {"shouting": {"mrk": "?"}},
            "filter.options.shouting.mrk: unknown key; did you mean 'mark'?",
        ),
        ({"length": {"most": 3}}, "filter.options.length.most: unknown key"),
    ],
)
def test_a_mistake_in_a_check_s_options_is_one_line_before_any_call(
    outside, study, command, options, line
):
    with pytest.raises(InputError) as refused:
        filtered(study, command, options=options)
    assert str(refused.value).startswith(line)
    with read_run(study / "outputs/toy") as ledger:
        assert "filter" not in [kind for _, kind, _ in ledger.events()]
