"""The methods `matched`, `persona-mean` and `disca` in an evaluation, from the survey to scores."""

import asyncio
from dataclasses import replace

import pytest

from park.align.method import respondents
from park.align.methods.disca import Disca
from park.align.panels import PersonaPanel
from park.align.respondent import Respondent
from park.align.voices import IN_WORDS
from park.config import ModelConfig
from park.errors import InputError
from park.evaluate import panel as panels
from park.evaluate.backends.chat import ChatBackend
from park.ledger.ledger import Ledger
from park.models.connect import connect
from park.records.scores import Answer, Question
from tests.evaluate.fakes import Fake
from tests.evaluate.test_stage import configure, evaluate, of
from tests.toys import gateway, question

METHODS = ("plain", "matched", "persona-mean", "disca")


SHORT = {"tasks": ("survey",), "options": {"survey": {"orders": 2}}}


def who(setup, methods=METHODS, remarks=None):
    return respondents(methods, setup.cultures, (), setup.prompts, setup, remarks)


def test_a_panel_s_methods_stand_beside_their_controls_in_the_survey(tmp_path):
    setup = configure(tmp_path / "run", cultures=("turkish",), methods=METHODS, **SHORT)
    outcome = evaluate(tmp_path / "run", setup)
    assert outcome.respondents == (
        "plain", "matched", "persona-mean:turkish", "disca:turkish",
    )  # fmt: skip
    assert any("without age bands" in each for each in outcome.remarks)
    for against in ("plain", "matched", "persona-mean"):
        assert of(outcome, metric="js", method="disca", tested="turkish", against=against)


def test_a_model_without_log_probabilities_gives_votes_and_it_is_said(tmp_path):
    setup = configure(tmp_path / "run", cultures=("turkish",), methods=("disca",), **SHORT)
    outcome = evaluate(tmp_path / "run", setup)
    assert any("gives no log-probabilities" in each for each in outcome.remarks)
    assert any("answers were given in words" in each for each in outcome.remarks)
    with Ledger(tmp_path / "run" / "ledger.sqlite") as ledger:
        said = [each for each in ledger.responses("survey") if each.status == "answered"]
    assert said
    assert {each.text for each in said} == {IN_WORDS}
    # A vote is no certainty.
    assert all(min(each.shares.values()) > 0.01 for each in said)
    assert all(max(each.shares.values()) < 0.9 for each in said)


def test_what_personas_say_is_kept_and_asked_once(tmp_path):
    setup = configure(tmp_path / "run", cultures=("turkish",), methods=("disca",), **SHORT)
    first = evaluate(tmp_path / "run", setup)
    again = evaluate(tmp_path / "run", setup)
    assert first.responses > 0 == again.responses
    assert again.scores == first.scores


def test_held_out_items_are_not_in_the_panel(tmp_path):
    setup = configure(tmp_path / "run")
    (disca,) = who(setup, ["disca"])[:1]
    held = tuple(setup.survey.items[name] for name in ("Q29", "Q30", "Q31", "Q33", "Q28", "Q35"))
    blind = replace(setup, heldout=(*setup.heldout, *held))
    remarks = []
    (other,) = who(blind, ["disca"], remarks)[:1]
    assert disca.knows != other.knows
    assert not any("equality" in each for each in remarks)


def test_a_held_out_culture_has_no_panel(tmp_path):
    setup = configure(tmp_path / "run")
    config = setup.config.model_copy(
        update={
            "evaluate": setup.config.evaluate.model_copy(update={"heldout_cultures": ("german",)})
        }
    )
    wider = replace(setup, config=config).including(["german"])
    assert {each.culture for each in who(wider, ["disca"])} == {"turkish", "chinese"}


def test_a_survey_without_the_items_of_personas_is_refused(tmp_path):
    setup = configure(tmp_path / "run")
    bare = replace(setup, heldout=tuple(setup.survey.items.values()))
    with pytest.raises(InputError, match=r"--methods: a panel of personas needs .* wvs7 has none"):
        who(bare)


def asked_together(tmp_path, questions, monkeypatch, chunk):
    monkeypatch.setattr(panels, "CHUNK", chunk)
    heard = []

    async def ask(asker, respondent, those):
        heard.append([(each.item, each.order) for each in those])
        return [Answer(status="answered", shares={"yes": 0.5, "no": 0.5}) for _ in those]

    respondent = Respondent("disca", "turkish", ask=ask)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        panel = panels.Panel(Fake(None), [respondent], ledger)
        asyncio.run(panel.ask(respondent, questions))
    return heard


def items(names, orders=(0, 1)):
    return [question(name, order=order) for name in names for order in orders]


def test_all_orders_of_an_item_are_asked_together_wherever_a_chunk_ends(tmp_path, monkeypatch):
    heard = asked_together(tmp_path, items("abcde"), monkeypatch, 3)
    assert heard == [[(name, 0), (name, 1)] for name in "abcde"]


def test_an_item_of_which_an_order_is_missing_is_asked_again_as_a_whole(tmp_path, monkeypatch):
    asked_together(tmp_path, [*items("a"), *items("b", [0])], monkeypatch, 192)
    heard = asked_together(tmp_path, items("ab"), monkeypatch, 192)
    assert heard == [[("b", 0), ("b", 1)]]


@pytest.mark.model
def test_options_that_share_their_first_token_are_told_apart_by_their_letters(tmp_path):
    """To a real tokenizer, `strongly agree` and `strongly disagree` begin alike."""
    labels = ("strongly agree", "strongly disagree")
    asked = [
        Question(
            task="survey", set="toy", item="q", form="lettered", order=order, markers=("A", "B"),
            options=names, labels=labels[:: 1 - 2 * order],
            text="Is tea good?\n"
            + "\n".join(map(". ".join, zip("AB", labels[:: 1 - 2 * order], strict=True)))
            + "\nReply with one letter.",
        )
        for order, names in enumerate((("1", "2"), ("2", "1")))
    ]  # fmt: skip
    method = Disca()
    method.panels = {"turkish": PersonaPanel(("You love tea.", "You hate tea."), "en", ())}
    model = connect(ModelConfig(model="embedded/smollm2-135m", context=1024), base=tmp_path)

    async def whole():
        try:
            await model.start()
            words = await model.option_logprobs([{"role": "user", "content": "Tea?"}], labels)
            with Ledger(tmp_path / "ledger.sqlite") as ledger:
                backend = ChatBackend({"": gateway(model, ledger)}, 2)
                said = await method.ask(backend, Respondent("disca", "turkish"), asked)
            return words, said
        finally:
            await model.close()

    words, (one, other) = asyncio.run(whole())
    assert not words.logprobs, "no token stands for a whole label"
    assert one == other
    assert one.status == "answered"
    assert one.shares["1"] != one.shares["2"]
    assert sum(one.shares.values()) == pytest.approx(1)
