import pytest

from park.assets import builtin
from park.config import Config
from park.errors import InputError
from park.filter.calibrate import catalogue
from park.filter.check import fault
from park.filter.criteria import criteria_of
from park.filter.extract import MOST
from park.filter.judge import NONE
from park.filter.outcome import Filtered, table
from park.filter.stage import filter_dialogues
from park.filter.verify import RELEVANCE
from park.ledger.run import config_of, read_run
from park.models.gateway import Meter
from park.models.scripted import Script, ScriptedModel
from park.records import Funnel, Held, Profile
from park.report import opinions
from park.run import wait_for
from park.setup import prepare
from park.text.grounding import ungrounded
from tests.commands import SPEECHES, configuration, judge_script, whole_script, write
from tests.filter.judging import favour, listing
from tests.toys import dialogue, seed


def filtered(study, command, says=None, agents=None, **settings):
    """Filter the study's dialogues with a judge that finds every opinion beside the point.

    The judge lists what the study's script says, or always says the same.
    """
    write(study / "script.yaml", whole_script())
    write(study / "demo.yaml", configuration(agents=agents, filter={"rewrite": False, **settings}))
    assert command("generate", "-q").code == 0
    folder = study / "outputs/toy"
    with read_run(folder) as ledger:
        setup = prepare(*config_of(ledger, folder))
    script = Script.model_validate(judge_script()) if says is None else lambda messages: says
    judge = ScriptedModel(script, name="judge", options=favour(NONE))
    return wait_for(filter_dialogues(setup, folder, models={"judge": judge}))


def test_a_threshold_of_nothing_keeps_what_the_judge_finds_beside_the_point(study, command):
    assert filtered(study, command, threshold=0.0).accepted == 6


def test_each_culture_is_told_whether_its_stances_moved(study, command):
    remarks = filtered(study, command, threshold=0.0).funnel.remarks
    told = [each.split(":")[0] for each in remarks if "first half of the scale" in each]
    assert told == ["chinese", "turkish"]


def test_a_threshold_of_a_half_keeps_none_of_it(study, command):
    outcome = filtered(study, command, threshold=0.5)
    assert outcome.accepted == 0
    assert outcome.summary()["rejected"] == {"irrelevant": 12}


def test_that_nothing_was_listed_has_no_empty_brackets():
    outcome = Filtered(run="", planned={}, meter=Meter(), limiters=[], funnel=Funnel())
    assert outcome.empty == "none of 0 opinions was accepted"


def test_opinions_beyond_what_a_turn_can_state_are_counted_in_a_remark(study, command):
    many = listing(*[("I like tea in the morning.", "I like tea in the morning.")] * (MOST + 100))
    outcome = filtered(study, command, says=many, threshold=0.0)
    windows = outcome.listed // MOST
    assert outcome.listed == windows * MOST > 0
    expected = f"{100 * windows} listed opinions were left out: {windows} lists of the judge hold"
    assert any(remark.startswith(expected) for remark in outcome.remarks)
    assert outcome.remarks == list(outcome.funnel.remarks)


def test_an_opinion_is_quoted_from_where_the_delegate_said_it_whatever_the_judge_copied(
    study, command
):
    says = listing((SPEECHES[1], "Words that nobody ever said."))
    outcome = filtered(study, command, says=says, threshold=0.0)
    assert "not_in_dialogue" not in outcome.summary()["rejected"]
    assert outcome.accepted > 0
    with read_run(study / "outputs/toy") as ledger:
        assert {each.quote for each in ledger.opinions()} == {SPEECHES[1]}


def test_a_check_from_outside_is_counted_told_and_shown(study, command, bring):
    bring("tea")
    outcome = filtered(study, command, threshold=0.0, options={"tea": {"word": "oldest woman"}})
    rejected = outcome.summary()["rejected"]["about_tea"]
    assert rejected == outcome.accepted == 4
    assert outcome.funnel.stages.index("about_tea") == outcome.funnel.stages.index("too_long") + 1
    lines = list(table(outcome.funnel))
    assert any(line.startswith("about_tea") for line in lines)
    with read_run(study / "outputs/toy") as ledger:
        assert Funnel.model_validate(ledger.get("funnel")) == outcome.funnel
        assert "about_tea" in opinions.funnel(ledger).stages


