"""Rows of dialogues that norms have guided: nothing that delegates were told of norms is there."""

import json
from pathlib import Path

import park
from park.generate.norms import Guide
from park.ledger.run import read_run
from tests.commands import OPINIONS, configuration, whole_script, write

AGAINST = json.dumps({"rationale": "It says the reverse.", "verdict": "B"})


def test_rows_of_guided_dialogues_hold_no_norm(study, command):
    script = whole_script()["rules"]
    write(study / "script.yaml", {"rules": [{"contains": OPINIONS[1], "reply": AGAINST}, *script]})
    write(study / "guided.yaml", configuration(dialogue={"norms": 2}))
    for words in (("generate", "guided.yaml", "--run"), ("filter",), ("export",)):
        said = command(*words, "run")
        assert said.code == 0, said.err
    run, norms = park.Run("run"), set()
    guide = Guide(run.setup, 2)
    for each in run.dialogues():
        told = guide(each.seed)
        assert set(each.norms) == {item for norm in told for item in norm.items}
        norms |= {norm.text for norm in told}
    assert len(norms) > 2
    for view in ("sft", "preference"):
        with read_run(Path("run")) as ledger:
            parts = [(c, split) for c in run.setup.cultures for split in ("train", "test")]
            rows = [json.dumps(each.row) for part in parts for each in ledger.samples(view, *part)]
        assert rows, view
        words = [part for norm in norms for part in (norm, norm.partition(" (")[0])]
        assert not [each for each in words for row in rows if json.dumps(each)[1:-1] in row]
