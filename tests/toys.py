"""Small things to test with: people, scenes, a model that says what it is told, a quick clock."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace

from park.adapters.recipe import Recipe
from park.config import DialogueConfig
from park.generate.scene import Scenes
from park.generate.seat import Seat
from park.generate.state import Context
from park.models.base import ChatModel, Params, Reply
from park.models.gateway import Gateway, Meter
from park.models.limiter import Limiter
from park.prompts import Prompts
from park.records import (
    Answers,
    Culture,
    Dialogue,
    Item,
    Opinion,
    Option,
    Person,
    Sample,
    Seed,
    Turn,
    Usage,
    Verdict,
)
from park.records.adapter import Adapter
from park.records.scores import Question, Response, Score
from park.surveys.survey import Survey

PROMPTS = Prompts()


def person(name, **changes):
    return Person(
        **{
            "name": name,
            "gender": "woman",
            "age": "30-39",
            "occupation": "a baker",
            "place": "Bursa",
            "voice": "Bread and olives. The tea was cold.",
            "voice_own": "Ekmek ve zeytin. Çay soğuktu.",
        }
        | changes
    )


def culture(name="turkish", **changes):
    return Culture(
        **{
            "name": name,
            "people": "Turkish",
            "home": "Turkey",
            "countries": ("TUR",),
            "language": "tr",
            "language_name": "Turkish",
            "speak": "Lütfen yalnızca Türkçe konuş.",
            "greeting": "Bu sabah ayakta tost yedim. Sen ne yedin?",
            "self_names": ("Türkler",),
            "delegates": (person("Elif"), person("Hakan", gender="man")),
        }
        | changes
    )


def american():
    return culture(
        "american",
        people="American",
        home="the United States",
        countries=("USA",),
        language="en",
        language_name="English",
        delegates=(person("Megan", place="Ohio"), person("Kyle", place="Maine")),
        partners=("same",),
    )


def item(number=1, labels=("agree", "neither agree nor disagree", "disagree"), **changes):
    options = tuple(Option(code=code, label=label) for code, label in enumerate(labels, start=1))
    return Item(
        **{
            "id": f"Q{number}",
            "source": "toy",
            "statement": f"Tea number {number} must be hot.",
            "options": options,
        }
        | changes
    )


def answers(number=1, country="TUR", **counts):
    shares = {int(code[1:]): count for code, count in counts.items()} or {1: 60, 2: 10, 3: 30}
    return Answers(item=f"Q{number}", country=country, counts=shares)


def survey(items=4, countries=("TUR", "CHN")):
    numbers = range(1, items + 1)
    return Survey.of(
        [item(number) for number in numbers],
        [answers(number, country) for number in numbers for country in countries],
    )


def seed(**changes):
    return Seed(
        **{
            "key": "s1",
            "culture": "turkish",
            "country": "TUR",
            "item": "Q1",
            "stance": 1,
            "share": 0.6,
            "side_share": 0.6,
            "repeat": 0,
        }
        | changes
    )


def scenes(prompts=PROMPTS, items=None, identity="i", **settings):
    cultures = {"turkish": culture(), "american": american()}
    known = items or {"Q1": item()}
    return Scenes(prompts, DialogueConfig(**settings), cultures, known, identity)


def scene(**settings):
    return scenes(**settings).scene(seed())


def turn(number, text="Well, tea.", **changes):
    speaker = "contact" if number % 2 else "delegate"
    return Turn(
        **{"number": number, "speaker": speaker, "text": text, "instruction": "Say it."} | changes
    )


def dialogue(key="d1", **changes):
    return Dialogue(
        **{
            "key": key,
            "seed": seed(),
            "statement": "Tea must be hot.",
            "stance_label": "agree",
            "style": "guided",
            "language": "en",
            "delegate": person("Elif"),
            "contact": person("Megan"),
            "contact_culture": "american",
            "models": {"contact": "toy", "delegate": "toy"},
            "prompts": "p",
            "turns": (turn(1), turn(2)),
            "ending": "turns",
        }
        | changes
    )


class ToyModel(ChatModel):
    """Answers from a list or a function; an exception in it is raised."""

    name = "toy"
    endpoint = "toy"

    def __init__(self, say, *, seconds=0.0, context=None, **names):
        left = None if callable(say) else iter(say)
        self.say = say if left is None else lambda _: next(left)
        self.seconds = seconds
        self.context = context
        self.asked = []
        self.at_once = 0
        self.most_at_once = 0
        for name, value in names.items():
            setattr(self, name, value)

    async def reply(self, messages, params, schema=None):
        self.asked.append((list(messages), params, schema))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.seconds)
            said = self.say(messages)
        finally:
            self.at_once -= 1
        if isinstance(said, BaseException):
            raise said
        if isinstance(said, Reply):
            return said
        return Reply(text=said, usage=Usage(tokens_in=10, tokens_out=5))


def gateway(model, ledger, *, limiter=None, meter=None, price=None, retries=2):
    return Gateway(
        model,
        ledger,
        limiter or Limiter(4),
        meter or Meter(),
        price,
        stage="generate",
        retries=retries,
    )


def context(model, ledger, *, room=4096, worded=False, **settings):
    """Return a dialogue's constants; its contact words the questions, if they are not `worded`."""
    each, made = gateway(model, ledger), scene(**settings)
    if not worded:
        open_ = tuple(said.replace("ask: ", "ask ") for said in made.instructions)
        made = replace(made, instructions=open_)
    return Context(
        scene=made,
        settings=DialogueConfig(**settings),
        prompts=PROMPTS,
        gateways={"contact": each, "delegate": each},
        params={"contact": Params(), "delegate": Params()},
        context={"contact": room, "delegate": room},
        seat=Seat(asyncio.Semaphore()),
    )


