from park.filter.judge import NONE
from park.filter.setup import prepare
from park.filter.stage import run_filter
from park.ledger.run import config_of, read_run
from park.models.scripted import Script, ScriptedModel
from tests.filter.judging import favour
from tests.study import configuration, judge_script, whole_script, write


def filtered(study, command, **settings):
    """Filter the study's dialogues with a judge that finds every opinion beside the point."""
    write(study / "script.yaml", whole_script())
    write(study / "demo.yaml", configuration(filter={"rewrite": False, **settings}))
    assert command("generate", "-q").code == 0
    folder = study / "outputs/toy"
    with read_run(folder) as ledger:
        setup = prepare(*config_of(ledger, folder))
    script = Script.model_validate(judge_script())
    return run_filter(folder, setup, ScriptedModel(script, name="judge", options=favour(NONE)))


def test_a_threshold_of_nothing_keeps_what_the_judge_finds_beside_the_point(study, command):
    assert filtered(study, command, threshold=0.0).accepted == 6


def test_a_threshold_of_a_half_keeps_none_of_it(study, command):
    outcome = filtered(study, command, threshold=0.5)
    assert outcome.accepted == 0
    assert outcome.summary()["rejected"] == {"irrelevant": 12}