def test_a_reason_that_nobody_declared_ends_no_run(study, command, bring):
    bring("undeclared")
    options = {"undeclared": {"word": "oldest woman"}}
    outcome = filtered(study, command, threshold=0.0, options=options)
    assert outcome.summary()["rejected"]["undeclared"] > 0
    assert "undeclared" in outcome.funnel.stages


def test_what_a_language_lacks_is_said_and_the_check_skipped(study, command):
    language = write(study / "agents/languages/en.yaml", {"name": "English", "slurs": ["toad"]})
    for name in ("american", "chinese", "turkish"):
        for card in (f"{name}.yaml", f"facts/{name}.yaml"):
            write(language.parents[1] / card, (builtin("agents") / card).read_text())
    remarks = filtered(study, command, threshold=0.0, agents="agents").remarks
    assert "no stereotype rules for en (English): that check is skipped" in remarks
    assert "no refusal phrases for en (English): only English ones are checked" in remarks
    assert not [remark for remark in remarks if remark.startswith("no slurs")]


def test_a_statement_said_again_recites_whatever_else_the_delegate_was_told(study):
    criteria = criteria_of(prepare(Config.model_validate(configuration()), study))
    other = "On the Feast of the Two Lamps we honour those who keep a shop open."
    profile = Profile(answers=(Held(item="Q2", statement=other, stance=1, label="agree"),))
    held = dialogue(profile=profile, contact_culture="turkish", seed=seed(culture="turkish"))
    rules = criteria.rules(held)
    assert rules.statement == held.statement
    assert fault("I think that tea must really be hot.", rules, criteria.checks)[0] == "recites"
    assert ungrounded("On the Feast of the Two Lamps we close.", rules.known) is None


def test_languages_without_a_file_are_named_once_for_each_check(study):
    criteria = criteria_of(prepare(Config.model_validate(configuration()), study))
    said = list(criteria.gaps({"hi", "tlh", "tr", "en"}))
    assert "no stereotype rules for hi, tlh: that check is skipped" in said
    assert "no dangling rules for hi, tlh, tr (Turkish): that check is skipped" in said
    assert "no language identification for tlh: that check is skipped" in said
    assert (
        "no negations for hi, tlh: a statement and its denial may count as duplicates on one side "
        "of a scale"
    ) in said
    assert len({each.partition(":")[0] for each in said}) == len(said)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"te": {}}, "filter.options: there is no check 'te'; did you mean 'tea'"),
        ({"tea": {"wrd": "?"}}, "filter.options.tea.wrd: unknown key; did you mean 'word'"),
        ({"length": {"most": 3}}, "filter.options.length.most: unknown key"),
    ],
)
def test_a_mistake_in_a_check_s_options_is_one_line_before_any_call(
    bring, study, command, options, line
):
    bring("tea")
    with pytest.raises(InputError) as refused:
        filtered(study, command, options=options)
    assert str(refused.value).startswith(line)
    with read_run(study / "outputs/toy") as ledger:
        assert "filter" not in [kind for _, kind, _ in ledger.events()]


FINE = [f"My mother framed diploma number {n}." for n in range(12)]
VAGUE = [f"Number {n} is a number." for n in range(12)]


def labels(study, rows):
    lines = [f'Q27,1,"{text}",{label}' for text, label in rows]
    (study / "labels.csv").write_text("\n".join(["item,stance,text,label", *lines]))


