"""Sessions with models, the only place that spends money."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from park.config import ModelConfig
from park.ledger.ledger import Ledger
from park.ledger.run import open_run
from park.models.base import ChatModel, require
from park.models.connect import connect
from park.models.gateway import Gateway, Meter
from park.models.limiter import Limiter
from park.models.prices import price_of
from park.models.team import Team
from park.progress import Progress, fetching_to, say_to, silent
from park.setup import Setup

Given = Mapping[str, ChatModel]
"""Model objects by role."""


def opened(setup: Setup, folder: Path) -> AbstractContextManager[Ledger]:
    """Open a folder that keeps the calls of work outside the stages, so that it goes on from them.

    Raises:
        InputError: the folder is unusable or locked by another process.
    """
    return open_run(folder, {}, setup.config.model_dump(mode="json"), base=setup.base)


class Session:
    """The running models of a stage, each behind a gateway, with a shared budget.

    ```python
    async with Session(setup, ledger, "filter", models) as session:
        reply, key = await session.gateways["judge"].reply(messages, params)
    ```
    """

    def __init__(
        self,
        setup: Setup,
        ledger: Ledger,
        stage: str,
        models: Given,
        configs: Mapping[str, ModelConfig] | None = None,
        progress: Progress = silent,
        team: Team | None = None,
    ) -> None:
        """Create a session without starting anything.

        Args:
            setup: the configuration.
            ledger: the store of calls and of earlier spending.
            stage: the stage's name.
            models: models by role; shared ones are started once.
            configs: the models' configurations, for their prices; by default those of the roles.
            progress: reports lessons about models, and waits.
            team: the run's other processes; None if this is the only one.
        """
        limits, totals = setup.config.limits, ledger.totals()
        self.models = models
        self.gateways: dict[str, Gateway] = {}
        self.meter = Meter(
            ledger.share(limits.max_cost),
            totals.cost_usd,
            calls=totals.calls,
            earlier=totals.calls,
            usage=totals.usage,
            say=say_to(progress),
            team=team,
        )
        self.meter.publish()
        self.limiters: dict[str, Limiter] = {}
        self._limits, self._ledger, self._stage = limits, ledger, stage
        self._configs = configs or {role: setup.config.models.of(role) for role in models}

    async def __aenter__(self) -> Self:
        """Start the models."""
        try:
            for model in dict.fromkeys(self.models.values()):
                await model.start()
        except BaseException:
            await self._close()
            raise
        for role, model in self.models.items():
            self.limiters.setdefault(model.endpoint, self._limiter(len(self.limiters), role))
            self.gateways[role] = self._gateway(role, model)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the models."""
        await self._close()

    def _limiter(self, number: int, role: str) -> Limiter:
        team, limits = self.meter.team, self._limits.paced([self._configs[role]])
        return Limiter(limits.concurrency, team.waits(number) if team is not None else None)

    async def _close(self) -> None:
        for model in dict.fromkeys(self.models.values()):
            await model.close()

    def _gateway(self, role: str, model: ChatModel) -> Gateway:
        return Gateway(
            model,
            self._ledger,
            self.limiters[model.endpoint],
            self.meter,
            price_of(self._configs[role]),
            stage=self._stage,
            retries=self._limits.retries,
            patience=self._limits.paced([self._configs[role]]).stall,
        )


def connect_roles(
    setup: Setup, roles: Iterable[str], given: Given | None = None, progress: Progress = silent
) -> dict[str, ChatModel]:
    """Connect the models of roles without starting them.

    Args:
        setup: the configuration.
        roles: such as `delegate` and `contact`. Roles without a configured model use the
            delegate's.
        given: model objects by role, replacing configured ones.
        progress: download progress of weights.

    Raises:
        InputError: a configured model is unusable.
    """
    given, models = given or {}, setup.config.models
    # The delegate first, so that errors of a shared model name its role.
    roles = sorted(roles, key=lambda role: role != "delegate")
    unnamed = {role: "delegate" for role in roles if getattr(models, role) is None}
    handed = {role: given.get(role) or given.get(unnamed.get(role, "")) for role in roles}
    configs = {role: models.of(role) for role, model in handed.items() if model is None}
    return {
        **{role: model for role, model in handed.items() if model is not None},
        **connect_all(setup, configs, progress),
    }


def connect_all(
    setup: Setup, configs: Mapping[str, ModelConfig], progress: Progress = silent
) -> dict[str, ChatModel]:
    """Connect models without starting them, sharing those with equal configurations.

    Raises:
        InputError: a configured model is unusable.
    """
    limits, connected = setup.config.limits, dict[ModelConfig, ChatModel]()
    for role, config in configs.items():
        if config not in connected:
            connected[config] = connect(
                config,
                base=setup.base,
                role=role or "delegate",
                slots=limits.concurrency,
                timeout=limits.timeout,
                progress=fetching_to(progress),
            )
            require(connected[config], "reply", role=role or "delegate")
    return {role: connected[config] for role, config in configs.items()}
