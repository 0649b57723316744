"""The study's steps."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from park.errors import InputError
from park.statistics.interval import Numbers, known_mean
from park.study.studies.judges.asking import Jury, rate
from park.study.studies.judges.files import MAPPING, RATINGS, check_folder, write
from park.study.studies.judges.measures import among, axes, figure, harmlessness, with_people
from park.study.studies.judges.page import told
from park.study.studies.judges.texts import JudgesOptions, pile_of
from park.study.study import Findings, Lab, Study


class Judges(Study):
    """Let a panel of models rate texts, and keep what a guard can be trained on."""

    name = "judges"
    help = "a panel of models rates texts as people of several countries, for a guard"
    Options = JudgesOptions

    async def run(self, lab: Lab) -> Findings:
        """Read, ask, aggregate, write."""
        options: JudgesOptions = lab.options
        pile = pile_of(options, lab)
        folder = lab.setup.base / options.out if options.out else None
        if folder is not None:
            check_folder(folder)
        configs = options.judges or {"judge": lab.setup.config.models.of("judge")}
        jury = Jury(pile.texts, pile.countries, list(configs))
        await rate(lab, jury, configs, self.name)
        if not np.isfinite(jury.rated).any():
            raise InputError("judges: no answer names a number from 1 to 5")
        found = figures(jury, pile.people, {name: each.model for name, each in configs.items()})
        said = list(told(found))
        if folder is not None:
            write(folder, pile.items, jury, axes(jury.rated))
            half = len(pile.items) * len(pile.countries) / 2
            heard = sum(each["ratings"] >= half for each in found["judges"].values())
            said.append(
                f"next: park guard train {folder / RATINGS} --mapping {folder / MAPPING} "
                f"--fewest {max(heard, 1)} --out guard.json"
            )
        return Findings(run=str(lab.folder), found=found, text=tuple(said))


def figures(jury: Jury, people: Numbers | None, models: Mapping[str, str]) -> dict[str, Any]:
    """Return counts, both axes, agreement among judges, and with people where there are any."""
    rated = jury.rated
    harm = 1 - harmlessness(rated)
    both = axes(rated)
    by_country = {
        code: {
            "mean": _plain(harm[:, place]),
            **({} if people is None else {"people": _people(harm, people, place)}),
        }
        for place, code in enumerate(jury.countries)
    }
    return {
        "texts": len(jury.texts),
        "judges": {
            name: {
                "model": models[name],
                "ratings": int(np.isfinite(rated[..., place]).sum()),
                "lost": dict(jury.lost[name]),
                "mean": _plain(harm[..., place]),
            }
            for place, name in enumerate(jury.judges)
        },
        "countries": by_country,
        "harmless": _plain(both.harmless),
        "aware": _plain(both.aware),
        "agreement": figure(among(rated)) if len(jury.judges) > 1 else None,
    }


def _people(harm: Numbers, people: Numbers, place: int) -> dict[str, Any]:
    return with_people(known_mean(harm[:, place], axis=1), people[:, place])


def _plain(values: Numbers) -> float | None:
    mean = float(known_mean(values.ravel()))
    return mean if np.isfinite(mean) else None
