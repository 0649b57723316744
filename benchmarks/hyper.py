"""A generator of adapters on planted mixtures, on held-out countries, and its speed.

    python -m benchmarks.hyper planted [FOLDER] [STEPS]
    python -m benchmarks.hyper real [FOLDER] [STEPS] [BASE]
    python -m benchmarks.hyper mark RUN
    python -m benchmarks.hyper speed [FOLDER] [BASE]

`planted` makes the assay's base (or finds it in FOLDER), trains on its four cultures, and describes
mixtures of east and west that nobody was trained on. `real` trains on the countries of the bundled
survey but for four, one arm on each core, and answers held-out items as those four. `mark` prints,
on the same questions, what adapters trained on the four's own answers reach: RUN has
`seeds.holdout: 0.3`, adapters by `park finetune RUN --recipe distribution`, and their evaluation.
`speed` takes the same tokens.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import product
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
import yaml

from benchmarks.table import table
from park.adapters import base as bases
from park.adapters.base import Base
from park.adapters.chat import Chat
from park.adapters.recipe import HyperRecipe, load_recipe
from park.align.controls import controls
from park.align.people import people
from park.config import Config
from park.finetune.hyper.descriptions import by_answers
from park.finetune.hyper.learners import Learner, of_card, whole_description
from park.finetune.hyper.lessons import Asked, Asker, last, questions_of
from park.finetune.hyper.made import Maker, nearest, random_text
from park.finetune.hyper.network import Generator, Made, worn
from park.finetune.hyper.sizes import slots_of
from park.finetune.hyper.stage import run_hyper
from park.ledger.run import config_of, open_run, read_run, survey_of
from park.prompts import Prompts
from park.setup import Setup, prepare
from park.statistics import clustered_mean, js_similarity
from park.study.studies.assay.arms import Workshop
from park.study.studies.assay.reader import make_reader, reader_key
from park.study.studies.assay.study import _ask
from park.study.studies.assay.world import CULTURES, agrees, items

WEIGHTS = tuple(round(n / 10, 1) for n in range(11))
"""East's share of a mixture."""
DRAWS = 4
"""Descriptions of each mixture, of other samples of answers."""
HELD = ("bengali", "german", "korean", "portuguese")
"""Cultures whose countries nothing is trained on: Bangladesh, Germany, South Korea, Brazil."""
ITEMS = 8
"""Held-out items that are asked of each."""
ARMS = {"generated": "answers", "unconditional": "nothing", "one-hot": "one-hot"}
"""What describes a culture, by training; one-hot, a new country is the mean of all."""


def setup_of(run: Path) -> Setup:
    """Return a run's setup."""
    with read_run(run) as ledger:
        return prepare(*config_of(ledger, run), began=survey_of(ledger))


def started(folder: Path, config: Config, base: Path) -> Path:
    """Make a run without dialogues."""
    with open_run(folder, {"hyper": "benchmark"}, config.model_dump(mode="json"), base=base):
        return folder


def maker_of(run: Path) -> Maker:
    """Return a run's generator."""
    setup = setup_of(run)
    with read_run(run) as ledger:
        return Maker.of(ledger, run, setup)


def loaded(recipe: HyperRecipe) -> Base:
    """Return a recipe's base on the processor."""
    place = bases.locate(recipe)
    return bases.load_base(recipe, place, bases.load_tokenizer(place), "cpu")


def weighed(
    base: Base, maker: Maker | None, made: Made | None, prompts: Sequence[list[int]],
    asked: Sequence[Asked], room: int = 32,
) -> list[np.ndarray]:  # fmt: skip
    """Return the shares of each question's options, in the order shown."""
    found = []
    filler = base.tokenizer.pad_token_id
    for start in range(0, len(prompts), room):
        part = prompts[start : start + room]
        with torch.no_grad():
            if maker is None or made is None:
                logprobs = last(base.model, part, filler)
            else:
                rows = torch.zeros(len(part), dtype=torch.long)
                with worn(base.model, maker.generator, made, rows):
                    logprobs = last(base.model, part, filler)
        for row, each in zip(logprobs, asked[start : start + room], strict=True):
            best = torch.stack([row[list(m)].max() for m in each.markers])
            found.append(torch.softmax(best, 0).double().numpy())
    return found


