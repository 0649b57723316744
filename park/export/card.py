"""The dataset card, with front matter for the Hub."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from park.config import Config
from park.export.column_stats import Figures
from park.export.inputs import Material
from park.export.licences import UNKNOWN, card_licence, licence, source
from park.export.schema import PROVENANCE, Column
from park.export.view import VIEWS, View
from park.export.write import Writer
from park.hub.readme import marked, size_category
from park.models.public import file_name, public_name
from park.prompts import Prompts
from park.records import Funnel, Name, Split
from park.text.markdown import cell, fenced, listed, table

TEMPLATES = Path(__file__).parent
NAME = "README.md"
NOT_OF_DATA = {"limits", "evaluate", "study"}
"""Sections of the configuration that the data do not follow from."""
PRIVATE = {"base_url", "api_key_env", "headers_env", "extra_body"}
"""Settings of a model that say where it is and who may use it."""


@dataclass(frozen=True)
class Facts:
    """Information for the card besides the written files."""

    config: Config
    material: Material
    cultures: Sequence[Name]
    splits: Mapping[str, Split]
    prompts: str
    """Hash of the export templates."""
    funnel: Funnel | None
    """Figures of the filter stage, if any."""
    limit: int | None
    """Limit of the last generation, if any."""

    @cached_property
    def models(self) -> dict[str, tuple[str, ...]]:
        """Models by role."""
        roles: dict[str, dict[str, None]] = {}
        for group, opinions in self.material.accepted.items():
            for opinion in opinions if group.culture in self.cultures else ():
                for role, model in opinion.models.items():
                    roles.setdefault(role, {})[model] = None
        return {role: tuple(sorted(models)) for role, models in sorted(roles.items())}

    @cached_property
    def all_models(self) -> list[str]:
        """Models of all roles."""
        return sorted({model for models in self.models.values() for model in models})

    @cached_property
    def languages(self) -> list[str]:
        """Languages of the opinions."""
        groups = self.material.accepted
        return sorted({group.language for group in groups if group.culture in self.cultures})


def card(facts: Facts, written: Writer) -> str:
    """Return the card as Markdown with YAML front matter."""
    return marked(f"---\n{front_matter(facts, written)}---\n\n{_body(facts, written)}")


def front_matter(facts: Facts, written: Writer) -> str:
    """Return the Hub's metadata as YAML."""
    models = facts.all_models
    fields: dict[str, Any] = {
        "pretty_name": f"culturepark {facts.config.name}",
        "language": sorted({"en", *facts.languages}),
        "license": card_licence(models, facts.config.seeds.source),
    }
    if fields["license"] == "other":
        fields["license_name"] = "see-card"
    fields |= {
        "task_categories": ["text-generation"],
        "tags": ["synthetic", "culture", "survey", "alignment", "culturepark"],
        "size_categories": [size_category(written.rows)],
        "configs": configs(written),
    }
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)


def configs(written: Writer) -> list[dict[str, Any]]:
    """Return an entry per table and culture, with its files by split."""
    return [
        {
            "config_name": f"{view}-{culture}",
            "data_files": [
                {"split": split, "path": f"{view}/{culture}/{split}.parquet"}
                for split, count in counts.items()
                if count
            ],
        }
        for view, cultures in written.counts.items()
        if written.views[view].format == "parquet"
        for culture, counts in cultures.items()
    ]


def _body(facts: Facts, written: Writer) -> str:
    names = configs(written)
    languages = [each for each in facts.languages if each != "en"]
    return Prompts(TEMPLATES).render(
        "card",
        title=f"culturepark {facts.config.name}",
        rows=written.rows,
        opinions=sum(len(facts.material.opinions(name)) for name in facts.cultures),
        places=listed([facts.material.cultures[name].home for name in facts.cultures]),
        example_config=names[0]["config_name"] if names else "",
        sizes=_sizes(written),
        views=tuple((name, _described(facts, view)) for name, view in written.views.items()),
        version=version("culturepark"),
        train_items=sum(split == "train" for split in facts.splits.values()),
        test_items=sum(split == "test" for split in facts.splits.values()),
        seed=facts.config.export.seed,
        prompts=facts.prompts,
        models=_models(facts),
        own_judge=_own_judge(facts),
        sources=_sources(facts),
        funnel=_funnel(facts),
        columns=_columns(written),
        samples=_samples(written),
        own_languages=f"; opinions are also in {listed(languages)}" if languages else "",
        limits=_limits(written),
        licence=_licence(facts),
        config=fenced(public_config(facts.config), "yaml"),
        commands="\n".join(_commands(facts, written.views)),
    )


def _sizes(written: Writer) -> str:
    return table(
        ["view", "culture", "train", "test"],
        (
            (view, culture, counts["train"], counts["test"])
            for view, cultures in written.counts.items()
            for culture, counts in cultures.items()
        ),
    )


def _described(facts: Facts, view: type[View]) -> str:
    given = facts.config.export.options.get(view.name, {})
    return view.described(VIEWS.options(view.name, given, "export.options"))


