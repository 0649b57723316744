"""Training on people's answers: what is learnt, from what, and what it leaves behind."""

import numpy as np
import pytest
import yaml

from park.config import Config
from park.errors import InputError
from park.finetune.answers.material import OfPolls
from park.finetune.local.card import _whose
from park.finetune.local.stage import run_finetune
from park.finetune.samples import TooFew
from park.ledger.ledger import Ledger
from park.ledger.run import read_run
from park.setup import prepare
from tests.adapters import small

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")


from tests.finetune.killing import KillAfter, Killed  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")


def small_run(folder, cultures=("turkish", "chinese"), **changes):
    """Write a run that has begun, without any dialogue, and return it with its setup."""
    folder.mkdir(parents=True, exist_ok=True)
    config = Config(name="polls", cultures=cultures, **changes)
    text = yaml.safe_dump(config.model_dump(mode="json"))
    (folder / "run.yaml").write_text(text, encoding="utf-8")
    Ledger(folder / "ledger.sqlite").close()
    return folder, prepare(config)


def recipe(base, **settings):
    return small.recipe(
        base,
        method="distribution",
        distribution={"orders": 2, "forms": ["lettered"], "items": 4} | settings,
        length=2000,
        schedule={"epochs": 2, "batch": 4, "save_every": 2},
        lora={"r": 2, "alpha": 4, "dropout": 0.0},
    )


def train(run, setup, settings, **options):
    return run_finetune(run, settings, "polls", material=OfPolls(lambda: setup), **options)


def known(run, name):
    with read_run(run) as ledger:
        return ledger.adapter(name)


def test_one_process_trains_an_adapter_for_each_culture_beside_those_on_dialogues(base, tmp_path):
    run, setup = small_run(tmp_path / "run")
    outcome = train(run, setup, recipe(base))
    assert sorted(outcome.trained) == ["distribution-chinese", "distribution-turkish"]


def test_only_train_items_are_learnt_and_held_out_ones_are_measured(base, tmp_path):
    run, setup = small_run(tmp_path / "run")
    polls = OfPolls(lambda: setup).choose(None, run, recipe(base, items=None), (), one=False)
    held = {item.id for item in setup.heldout}
    for found in polls.samples.values():
        learnt = {poll.item for poll in found if poll.split == "train"}
        measured = {poll.item for poll in found if poll.split == "test"}
        assert learnt and measured <= held
        assert not learnt & held


def test_every_option_stands_in_several_places_and_its_share_goes_with_it(base, tmp_path):
    run, setup = small_run(tmp_path / "run")
    found = OfPolls(lambda: setup).choose(None, run, recipe(base), ("turkish",), one=False)
    polls = [poll for poll in found.samples["distribution-turkish"] if poll.split == "train"]
    one, other = (poll for poll in polls if poll.item == polls[0].item)
    assert one.shares == other.shares
    assert one.markers != other.markers
    known = setup.survey.answers_for(one.item, "TUR")
    options = setup.survey.items[one.item].options
    assert one.shares == pytest.approx([known.share(option.code) for option in options])
    for poll in (one, other):
        for option, marker in zip(options, poll.markers, strict=True):
            assert f"({marker}) {option.label}" in poll.prompt[1]["content"]


def test_shuffled_labels_are_the_same_shares_of_other_options(base, tmp_path):
    run, setup = small_run(tmp_path / "run")
    own, dealt = (
        OfPolls(lambda: setup).choose(
            None, run, recipe(base, items=None, labels=labels), (), one=False
        )
        for labels in ("people", "shuffled")
    )
    assert set(dealt.samples) == {"distribution-shuffled-turkish", "distribution-shuffled-chinese"}
    pairs = list(
        zip(
            own.samples["distribution-turkish"],
            dealt.samples["distribution-shuffled-turkish"],
            strict=True,
        )
    )
    assert all(one.prompt == other.prompt for one, other in pairs)
    assert all(sorted(one.shares) == sorted(other.shares) for one, other in pairs)
    assert all(one.shares == other.shares for one, other in pairs if one.split == "test")
    moved = [one.shares != other.shares for one, other in pairs if one.split == "train"]
    assert np.mean(moved) > 0.5
    assert "dealt out to the options at random" in _whose("distribution-shuffled-turkish")
    by_item = {}
    for _, other in pairs:
        by_item.setdefault((other.split, other.item), set()).add(other.shares)
    assert all(len(each) == 1 for each in by_item.values())


