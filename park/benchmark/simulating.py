"""`collect --simulate`: a model in the place of the community, labelled as such everywhere."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from park.benchmark.collecting import keep
from park.benchmark.outcome import Step
from park.benchmark.people import Sheet
from park.benchmark.revising import current
from park.benchmark.workspace import Workspace
from park.models.base import ChatModel, ModelError, Params
from park.models.gateway import Gateway
from park.pool import run_pool
from park.progress import Progress, counted, silent
from park.prompts import Prompts
from park.records import Culture
from park.records.benchmark import BenchmarkItem
from park.session import Session, connect_roles, opened
from park.setup import Setup
from park.text.choice import chosen

ROLE = "delegate"
PARAMS = Params(temperature=1.0, max_tokens=40)
"""Respondents are drawn, so that their spread is the model's own."""


async def simulate(
    setup: Setup,
    workspace: Workspace,
    count: int,
    *,
    models: Mapping[str, ChatModel] | None = None,
    progress: Progress = silent,
) -> Step:
    """Let a model answer as so many people of the configuration's first culture.

    Raises:
        InputError: there are no items, or the model is unusable.
        Stopped: a limit ended it; finished calls are kept.
    """
    workspace.check()
    items = current(workspace)
    culture = next(iter(setup.cultures.values()))
    with opened(setup, workspace.work) as ledger:
        connected = connect_roles(setup, [ROLE], models, progress)
        async with Session(setup, ledger, "benchmark", connected, progress=progress) as session:
            asker = _Asker(session.gateways[ROLE], setup.prompts, culture)
            tasks = [(number, item) for number in range(count) for item in items.values()]
            limits = setup.config.limits
            work = counted("answers", asker.ask, len(tasks), progress)
            await run_pool(
                tasks, work, limits.concurrency, stall=limits.stall,
                progress=lambda: asker.done,
            )  # fmt: skip
    sheets = [
        Sheet(
            respondent=f"simulated-{number + 1}",
            gender=culture.delegates[number % len(culture.delegates)].gender,
            answers={name: asker.answers[number, name] for name in items
                     if (number, name) in asker.answers},
            simulated=True,
        )
        for number in range(count)
    ]  # fmt: skip
    step = keep(workspace, sheets)
    step.found |= {"model": connected[ROLE].name, "unanswered": dict(asker.troubles)}
    step.remarks.append(
        f"the respondents are simulated by {connected[ROLE].name}; no people answered"
    )
    step.remarks += [f"{n} {what}" for what, n in asker.troubles.items()]
    return step


@dataclass
class _Asker:
    """Puts items to a model as a person of a culture."""

    gateway: Gateway
    prompts: Prompts
    culture: Culture
    answers: dict[tuple[int, str], int] = field(default_factory=dict)
    """Codes by respondent and item."""
    troubles: Counter[str] = field(default_factory=Counter)
    done: int = 0

    async def ask(self, task: tuple[int, BenchmarkItem]) -> None:
        """Ask a respondent an item."""
        number, item = task
        person = self.culture.delegates[number % len(self.culture.delegates)]
        system = self.prompts.render(
            "study/survey/respondent", name=person.name, age=person.age,
            occupation=person.occupation, place=person.place, home=self.culture.home, speak="",
        )  # fmt: skip
        asked = self.prompts.render(
            "study/survey/question", instruction="Answer for yourself.",
            number="Answer with one number and nothing else.", question=item.statement, ends=(),
            options=tuple((option.code, option.label) for option in item.options),
            low=item.options[0].code, high=item.options[-1].code,
        )  # fmt: skip
        messages = [{"role": "system", "content": system}, {"role": "user", "content": asked}]
        try:
            reply, _ = await self.gateway.reply(messages, PARAMS, sample=number)
        except ModelError as error:
            if error.trouble != "rejected":
                raise
            self.troubles["questions refused by the endpoint"] += 1
        else:
            markers = [str(option.code) for option in item.options]
            place = chosen(reply.text, markers, [option.label for option in item.options])
            if place is None:
                self.troubles["answers that name no option"] += 1
            else:
                self.answers[number, item.id] = item.options[place].code
        self.done += 1
