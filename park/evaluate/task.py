"""What a task is: it puts questions to the panel and makes scores of the responses."""

from typing import Protocol

from park.evaluate.panel import Panel
from park.records.scores import Score


class Task(Protocol):
    """Something that respondents are scored on."""

    @property
    def name(self) -> str:
        """As the configuration and the scores name it."""

    async def run(self, panel: Panel) -> list[Score]:
        """Ask what is still to be asked and return all scores, controls beside the claims.

        Raises:
            ParkError: the model cannot answer.
        """