def judged_by(study, command, options, calls=True, kind=ScriptedModel, **settings):
    """Filter the study's dialogues with a judge calibrated on labels of one's own."""
    write(study / "script.yaml", whole_script())
    settings = {"rewrite": False, "labels": "labels.csv"} | settings
    write(study / "demo.yaml", configuration(filter=settings))
    assert command("generate", "-q").code == 0
    folder = study / "outputs/toy"
    with read_run(folder) as ledger:
        setup = prepare(*config_of(ledger, folder))
    judge = kind(Script.model_validate(judge_script()), name="judge", options=options)
    return wait_for(filter_dialogues(setup, folder, models={"judge": judge}, calls=calls))


def reading(bearing):
    """Find that all but what the labels call contradictory follows, and what bears on anything."""

    def options(messages, letters):
        text = messages[-1]["content"]
        if RELEVANCE["relevant"] in text:
            return favour(RELEVANCE["relevant" if bearing(text) else "irrelevant"])(
                messages, letters
            )
        return favour(NONE if "against" in text else "agree")(messages, letters)

    return options


def test_a_judge_is_calibrated_on_labels_of_one_s_own(study, command):
    against = [(f"I am against parent {n}.", "contradicts") for n in range(12)]
    labels(study, [*((text, "fine") for text in FINE), *against])
    outcome = judged_by(study, command, reading(lambda text: True))
    assert any("chosen on 24 labelled opinions" in each for each in outcome.remarks)
    assert outcome.accepted == 6
    with read_run(study / "outputs/toy") as ledger:
        stored = ledger.get("calibration")
    assert (stored["n"], stored["right"], stored["kept"], stored["slipped"]) == (24, 12, 12, 0)
    assert stored["thresholds"]["relevant"] is None


def test_what_does_not_bear_on_its_statement_is_rejected_where_that_is_found_to_help(
    study, command
):
    vague = [(text, "contentless") for text in VAGUE]
    labels(study, [*((text, "fine") for text in FINE), *vague])
    outcome = judged_by(study, command, reading(lambda text: "diploma" in text))
    assert any("of bearing on the question" in each for each in outcome.remarks)
    assert outcome.accepted == 0
    assert outcome.summary()["rejected"] == {"irrelevant": 12}
    again = judged_by(study, command, reading(lambda text: True), calls=False)
    assert again.summary()["rejected"] == {"irrelevant": 12}


def test_where_the_judge_is_weak_an_opinion_has_to_name_its_subject(study, command):
    against = [
        (f"I am {'against' if n < 5 else 'for'} parent {n}.", "contradicts") for n in range(12)
    ]
    labels(study, [*((text, "fine") for text in FINE), *against])
    outcome = judged_by(study, command, reading(lambda text: True))
    assert any("the judge is weak" in each for each in outcome.remarks)
    assert outcome.summary()["rejected"].keys() == {"beside"}


def test_what_is_far_from_its_statement_is_rejected(study, command):
    outcome = filtered(study, command, threshold=0.0, subject=0.99)
    assert outcome.accepted == 0
    assert outcome.summary()["rejected"] == {"far": 12}


class Known(ScriptedModel):
    """A judge whose calibration is bundled, and weak."""

    endpoint = next(each.endpoint for each in catalogue() if each.calibration.weak)


@pytest.mark.parametrize(("kind", "weak"), [(Known, True), (ScriptedModel, False)])
def test_a_threshold_by_hand_does_not_make_a_weak_judge_strong(study, command, kind, weak):
    against = [(f"I am against parent {n}.", "contradicts") for n in range(12)]
    labels(study, [*((text, "fine") for text in FINE), *against])
    read = reading(lambda text: True)
    outcome = judged_by(study, command, read, kind=kind, threshold=0.1)
    assert ("beside" in outcome.summary()["rejected"]) == weak


def test_labels_that_cannot_be_used_are_named_before_any_call(study, command):
    labels(study, [("Well.", "fne")])
    with pytest.raises(InputError, match=r"labels.csv:2: label: there is no kind 'fne'"):
        judged_by(study, command, reading(lambda text: True))
