"""Accepted opinions and dialogues → samples: each row with its provenance, none twice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from park.export import views
from park.export.inputs import Material
from park.export.licences import licence_note, public_name
from park.export.preference import Opponents, preference
from park.export.views import Row
from park.export.wording import Wording
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.records import Culture, Dialogue, Item, Name, Opinion, Sample, Split, View

OpinionView = Callable[[Opinion, Item, Culture, Wording], Iterator[Row]]

OF_OPINIONS: Mapping[View, OpinionView] = {
    "sft": views.sft,
    "messages": views.messages,
    "sharegpt": views.sharegpt,
}
CONTENT = ("prompt", "completion", "chosen", "rejected", "messages", "conversations", "id")
"""The fields that make two rows the same."""


@dataclass(frozen=True)
class Builder:
    """Makes the samples of a run."""

    material: Material
    splits: Mapping[str, Split]
    """By item."""
    wording: Wording
    sources: Sequence[str]
    """The survey sources, as the configuration names them."""

    def samples(
        self, ledger: Ledger, chosen: Sequence[View], cultures: Sequence[Name]
    ) -> Iterator[Sample]:
        """Yield all samples of some views and cultures; a row that was there before is left out.

        Args:
            ledger: where the dialogues are.
            chosen: the views.
            cultures: the names of the cultures.
        """
        seen: set[str] = set()
        for each in self._all(ledger, chosen, cultures):
            if each.key not in seen:
                seen.add(each.key)
                yield each

    def _all(
        self, ledger: Ledger, chosen: Sequence[View], cultures: Sequence[Name]
    ) -> Iterator[Sample]:
        opponents = Opponents(self.material)
        for culture in cultures:
            for opinion in self.material.opinions(culture):
                for view in chosen:
                    yield from self._of_opinion(view, opinion, opponents)
        if {"dialogue", "sdialog"} & set(chosen):
            wanted = self._dialogues(cultures)
            for record in ledger.dialogues():
                if record.key in wanted and record.ending != "error":
                    yield from self._of_dialogue(chosen, record)

    def _dialogues(self, cultures: Sequence[Name]) -> set[str]:
        """Return the keys of the dialogues with an accepted opinion."""
        found = (opinion for name in cultures for opinion in self.material.opinions(name))
        return {opinion.dialogue for opinion in found}

    def _of_opinion(self, view: View, opinion: Opinion, opponents: Opponents) -> Iterator[Sample]:
        culture = self.material.cultures[opinion.seed.culture]
        if view in OF_OPINIONS:
            item = self.material.survey.items[opinion.seed.item]
            for row in OF_OPINIONS[view](opinion, item, culture, self.wording):
                yield self._sample(view, opinion, row, (opinion.key,))
        elif view == "preference":
            for rejected in opponents.of(opinion):
                row = preference(opinion, rejected, self.material, self.wording)
                keys = tuple(dict.fromkeys((opinion.key, rejected.opinion)))
                yield self._sample(view, opinion, row, keys)

    def _of_dialogue(self, chosen: Sequence[View], record: Dialogue) -> Iterator[Sample]:
        culture = self.material.cultures[record.seed.culture]
        if "dialogue" in chosen:
            row = views.dialogue(record, culture, self.wording)
            if row is not None:
                yield self._sample("dialogue", record, row, ())
        if "sdialog" in chosen:
            empty = self._sample("sdialog", record, {}, ())
            row = views.sdialog(record, culture, self.provenance(empty))
            yield self._sample("sdialog", record, row, ())

    def _sample(
        self, view: View, source: Opinion | Dialogue, row: Row, opinions: tuple[str, ...]
    ) -> Sample:
        seed = source.seed
        content = [row[name] for name in CONTENT if name in row]
        return Sample(
            key=key_of("sample", view, seed.culture, content),
            view=view,
            split=self.splits[seed.item],
            culture=seed.culture,
            country=seed.country,
            item=seed.item,
            stance=seed.stance,
            stance_label=source.stance_label,
            share=seed.share,
            opinions=opinions,
            dialogue=source.dialogue if isinstance(source, Opinion) else source.key,
            models={role: public_name(model) for role, model in source.models.items()},
            prompts=source.prompts,
            row=row,
        )

    def provenance(self, sample: Sample) -> dict[str, Any]:
        """Return where a row comes from, as it is published."""
        kept = sample.model_dump(exclude={"key", "view", "row"}, mode="json")
        return kept | {"licence": licence_note(sample.models.values(), self.sources)}
