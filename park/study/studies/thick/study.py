"""The study's options; people's ratings first, a proxy beside them, agreement always."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from park.records import Record
from park.session import opened
from park.study.figures import in_words
from park.study.studies.thick import measures
from park.study.studies.thick.answers import (
    PAIRS,
    READING,
    Raters,
    Ratings,
    Told,
    read_answers,
    read_ratings,
)
from park.study.studies.thick.proxy import of_answers, rated
from park.study.studies.thick.rubric import CRITERIA, Span, found_in
from park.study.study import Effect, Findings, Lab, Study

NO_TOTAL = (
    "no total is given: no person's ratings stand beside these, so nobody knows what they measure"
)
WITH_PROXY, OF_PEOPLE = "agreement_with_proxy", "agreement_of_people"
READINGS_WITH_PROXY, OF_READINGS = "readings_with_proxy", "agreement_of_readings"
AGREEMENTS = {
    WITH_PROXY: "people and the proxy",
    OF_PEOPLE: "people alone",
    READINGS_WITH_PROXY: "readings and the proxy",
    OF_READINGS: "readings alone",
}
"""Agreements: name and between whom."""


class ThickOptions(Record):
    """Settings of the study."""

    file: str = ""
    """Answers as csv, or a run's folder; on the command line the argument after the study's name.
    Without it, the study's own forty pairs and a reading of them."""
    ratings: str = ""
    """Ratings as csv, of people, or of language models where the column `who` says so."""
    proxy: Literal["rules", "model"] = "rules"
    """Who rates beside people: rules for English, or the model of the judge."""


class Thick(Study):
    """Rate answers by a rubric with evidence, by people and by a proxy."""

    name = "thick"
    help = "are answers scoped, anchored, interpreting and hedged? People's ratings and a proxy's"
    Options = ThickOptions

    async def run(self, lab: Lab) -> Findings:
        """Rate answers, and compare the raters."""
        options: ThickOptions = lab.options
        answers = read_answers(lab.setup.base / options.file if options.file else PAIRS)
        raters = Raters({}, {})
        if options.ratings:
            raters = read_ratings(lab.setup.base / options.ratings, answers)
        elif not options.file:
            raters = read_ratings(READING, answers)
        name, evidence, moved, troubles = await _proxied(lab, answers)
        proxy = {name: {key: _ratings(spans) for key, spans in evidence.items()}}
        seed = lab.setup.config.seed
        found = _figures(answers, raters, proxy, seed)
        found["evidence"] = _quoted(answers, evidence)
        known = [each.id for each in answers if each.id in evidence and each.id in moved]
        found["shuffled"] = measures.anchoring(
            [evidence[key]["anchor"] is not None for key in known], [moved[k] for k in known], seed
        )
        text = (*_lines(found), *(f"left out: {n} {what}" for what, n in troubles.items()))
        gap = found["shuffled"]["difference"]
        effects = [Effect("own against shuffled contexts", gap["value"], gap["low"], gap["high"])]
        drawn = {"Anchoring": effects} if gap["low"] is not None else {}
        return Findings(run=str(lab.folder), found=found, text=text, effects=drawn)


Evidence = Mapping[str, Mapping[str, Span | None]]


async def _proxied(
    lab: Lab, answers: Sequence[Told]
) -> tuple[str, Evidence, dict[str, bool], Mapping[str, int]]:
    """Return the proxy's name, its evidence, anchoring in shuffled contexts, and troubles."""
    contexts = measures.shuffled(answers)
    if lab.options.proxy == "rules":
        evidence = {each.id: found_in(each.question, each.answer) for each in answers}
        moved = {
            each.id: found_in(context, each.answer)["anchor"] is not None
            for each, context in zip(answers, contexts, strict=True)
        }
        return "proxy:rules", evidence, moved, {}
    others = [
        (f"shuffled:{each.id}", context, each.answer)
        for each, context in zip(answers, contexts, strict=True)
    ]
    with opened(lab.setup, lab.folder / "thick") as ledger:
        name, every, troubles = await rated(lab, ledger, [*of_answers(answers), *others])
    own = {each.id: every[each.id] for each in answers if each.id in every}
    anchored = {
        each.id: every[f"shuffled:{each.id}"]["anchor"] is not None
        for each in answers
        if f"shuffled:{each.id}" in every
    }
    return f"proxy:{name}", own, anchored, troubles


def _ratings(spans: Mapping[str, Span | None]) -> dict[str, bool]:
    return {name: span is not None for name, span in spans.items()}


def _figures(answers: Sequence[Told], raters: Raters, proxy: Ratings, seed: int) -> dict[str, Any]:
    people, readings = raters
    everybody = {**people, **readings, **proxy}
    found: dict[str, Any] = {
        "answers": len(answers),
        "raters": list(people),
        "readings": list(readings),
        "proxy": next(iter(proxy)),
        "criteria": measures.shares(everybody),
        WITH_PROXY: measures.agreement(people, proxy, seed),
        OF_PEOPLE: measures.agreement(people, seed=seed),
        "pairs": {name: measures.pairs(rows, answers) for name, rows in everybody.items()},
    }
    if readings:
        found[READINGS_WITH_PROXY] = measures.agreement(readings, proxy, seed)
        found[OF_READINGS] = measures.agreement(readings, seed=seed)
    if any(figure["n"] for figure in found[WITH_PROXY].values()):
        found["total"] = {
            name: sum(len([r for r in row.values() if r]) for row in rows.values())
            / max(sum(len(row) for row in rows.values()), 1)
            for name, rows in everybody.items()
        }
    return found


def _quoted(answers: Sequence[Told], evidence: Evidence) -> dict[str, dict[str, str]]:
    text = {each.id: each.answer for each in answers}
    return {
        key: {name: text[key][s.start : s.end] if s else "" for name, s in spans.items()}
        for key, spans in evidence.items()
    }


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    read = ", ".join(found["readings"])
    yield (
        f"{found['answers']} answers; people: {', '.join(found['raters']) or 'none'}; "
        + (f"readings by language models: {read}; " if read else "")
        + f"a proxy: {found['proxy']}"
    )
    for name, what in CRITERIA.items():
        cells = [f"{who} {_cell(rows[name])}" for who, rows in found["criteria"].items()]
        yield f"{name} ({what}): {'; '.join(cells)}"
        alphas = [f"{t} {_alpha(found[of][name])}" for of, t in AGREEMENTS.items() if of in found]
        yield f"  α of {'; '.join(alphas)}"
    for who, row in found["pairs"].items():
        if row["n"]:
            yield (
                f"pairs, {who}: the thick answer fulfils more criteria in {_cell(row)}, as many in "
                f"{row['alike']}, fewer in {row['thinner']}"
            )
    shuffled = found["shuffled"]
    yield f"anchored in its own context {_cell(shuffled['own'])}, in another's " \
          f"{_cell(shuffled['shuffled'])}, difference {_cell(shuffled['difference'])}"  # fmt: skip
    if "total" not in found:
        yield NO_TOTAL
        return
    for who, share in found["total"].items():
        yield f"total, {who}: {share:.2f} of all criteria"


def _cell(figure: Mapping[str, Any]) -> str:
    return in_words(figure) + ("" if figure["value"] is None else f" (n = {figure['n']})")


def _alpha(figure: Mapping[str, Any]) -> str:
    if not figure["n"]:
        return "cannot be had: no answer was rated by two"
    return _cell(figure) if figure["value"] is not None else "undefined: all ratings are the same"
