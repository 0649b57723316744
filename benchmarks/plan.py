"""What a large run takes, calculated from measured figures; nothing is measured here.

    python -m benchmarks.plan
    python -m benchmarks.plan --dialogues 10000 --price-in 1 --price-out 4 --tokens 500

Every figure that is measured says where; every one that is assumed is an option. The calculation is
a product: nothing in it knows what breaks on the way.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.table import table


@dataclass(frozen=True)
class Figure:
    """A measured figure."""

    name: str
    value: float
    unit: str
    source: str


def measured() -> dict[str, Figure]:
    """Return the measured figures by a short name."""
    eight = "16 dialogues of six turns, docs/dialogues.md and docs/opinions.md"
    return {
        "calls": Figure("calls of a dialogue", 102 / 16, "", eight),
        "in": Figure("tokens in of a dialogue", 71_109 / 16, "", eight),
        "out": Figure("tokens out of a dialogue", 6_786 / 16, "", eight),
        "judge calls": Figure("calls to filter a dialogue", 209 / 16, "", eight),
        "judge in": Figure("tokens in to filter a dialogue", 82_276 / 16, "", eight),
        "judge out": Figure("tokens out to filter a dialogue", 6_499 / 16, "", eight),
        "listed": Figure("opinions listed of a dialogue", 95 / 16, "", eight),
        "accepted": Figure("opinions accepted of a dialogue", 37 / 16, "", eight),
        "bytes": Figure("ledger of a dialogue", BYTES, "bytes", "benchmarks/scale.py"),
        "opinion bytes": Figure("ledger of an opinion", 3_200, "bytes", "36 scripted opinions"),
        "call ms": Figure("processor time of a call", 2.45, "ms", "docs/benchmarks.md"),
        "merge ms": Figure(
            "processor time to merge a dialogue", MERGE, "ms", "benchmarks/merging.py"
        ),
        "near us": Figure("near duplicates of an opinion", NEAR, "µs", "benchmarks/duplicates.py"),
        "row s": Figure("training on a row, 135M, two cores", 0.563, "s", "docs/benchmarks.md"),
        "question s": Figure("a question, 135M, two cores", 1 / 13.13, "s", "docs/benchmarks.md"),
    }


BYTES, MERGE = 9_370, 0.13
NEAR = 51.8
"""At ten million opinions, the most that were compared."""
OPINION = 410
"""Bytes of files for an opinion of 100 characters: 310 of signatures, and its text."""


def rows(args: argparse.Namespace) -> list[list[str]]:
    """Return what each stage takes."""
    of = {name: each.value for name, each in measured().items()}
    n, cultures = args.dialogues, args.cultures
    accepted = n * of["accepted"]

    def models(calls: float, tokens_in: float, tokens_out: float) -> list[str]:
        money = (tokens_in * args.price_in + tokens_out * args.price_out) / 1e6
        hours = tokens_out / args.tokens / 3600
        return [f"{calls / 1e6:,.1f}", f"{tokens_in / 1e9:,.2f}", f"{tokens_out / 1e9:,.2f}",
                f"{money:,.0f}", f"{hours:,.0f}"]  # fmt: skip

    def none() -> list[str]:
        return ["", "", "", "", ""]

    def own(seconds: float, size: float) -> list[str]:
        return [f"{seconds / 3600:,.1f}", f"{size / 1e9:,.1f}" if size else ""]

    calls, judged = n * of["calls"], n * of["judge calls"]
    pairs, questions = args.cultures**2, args.questions
    return [
        ["generate", *models(calls, n * of["in"], n * of["out"]),
         *own(calls * of["call ms"] / 1e3, n * of["bytes"])],
        ["merge the shards", *none(), *own(n * of["merge ms"] / 1e3, 0)],
        ["filter", *models(judged, n * of["judge in"], n * of["judge out"]),
         *own(judged * of["call ms"] / 1e3, n * of["listed"] * of["opinion bytes"])],
        [f"near duplicates of {args.opinions:,}", *none(),
         *own(args.opinions * of["near us"] / 1e6, args.opinions * OPINION)],
        [f"train {cultures} adapters, an epoch", *none(), *own(accepted * of["row s"], 0)],
        [f"evaluate {cultures} × {cultures}, {questions} questions",
         f"{pairs * questions / 1e6:,.1f}", *none()[1:],
         *own(pairs * questions * of["question s"], 0)],
    ]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dialogues", type=int, default=1_000_000)
    parser.add_argument("--opinions", type=int, default=100_000_000, help="to compare")
    parser.add_argument("--cultures", type=int, default=100)
    parser.add_argument("--questions", type=int, default=90, help="of each adapter as each culture")
    parser.add_argument("--price-in", type=float, default=0.1, help="dollars a million tokens")
    parser.add_argument("--price-out", type=float, default=0.4, help="dollars a million tokens")
    parser.add_argument("--tokens", type=float, default=2_000, help="tokens out a second, in all")
    args = parser.parse_args(arguments)
    print(f"{args.dialogues:,} dialogues of six turns, {args.cultures} cultures\n")
    head = ["", "million calls", "10⁹ tokens in", "10⁹ tokens out", "$", "model hours"]
    print(table([*head, "core hours", "GB"], rows(args)))
    print("\nassumed: " + ", ".join(
        f"--{name.replace('_', '-')} {getattr(args, name):g}"
        for name in ("price_in", "price_out", "tokens", "questions")
    ))  # fmt: skip
    figures = [[f.name, f"{f.value:,.4g} {f.unit}".strip(), f.source] for f in measured().values()]
    print("\n" + table(["measured", "", "by"], figures))


if __name__ == "__main__":
    main()