def _models(facts: Facts) -> str:
    rows = (
        (role, public_name(model), licence(model))
        for role, models in facts.models.items()
        for model in models
    )
    return table(["role", "model", "licence of the weights"], rows)


def _own_judge(facts: Facts) -> bool:
    speakers = {*facts.models.get("delegate", ()), *facts.models.get("contact", ())}
    return bool(speakers & {*facts.models.get("judge", ())})


def _sources(facts: Facts) -> str:
    known = [source(name) for name in facts.config.seeds.source]
    rows = table(
        ["source", "what it is", "to cite"], ((s.name, s.title, s.citation) for s in known)
    )
    skipped = facts.material.survey.skipped.items()
    lost = "".join(f"\n- left out of them: {cell(what)} ({count})" for what, count in skipped)
    weighted = "".join(
        f"\n- weighted answers: {country}, where 100 people tell as much as {100 * share:.0f}"
        for country, share in facts.material.survey.weighted.items()
    )
    return "\n".join([rows, lost + weighted]).rstrip()


def _funnel(facts: Facts) -> str:
    funnel = facts.funnel or Funnel()
    known = funnel.cultures
    counts = {name: known[name] for name in facts.cultures if name in known}
    if not counts:
        return "The run holds no figures of its filters."
    shown = funnel.counted(*counts)
    rows = ([key.replace("_", " "), *(row.get(key, 0) for row in counts.values())] for key in shown)
    told = [*funnel.remarks, *funnel.alarms]
    notes = "".join(f"\n- {cell(each)}" for each in told)
    return "\n".join([table(["opinions", *counts], rows), notes]).rstrip()


def _columns(written: Writer) -> str:
    parts = [
        f"### {view}\n\n{_figures(written.views[view].columns, figures)}"
        for view, figures in written.figures.items()
    ]
    known = _figures(PROVENANCE, written.provenance_figures)
    return "\n\n".join([*parts, f"### In all tables\n\n{known}"])


def _figures(described: Mapping[str, Column], figures: Mapping[str, Figures]) -> str:
    rows = (
        (name, column.kind, column.meaning.replace("`", ""), figures[name])
        for name, column in described.items()
    )
    return table(["column", "kind", "meaning", "values"], rows)


def _samples(written: Writer) -> str:
    """Return the first row of each table; after the first without the shared columns."""
    parts, known = [], dict[str, Any]()
    for view, row in written.examples.items():
        shown = {name: value for name, value in row.items() if name not in known}
        known |= dict.fromkeys(PROVENANCE)
        text = json.dumps(shown, ensure_ascii=False, indent=2)
        parts.append(f"### A row of {view}\n\n{fenced(text, 'json')}")
    return "\n\n".join(parts)


def _limits(written: Writer) -> tuple[str, ...]:
    """Return the limits specific to this dataset."""
    alone = sorted(
        {
            culture
            for cultures in written.counts.values()
            for culture, counts in cultures.items()
            if not all(counts.values())
        }
    )
    return (f"One split has no rows in some views of {listed(alone)}.",) if alone else ()


def _licence(facts: Facts) -> str:
    models, sources = facts.all_models, facts.config.seeds.source
    if card_licence(models, sources) == "apache-2.0":
        return "Apache-2.0: the weights, the templates and the wording of the items are."
    unknown = [public_name(model) for model in models if licence(model) == UNKNOWN]
    of_models = f" The terms of {cell(listed(unknown))} apply to what it wrote." if unknown else ""
    return f"The templates are Apache-2.0.{of_models} The surveys' terms apply to their wording."


def public_config(config: Config) -> str:
    """Return the non-default settings that made the data as YAML, without paths and addresses."""
    data = _public(config.model_dump(exclude_defaults=True, exclude=NOT_OF_DATA))
    for model in data.get("models", {}).values():
        model["model"] = public_name(model.get("model", "embedded"))
        for key in PRIVATE & model.keys():
            del model[key]
    if "source" in data.get("seeds", {}):
        data["seeds"]["source"] = [source(name).name for name in config.seeds.source]
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def _public(value: Any, texts: bool = False) -> Any:
    """Return settings with the names of files in place of their paths.

    Args:
        value: the settings.
        texts: whether texts may be paths, too, as in options of parts.
    """
    if isinstance(value, Mapping):
        return {key: _public(each, texts or key == "options") for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_public(each, texts) for each in value]
    is_path = isinstance(value, Path) or (texts and isinstance(value, str))
    return file_name(str(value)) if is_path else value


def _commands(facts: Facts, views: Iterable[str]) -> list[str]:
    run = f"outputs/{facts.config.name}"
    limit = f" --limit {facts.limit}" if facts.limit else ""
    return [
        f"pip install 'culturepark[local,export]=={version('culturepark')}'",
        f"park generate study.yaml{limit}",
        f"park filter {run}",
        f"park export {run} --views {','.join(views)} --cultures {','.join(facts.cultures)}",
    ]
