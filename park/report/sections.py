"""The page's sections; those without data name the command to create it."""

from collections.abc import Iterator, Sequence

from park.findings.format import NONE, duration, money, number
from park.findings.labels import words
from park.report import charts, methods, quality, studies
from park.report.blocks import Block, Folded, Gap, Heading, Notes, Page, Section, Table, Talk, Text
from park.report.evaluation import evaluation
from park.report.model import Facts, Hosted, Spent
from park.report.opinions import total

WRITING = (
    "The run was still being written when this report was made; its numbers are those of one "
    "moment and not final."
)

FORM = (
    "A lower loss on held-out rows means that an adapter has learnt their form; it says nothing of "
    "what the adapter knows about a culture, which only the scores can."
)


def page(facts: Facts) -> Page:
    """Return the report on a run."""
    warnings = [WRITING] if facts.writing else []
    if facts.work.judged_by_itself:
        models = ", ".join(facts.work.judged_by_itself)
        warnings.append(f"The generator judged itself: {models} wrote the dialogues and decided "
                        "which opinions are kept.")  # fmt: skip
    return Page(
        title=facts.name,
        about=f"Report on the run {facts.name}",
        summary=facts.summary,
        warnings=warnings,
        sections=[
            *methods.sections(facts),
            Section("done", "What was done", list(done(facts))),
            Section("funnel", "What became of the opinions", list(opinions(facts))),
            Section("quality", "Quality of dialogues and opinions", list(quality.section(facts))),
            Section("dialogues", "Sample dialogues", list(dialogues(facts))),
            Section("stances", "Stances against people’s answers", list(stances(facts))),
            Section("training", "Training", list(training(facts))),
            *evaluation(facts),
            *studies.sections(facts),
            Section("limits", "Failures and limits", list(limits(facts))),
        ],
        foot=f"Made by culturepark {facts.version}. The same numbers are in report.json and "
        "report.md; everything they follow from is in the run’s ledger.",
    )


def done(facts: Facts) -> Iterator[Block]:
    """Yield settings, models, usage and events."""
    work = facts.work
    yield Table("Settings", ("setting", "value"), list(work.config.items()), words=True)
    roles = [(role, ", ".join(models)) for role, models in work.models.items()]
    yield Table("Models by role", ("role", "model"), roles, words=True)
    if work.judged_by_itself:
        yield Text(
            "The model that wrote the dialogues also judged the opinions. A verdict of another "
            "model would be stronger evidence."
        )
    elif "judge" in work.models:
        yield Text("The judge is another model than those that wrote the dialogues.")
    if work.spent:
        yield expenses(work.spent)
    else:
        yield Gap("No model has been asked through calls.", f"park generate {facts.place}")
    if facts.dialogues:
        yield endings(facts)
    if work.events:
        rows = [(each.time, words(each.kind), each.detail) for each in work.events]
        table = Table("Events, in UTC", ("time", "what", "detail"), rows, words=True)
        yield Folded(f"Events ({len(rows)})", [table])


def expenses(spent: Sequence[Spent]) -> Table:
    """Return calls, tokens, cost and time by stage and model, with totals."""
    all_of_it = Spent(
        stage="all",
        model="",
        **{
            name: sum(getattr(each, name) for each in spent)
            for name in Spent.model_fields
            if name not in ("stage", "model")
        },
    )
    return Table(
        "Calls, tokens, money and time; seconds are summed over calls that overlap",
        ("stage and model", "calls", "tokens in", "of them cached", "tokens out", "cost", "time"),
        [
            (
                f"{each.stage}, {each.model}" if each.model else each.stage, number(each.calls),
                number(each.tokens_in), number(each.cached_tokens_in), number(each.tokens_out),
                money(each.cost_usd), duration(each.seconds),
            )
            for each in (*spent, all_of_it)
        ],
    )  # fmt: skip


def endings(facts: Facts) -> Table:
    """Return dialogues by ending and culture."""
    kinds = sorted({ending for row in facts.dialogues.values() for ending in row})
    return Table(
        "Dialogues by how they ended",
        ("", *facts.dialogues, "all"),
        [
            (
                kind,
                *(number(row.get(kind, 0)) for row in facts.dialogues.values()),
                number(sum(row.get(kind, 0) for row in facts.dialogues.values())),
            )
            for kind in kinds
        ],
    )