def planted(folder: Path, steps: int = 700) -> None:
    """Print how mixtures of east and west are answered."""
    folder.mkdir(parents=True, exist_ok=True)
    shop = Workshop(folder, items(), Prompts(), None)
    place = folder / f"reader-{reader_key(4000)}"
    if not (place / "config.json").is_file():
        for _ in make_reader(place, [shop.system(each) for each in CULTURES], _ask(shop), 4000):
            pass
    recipe_file = folder / "hyper.yaml"
    recipe_file.write_text(
        yaml.safe_dump(
            {
                "base": str(place), "base_name": "assay-reader",
                "hyper": {"countries": "cultures", "named": 0.0, "descriptions": 256, "items": 30},
                "lora": {"r": 8, "alpha": 16},
                "optimiser": {"rate": 4e-3, "weight_decay": 0.01},
                "schedule": {"epochs": 1000, "most_steps": steps, "batch": 16, "save_every": 500,
                             "log_every": 100},
            }
        ),
        encoding="utf-8",
    )  # fmt: skip
    recipe = load_recipe(str(recipe_file))
    assert isinstance(recipe, HyperRecipe)
    run = started(folder / "run", shop.config("new", tuple(CULTURES)), folder)
    print(run_hyper(run, recipe, "hyper", progress=lambda each: print(each, flush=True)))
    setup, maker, base = setup_of(run), maker_of(run), loaded(recipe)
    held = [item for item in setup.heldout if item.topic]
    topics = {each.id: each.topic for each in items()}
    asker, asked, signs = Asker(Chat(base.tokenizer), setup.prompts), [], []
    for item in held:
        found = questions_of(setup.survey, [item], (CULTURES["east"][2],), "", asker)
        asked += found
        east = 1 if agrees("east", topics[item.id]) > 0.5 else -1
        signs += [east] * len(found)
    prompts = [each.prompts[1] for each in asked]
    first = [each.shares[0] > 0.5 for each in asked]

    def towards_east(made: Made | None) -> float:
        """Return the mean share of the side that east takes."""
        shares = weighed(base, maker, made, prompts, asked)
        return float(np.mean([s[0] if f else s[1] for s, f in zip(shares, first, strict=True)]))

    print(f"base alone: {towards_east(None):.3f} ({len(held)} items, {len(asked)} questions)")
    _print_mixtures(_mixtures(setup, maker, towards_east))


def _mixtures(
    setup: Setup, maker: Maker, towards_east: Callable[[Made | None], float]
) -> dict[str, list[tuple[float, float]]]:
    """Return pairs of east's share in a mixture and the share of its side in the answers."""
    both = [people(setup.survey, setup.train_items, (CULTURES[e][2],)) for e in ("east", "west")]
    found: dict[str, list[tuple[float, float]]] = {"mixture": [], "random": []}
    for weight in WEIGHTS:
        mixed = {key: weight * both[0][key] + (1 - weight) * both[1][key] for key in both[0]}
        for draw in range(DRAWS):
            name = f"mixture-{weight}-{draw}"
            told = " ".join(
                by_answers(name, setup.train_items, mixed, 12, number) for number in range(8)
            )
            for kind, text in (("mixture", told), ("random", random_text(name, {name: told}))):
                found[kind].append((weight, towards_east(maker.from_text(text, kind))))
    return found


def _print_mixtures(found: Mapping[str, Sequence[tuple[float, float]]]) -> None:
    from scipy.stats import spearmanr

    rows = []
    for weight in WEIGHTS:
        cells = [f"{weight:.1f}"]
        for pairs in found.values():
            values = [value for at, value in pairs if at == weight]
            cells.append(f"{np.mean(values):.3f} ({min(values):.3f} to {max(values):.3f})")
        rows.append(cells)
    print(table(("east's share", "mixture: share of east's side", "random strings"), rows))
    for kind, pairs in found.items():
        inner = [pair for pair in pairs if 0 < pair[0] < 1]
        every, within = (spearmanr(*zip(*each, strict=True)) for each in (pairs, inner))
        print(
            f"{kind}: Spearman {every.statistic:.3f} (p {every.pvalue:.2g}, n {len(pairs)}); "
            f"unseen mixtures alone {within.statistic:.3f} (p {within.pvalue:.2g}, n {len(inner)})"
        )


