"""`draft`: a model drafts items for each keyword; drafts with faults are kept, with the reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from park.benchmark.forms import FAULTS, fault_of, near_pairs
from park.benchmark.keywords import Keyword, read_keywords
from park.benchmark.outcome import Step
from park.benchmark.workspace import Workspace
from park.benchmarkfolder import options_of
from park.ledger.keys import rng_of
from park.models.base import IN_PROCESS, ChatModel, ModelError, Params
from park.models.gateway import Gateway
from park.models.public import public_name
from park.pool import run_pool
from park.progress import Progress, counted, silent
from park.prompts import Prompts
from park.records import Record
from park.records.benchmark import BenchmarkCard, BenchmarkItem, Kind
from park.session import Session, connect_roles, opened
from park.setup import Setup
from park.text.objects import find_object

ROLE = "delegate"
ATTEMPTS = 3
"""Drafts of an item, the last with its fault kept."""
PARAMS = Params(temperature=0.7, max_tokens=220)
TEXT = {"type": "string"}
SCHEMAS: dict[Kind, dict[str, Any]] = {
    "value": {
        "type": "object",
        "properties": {"statement": TEXT},
        "required": ["statement"],
        "additionalProperties": False,
    },
    "knowledge": {
        "type": "object",
        "properties": {
            "question": TEXT,
            "answer": TEXT,
            "wrong": {"type": "array", "items": TEXT, "minItems": 3, "maxItems": 3},
        },
        "required": ["question", "answer", "wrong"],
        "additionalProperties": False,
    },
}


class Draft(Record):
    """A drafted item, or why there is none."""

    id: str
    keyword: str
    kind: Kind
    model: str
    attempts: int
    fault: str = ""
    item: BenchmarkItem | None = None
    """None if the reply holds no item."""


async def draft(
    setup: Setup,
    workspace: Workspace,
    *,
    models: Mapping[str, ChatModel] | None = None,
    progress: Progress = silent,
) -> Step:
    """Draft the items of all keywords; finished calls are never repeated.

    Args:
        setup: the configuration, whose model of the delegate drafts.
        workspace: the benchmark.
        models: model objects by role, replacing the configured one.
        progress: reports progress.

    Raises:
        InputError: there is no benchmark, or its keywords are invalid.
        Stopped: a limit ended it; finished calls are kept.
    """
    workspace.check()
    card = workspace.card()
    step = Step(run=str(workspace.folder), step="draft")
    if workspace.revisions.is_file():
        step.text.append("revision has begun, so the drafts stay as they are")
        return step
    keywords = read_keywords(workspace.keywords)
    with opened(setup, workspace.work) as ledger:
        connected = connect_roles(setup, [ROLE], models, progress)
        async with Session(setup, ledger, "benchmark", connected, progress=progress) as session:
            drafter = _Drafter(session.gateways[ROLE], setup.prompts, card, connected[ROLE].name)
            tasks = [(keyword, kind) for keyword in keywords for kind in keyword.kinds]
            limits = setup.config.limits
            work = counted("drafts", drafter.draft, len(tasks), progress)
            await run_pool(
                tasks, work, limits.concurrency, stall=limits.stall,
                progress=lambda: drafter.calls,
            )  # fmt: skip
    drafts = _compared([drafter.drafts[keyword.id(kind)] for keyword, kind in tasks])
    workspace.put(workspace.drafts, drafts)
    return _told(step, drafts, workspace)


@dataclass
class _Drafter:
    """Asks a model for drafts."""

    gateway: Gateway
    prompts: Prompts
    card: BenchmarkCard
    model: str
    drafts: dict[str, Draft] = field(default_factory=dict)
    calls: int = 0

    async def draft(self, task: tuple[Keyword, Kind]) -> None:
        """Draft an item, again while its form is faulty."""
        keyword, kind = task
        asked = self.prompts.render(
            f"benchmark/{kind}",
            community=self.card.community,
            keyword=keyword.keyword,
            topic=keyword.topic,
            language=self.card.languages[0],
        )
        item, fault, attempt = None, "unread", 0
        for attempt in range(ATTEMPTS):
            text = await self._reply(asked, kind, attempt)
            item = self._item(text, keyword, kind)
            fault = "unread" if item is None else fault_of(item)
            if not fault:
                break
        self.drafts[keyword.id(kind)] = Draft(
            id=keyword.id(kind), keyword=keyword.keyword, kind=kind, model=self.model,
            attempts=attempt + 1, fault=fault, item=item,
        )  # fmt: skip

    async def _reply(self, asked: str, kind: Kind, attempt: int) -> str:
        """Return a reply; '' if the endpoint refuses the request."""
        messages = [{"role": "user", "content": asked}]
        schema = SCHEMAS[kind] if "schema" in self.gateway.model.abilities else None
        try:
            reply, _ = await self.gateway.reply(messages, PARAMS, schema, attempt)
        except ModelError as error:
            if error.trouble != "rejected":
                raise
            return ""
        finally:
            self.calls += 1
        return reply.text

    def _item(self, text: str, keyword: Keyword, kind: Kind) -> BenchmarkItem | None:
        told = find_object(text)
        known: dict[str, Any] = {
            "id": keyword.id(kind), "source": self.card.name, "topic": keyword.topic,
            "keyword": keyword.keyword, "kind": kind,
        }  # fmt: skip
        try:
            if kind == "value":
                return BenchmarkItem(
                    statement=told["statement"], options=options_of(self.card.scale), **known
                )
            labels = [str(each).strip() for each in (told["answer"], *told["wrong"])]
            right = labels[0]
            rng_of("benchmark", keyword.id(kind)).shuffle(labels)
            return BenchmarkItem(
                statement=told["question"], options=options_of(labels), ordered=False,
                answer=labels.index(right) + 1, **known,
            )  # fmt: skip
        except (KeyError, TypeError, ValidationError):
            return None


def _compared(drafts: Sequence[Draft]) -> list[Draft]:
    """Return drafts with near duplicates of earlier ones marked."""
    sound = [each.item for each in drafts if each.item is not None and not each.fault]
    near = {item for item, _, _ in near_pairs(sound)}
    marked = {"fault": "near_duplicate"}
    return [each.model_copy(update=marked) if each.id in near else each for each in drafts]


def drafted(workspace: Workspace) -> list[Draft]:
    """Return the drafts of a benchmark."""
    return workspace.rows(workspace.drafts, Draft)


def drafts_told(drafts: Sequence[Draft]) -> dict[str, Any]:
    """Return who drafted, how many drafts have a sound form, and the faults of the others."""
    faults = Counter(each.fault for each in drafts if each.fault)
    return {
        "model": public_name(drafts[0].model) if drafts else "",
        "drafts": len(drafts),
        "usable": sum(not each.fault for each in drafts),
        "at_first": sum(not each.fault and each.attempts == 1 for each in drafts),
        "faults": dict(sorted(faults.items())),
    }


def _told(step: Step, drafts: Sequence[Draft], workspace: Workspace) -> Step:
    step.found = drafts_told(drafts)
    model, usable, first = (step.found[name] for name in ("model", "usable", "at_first"))
    step.text.append(
        f"{usable} of {len(drafts)} drafts by {model} have a sound form, {first} at the first "
        "attempt"
    )
    step.text += [f"{n} × {name}: {FAULTS[name]}" for name, n in step.found["faults"].items()]
    if model.startswith(IN_PROCESS):
        step.remarks.append(
            f"{model} is small: a sound form is not a true answer; a person must read every draft"
        )
    step.text.append(f"next: park benchmark revise {workspace.folder}")
    return step