def test_one_adapter_for_all_is_told_the_country(base, tmp_path):
    run, setup = small_run(tmp_path / "run")
    outcome = train(run, setup, recipe(base, items=2), one=True)
    assert list(outcome.trained) == ["distribution-all-cultures"]
    found = OfPolls(lambda: setup).choose(None, run, recipe(base), (), one=True)
    systems = {p.prompt[0]["content"] for p in found.samples["distribution-all-cultures"]}
    assert len(systems) == 2


def test_an_adapter_loads_with_plain_peft_and_comes_nearer_to_people(base, tmp_path):
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    run, setup = small_run(tmp_path / "run")
    long = recipe(base).model_copy(
        update={"schedule": small.recipe(base).schedule.model_copy(update={"epochs": 8})}
    )
    outcome = train(run, setup, long, cultures=["turkish"])
    adapter = outcome.trained["distribution-turkish"]
    assert adapter.holdout.figure == "kl"
    assert adapter.holdout.adapter < adapter.holdout.base
    losses = [row["loss"] for row in adapter.log]
    assert np.mean(losses[-3:]) < np.mean(losses[:3])
    model = AutoModelForCausalLM.from_pretrained(base)
    PeftModel.from_pretrained(model, run / "adapters" / "distribution-turkish")
    card = (run / "adapters" / "distribution-turkish" / "README.md").read_text(encoding="utf-8")
    assert "people's answers\nto survey questions" in card
    assert "dialogues that start" not in card


def test_nothing_is_trained_twice_and_a_killed_training_goes_on_to_the_same_end(base, tmp_path):
    whole, setup = small_run(tmp_path / "whole")
    first = train(whole, setup, recipe(base), cultures=["turkish"])
    again = train(whole, setup, recipe(base), cultures=["turkish"])
    assert list(again.unchanged) == ["distribution-turkish"]
    assert not again.trained
    cut, setup = small_run(tmp_path / "cut")
    with pytest.raises(Killed):
        train(cut, setup, recipe(base), cultures=["turkish"], callbacks=(KillAfter(2),))
    resumed = train(cut, setup, recipe(base), cultures=["turkish"])
    name = "distribution-turkish"
    assert resumed.trained[name].resumed > 0
    assert resumed.trained[name].sha256 == first.trained[name].sha256


def test_a_shift_is_learnt_from_the_base_s_own_answers(base, tmp_path):
    run, setup = small_run(tmp_path / "run")
    outcome = train(run, setup, recipe(base, target="shift", items=2), cultures=["turkish"])
    shares = train(
        small_run(tmp_path / "other")[0], setup, recipe(base, items=2), cultures=["turkish"]
    )
    name = "distribution-turkish"
    assert outcome.trained[name].sha256 != shares.trained[name].sha256


def test_pooled_shares_leave_out_the_culture_and_new_countries(base, tmp_path):
    run, setup = small_run(tmp_path / "run", evaluate={"heldout_cultures": ("german",)})
    found = OfPolls(lambda: setup).choose(
        None, run, recipe(base, target="shift"), ("turkish",), one=False
    )
    poll = found.samples["distribution-turkish"][0]
    others = [c for c in setup.survey.countries if c not in ("TUR", "DEU")]
    asked = [a for c in others if (a := setup.survey.answers_for(poll.item, c))]
    codes = [option.code for option in setup.survey.items[poll.item].options]
    means = [np.mean([each.share(code) for each in asked]) for code in codes]
    assert poll.pooled == pytest.approx(means)


def test_a_culture_that_is_held_out_is_refused_as_such(base, tmp_path):
    run, setup = small_run(tmp_path / "run", evaluate={"heldout_cultures": ("german",)})
    with pytest.raises(InputError, match=r"--cultures: german is held out \(evaluate\.heldout"):
        OfPolls(lambda: setup).choose(None, run, recipe(base), ("german",), one=False)


