"""Norms of all cultures, mined and written to a file."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from park.align.norms import Norm, Rule, mine, phrase, write_norms
from park.errors import InputError
from park.session import opened
from park.study.studies.norms.wording import worded
from park.study.study import Findings, Lab, Study

SHOWN = 3
"""Norms of each culture to show."""


class NormsOptions(Rule):
    """Settings of the study."""

    out: str = ""
    """Folder for `norms.jsonl`; by default `norms` in the study's folder."""
    phrasing: Literal["template", "model"] = "template"
    """Whether a model words the norms, or the templates of the method do."""
    shown: int = Field(default=SHOWN, ge=0)
    """Norms of each culture in the text."""


class Norms(Study):
    """Mine the norms of the configuration's cultures from train items, to read and to edit."""

    name = "norms"
    help = "norms mined from people's answers to train items, with their evidence, to read or edit"
    Options = NormsOptions

    async def run(self, lab: Lab) -> Findings:
        """Mine the norms and write them, one a line."""
        options: NormsOptions = lab.options
        setup = lab.setup
        found: dict[str, list[Norm]] = {
            name: mine(setup.survey, setup.train_items, card, options)
            for name, card in setup.cultures.items()
        }
        folder = setup.base / options.out if options.out else lab.folder / "norms"
        path: Path = folder / "norms.jsonl"
        if not any(found.values()):
            raise InputError("no answer is held by so many, and so far from other countries")
        said: tuple[str, ...] = ()
        if options.phrasing == "model":
            with opened(setup, lab.folder / "norms") as ledger:
                made = await worded(lab, ledger, found)
            found, said = made.norms, (made.line(),)
        write_norms(path, (norm for norms in found.values() for norm in norms))
        text = []
        for name, norms in found.items():
            text.append(f"{name}: {len(norms)} norms from {len(setup.train_items)} train items")
            home = setup.cultures[name].home
            text += [f"  {phrase(norm, home, setup.prompts)}" for norm in norms[: options.shown]]
        figures = {
            name: [norm.model_dump(mode="json") for norm in norms] for name, norms in found.items()
        }
        return Findings(run=str(lab.folder), found=figures, text=(*text, *said, f"norms: {path}"))
