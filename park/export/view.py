"""Views: the forms that training data come in."""

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
    """A form of training data: how an opinion or a dialogue becomes rows, and what they hold.

        class Questions(View):
            name = "questions"
            help = "the survey's statement as `question`, the opinion as `answer`"
            columns: ClassVar = {
                "question": Column("text", "what the survey asks"),
                "answer": Column("text", "an accepted opinion"),
            }

            def of_opinion(self, opinion):
                yield {"question": opinion.statement, "answer": opinion.text}

    It is a module of `park/export/views`, or an entry point `culturepark.views` of another package.
    Where a row comes from is added to it, and so are the split, the file and the card's entry.
    """

    card: ClassVar[str] = ""
    """What the card says of it, in Markdown; `help` if empty."""
    format: ClassVar[Literal["parquet", "json"]] = "parquet"
    """A table for each split, or a file for each row."""
    columns: ClassVar[Mapping[str, Column]] = {}
    """The fields of a row; may be left out if the format is `json`."""
    content: ClassVar[tuple[str, ...]] = ()
    """The fields that make two rows the same; all if empty."""
    cites: ClassVar[tuple[str, ...]] = ()
    """The fields that hold the keys of further opinions."""
    provenance: ClassVar[str] = "provenance"
    """The field of a JSON file that says where its row comes from."""

    def __init__(self, material: "Material", wording: "Wording", options: Any = None) -> None:
        self.material = material
        self.wording = wording
        self.options: Any = options if options is not None else self.Options()

    def of_opinion(self, opinion: Opinion) -> Iterable[Row]:
        """Return the rows of an accepted opinion."""
        return ()

    def of_dialogue(self, dialogue: Dialogue) -> Row | None:
        """Return the row of a dialogue from which an opinion was accepted, None for no row."""
        return None

    @classmethod
    def described(cls, options: Any) -> str:
        """Return what the card says of the view under some options, in Markdown."""
        return cls.card or cls.help

    def culture(self, source: Opinion | Dialogue) -> Culture:
        """Return the role card of the delegate."""
        return self.material.cultures[source.seed.culture]

    def item(self, opinion: Opinion) -> Item:
        """Return the survey item that an opinion answers."""
        return self.material.survey.items[opinion.seed.item]

    @classmethod
    def reads_dialogues(cls) -> bool:
        """Return whether it has rows of dialogues."""
        return cls.of_dialogue is not View.of_dialogue

    @classmethod
    def file(cls, sample: Sample) -> str:
        """Return the file that a sample goes to, relative to the data set's folder."""
        if cls.format == "parquet":
            return f"{cls.name}/{sample.culture}/{sample.split}.parquet"
        named = sample.dialogue if cls.reads_dialogues() and not sample.opinions else sample.key
        return f"{cls.name}/{sample.culture}/{named if named.isalnum() else sample.key}.json"


VIEWS: Registry[View] = Registry("views", "park.export.views", "park.export.view:View")


def ordered(names: Iterable[str], where: str = "") -> dict[str, type[View]]:
    """Return some views by name, in their order; InputError names one that there is not."""
    found = [VIEWS.get(name, where) for name in dict.fromkeys(names)]
    return {each.name: each for each in sorted(found, key=lambda view: (view.order, view.name))}
