"""`park models`: list, pull and serve weights."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from park.cli import options
from park.cli.printing import echo, echo_json

if TYPE_CHECKING:
    from park.models.weights import Progress, Weights

app = typer.Typer(
    help="Open weights that run on this machine: list, pull, serve.", invoke_without_command=True
)


@app.callback()
def _help(context: typer.Context) -> None:
    """Open weights that run on this machine: list, pull, serve."""
    if context.invoked_subcommand is None:
        echo(context.get_help())


@app.command("list")
def list_models(as_json: options.Json = False) -> None:
    """List the available weights."""
    from park.models.weights import catalog

    rows = [_row(weights) for weights in catalog().weights]
    if as_json:
        echo_json(rows, ascii_only=False)
        return
    for row in rows:
        marks = [word for word in ("default", "cached") if row[word]]
        size = f"{int(str(row['bytes'])) / 1e6:,.0f} MB"
        line = f"{row['alias']:20} {size:>9}  {row['licence']:11} {row['title']} ({row['use']})"
        echo(line + (f"  [{', '.join(marks)}]" if marks else ""))


@app.command("pull")
def pull_models(
    aliases: Annotated[list[str], typer.Argument(metavar="ALIAS...", help="Aliases from `list`.")],
) -> None:
    """Download weights to the cache; interrupted downloads resume."""
    from park.models.weights import pull, weights_of

    for alias in aliases:
        weights_of(alias)
    for alias in aliases:
        with progress_shown() as progress:
            path = pull(alias, progress)
        echo(str(path))


@app.command("serve")
def serve_model(
    model: Annotated[
        str | None, typer.Argument(metavar="[ALIAS|gguf:PATH]", help="Default: the default alias.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any free port.")] = 8080,
    slots: Annotated[int, typer.Option(min=1, help="Concurrent calls.")] = 4,
    context: Annotated[int, typer.Option(min=256, help="Context window in tokens.")] = 4096,
    adapter: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A LoRA adapter that was trained on this model."),
    ] = None,
) -> None:
    """Serve a model, or one with an adapter, at an OpenAI-compatible address until Ctrl-C."""
    import threading
    from tempfile import TemporaryDirectory

    from park.models.server import Settings, acquire, release

    path = weights_file(model)
    with TemporaryDirectory(prefix="park-adapter-") as folder:
        worn = None
        if adapter is not None:
            from park.adapters.lora_gguf import write_gguf

            worn = Path(folder) / "adapter.gguf"
            write_gguf(adapter, path, worn)
        settings = Settings(path, slots, context, port, worn)
        address = acquire(settings).address
        try:
            # Inside `try`, since a reader may interrupt the server immediately.
            echo(f"{address}/v1")
            threading.Event().wait()
        except KeyboardInterrupt:
            echo("stopped", err=True)
        finally:
            release(settings)


def weights_file(model: str | None) -> Path:
    """Return the file of an alias, pulled if necessary, or of `gguf:PATH`."""
    from park.models.weights import default_alias, pull

    if model is not None and model.startswith("gguf:"):
        return Path(model.removeprefix("gguf:")).expanduser().resolve()
    with progress_shown() as progress:
        return pull((model or default_alias()).removeprefix("embedded/"), progress).resolve()


@contextmanager
def progress_shown() -> Iterator["Progress"]:
    """Show download progress on stderr: a bar on a terminal, else a line per 10 %."""
    if not sys.stderr.isatty():
        yield _PlainProgress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bars:
        task = bars.add_task("", total=None)

        def show(what: str, done: int, total: int) -> None:
            bars.update(task, description=what, completed=done, total=total)

        yield show


class _PlainProgress:
    def __init__(self) -> None:
        self._last = ("", -1)

    def __call__(self, what: str, done: int, total: int) -> None:
        tenth = done * 10 // total
        if (what, tenth) != self._last:
            self._last = (what, tenth)
            echo(f"{what}: {done / 1e6:,.0f} of {total / 1e6:,.0f} MB", err=True)


def _row(weights: "Weights") -> dict[str, object]:
    from park.models.weights import default_alias, is_cached

    fields = weights.model_dump(mode="json", exclude={"hub", "wheels", "file"})
    return fields | {"default": weights.alias == default_alias(), "cached": is_cached(weights)}
