"""The tasks of an evaluation, made from a run's configuration."""

from collections.abc import Callable, Iterator, Mapping

from park.config import TaskName
from park.errors import InputError
from park.evaluate.controls import people
from park.evaluate.task import Task
from park.evaluate.tasks.education import Education
from park.evaluate.tasks.lm_eval import Harness, require
from park.evaluate.tasks.moderation import Moderation, load_posts
from park.evaluate.tasks.retention import Retention
from park.evaluate.tasks.survey import Survey
from park.evaluate.tasks.vsm import Vsm, load_vsm
from park.setup import Setup

Remarks = list[str]


def tasks_of(setup: Setup, remarks: Remarks) -> list[Task]:
    """Return the tasks that a configuration asks for.

    Args:
        setup: the prepared configuration.
        remarks: gains a line for each task that there is nothing to do for.

    Raises:
        InputError: data that a task needs have a mistake, or no task is left.
    """
    settings = setup.config.evaluate
    found = [task for name in settings.tasks for task in MAKERS[name](setup, remarks)]
    if settings.lm_eval:
        require()
        folder = setup.base / settings.lm_eval_folder if settings.lm_eval_folder else None
        found.append(Harness(settings.lm_eval, folder, settings.limit))
    if not found:
        raise InputError("; ".join(remarks))
    return found


def _survey(setup: Setup, remarks: Remarks) -> Iterator[Task]:
    if _heldout(setup, remarks, "survey"):
        yield Survey(setup.heldout, setup.survey, setup.cultures, setup.prompts)


def _vsm(setup: Setup, remarks: Remarks) -> Iterator[Task]:
    given = setup.config.evaluate.vsm
    yield Vsm(load_vsm(setup.base / given if given else None), setup.cultures, setup.prompts)


def _education(setup: Setup, remarks: Remarks) -> Iterator[Task]:
    settings = setup.config.evaluate
    if _heldout(setup, remarks, "education"):
        yield Education(
            setup.prompts,
            setup.cultures,
            setup.heldout,
            setup.survey,
            turns=settings.turns,
            lessons=settings.lessons,
            seed=setup.config.seed,
        )


def _moderation(setup: Setup, remarks: Remarks) -> Iterator[Task]:
    settings = setup.config.evaluate
    if not settings.moderation:
        remarks.append(
            "moderation: no labelled posts are given (--moderation FILE, FOLDER or hub:NAME); "
            "it is left out"
        )
        return
    posts = load_posts(settings.moderation, setup.base, tuple(setup.cultures))
    yield Moderation(posts, setup.prompts, limit=settings.limit, matrix=settings.matrix)


def _retention(setup: Setup, remarks: Remarks) -> Iterator[Task]:
    yield Retention()


def _heldout(setup: Setup, remarks: Remarks, task: str) -> bool:
    if not setup.heldout:
        remarks.append(f"{task}: no survey item is held out (seeds.holdout); it is left out")
        return False
    for name, card in setup.cultures.items():
        if not people(setup.survey, setup.heldout, card.countries):
            countries = ", ".join(card.countries)
            remarks.append(f"{task}: {countries} was asked no held-out item; {name} is not tested")
    return True


MAKERS: Mapping[TaskName, Callable[[Setup, Remarks], Iterator[Task]]] = {
    "survey": _survey,
    "vsm": _vsm,
    "education": _education,
    "moderation": _moderation,
    "retention": _retention,
}
