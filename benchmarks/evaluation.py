"""Eight adapters on one base, loaded once, against loading it for each and a call per option.

    python -m benchmarks.evaluation            # half an hour or more
    python -m benchmarks.evaluation --quick    # about 5 minutes: two adapters, fewer items

Everybody answers the same questions of three tasks (survey, VSM, moderation; all forms, both orders
of the options) as the same adapters, which are random, on the same base in the same precision.
`park` loads the base once. `a load each` is the same engine, one process an adapter. The other two
do what lm-eval does, one process an adapter: every option is a request of its own, whose last token
is read from a forward pass over what comes before it, in batches of one. With the option
`logits_cache`, lm-eval's default, requests that differ in one last token alone share a pass; both
ways are measured. They are spared what lm-eval loads beside the model, and the logits of all tokens
but the last. On a busy machine set OMP_NUM_THREADS=1 and read the processor time. Needs
`culturepark[train]`.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.memory import CULTURES, peak
from benchmarks.table import table
from park.adapters import base as bases
from park.adapters import libraries, storage
from park.adapters.option_logprobs import Weighed, weigh
from park.adapters.recipe import DEFAULT, Recipe, load_recipe
from park.adapters.switchable import Loaded, load_run
from park.align.questions import questions as of_items
from park.align.respondent import Respondent, system_of
from park.assets import load_culture
from park.evaluate.backends.adapters import AdaptersBackend
from park.evaluate.panel import messages_of
from park.evaluate.tasks import vsm
from park.evaluate.tasks.moderation.posts import Post
from park.evaluate.tasks.moderation.task import questions
from park.ledger.keys import seed_of
from park.prompts import Prompts
from park.records.scores import Question
from park.surveys.bundled import bundled

TARGET = 0.5
"""The most of the others' time that park is to take."""
LIMIT = 3600
"""Seconds after which a contestant is given up."""
ITEMS = 6
"""Of each task; each is six questions: three forms, two orders."""
ROUNDS = 3
"""Of the comparison of ways to weigh options."""
SPREAD = 0.02
"""Standard deviation of the random adapters' second matrices."""
NEVER = sys.maxsize
POSTS = (
    ("Does anybody know whether the ferry still runs on public holidays?", 0),
    ("You are too stupid to boil an egg, so spare us your recipes.", 1),
    ("My neighbour lent me his ladder again. I owe him a cake by now, and he knows it.", 0),
    ("Whoever wrote this timetable is a worthless clown and should crawl back under his stone.", 1),
    ("The new library opens on Saturday. There is tea, and the choir sings at four.", 0),
    ("Shut up, you filthy liar, nobody here wants to hear another word from you.", 1),
)

FIGURES = ("seconds", "cpu", "loading", "loading_cpu", "answering", "answering_cpu")
"""Of a process: seconds and seconds of processor time from its start to its end; `answering` is
from the first question to the last answer, `loading` the rest."""

Played = dict[str, Any]
"""What a process says: the figures, `megabytes` at the peak, `shares`."""
Shares = dict[str, list[float]]
"""By adapter: of all questions' options, one after another."""


