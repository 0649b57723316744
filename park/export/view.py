"""The seam to views: forms of training data."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from park.export.schema import Column
from park.records import Culture, Dialogue, Item, Opinion, Sample
from park.registry import Part, Registry

if TYPE_CHECKING:
    from park.export.inputs import Material
    from park.export.wording import Wording

Row = dict[str, Any]


class View(Part):
    """A form of training data: converts opinions or dialogues to rows.

        class Questions(View):
            name = "questions"
            help = "the survey's statement as `question`, the opinion as `answer`"
            columns: ClassVar = {
                "question": Column("text", "what the survey asks"),
                "answer": Column("text", "an accepted opinion"),
            }

            def of_opinion(self, opinion):
                yield {"question": opinion.statement, "answer": opinion.text}

    It is a module in `park/export/views`, or an entry point `culturepark.views` of another package.
    Provenance, split, file and the card's entry are added automatically.
    """

    card: ClassVar[str] = ""
    """Description on the card, in Markdown; `help` if empty."""
    format: ClassVar[Literal["parquet", "json"]] = "parquet"
    """One table per split, or one file per row."""
    columns: ClassVar[Mapping[str, Column]] = {}
    """The columns of a row; optional for `json`."""
    content: ClassVar[tuple[str, ...]] = ()
    """The fields that identify duplicate rows; all if empty."""
    cites: ClassVar[tuple[str, ...]] = ()
    """The fields with keys of other opinions."""
    provenance: ClassVar[str] = "provenance"
    """The field of a JSON file for its row's provenance."""

    def __init__(self, material: "Material", wording: "Wording", options: Any = None) -> None:
        self.material = material
        self.wording = wording
        self.options: Any = options if options is not None else self.Options()

    def of_opinion(self, opinion: Opinion) -> Iterable[Row]:
        """Return the rows of an accepted opinion."""
        return ()

    def of_dialogue(self, dialogue: Dialogue) -> Row | None:
        """Return the row of a dialogue with accepted opinions, if any."""
        return None

    @classmethod
    def described(cls, options: Any) -> str:
        """Return the card's description with given options, in Markdown."""
        return cls.card or cls.help

    def culture(self, source: Opinion | Dialogue) -> Culture:
        """Return the delegate's role card."""
        return self.material.cultures[source.seed.culture]

    def item(self, opinion: Opinion) -> Item:
        """Return an opinion's survey item."""
        return self.material.survey.items[opinion.seed.item]

    @classmethod
    def reads_dialogues(cls) -> bool:
        """Whether the view uses dialogues."""
        return cls.of_dialogue is not View.of_dialogue

    @classmethod
    def file(cls, sample: Sample) -> str:
        """Return a sample's file, relative to the dataset's folder."""
        if cls.format == "parquet":
            return f"{cls.name}/{sample.culture}/{sample.split}.parquet"
        named = sample.dialogue if cls.reads_dialogues() and not sample.opinions else sample.key
        return f"{cls.name}/{sample.culture}/{named if named.isalnum() else sample.key}.json"


VIEWS: Registry[View] = Registry("views", "park.export.views", "park.export.view:View")


def ordered(names: Iterable[str], where: str = "") -> dict[str, type[View]]:
    """Return views by name, in order; InputError for unknown names."""
    found = [VIEWS.get(name, where) for name in dict.fromkeys(names)]
    return {each.name: each for each in sorted(found, key=lambda view: (view.order, view.name))}
