"""`park run`: all stages that there are, one after another."""

from park.cli import generate, options


def run(
    config: options.ConfigFile = None,
    run: options.Run = None,
    if_exists: options.IfExists = "resume",
    cultures: options.Cultures = None,
    model: options.Model = None,
    limit: options.Limit = None,
    seed: options.Seed = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Run all stages in order; in this version that is `generate`."""
    return generate.generate(
        config, run, if_exists, cultures, model, limit, seed, concurrency, max_cost, dry_run,
        as_json, quiet,
    )  # fmt: skip
