"""Answers in one's own words, read as options by the model without any persona."""

import asyncio

import numpy as np
import pytest

from park.align.disca import correct, noise
from park.align.methods.disca_open import DiscaOpen, OpenOptions
from park.align.open_ended import OpenEnded
from park.align.panels import PersonaPanel
from park.align.respondent import Respondent
from park.errors import ParkError
from park.ledger.keys import seed_of
from park.models.base import ModelError
from park.records.scores import Answer, Question
from tests.toys import PROMPTS

WHO = Respondent("disca-open", "turkish", "You answer as somebody from Turkey.")
SAYS = {"": "Perhaps.", "You love tea.": "Tea is good!", "You hate tea.": "Tea is bad!"}
YES = {"Perhaps.": 0.6, "Tea is good!": 0.9, "Tea is bad!": 0.2}


def question(order=0, item="tea", form="plain"):
    options = ("no", "yes")[:: 1 - 2 * order]
    return Question(
        task="survey", set="toy", item=item, form=form, order=order,
        text=f"Is {item} good? {' or '.join(options)}?", statement=f"Is {item} good?",
        markers=("A", "B"), options=options,
    )  # fmt: skip


class Speaker:
    """Says what its system message makes it say, and reads words by a list."""

    def __init__(self, says=SAYS.get):
        self.says, self.spoken, self.read = says, [], []

    async def say(self, respondent, messages, *, max_tokens, seed, schema=None):
        self.spoken.append((respondent.system, messages[-1]["content"]))
        said = self.says(respondent.system)
        if isinstance(said, Exception):
            raise said
        return said

    async def choose(self, respondent, questions):
        self.read += [(respondent.system, each.text) for each in questions]
        return [_read(each.text) for each in questions]


def _read(text):
    yes = next(share for words, share in YES.items() if words in text)
    return Answer(status="answered", shares={"yes": yes, "no": 1 - yes})


def chosen(speaker, questions, system="You love tea."):
    who = Respondent("disca-open", "turkish", system)
    return asyncio.run(OpenEnded(speaker, PROMPTS, 60).choose(who, questions))


def test_a_voice_speaks_once_without_options_and_is_read_in_all_orders():
    speaker = Speaker()
    asked = [question(0), question(1), question(0, form="other")]
    assert [each.shares["yes"] for each in chosen(speaker, asked)] == [0.9] * 3
    ((system, text),) = speaker.spoken
    assert system == "You love tea."
    assert text.startswith("Is tea good?")
    assert "or" not in text.splitlines()[0]
    for (reader, told), each in zip(speaker.read, asked, strict=True):
        assert reader == ""
        assert 'said: "Tea is good!"' in told
        assert told.strip().endswith(each.text)


def test_silence_is_unparsed_and_a_voice_that_fails_fails_its_items_alone():
    (silent,) = chosen(Speaker(lambda system: "  "), [question()])
    assert silent.status == "unparsed"
    answers = iter((ParkError("no voice"), "Perhaps."))
    failed, fine = chosen(Speaker(lambda system: next(answers)), [question(), question(item="ale")])
    assert (failed.status, failed.text) == ("failed", "no voice")
    assert fine.status == "answered"


def test_a_model_that_cannot_answer_at_all_stops():
    with pytest.raises(ModelError):
        chosen(Speaker(lambda system: ModelError("gone", "fatal")), [question()])


def test_the_correction_is_that_of_the_voices_readings():
    method = DiscaOpen()
    method.panels = {"turkish": PersonaPanel(("You love tea.", "You hate tea."), "en", ())}
    method._prompts, method._settings = PROMPTS, OpenOptions()
    speaker = Speaker()
    one, other = asyncio.run(method.ask(speaker, WHO, [question(0), question(1)]))
    assert one.shares == other.shares
    assert len(speaker.spoken) == 3
    gaps = np.array([[np.log(p / (1 - p)) / 1.5] for p in (0.6, 0.9, 0.2)])
    rng = np.random.default_rng(seed_of("voices", "survey", "toy", "tea", "plain"))
    gap = float(correct(gaps[0], gaps[1:].T, noise(rng, 1)).gap[0])
    assert one.shares["yes"] == pytest.approx(1 / (1 + np.exp(-gap / 0.5)))