class QuickLoop(asyncio.SelectorEventLoop):
    """An event loop on whose clock nobody waits: time jumps to whatever is due next."""

    def __init__(self):
        super().__init__()
        self.now = 1000.0

    def time(self):
        return self.now

    def _run_once(self):
        if not self._ready and not self._stopping:
            due = [handle.when() for handle in self._scheduled if not handle.cancelled()]
            if not due:
                raise AssertionError("everybody waits for somebody else")
            self.now = max(self.now, min(due))
        super()._run_once()


def quickly(monkeypatch, work, *modules):
    """Run a coroutine on a quick clock that the named modules' `time.monotonic` shows, too."""
    loop = QuickLoop()
    for module in modules:
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(monotonic=loop.time))
    try:
        return loop.run_until_complete(work)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()


def opinion(key="o1", **changes):
    text = "A child should make its parents proud."
    return Opinion(
        **{
            "key": key,
            "dialogue": "d1",
            "seed": seed(),
            "statement": "Making my parents proud has been one of my main aims.",
            "stance_label": "agree",
            "language": "en",
            "turns": (2,),
            "quote": text,
            "quote_score": 1.0,
            "text": text,
            "call": "c1",
            "models": {"delegate": "toy", "contact": "toy", "judge": "toy"},
            "prompts": "p1",
        }
        | changes
    )


def verdict(opinion="o1", check="form", kept=True, **changes):
    return Verdict(opinion=opinion, check=check, kept=kept, **changes)


def sample(key="s1", **changes):
    return Sample(
        **{
            "key": key,
            "view": "sft",
            "split": "train",
            "culture": "turkish",
            "country": "TUR",
            "item": "Q27",
            "stance": 2,
            "stance_label": "agree",
            "share": 0.5,
            "opinions": ("o1",),
            "dialogue": "d1",
            "models": {"delegate": "toy"},
            "prompts": "p1",
            "row": {"prompt": [], "completion": []},
        }
        | changes
    )


def question(item="q1", order=0, **changes):
    """Return a question with two options."""
    options = ("yes", "no")[:: -1 if order else 1]
    return Question(
        **{
            "task": "toy", "set": "toys", "item": item, "form": "first", "order": order,
            "text": f"{item}: A or B?", "markers": ("A", "B"), "options": options,
        } | changes
    )  # fmt: skip


def response(key="r1", **changes):
    """Return a response that is rather yes than no."""
    return Response(
        **{
            "key": key, "question": question(), "method": "plain", "model": "toy",
            "status": "answered", "shares": {"yes": 0.8, "no": 0.2}, "mass": 0.9,
        } | changes
    )  # fmt: skip


def score(**changes):
    """Return a score of a toy task."""
    return Score(
        **{
            "task": "toy", "metric": "js", "method": "plain", "model": "toy", "tested": "turkish",
            "value": 0.5, "low": 0.4, "high": 0.6, "n": 10,
        } | changes
    )  # fmt: skip


def adapter(culture="turkish", **changes):
    """Return the record of a trained adapter."""
    usual = {
        "culture": culture, "key": "k", "recipe_name": "toy", "recipe": Recipe(base="toy"),
        "base": "toy/base", "base_digest": "b", "rows": 30, "tokens": 3000, "masked": 0.8,
        "too_long": {}, "steps": 24, "seconds": 100.0, "resumed": 0, "loss": 1.5,
        "tokens_per_second": 30.0, "memory": 1e9, "device": "cpu", "versions": {},
        "system": "You speak for people.", "holdout": None, "log": (), "sha256": "f",
    }  # fmt: skip
    return Adapter(**usual | changes)
