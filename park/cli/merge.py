"""`park merge`: join the parts that shards have made of a run."""

from park.cli import options
from park.cli.work import work


def merge(
    run: options.RunFolder, as_json: options.Json = False, quiet: options.Quiet = False
) -> int:
    """Join the parts of a run that --shard has made; list the shards to run again."""
    from park.run import Run

    made = Run(options.run_folder(run))
    return work(made, made.merge, as_json=as_json, quiet=quiet)
