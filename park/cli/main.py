"""The `park` command, with one module per verb; errors become one line and an exit code."""

import os
import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from park.cli import (
    adapters,
    benchmark,
    chat,
    check,
    evaluate,
    export,
    facts,
    filter,
    finetune,
    generate,
    guard,
    init,
    learn,
    merge,
    models,
    preview,
    push,
    quality,
    report,
    run,
    serve,
    show,
    study,
)
from park.cli.printing import echo, fail
from park.cycles import IMPORTING, rarely
from park.errors import ParkError

INTERRUPTED = "interrupted; rerun the command to resume"

app = typer.Typer(
    name="park",
    help="Cross-cultural dialogues, datasets and adapters from survey answers.",
    invoke_without_command=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("init")(init.init)
app.command("check")(check.check)
app.command("preview")(preview.preview)
app.command("generate")(generate.generate)
app.command("filter")(filter.filter_)
app.command("merge")(merge.merge)
app.command("export", cls=export.Export)(export.export)
app.command("push")(push.push)
app.command("finetune")(finetune.finetune)
app.command("chat")(chat.chat)
app.command("evaluate")(evaluate.evaluate)
app.command("learn")(learn.learn)
app.command("quality")(quality.quality)
app.command("report")(report.report)
app.command("serve")(serve.serve)
app.command("study")(study.study)
app.command("run")(run.run)
app.command("show")(show.show)
app.add_typer(models.app, name="models")
app.add_typer(facts.app, name="facts")
app.add_typer(adapters.app, name="adapters")
app.add_typer(guard.app, name="guard")
app.add_typer(benchmark.app, name="benchmark")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        echo(f"culturepark {version('culturepark')}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Cross-cultural dialogues, datasets and adapters from survey answers."""
    if context.invoked_subcommand is None:
        echo(context.get_help())


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run_command(arguments))


def run_command(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code.

    0 all done, 1 finished with failures, 2 wrong input, 3 stopped by a limit, 130 interrupted.
    """
    try:
        with rarely(*IMPORTING):
            result = app(args=arguments, prog_name="park", standalone_mode=False)
        code = result if isinstance(result, int) else 0
        # Typer silently turns Ctrl-C into this code.
        return fail(INTERRUPTED, 130) if code == 130 else code
    except ParkError as error:
        return fail(str(error), error.exit_code)
    except TyperException as error:
        return fail(error.format_message().replace("Value error, ", ""), 2)
    except (KeyboardInterrupt, typer.Abort):
        return fail(INTERRUPTED, 130)
    except BrokenPipeError:
        # The reader of our output is gone, so flushing the buffer at exit would fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if os.environ.get("PARK_TRACEBACK"):
            raise
        kind = type(error).__name__
        return fail(f"internal error: {kind}: {error} (PARK_TRACEBACK=1 shows where)", 1)
