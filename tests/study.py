"""A small study to run the command line on: a configuration, a scripted model, a process."""

import json
import os
import random
import subprocess
import sys
from hashlib import blake2b
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
    "A tailor in our street argued for years against it, until his son moved away to the coast.",
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
    """Return a script in which each line answers the one before, whatever the prompts say."""
    answers = [
        {"contains": said, "reply": reply}
        for said, reply in zip(speeches, speeches[1:], strict=False)
    ]
    return {"rules": [*answers, {"reply": speeches[0]}]}


def speech(request):
    """Return a plausible turn that follows from all of a request, and from nothing else."""
    digest = blake2b(json.dumps(request, sort_keys=True).encode(), digest_size=8).hexdigest()
    rng = random.Random(digest)
    who = rng.choice(("aunt", "uncle", "teacher", "neighbour", "cousin", "landlord", "sister"))
    did = rng.choice(("repaired bicycles", "sold copper pots", "dyed wool", "taught the choir"))
    when = rng.choice(("before the harvest", "after the first snow", "on market days", "at noon"))
    what = rng.choice(("a basket of figs", "the best teapot", "half the wages", "an old letter"))
    return (
        f"My {who} in house number {int(digest[:7], 16)} {did} {when} for many years. "
        f"We never gave away {what} without talking it over with {int(digest[7:12], 16)} people."
    )


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