def speed(_: Path, base_name: str = "smollm2-135m") -> None:
    """Print the cost of a step with 8 cultures against one of an ordinary LoRA."""
    from peft import LoraConfig, get_peft_model

    recipe = HyperRecipe.model_validate({"base": base_name, "hyper": {}})
    base = loaded(recipe)
    generator = Generator(slots_of(base.model, recipe), form="diag", r=8, alpha=16, width=256)
    tokens = torch.randint(10, 10_000, (8, 64))
    texts, mask = torch.randn(8, 12, 256), torch.ones(8, 12)

    def by_generator() -> None:
        made = generator(texts, mask)
        with worn(base.model, generator, made, torch.arange(8)):
            base.model(input_ids=tokens, labels=tokens, use_cache=False).loss.backward()

    def timed(step: Callable[[], None]) -> list[float]:
        found = []
        for _ in range(3):
            start = time.process_time()
            step()
            found.append(time.process_time() - start)
        return found[1:]

    ours = timed(by_generator)
    adapted = get_peft_model(
        base.model, LoraConfig(r=8, lora_alpha=16, target_modules="all-linear")
    )

    def plain() -> None:
        adapted(input_ids=tokens, labels=tokens, use_cache=False).loss.backward()

    theirs = timed(plain)
    print(
        f"8 cultures {min(ours):.2f} s, ordinary LoRA {min(theirs):.2f} s of processor time; "
        f"{min(ours) / min(theirs):.2f} times"
    )


