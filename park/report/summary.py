"""The summary at the top of a report."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from park.findings.answer import ASKED, Counted, answer, counted, of_strangers
from park.findings.format import number, percent
from park.findings.labels import method_name, metric_name, subtracted_name, words
from park.findings.model import Task
from park.findings.reading import blind, overall, places
from park.findings.standing import (
    ALPHA,
    FEWEST,
    best_control,
    claims,
    main_metric,
    verdict,
)
from park.report.model import Funnel, Trained
from park.report.opinions import total
from park.report.so_far import so_far
from park.text.counts import plural

SPREAD = "adaptability"
"""The metric of variance over cultures."""
NOTHING = 0.02
"""Nats per token below which a difference in loss is next to nothing."""


def summary(
    dialogues: dict[str, dict[str, int]],
    funnel: Funnel | None,
    training: Sequence[Trained],
    tasks: Sequence[Task],
) -> tuple[str, ...]:
    """Summarise the results in sentences, the answer first, including what is missing."""
    held = sum(sum(endings.values()) for endings in dialogues.values())
    not_yet = f"{ASKED} Not known yet: {so_far(held, funnel, training)}."
    return tuple(
        sentence
        for sentence in (
            answer(tasks) if tasks else not_yet,
            about_data(dialogues, funnel),
            about_training(training),
            *about_scores(tasks),
            *about_controls(tasks),
            *about_spread(tasks),
            *of_strangers(tasks),
        )
        if sentence
    )


def about_data(dialogues: dict[str, dict[str, int]], funnel: Funnel | None) -> str:
    """Summarise dialogues and opinions."""
    count = sum(sum(endings.values()) for endings in dialogues.values())
    if not count:
        return "The run is empty: no dialogue has been held."
    held = f"{plural(count, 'dialogue')} of {plural(len(dialogues), 'culture')}"
    if funnel is None:
        return f"{held} were held; no opinions have been taken from them."
    counts = total(funnel)
    listed, kept = counts.get("listed", 0), counts.get("accepted", 0)
    share = f" ({percent(kept / listed)})" if listed else ""
    was = "was" if kept == 1 else "were"
    return f"{held} gave {plural(listed, 'opinion')}, of which {kept:,} {was} accepted{share}."


def about_training(training: Sequence[Trained]) -> str:
    """Count the adapters that improve on the base on held-out rows."""
    measured = [each.difference for each in training if each.difference]
    if not training:
        return ""
    if not measured:
        return f"{plural(len(training), 'adapter')} trained; none was measured on held-out rows."
    better = sum(verdict(each, higher_is_better=False) == "better" for each in measured)
    typical = median(abs(each.value) for each in measured if each.value is not None)
    size = f"{number(typical)}{', next to nothing' if typical < NOTHING else ''}"
    return (
        f"{better} of {plural(len(measured), 'adapter')} measured on held-out rows "
        f"{'is' if better == 1 else 'are'} shown to be better there than the base (an interval "
        f"below zero, over {FEWEST} opinions at least; their losses typically differ by {size}); a "
        "lower loss means that the form of the rows has been learnt, not that more is known of a "
        "culture."
    )


def about_scores(tasks: Sequence[Task]) -> tuple[str, ...]:
    """Count the cultures on which one method is better than another, by task."""
    if not tasks:
        return ("Nothing has been evaluated, so nothing can be claimed of any method.",)
    unread = [each for task in tasks if (each := about_reading(task))]
    told: dict[tuple[str, str], list[tuple[Task, Counted]]] = {}
    for task in tasks:
        for pair in claims(task):
            if (part := counted(task, *pair)) and part.read:
                told.setdefault(pair, []).append((task, part))
    found = [
        f"Against {subtracted_name(against)}, the {method_name(method)} is better on "
        f"{', '.join(_told(*part) for part in parts)}{_by(part for _, part in parts)}."
        for (method, against), parts in told.items()
    ]
    if unread or found:
        return (*unread, *found)
    return ("The scores hold no comparison of an adapter with the base.",)


def _told(task: Task, part: Counted) -> str:
    """Say on how many cultures a claim holds."""
    of = plural(part.of, "culture" if part.cultures else "comparison")
    return (
        f"{part.better} of {of} in {words(task.name)} "
        f"({metric_name(part.metric)}; worse on {part.worse})"
    )


def _by(parts: Iterable[Counted]) -> str:
    """Say what tells methods apart; '' where nothing is told apart."""
    told_apart = any(part.better or part.worse for part in parts)
    return f", by p < {ALPHA:g} after Holm’s correction" if told_apart else ""


def about_reading(task: Task) -> str:
    """Warn of methods that choose options by position; '' if none does, or unknown."""
    by_option, by_place = places(task)
    misled = blind(task)
    if not misled:
        return ""
    worst = max(misled, key=lambda row: by_option[row] - by_place[row])
    return (
        f"In {words(task.name)}, {len(misled)} of {plural(len(by_option), 'respondent')} "
        f"choose{'s' * (len(misled) == 1)} options by where they stand more than by what they say "
        f"(for {worst.name}, answers move by {number(by_option[worst])} of all probability between "
        "two orders of the options, and by "
        f"{number(by_place[worst])} if the places are compared): no alignment is claimed for "
        f"{'it' if len(misled) == 1 else 'them'}."
    )


def about_controls(tasks: Sequence[Task]) -> Iterator[str]:
    """Yield a sentence for each task in which a control without a model beats every method."""
    for task in tasks:
        if found := best_control(task):
            yield (
                f"No method in {words(task.name)} comes up to the control {found.name}, which asks "
                f"no model ({metric_name(main_metric(task).name)} {number(found.value)}; the best "
                f"method, {found.method}, {number(found.best)})"
                + (
                    ""
                    if found.guess is None
                    else f", nor to the same share for every option ({number(found.guess)})"
                )
                + "."
            )


def about_spread(tasks: Sequence[Task]) -> Iterator[str]:
    """Yield how much the method nearest to people lets answers vary over cultures, by task."""
    for task in tasks:
        for metric in task.metrics:
            figures = [] if metric.name != SPREAD else overall(metric)
            methods = [(value, row.method) for row, value in figures if not row.control]
            if methods:
                value, method = min(methods, key=lambda each: abs(each[0] - 1))
                yield (
                    f"In {words(task.name)}, the answers of the {method_name(method)} vary over "
                    f"cultures {number(value)} times as much as people’s, the nearest to 1 of the "
                    "methods (0.8 to 1.2 is good)."
                )
