"""`park show`: print a run's dialogues, opinions and responses."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from park.cli import options
from park.cli.printing import echo, echo_json
from park.errors import InputError, nearest

if TYPE_CHECKING:
    from park.ledger.ledger import Ledger
    from park.records import Dialogue, Verdict
    from park.records.scores import Response

Opinions = Annotated[
    bool, typer.Option("--opinions", help="List the opinions: accepted, and rejected with reason.")
]
Reason = Annotated[
    str | None,
    typer.Option(metavar="WORD", help="Only opinions rejected for this reason, or `accepted`."),
]

Task = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="List the responses to a task's questions, one per line."),
]


def show(
    run: options.RunFolder,
    key: Annotated[
        str | None,
        typer.Argument(metavar="DIALOGUE", help="The key of a dialogue, or its start."),
    ] = None,
    opinions: Opinions = False,
    reason: Reason = None,
    task: Task = None,
    cultures: options.Cultures = None,
    as_json: options.Json = False,
) -> None:
    """List the dialogues of a run, print one, or list opinions or an evaluation's responses."""
    from park.ledger.run import read_run

    folder = options.run_folder(run)
    with read_run(folder) as ledger:
        named = _cultures(ledger, folder, options.names_in(cultures))
        if opinions or reason is not None:
            _print_opinions(ledger, folder, named, reason, as_json)
        elif task is not None:
            _print_responses(ledger, task, named, as_json)
        elif key is not None:
            _print_dialogue(_find(ledger, key), as_json)
        else:
            _print_list(ledger, folder, named, as_json)


def _cultures(ledger: "Ledger", folder: Path, names: list[str]) -> set[str]:
    """Return the named cultures; InputError if the run does not know one."""
    from park.ledger.run import config_of

    if names:
        config, _ = config_of(ledger, folder)
        known = {*config.cultures, *config.evaluate.heldout_cultures, *ledger.cultures()}
        for name in names:
            if name not in known:
                raise InputError(f"--cultures: {name}{nearest(name, known)}")
    return set(names)


def _find(ledger: "Ledger", key: str) -> "Dialogue":
    keys = ledger.dialogue_keys()
    found = [key] if key in keys else [each for each in keys if each.startswith(key)]
    if len(found) == 1:
        dialogue = ledger.dialogue(found[0])
        assert dialogue is not None
        return dialogue
    if found:
        raise InputError(f"{len(found)} dialogues begin with {key!r}; give more of the key")
    hint = nearest(key, {each[:12] for each in keys})
    raise InputError(f"there is no dialogue {key!r} in this run{hint}")


def _print_dialogue(dialogue: "Dialogue", as_json: bool) -> None:
    from park.generate.render import as_text

    if as_json:
        echo_json(dialogue, indent=2)
    else:
        echo(as_text(dialogue))


def _print_list(ledger: "Ledger", folder: Path, cultures: set[str], as_json: bool) -> None:
    from park.generate.render import as_line

    first = ""
    for dialogue in ledger.dialogues():
        if cultures and dialogue.seed.culture not in cultures:
            continue
        first = first or dialogue.key
        if as_json:
            echo_json(dialogue)
        else:
            echo(as_line(dialogue))
    if as_json:
        return
    if first:
        echo(f"read one with: park show {folder} {first[:12]}", err=True)
    else:
        echo(f"{folder}: no dialogues yet", err=True)


def _print_opinions(
    ledger: "Ledger", folder: Path, cultures: set[str], reason: str | None, as_json: bool
) -> None:
    from park.ledger.browse import ACCEPTED
    from park.records import rejection

    _check_reason(ledger, reason)
    found = 0
    for opinion in ledger.opinions():
        verdicts = ledger.verdicts(opinion.key)
        last = rejection(verdicts)
        word = last.reason if last else ACCEPTED
        if (cultures and opinion.seed.culture not in cultures) or word != (reason or word):
            continue
        found += 1
        if as_json:
            data = {"opinion": opinion.model_dump(), "verdicts": [v.model_dump() for v in verdicts]}
            echo_json(data, ascii_only=False)
            continue
        score = f" ({said})" if last and (said := _score(last)) else ""
        rewritten = f'\n    rewritten from: "{opinion.said}"' if opinion.said else ""
        where = f"{opinion.dialogue[:12]}  {opinion.seed.culture} {opinion.seed.item}"
        echo(f"{where}  {word}{score}: {opinion.text}{rewritten}")
    if not found and (reason or cultures) and ledger.get("funnel") is not None:
        echo(f"{folder}: no such opinions", err=True)
    elif not found:
        echo(f"{folder}: no opinions yet; run: park filter {folder}", err=True)


def _check_reason(ledger: "Ledger", reason: str | None) -> None:
    """Raise InputError for a word that is no reason of any check or verdict."""
    from park.filter.funnel import reasons
    from park.ledger.browse import ACCEPTED

    if reason is None or reason in (known := {ACCEPTED, *reasons()}):
        return
    stored = {v.reason for each in ledger.opinions() for v in ledger.verdicts(each.key)}
    if reason not in stored:
        words = known | stored - {""}
        hint = nearest(reason, words, most=len(words))
        raise InputError(f"--reason: there is no reason {reason!r}{hint}")


def _score(verdict: "Verdict") -> str:
    """Return a verdict's score with its name; '' if it has none."""
    from park.quality.score_names import score_name

    if verdict.score is None:
        return ""
    if verdict.reason == "not_in_quote":
        return "its quote is in the dialogue and says something else"
    if verdict.check == "verify" and verdict.rounds:
        found = verdict.rounds[-1].probabilities or {}
        shares = ", ".join(f"{name} {share:.2f}" for name, share in sorted(found.items()))
        least = verdict.detail.get("threshold")
        needed = "" if least is None else f"; {least:.2f} of entails is needed"
        kind = "shares of votes" if verdict.rounds[-1].votes else "probabilities"
        return f"{kind}: {shares}{needed}"
    return f"{score_name(verdict)} {verdict.score:.2f}"


def _print_responses(ledger: "Ledger", task: str, cultures: set[str], as_json: bool) -> None:
    from park.evaluate.task import TASKS

    TASKS.get(task, "--task")
    found = 0
    for each in ledger.responses(task):
        if cultures and not cultures & {each.culture, each.question.tested}:
            continue
        found += 1
        if as_json:
            echo_json(each)
        else:
            echo(_line(each))
    if task == "retention":
        echo("retention puts no questions; its figures are in: park report", err=True)
    elif not found:
        echo(f"no responses to the task {task} yet; run: park evaluate", err=True)


def _line(response: "Response") -> str:
    """Return a response on one line, with options in canonical order."""
    asked = response.question
    who = f"{response.method}:{response.culture}" if response.culture else response.method
    what = f"{asked.set}/{asked.item} {asked.form}/{asked.order}"
    about = f"{asked.tested} " if asked.tested else ""
    # Codes of survey options, or labels, in canonical order.
    names = sorted(asked.options, key=lambda name: (len(name), name))
    shares = ", ".join(f"{n} {response.shares[n]:.2f}" for n in names if n in response.shares)
    # Answers may span several lines.
    said = shares or f"{response.status}: {' '.join(response.text.split())}"
    return f"{who}  {about}{what}  {said}"
