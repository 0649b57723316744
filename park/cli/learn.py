"""`park learn`: take an exam about a culture before and after a lesson."""

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from park.cli import options
from park.cli.printing import echo, echo_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from park.learn.exam import Course, Learner, Sitting
    from park.ledger.ledger import Ledger

NO_STUDY = (
    "One person is no study: these figures say how one person did on these questions, "
    "not how well the tutor teaches."
)
SATISFIED = ("not at all", "a little", "somewhat", "mostly", "very")


def learn(
    run: options.RunFolder,
    culture: Annotated[str, typer.Option(metavar="NAME", help="Culture to learn about.")],
    tutor: Annotated[
        Literal["adapter", "prompt", "plain"] | None,
        typer.Option(
            help="The culture's adapter, or the run's delegate model with (prompt) or without "
            "(plain) a message that names the culture; default the adapter if any, else prompt."
        ),
    ] = None,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="Your name; each name has its own exam.")
    ] = "me",
    questions: Annotated[int, typer.Option(min=1, metavar="N", help="Maximum questions.")] = 10,
    as_json: options.Json = False,
) -> int:
    """Take an exam about a culture, talk with a tutor, and take the exam again.

    Each input line is an answer. The end of the input exits with code 130, like Ctrl-C; rerun the
    command to resume at the next open question.
    """
    from park.cli.progress_printer import ProgressPrinter
    from park.learn.exam import course_of, enrol, results
    from park.learn.tutor import spoken_to
    from park.ledger.run import reopen_run

    folder = options.run_folder(run)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    with reopen_run(folder) as ledger:
        course = course_of(ledger, folder, culture)
        learner = enrol(ledger, folder, course, name, tutor, questions)
        desk = Desk(ledger, course, learner, aside=as_json)
        if not learner.taught:
            # Loaded first, so that nobody takes an exam without an available tutor.
            with (
                ProgressPrinter(quiet=False) as progress,
                spoken_to(ledger, folder, course, learner.tutor, progress) as (model, say),
            ):
                desk.sit("before")
                desk.talk(model, say)
        desk.sit("after")
        desk.rate()
        found = results(desk.learner, course)
    if as_json:
        known = desk.learner.model_dump(mode="json", exclude={"before", "after"})
        echo_json({"run": str(folder), **known, **found}, ascii_only=False)
    else:
        _print_results(found)
    return 0


@dataclass
class Desk:
    """The dialogue with a learner; input is stored immediately."""

    ledger: "Ledger"
    course: "Course"
    learner: "Learner"
    aside: bool
    """Whether to print on stderr, leaving stdout to the summary."""

    def sit(self, sitting: "Sitting") -> None:
        """Ask the open questions of an exam."""
        items = self.learner.items
        given = getattr(self.learner, sitting)
        for number, name in enumerate(items, start=1):
            if name not in given:
                item = self.course.items[name]
                self._show(f"\n{sitting} the lesson, question {number} of {len(items)}")
                self._show(f"What do most people in {self.course.culture.home} answer?")
                self._show(item.statement)
                place = self._choose([option.label for option in item.options])
                given = {**given, name: item.options[place].code}
                self._keep(**{sitting: given})

    def talk(self, model: str, say: "Callable[[Learner], str]") -> None:
        """Hold the lesson, until an empty line."""
        self._keep(model=model)
        self._show(
            f"\nNow ask {model} about life in {self.course.culture.home}. "
            "An empty line ends the lesson."
        )
        while True:
            if self.learner.chat and self.learner.chat[-1][0] == "user":
                self._chat("assistant", say(self.learner))
                self._show(f"tutor> {self.learner.chat[-1][1]}")
            line = self._typed("you> ")
            if not line:
                break
            self._chat("user", line)
        self._keep(taught=True)

    def rate(self) -> None:
        """Ask for the learner's satisfaction, unless already given."""
        if self.learner.satisfaction is None:
            self._show("\nHow satisfied are you with the lesson?")
            self._keep(satisfaction=self._choose(SATISFIED) + 1)

    def _choose(self, labels: Sequence[str]) -> int:
        """Ask until a valid option is chosen; return its index."""
        for number, label in enumerate(labels, start=1):
            self._show(f"  {number}. {label}")
        places = {str(number): number - 1 for number in range(1, len(labels) + 1)}
        while (line := self._typed(f"1-{len(labels)}> ")) not in places:
            self._show(f"give a number from 1 to {len(labels)}")
        return places[line]

    def _typed(self, prompt: str) -> str:
        """Return the next input line; raise Abort at the end of the input."""
        if sys.stdin.isatty():
            echo(prompt, nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            raise typer.Abort
        return line.strip()

    def _chat(self, role: Literal["user", "assistant"], text: str) -> None:
        self._keep(chat=(*self.learner.chat, (role, text)))

    def _keep(self, **changes: Any) -> None:
        from park.learn.exam import Learner, keep

        self.learner = Learner.model_validate({**self.learner.model_dump(), **changes})
        keep(self.ledger, self.learner)

    def _show(self, text: str) -> None:
        echo(text, err=self.aside)


def _print_results(found: dict[str, Any]) -> None:
    for sitting in ("before", "after"):
        each = found[sitting]
        echo(
            f"{sitting}: {each['right']} of {each['n']} right "
            f"(95 % interval {100 * each['low']:.0f} to {100 * each['high']:.0f} %)"
        )
    gain = found["gain"]
    ends = (gain["low"], gain["high"])
    known = "none" if None in ends else f"{100 * ends[0]:+.0f} to {100 * ends[1]:+.0f} points"
    echo(
        f"gain: {100 * gain['value']:+.0f} percentage points "
        f"(95 % interval {known}) over {gain['n']} questions"
    )
    echo(f"satisfaction: {found['satisfaction']} of 5")
    echo(NO_STUDY)