def opinions(facts: Facts) -> Iterator[Block]:
    """Yield the funnel of opinions."""
    funnel = facts.funnel
    if funnel is None:
        yield Gap("No opinions have been taken from dialogues.", f"park filter {facts.place}")
        return
    yield charts.acceptance(funnel)
    sums = total(funnel)
    yield Table(
        "Dialogues, listed opinions, what each check rejected, and what is accepted",
        ("", *funnel.cultures, "all"),
        [
            (
                words(stage),
                *(number(row.get(stage, 0)) for row in funnel.cultures.values()),
                number(sums[stage]),
            )
            for stage in funnel.stages
        ],
    )
    if funnel.diversity:
        names = sorted(
            {name for row in funnel.diversity.values() for name in row}, key=_before_after
        )
        yield Table(
            "How varied the opinions are, before and after they are compared",
            ("culture", *(words(name) for name in names)),
            [
                (culture, *(number(row.get(name)) for name in names))
                for culture, row in funnel.diversity.items()
            ],
        )
    if funnel.remarks:
        yield Notes(funnel.remarks)


def _before_after(name: str) -> tuple[str, bool]:
    """Sort key that puts a figure's `before` before its `after`."""
    return name.removesuffix("_before").removesuffix("_after"), name.endswith("_after")


def dialogues(facts: Facts) -> Iterator[Block]:
    """Yield the sample dialogues."""
    if not facts.samples:
        yield Gap("There are no dialogues.", f"park generate {facts.place}")
        return
    yield Text(
        "One dialogue of each culture: the first by its key, a hash, of those that opinions were "
        "taken from; nobody chose it. The words that an accepted opinion rests on are marked with "
        "the opinion’s number."
    )
    for number_, sample in enumerate(facts.samples):
        yield Talk(sample, open=not number_)


def stances(facts: Facts) -> Iterator[Block]:
    """Yield stances and people's answers."""
    if facts.stances:
        yield charts.stance_charts(facts.stances)
    elif facts.stances_missing:
        yield Gap(f"The stances cannot be compared: {facts.stances_missing}.")
    else:
        yield Gap("There are no dialogues.", f"park generate {facts.place}")


def training(facts: Facts) -> Iterator[Block]:
    """Yield training curves and held-out results."""
    if facts.hosted:
        yield hosted(facts.hosted)
    if not facts.training:
        yield Gap("No adapter has been trained.", f"park finetune {facts.place}")
        return
    yield charts.curves(facts.training)
    held = charts.held_out(facts.training)
    if held:
        if any(each.measure == "loss" for each in facts.training):
            yield Text(FORM)
        yield held
    else:
        yield Gap("No adapter was measured on held-out rows: the data have no test split.")
    yield Table(
        "Adapters",
        ("adapter", "base", "recipe", "rows", "too long", "tokens", "steps", "time", "device"),
        [
            (
                each.name, each.base, each.recipe, number(each.rows), number(each.too_long),
                number(each.tokens), number(each.steps), duration(each.seconds), each.device,
            )
            for each in facts.training
        ],
    )  # fmt: skip


def hosted(models: Sequence[Hosted]) -> Table:
    """Return the models fine-tuned by a provider."""
    return Table(
        "Models fine-tuned by a provider; the costs are estimates",
        ("culture", "base", "rows", "tokens", "epochs", "cost", "status", "model"),
        [
            (
                each.name, each.base, number(each.rows), number(each.tokens), number(each.epochs),
                money(each.cost_usd), each.status, each.model or NONE,
            )
            for each in models
        ],
    )  # fmt: skip


def limits(facts: Facts) -> Iterator[Block]:
    """Yield failures and limits."""
    yield Heading("Failures")
    if facts.failures:
        yield Notes(facts.failures)
    else:
        yield Text("The run holds no failures: none were stored.")
    yield Heading("What the numbers cannot say")
    yield Notes(facts.limits)
