"""A small study to run the command line on: a configuration, a scripted model, a process."""

import json
import os
import random
import subprocess
import sys
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import yaml

CHECKOUT = Path(__file__).resolve().parent.parent
PARK = (sys.executable, "-c", "from park.cli.main import main; main()")

SPEECHES = (
    "With us the children carry the bread home before supper. Is it like that where you live?",
    "I was fourteen when my uncle closed his shop, and since then I see it this way.",
    "Our neighbours hang lanterns over the bridge each autumn. What do yours do then?",
    "At the harvest feast the oldest woman breaks the first loaf and nobody sits before her.",
    "The fishermen down at the pier laugh about all of that. Who would laugh in your town?",
    "A tailor in our street argued for years against it, until his parents moved to the coast.",
    "My grandmother kept a notebook of every debt and favour. Would yours have done so?",
    "Foreigners believe we do it out of fear, while really there is a good deal of joking in it.",
    "Last winter a bus broke down and strangers shared their tea. Could that happen there?",
    "Every Thursday the market women settle their quarrels behind the mosque over boiled corn.",
    "I am not so sure, because a colleague lost his garden over it. How would you answer him?",
    "One might say that it costs time, but time is what a family has when money is gone.",
    "Perhaps a small boy should simply be shown the river. What would you show a child?",
    "My brother still telephones at dawn to ask whether the goats have been fed already.",
)
"""Turns that pass every check, in an order in which none repeats another."""


def script(speeches=SPEECHES):
    """Return a script in which each line answers the one before, whatever the prompts say.

    It is known by its first sentence, as a contact asks what its instruction words.
    """
    answers = [
        {"contains": said.split(". ")[0], "reply": reply} for said, reply in pairwise(speeches)
    ]
    return {"rules": [*answers, {"reply": speeches[0]}]}


WORDS = (
    "bread", "river", "lantern", "winter", "uncle", "market", "garden", "window", "harvest",
    "teapot", "village", "bicycle", "neighbour", "wedding", "letter", "orchard", "kitchen",
    "mountain", "sister", "pigeon", "carpet", "station", "bridge", "baker", "candle", "school",
    "pepper", "summer", "blanket", "soldier", "radio", "ferry", "cousin", "violin", "cellar",
    "chimney", "basket", "shepherd", "notebook", "pillow", "stranger", "fisherman", "goose",
    "cherry", "tailor",
)  # fmt: skip
FRAMES = (
    "My {} kept a {} beside the {} for the whole {}.",
    "Nobody near the {} would sell a {} before the {} came to see the {}.",
    "When the {} and the {} were late, every {} in our street lent us a {}.",
    "They laughed at the {} because it had no {}, only a {} and some {}.",
    "I learned about the {} from a {} who once lost both {} and {}.",
    "Is a {} worth more than a {} where you live, or does the {} decide about the {}?",
    "A {} and a {} can be shared, but our {} never gave away the {}.",
    "After the {} had closed the {}, we carried the {} past another {}.",
)


def speech(request):
    """Return a plausible turn that follows from all of a request, and from nothing else."""
    digest = blake2b(json.dumps(request, sort_keys=True).encode(), digest_size=8).hexdigest()
    rng = random.Random(digest)
    said = [frame.format(*rng.sample(WORDS, 4)) for frame in rng.sample(FRAMES, 3)]
    return f"{' '.join(said)} My parents were in house {int(digest[:9], 16)}."


def configuration(**sections):
    """Return a configuration of four dialogues; sections given replace the usual ones."""
    usual = {
        "name": "toy",
        "cultures": ["chinese", "turkish"],
        "seeds": {"items": ["Q27", "Q38"]},
        "models": {"delegate": "scripted:script.yaml"},
    }
    return {key: value for key, value in (usual | sections).items() if value is not None}


def write(path, data):
    """Write data as YAML; a text as it is."""
    text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def environment(**variables):
    """Return the environment of a process that finds the package and no key."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    return kept | {"PYTHONPATH": str(CHECKOUT), "COLUMNS": "200"} | variables


def park(*arguments, cwd, **variables):
    """Run the command in a process of its own."""
    return subprocess.run(
        [*PARK, *map(str, arguments)],
        cwd=cwd,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


OPINIONS = {
    1: "A shop that closes teaches a boy more about life than any school can.",
    3: "The oldest woman should be honoured before everybody else sits down to eat.",
    5: "It is right to argue for years rather than to give in to a neighbour.",
}
"""What a scripted judge takes from the delegate's turns, by their place in SPEECHES."""
FOLLOWS = json.dumps({"rationale": "It fits.", "verdict": "A"})


def whole_script():
    """Return a script that holds the dialogues and judges them."""
    *judging, _ = judge_script()["rules"]
    return {"rules": [*judging, *script()["rules"]]}


def judge_script(verdict=FOLLOWS, opinions=OPINIONS, speeches=SPEECHES):
    """Return the script of a judge that lists an opinion a turn and always says the same of it."""
    lists = [
        {
            "contains": f"{speeches[turn]}\n\nList the opinions",
            "reply": json.dumps({"opinions": [{"opinion": said, "quote": speeches[turn]}]}),
        }
        for turn, said in opinions.items()
    ]
    return {
        "rules": [
            {"contains": "The person said:", "reply": verdict},
            {"contains": "Somebody said of them:", "reply": '{"verdict": "A"}'},
            {"contains": "do not fit the answer", "reply": '{"opinion": "I follow my parents."}'},
            *lists,
            {"contains": "", "reply": '{"opinions": []}'},
        ]
    }


def ended(process, code, seconds=60):
    """Wait for a process and assert how it ended; a failure shows what it printed."""
    process.join(seconds)
    assert process.exitcode == code, f"exit code {process.exitcode}, not {code}:\n{process.said}"