def questions_of(items: int) -> dict[str, list[Question]]:
    """Return so many items of each task as questions, by task."""
    prompts, known = Prompts(), list(bundled().items.values())
    posts = [
        Post(
            id=str(number), culture="american", language="en", set="made-up",
            kind="offensive", text=text, label=1 if label else 0,
        )
        for number, (text, label) in enumerate(POSTS[:items])
    ]  # fmt: skip
    return {
        "survey": of_items("survey", known[:: len(known) // items][:items], prompts),
        "vsm": of_items("vsm", vsm.load_vsm().as_items()[:items], prompts),
        "moderation": [each for post in posts for each in questions(post, prompts)],
    }


def respondent(culture: str) -> Respondent:
    """Return who answers as a culture with its adapter."""
    return Respondent("adapter", culture, system_of(load_culture(culture), Prompts()), culture)


def recipe_of(precision: str | None) -> Recipe:
    """Return the default recipe in the precision that `park evaluate` takes, or another."""
    recipe = load_recipe(DEFAULT)
    assert isinstance(recipe, Recipe)
    if precision is None:
        return libraries.for_answers(recipe)
    numbers = recipe.precision.model_copy(update={"cpu": precision, "cuda": precision})
    return recipe.model_copy(update={"precision": numbers})


def make_adapters(run: Path, recipe: Recipe, cultures: Sequence[str]) -> None:
    """Save a random adapter for each culture, as training would leave it."""
    import torch
    from peft import LoraConfig, get_peft_model

    base, lora = load_run(run, (), recipe).base, recipe.lora
    config = LoraConfig(
        r=lora.r, lora_alpha=lora.alpha, target_modules=lora.target, task_type="CAUSAL_LM"
    )
    model = get_peft_model(base.model, config)
    for culture in cultures:
        torch.manual_seed(seed_of("evaluation", culture))
        for name, weight in model.named_parameters():
            if "lora_A" in name:
                torch.nn.init.kaiming_uniform_(weight, a=5**0.5)
            if "lora_B" in name:
                torch.nn.init.normal_(weight, std=SPREAD)
        storage.save(model, storage.place(run, culture), base.location.public)
        storage.publish(storage.place(run, culture), "random")


class Watch:
    """Takes the time that is spent answering."""

    def __init__(self) -> None:
        self.seconds = self.cpu = 0.0

    def __enter__(self) -> None:
        self._began, self._cpu = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self._began
        self.cpu += time.process_time() - self._cpu


def engine(run: Path, recipe: Recipe, cultures: Sequence[str], items: int, watch: Watch) -> Shares:
    """Answer as `park evaluate` does: the base once, the adapters one after another."""
    backend = AdaptersBackend(load_run(run, (), recipe), {})
    tasks = questions_of(items)
    found: Shares = {}
    for culture in cultures:
        with backend.loaded.wearing(culture):
            pass  # What is loaded here is not counted as answering.
        who = respondent(culture)
        with watch:
            answers = [asyncio.run(backend.choose(who, asked)) for asked in tasks.values()]
        found[culture] = [s for task in answers for each in task for s in each.shares.values()]
    return found


def one_by_one(
    run: Path, recipe: Recipe, cultures: Sequence[str], items: int, watch: Watch, *, keep: bool
) -> Shares:
    """Answer as lm-eval does: prompt after prompt, with `keep` one pass for all options of it."""
    device, place = libraries.device_for(recipe, DEFAULT), bases.locate(recipe)
    loaded = Loaded(bases.load_base(recipe, place, bases.load_tokenizer(place), device), run)
    (culture,) = cultures
    who, asked = respondent(culture), list(chain(*questions_of(items).values()))
    with loaded.wearing(culture) as model, watch:
        prompts = [loaded.tokens(messages_of(who, each)) for each in asked]
        pairs = zip(prompts, asked, strict=True)
        weighed = [requests(loaded, model, p, each.markers, keep=keep) for p, each in pairs]
    return {culture: _flat(weighed)}


def _flat(weighed: Sequence[Weighed]) -> list[float]:
    return [share for each in weighed for share in each.shares]


def requests(
    loaded: Loaded, model: Any, prompt: list[int], markers: Sequence[str], *, keep: bool
) -> Weighed:
    """Return what a model makes of a question's options, each a request of its own.

    The pass is over prompt and option but for the last token, and so over the prompt.
    """
    row: Any = None
    found = []
    for marker in markers:
        row = row if keep and row is not None else following(loaded, model, prompt)
        found.append(max(float(row[token]) for token in variants(loaded, marker)))
    return Weighed(tuple(found))


def variants(loaded: Loaded, marker: str) -> list[int]:
    """Return a marker as a token, with and without a space before it."""
    encode = partial(loaded.base.tokenizer, add_special_tokens=False)
    encoded = [encode(text)["input_ids"] for text in (marker, f" {marker}")]
    return [tokens[0] for tokens in encoded if len(tokens) == 1]


def following(loaded: Loaded, model: Any, prompt: list[int]) -> Any:
    """Return the log-probabilities of what follows a prompt, shape (vocabulary,)."""
    import torch

    tokens = torch.tensor([prompt], device=loaded.base.device)
    with torch.no_grad():
        logits = model(input_ids=tokens, use_cache=False, logits_to_keep=1).logits
    return torch.log_softmax(logits[0, -1].float(), dim=-1).cpu()


CONTESTANTS = {
    "park": "park, one load",
    "load": "a load each",
    "kept": "lm-eval's way, a call per prompt",
    "option": "lm-eval's way, a call per option",
}


def compete(args: argparse.Namespace) -> Played:
    """Let one contestant work, in this process, and return what came of it."""
    watch = Watch()
    given = (args.run, recipe_of(args.precision), args.cultures, args.items, watch)
    own = args.role in ("park", "load")
    shares = engine(*given) if own else one_by_one(*given, keep=args.role == "kept")
    cpu, answering, answering_cpu = time.process_time(), watch.seconds, watch.cpu
    return {
        "cpu": cpu,
        "answering": answering,
        "answering_cpu": answering_cpu,
        "loading_cpu": cpu - answering_cpu,
        "megabytes": peak(),
        "shares": shares,
    }


def weighing(args: argparse.Namespace) -> dict[str, Any]:
    """Return how many seconds each way to weigh options takes, and how far its shares are off."""
    loaded = load_run(args.run, (), recipe_of(args.precision))
    culture = args.cultures[0]
    who, tasks = respondent(culture), questions_of(args.items)
    groups = [
        [each for each in asked if each.form == form]
        for asked in tasks.values()
        for form in dict.fromkeys(each.form for each in asked)
    ]
    prompts = [[loaded.tokens(messages_of(who, each)) for each in group] for group in groups]
    markers = [[each.markers for each in group] for group in groups]

    def way(**options: int) -> Callable[[], list[Weighed]]:
        pairs = list(zip(prompts, markers, strict=True))
        return lambda: [w for p, m in pairs for w in weigh(loaded, culture, p, m, **options)]

    def per_option() -> list[Weighed]:
        rows = zip(chain(*prompts), chain(*markers), strict=True)
        with loaded.wearing(culture) as model:
            return [requests(loaded, model, prompt, each, keep=False) for prompt, each in rows]

    ways: dict[str, Callable[[], list[Weighed]]] = {
        "batched, shared beginnings": way(),
        "batched": way(shared=NEVER),
        "one prompt at a time": way(room=1, shared=NEVER),
        "one call per option": per_option,
    }
    return {"questions": sum(map(len, groups)), "ways": _race(ways, args.rounds)}


def _race(ways: Mapping[str, Callable[[], list[Weighed]]], rounds: int) -> dict[str, list[float]]:
    """Return each way's seconds, CPU seconds and difference from the last, medians of rounds."""
    right = _flat(list(ways.values())[-1]())
    rows: dict[str, list[tuple[float, float, float]]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            watch = Watch()
            with watch:
                found = way()
            rows[name].append((watch.seconds, watch.cpu, _apart(_flat(found), right)))
    return {name: [median(each) for each in zip(*own, strict=True)] for name, own in rows.items()}


def run_process(role: str, cultures: Sequence[str], args: argparse.Namespace) -> Played:
    """Let one role be played in a process of its own and return what it says."""
    command = [sys.executable, "-m", "benchmarks.evaluation", "--role", role]
    command += ["--run", str(args.run), "--items", str(args.items), "--rounds", str(args.rounds)]
    command += ["--precision", args.precision] if args.precision else []
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--cultures", *cultures], capture_output=True, text=True, timeout=LIMIT
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"{role} failed:\n{done.stderr[-3000:]}")
    print(f"{role} {' '.join(cultures)}: {seconds:.0f} s", file=sys.stderr, flush=True)
    said: Played = json.loads(done.stdout.splitlines()[-1])
    return {**said, "seconds": seconds, "loading": seconds - said.get("answering", 0)}


def measure(cultures: Sequence[str], args: argparse.Namespace) -> dict[str, list[Played]]:
    """Return what every process came to, by contestant; park works between the others' halves."""
    others = [name for name in list(CONTESTANTS)[1:] if name not in args.without]
    found: dict[str, list[Played]] = {name: [] for name in ("park", *others)}
    half = len(cultures) // 2
    turns = [(name, [each]) for each in cultures[:half] for name in others]
    turns += [("park", list(cultures))]
    turns += [(name, [each]) for each in cultures[half:] for name in reversed(others)]
    for name, own in turns:
        found[name].append(run_process(name, own, args))
    return found


def report(found: Mapping[str, Sequence[Played]]) -> str:
    """Return the figures of all contestants as tables, and what follows from them."""
    columns = ["seconds", "CPU s", "loading", "CPU s", "answering", "CPU s"]
    sums = {
        name: [sum(each[of] for each in results) for of in FIGURES]
        for name, results in found.items()
    }
    answers = {
        name: {culture: shares for each in results for culture, shares in each["shares"].items()}
        for name, results in found.items()
    }
    rows, against = [], []
    for name, own in sums.items():
        megabytes = max(each["megabytes"] for each in found[name])
        rows.append([CONTESTANTS[name], *(f"{each:.1f}" for each in own), f"{megabytes:.0f}"])
        if name != "park":
            shares = (f"{mine / each:.2f}" for mine, each in zip(sums["park"], own, strict=True))
            off = max(_apart(answers["park"][each], answers[name][each]) for each in answers[name])
            against.append([CONTESTANTS[name], *shares, f"{off:.2g}"])
    first, *rest = answers["park"].values()
    return (
        f"{table(['', *columns, 'peak MB'], rows)}\n\n"
        f"{table(['share of', *columns, 'answers apart'], against)}\n\n"
        f"(target: a share of at most {TARGET})\n\n"
        f"The first adapter's answers and the others' are up to "
        f"{max(_apart(first, each) for each in rest):.2g} apart."
    )


def _apart(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the largest difference of the same options' shares."""
    return float(np.abs(np.subtract(one, other)).max())


def ways_report(said: Mapping[str, Any]) -> str:
    """Return how fast each way to weigh options is."""
    count, ways = said["questions"], said["ways"]
    slowest, slowest_cpu, _ = list(ways.values())[-1]
    head = ["one adapter", "questions/s", "times", "per CPU s", "times", "answers apart"]
    rows = []
    for name, (seconds, cpu, off) in ways.items():
        speeds = (count / seconds, slowest / seconds, count / cpu, slowest_cpu / cpu)
        rows.append([name, *(f"{each:.2f}" for each in speeds), f"{off:.2g}"])
    return table(head, rows)


def play(args: argparse.Namespace) -> dict[str, Any]:
    """Play one role, in this process, and return what came of it."""
    if args.role == "make":
        make_adapters(args.run, recipe_of(args.precision), args.cultures)
        return {}
    return weighing(args) if args.role == "ways" else compete(args)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two adapters, a third of the items")
    parser.add_argument("--precision", choices=("float32", "bfloat16"), help="of the base")
    parser.add_argument(
        "--without", nargs="+", default=[], choices=list(CONTESTANTS)[1:], help="leave these out"
    )
    parser.add_argument("--role", choices=("make", "ways", *CONTESTANTS), help=argparse.SUPPRESS)
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--items", type=int, default=ITEMS, help=f"of each task ({ITEMS})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=argparse.SUPPRESS)
    parser.add_argument("--cultures", nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.role:
        print(json.dumps(play(args)))
        return
    cultures: Sequence[str] = CULTURES
    if args.quick:
        cultures, args.items, args.rounds = CULTURES[:2], ITEMS // 3, 1
    with TemporaryDirectory() as folder:
        args.run = Path(folder) / "run"
        run_process("make", cultures, args)
        found = measure(cultures, args)
        ways = run_process("ways", cultures[:1], args)
    print(f"{len(cultures)} adapters, {6 * args.items} questions of each task\n")
    print(f"{report(found)}\n\n{ways_report(ways)}\n")


if __name__ == "__main__":
    main()