def real(folder: Path, steps: int = 100, base: str = "smollm2-135m") -> None:
    """Print how four countries that nothing was trained on are answered for.

    Args:
        folder: where the runs are kept.
        steps: steps of each training.
        base: the base's alias or folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = Config.model_validate(
        {
            "name": "hyper", "cultures": ["chinese"],
            "seeds": {"source": "wvs7", "holdout": 0.3},
            "evaluate": {"heldout_cultures": list(HELD)},
        }
    )  # fmt: skip
    recipe = _recipe(folder / "generated.yaml", ARMS["generated"], steps, base)
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as cores:
        of_arm = partial(_trained, folder, config, steps, base)
        makers = {
            arm: maker_of(run) for arm, run in zip(ARMS, cores.map(of_arm, ARMS), strict=True)
        }
    setup, worn_base = setup_of(folder / "generated").including(HELD), loaded(recipe)
    who = [of_card(setup, setup.cultures[name]) for name in HELD]
    asker, rows = Asker(Chat(worn_base.tokenizer), setup.prompts), []
    for learner in who:
        rows += _answered(setup, makers, worn_base, asker, learner, who)
        _print_real(rows)
    (folder / "real.json").write_text(json.dumps(rows), encoding="utf-8")


def _trained(folder: Path, config: Config, steps: int, base: str, arm: str) -> Path:
    """Train an arm by one thread, and return its run."""
    torch.set_num_threads(1)
    run = started(folder / arm, config, folder)
    recipe = _recipe(folder / f"{arm}.yaml", ARMS[arm], steps, base)
    print(run_hyper(run, recipe, arm, progress=lambda each: print(arm, each, flush=True)))
    return run


def _recipe(path: Path, describe: str, steps: int, base: str) -> HyperRecipe:
    hyper = {"describe": describe, "descriptions": 32, "named": 1.0}
    recipe = {
        "base": base, "base_name": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "hyper": hyper, "lora": {"r": 8, "alpha": 16},
        "optimiser": {"rate": 3e-3, "weight_decay": 0.01},
        "schedule": {"epochs": 1000, "most_steps": steps, "batch": 8, "save_every": 5,
                     "log_every": 1, "warmup": 0.1},
        "length": 384, "precision": {"cpu": "bfloat16"},
    }  # fmt: skip
    path.write_text(yaml.safe_dump(recipe), encoding="utf-8")
    found = load_recipe(str(path))
    assert isinstance(found, HyperRecipe)
    return found


def _answered(
    setup: Setup, makers: Mapping[str, Maker], base: Base, asker: Asker, learner: Learner,
    who: Sequence[Learner],
) -> list[dict[str, object]]:  # fmt: skip
    """Return the similarity of every arm to people, by item."""
    known = people(setup.survey, setup.heldout, learner.countries)
    held = [item for item in setup.heldout if item.id in known][:ITEMS]
    maker, hyper = makers["generated"], makers["generated"].saved.recipe.hyper
    told = {each.name: whole_description(setup, hyper, each) for each in who}
    other = who[(who.index(learner) + 1) % len(who)]
    near = nearest(setup, maker.saved, learner)
    assert near is not None
    made = {
        "prompt": (None, None),
        "generated": (maker, maker.from_text(told[learner.name], "")),
        "random": (maker, maker.from_text(random_text(learner.name, told), "")),
        "shuffled": (maker, maker.from_text(told[other.name], "")),
        "nearest's": (maker, maker.from_text(whole_description(setup, hyper, near), "")),
        **{arm: (makers[arm], makers[arm].of_culture("")) for arm in ("unconditional", "one-hot")},
    }
    found, by_arm = [], {}
    for item in held:
        asked = questions_of(setup.survey, [item], learner.countries, learner.system, asker)
        size = len(item.options)
        # The first form, in two orders half the options apart.
        chosen = [0, size // 2]
        for arm, (by, weights) in made.items():
            shares = weighed(
                base, by, weights, [asked[n].prompts[0] for n in chosen], [asked[n] for n in chosen]
            )
            turned = [np.roll(each, first) for each, first in zip(shares, chosen, strict=True)]
            by_arm.setdefault(arm, {})[item.id] = turned
    train = list(setup.train_items)
    for each in controls(setup.survey, held, train, learner.countries):
        by_arm[each.name] = {key: [value] for key, value in each.shares.items()}
    for arm, answers in by_arm.items():
        for item, shares in answers.items():
            alike = float(np.mean([js_similarity(s, known[item]) for s in shares]))
            found.append({"country": learner.name, "item": item, "arm": arm, "js": alike})
    return found


def mark(run: Path) -> None:
    """Print how the four are answered for by adapters trained on their own answers.

    Args:
        run: an evaluated run with these adapters.
    """
    setup, rows = setup_of(run).including(HELD), []
    with read_run(run) as ledger:
        said = [
            each
            for each in ledger.responses("survey")
            if each.question.form == "numbered" and each.status == "answered"
        ]
    for name in HELD:
        known = people(setup.survey, setup.heldout, setup.cultures[name].countries)
        held = [item for item in setup.heldout if item.id in known][:ITEMS]
        for item, method in product(held, ("prompt", "distribution")):
            alike = [
                js_similarity(
                    np.array([each.shares[str(option.code)] for option in item.options]),
                    known[item.id],
                )
                for each in said
                if (each.method, each.culture, each.question.item) == (method, name, item.id)
            ]
            if alike:
                value = float(np.mean(alike))
                rows.append({"country": name, "item": item.id, "arm": method, "js": value})
    for arm, name in product(("prompt", "distribution"), (*HELD, "")):
        values = [r["js"] for r in rows if r["arm"] == arm and name in ("", r["country"])]
        if values:
            print(f"{arm:14} {name or 'all':12} {np.mean(values):.3f} over {len(values)} items")


def _print_real(rows: Sequence[Mapping[str, object]]) -> None:
    values = {(r["arm"], r["country"], r["item"]): float(str(r["js"])) for r in rows}
    lines = []
    for arm in dict.fromkeys(str(r["arm"]) for r in rows):
        keys = [(c, i) for a, c, i in values if a == arm]
        countries, held = (list(dict.fromkeys(part)) for part in zip(*keys, strict=True))
        gaps = np.full((len(held), len(countries)), np.nan)
        for country, item in keys:
            if ("generated", country, item) in values:
                gap = values["generated", country, item] - values[arm, country, item]
                gaps[held.index(item), countries.index(country)] = gap
        told_gap = clustered_mean(gaps)
        mean = np.mean([values[arm, *key] for key in keys])
        told = f"{told_gap.value:+.3f} [{told_gap.low:+.3f}, {told_gap.high:+.3f}]"
        lines.append((arm, f"{mean:.3f}", str(len(keys)), "" if arm == "generated" else told))
    print(table(("arm", "1 - JS", "n", "generated minus it"), lines), flush=True)


if __name__ == "__main__":
    what = sys.argv[1] if len(sys.argv) > 1 else "planted"
    torch.set_num_threads((os.cpu_count() or 1) if what == "real" else 1)
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path("outputs") / f"hyper-{what}"
    began, worked = time.monotonic(), time.process_time()
    {"planted": planted, "real": real, "mark": mark, "speed": speed}[what](
        place, *(int(each) if each.isdigit() else each for each in sys.argv[3:])
    )
    wall, used = time.monotonic() - began, time.process_time() - worked
    used += resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    print(f"{wall:.0f} s, {used:.0f} s of processor time")