def test_an_unknown_culture_is_refused_with_the_nearest(base, tmp_path):
    run, setup = small_run(tmp_path / "run")
    with pytest.raises(InputError, match=r"--cultures: turkisch; did you mean .turkish"):
        train(run, setup, recipe(base), cultures=["turkisch"])


def test_a_culture_that_was_asked_nothing_is_left_out_and_refused_if_named(base, tmp_path):
    path = tmp_path / "survey.csv"
    rows = ["item,country,option,label,count,statement,topic"]
    for number in range(6):
        rows += [f"T{number},TUR,1,yes,30,Tea {number}?,t{number % 3}",
                 f"T{number},TUR,2,no,70,Tea {number}?,t{number % 3}"]  # fmt: skip
    path.write_text("\n".join(rows), encoding="utf-8")
    run, setup = small_run(tmp_path / "run", seeds={"source": (f"csv:{path}",)})
    outcome = train(run, setup, recipe(base))
    assert list(outcome.trained) == ["distribution-turkish"]
    assert outcome.left_out == {"chinese": "CHN was asked no train item"}
    with pytest.raises(TooFew, match="no train item was asked in CHN"):
        train(run, setup, recipe(base), cultures=["chinese"])


@pytest.fixture(scope="module")
def evaluated(base, tmp_path_factory):
    """A run with adapters on dialogues, on answers and on everybody's, and what it scored."""
    from park.evaluate.stage import evaluate
    from park.run import wait_for

    run, setup = small_run(
        tmp_path_factory.mktemp("evaluated") / "run", seeds={"holdout": 0.06},
        evaluate={
            "tasks": ("survey",), "options": {"survey": {"orders": 2}},
            "heldout_cultures": ("german",),
        },
    )  # fmt: skip
    with Ledger(run / "ledger.sqlite") as ledger:
        ledger.put_samples(small.samples())
    run_finetune(run, small.recipe(base), "toy")
    train(run, setup, recipe(base, items=2))
    train(run, setup, recipe(base, items=2, labels="shuffled"))
    train(run, setup, recipe(base, items=2), one=True)
    return wait_for(evaluate(setup, run))


def test_adapters_on_dialogues_on_answers_and_both_are_evaluated_side_by_side(evaluated):
    assert evaluated.failed == {}
    methods = ["plain", "prompt", "adapter", "distribution", "distribution-shuffled"]
    methods += ["distribution-one", "both"]
    assert list(dict.fromkeys(e.partition(":")[0] for e in evaluated.respondents)) == methods
    found = {
        (each.method, each.tested): each.value
        for each in evaluated.scores
        if each.metric == "js" and not each.against and each.culture in ("", each.tested)
    }
    assert len({found[method, "turkish"] for method in methods}) == len(methods)
    pairs = {(each.method, each.against) for each in evaluated.scores}
    controls = ("ridge", "item_blind", "distribution-shuffled")
    assert {("distribution", each) for each in controls} <= pairs


def test_of_a_new_country_the_adapter_for_all_answers_and_no_other(evaluated):
    speak = {each.partition(":")[0] for each in evaluated.respondents if each.endswith(":german")}
    assert speak == {"prompt", "distribution-one"}
    new = [e for e in evaluated.scores if e.tested == "german" and e.metric == "js"]
    own = {e.method: e.value for e in new if e.culture == "german" and not e.against}
    assert {name for name in own if not name.startswith("item_blind")} == speak
    assert 0 < own["distribution-one"] < 1
    assert ("distribution-one", "plain") in {(e.method, e.against) for e in new}


def test_adapters_of_two_bases_are_not_added_up(base, tmp_path):
    from park.evaluate.stage import evaluate
    from park.run import wait_for

    run, setup = small_run(tmp_path / "run", evaluate={"tasks": ("survey",), "methods": ("both",)})
    other = small.make_base(tmp_path / "other", words=small.tokenizer(special=("<new>",)))
    with Ledger(run / "ledger.sqlite") as ledger:
        ledger.put_samples(small.samples(["turkish"]))
    run_finetune(run, small.recipe(other), "toy", cultures=["turkish"])
    train(run, setup, recipe(base, items=2), cultures=["turkish"])
    with pytest.raises(InputError, match="adapters/turkish: trained on another base"):
        wait_for(evaluate(setup, run))
