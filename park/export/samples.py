"""Builds distinct samples with provenance from accepted opinions and dialogues."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from park.export.inputs import Material
from park.export.licences import licence_note
from park.export.view import Row, View
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.models.public import public_name
from park.records import Dialogue, Name, Opinion, Sample, Split


@dataclass(frozen=True)
class Builder:
    """Builds the samples of a run."""

    material: Material
    splits: Mapping[str, Split]
    """Splits by item."""
    sources: Sequence[str]
    """Survey sources, as in the configuration."""

    def samples(
        self, ledger: Ledger, views: Sequence[View], cultures: Sequence[Name]
    ) -> Iterator[Sample]:
        """Yield all samples of views and cultures, without duplicates.

        Args:
            ledger: the source of dialogues.
            views: the views.
            cultures: the names of the cultures.
        """
        seen: set[str] = set()
        for each in self._all(ledger, views, cultures):
            if each.key not in seen:
                seen.add(each.key)
                yield each

    def _all(
        self, ledger: Ledger, views: Sequence[View], cultures: Sequence[Name]
    ) -> Iterator[Sample]:
        accepted = set()
        for culture in cultures:
            for opinion in self.material.opinions(culture):
                accepted.add(opinion.dialogue)
                for view in views:
                    for row in view.of_opinion(opinion):
                        yield self._sample(view, opinion, row)
        if not any(view.reads_dialogues() for view in views):
            return
        for dialogue in ledger.dialogues():
            if dialogue.key in accepted and dialogue.ending != "error":
                for view in views:
                    made = view.of_dialogue(dialogue)
                    if made is not None:
                        yield self._sample(view, dialogue, made)

    def _sample(self, view: View, source: Opinion | Dialogue, row: Row) -> Sample:
        seed, of_opinion = source.seed, isinstance(source, Opinion)
        content = [row[name] for name in view.content or row]
        opinions = (source.key, *(row[name] for name in view.cites)) if of_opinion else ()
        return Sample(
            key=key_of("sample", view.name, seed.culture, content),
            view=view.name,
            split=self.splits[seed.item],
            culture=seed.culture,
            country=seed.country,
            item=seed.item,
            stance=seed.stance,
            stance_label=source.stance_label,
            profile=str(source.profile),
            share=seed.share,
            opinions=tuple(dict.fromkeys(opinions)),
            dialogue=source.dialogue if isinstance(source, Opinion) else source.key,
            models={role: public_name(model) for role, model in source.models.items()},
            prompts=source.prompts,
            row=row,
        )

    def provenance(self, sample: Sample) -> dict[str, Any]:
        """Return a row's provenance as published."""
        kept = sample.model_dump(exclude={"key", "view", "row"}, mode="json")
        people = {name for key in sample.opinions for name in self.material.reviewers.get(key, ())}
        kept["reviewers"] = sorted(people)
        return kept | {"licence": licence_note(sample.models.values(), self.sources)}
