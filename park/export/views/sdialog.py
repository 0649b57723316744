"""The view `sdialog`: dialogues for the package sdialog."""

from park.export.view import Row, View
from park.export.wording import language_name
from park.models.public import public_name
from park.records import Dialogue, Person


class Sdialog(View):
    """A dialogue in the JSON format of sdialog's `Dialog` (sdialog 0.5)."""

    name = "sdialog"
    help = "a dialogue as JSON, for sdialog's `Dialog.from_file`"
    card = "the dialogues as JSON for the package sdialog, a file each"
    order = 60
    format = "json"
    content = ("id",)
    provenance = "notes"

    def of_dialogue(self, dialogue: Dialogue) -> Row:
        """Return a dialogue; version and time are empty, so that files are reproducible."""
        names = _names(dialogue)
        language = language_name(self.culture(dialogue), dialogue.language)
        people = {"delegate": dialogue.delegate, "contact": dialogue.contact}
        return {
            "version": None,
            "timestamp": None,
            "model": {speaker: public_name(model) for speaker, model in dialogue.models.items()},
            "seed": None,
            "id": dialogue.key,
            "complete": True,
            "personas": {names[each]: _persona(people[each], language) for each in people},
            "scenario": {
                "statement": dialogue.statement,
                "delegate": names["delegate"],
                "stance": dialogue.stance_label,
                "style": dialogue.style,
            },
            "turns": [
                {"speaker": names[turn.speaker], "text": turn.text} for turn in dialogue.turns
            ],
        }


def _names(dialogue: Dialogue) -> dict[str, str]:
    """Return distinct names of the speakers, which sdialog distinguishes only by name."""
    delegate, contact = dialogue.delegate.name, dialogue.contact.name
    return {"delegate": delegate, "contact": f"{contact} 2" if contact == delegate else contact}


def _persona(person: Person, language: str) -> Row:
    """Return a person with the field names of sdialog's `Persona`."""
    return {
        "name": person.name,
        "age": person.age,
        "gender": person.gender,
        "language": language,
        "role": person.occupation,
        "background": f"from {person.place}",
    }
