from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.assets import builtin
from park.config import DialogueConfig
from park.errors import InputError
from park.generate.norms import Told
from park.generate.scene import Scenes
from park.generate.state import speaker_of
from park.generate.views import messages_for
from park.ledger.keys import key_of
from park.prompts import Prompts
from park.records import TOPICS, Fact, Held, Profile
from tests.toys import PROMPTS, american, culture, item, person, scenes, seed, turn

KEYS = st.text(alphabet="0123456789abcdef", min_size=4, max_size=8)


def every_scene(count=40, **settings):
    return [scenes(**settings).scene(seed(key=f"s{number}")) for number in range(count)]


@given(KEYS)
def test_one_key_gives_one_scene(key):
    assert scenes().scene(seed(key=key)) == scenes().scene(seed(key=key))


def test_a_scene_depends_on_nothing_but_its_own_seed():
    alone = scenes().scene(seed(key="b"))
    shared = scenes()
    for key in "cad":
        shared.scene(seed(key=key))
    assert shared.scene(seed(key="b")) == alone


def test_dialogues_differ_in_people_and_instructions():
    seen = every_scene()
    assert {each.delegate.name for each in seen} == {"Elif", "Hakan"}
    assert {each.contact.name for each in seen} == {"Megan", "Kyle"}
    assert len({each.instructions for each in seen}) > 20


def test_other_settings_give_another_key():
    one, other = scenes(identity="a"), scenes(identity="b")
    assert one.key(seed()) != other.key(seed())
    assert one.key(seed()) != one.key(seed(key="s2"))


@pytest.mark.parametrize("first", [0, 1])
def test_no_instruction_comes_again_before_the_pool_is_used_up(first):
    pool = len(PROMPTS.names("generate/guided/delegate")) - 2
    for each in every_scene(10, turns=4 * pool + 4):
        opening, *later, closing = each.instructions[first::2]
        assert closing not in (opening, *later)
        assert len(set(later[:pool])) == len(set(later[pool:])) == pool
        assert opening not in later


@pytest.mark.parametrize(
    ("turns", "topics", "closing"),
    [
        (2, ["opinion"], None),
        (4, ["opinion", "view"], 3),
        (5, ["opinion", "view", ""], 3),
    ],
)
def test_the_delegate_s_last_turn_states_its_view(turns, topics, closing):
    scene = scenes(prompts=Named(), turns=turns).scene(seed())
    assert scene.closing == closing
    for topic, name in zip(topics, scene.instructions[::2], strict=True):
        assert name == f"generate/guided/contact/{topic}" or (not topic and "view" not in name)


def test_a_style_without_a_closing_topic_ends_with_any(tmp_path):
    prompts = copied(tmp_path)
    for speaker in ("contact", "delegate"):
        (tmp_path / "generate" / "guided" / speaker / "view.j2").unlink()
    scene = scenes(prompts=prompts).scene(seed())
    assert len(scene.instructions) == 6
    assert scene.closing is None


def test_a_profile_is_told_to_the_delegate_alone_and_its_words_are_grounded():
    held = Held(item="Q2", statement="Soup at the Kaboom fair is best.", stance=1, label="agree")
    made = replace(scenes(), profile=lambda seed, rng: Profile(answers=(held,)))
    made.check(seed())
    each = made.scene(seed())
    assert '"Soup at the Kaboom fair is best." agree.' in each.heads["delegate"][0]["content"]
    assert "Kaboom" not in each.heads["contact"][0]["content"]
    assert each.profile.answers == (held,)
    assert "Kaboom" in " ".join(each.known.texts)


class Named(Prompts):
    """Renders every template as its own name."""

    def render(self, name, **variables):
        return name


def test_the_delegate_is_told_to_answer_what_the_contact_is_told_to_ask():
    for style in ("guided", "free"):
        asked = scenes(prompts=Named(), style=style, turns=30).scene(seed()).instructions
        topics = [name.rpartition("/")[2] for name in asked]
        assert topics[0] == "opinion"
        assert topics[::2] == topics[1::2]
        assert all(f"/{speaker_of(n)}/" in name for n, name in enumerate(asked))


def test_every_turn_has_an_instruction():
    for turns in (2, 3, 6, 14, 100):
        assert len(scenes(turns=turns).scene(seed()).instructions) == turns
        assert all(scenes(turns=turns, style="free").scene(seed()).instructions)


def test_each_speaker_has_a_head_that_begins_with_a_system_prompt():
    each = scenes().scene(seed())
    for head in each.heads.values():
        assert [message["role"] for message in head] == ["system", "user", "assistant"]
        assert all(message["content"] for message in head)
    assert each.heads["delegate"][2]["content"] == each.delegate.voice


def test_the_delegate_is_told_the_stance_and_its_share():
    system = scenes().scene(seed(share=0.234)).heads["delegate"][0]["content"]
    assert "23" in system
    contact = scenes().scene(seed(share=0.234)).heads["contact"][0]["content"]
    assert "23 of" not in contact


def test_a_minority_view_is_announced_as_one():
    few = scenes().scene(seed(share=0.2, side_share=0.2)).heads["delegate"][0]["content"]
    most = scenes().scene(seed(share=0.2, side_share=0.8)).heads["delegate"][0]["content"]
    assert few != most


def test_a_partner_of_the_same_culture_is_somebody_else():
    for each in every_scene(partner="same"):
        assert each.contact_culture == "turkish"
        assert {each.delegate.name, each.contact.name} == {"Elif", "Hakan"}


def test_a_namesake_abroad_is_not_met():
    cultures = {
        "turkish": culture(),
        "american": culture("american", delegates=(person("Elif"), person("Megan"))),
    }
    for number in range(20):
        each = Scenes(PROMPTS, DialogueConfig(), cultures, {"Q1": item()}, "i")
        names = each.scene(seed(key=str(number)))
        assert names.delegate.name != names.contact.name


def test_a_key_depends_on_the_cards_of_the_two_speakers_only():
    def key(**changed):
        cultures = {"turkish": culture(), "american": american(), "german": culture("german")}
        each = Scenes(PROMPTS, DialogueConfig(), cultures | changed, {"Q1": item()}, "i")
        return each.key(seed())

    assert key(german=culture("german", home="Berlin")) == key()
    assert key(turkish=culture(home="Ankara")) != key()
    assert key(american=culture("american", home="Texas")) != key()


def test_the_first_partner_of_the_card_is_the_default():
    card = culture(partners=("same", "american"))
    cultures = {"turkish": card, "american": american()}
    each = Scenes(PROMPTS, DialogueConfig(), cultures, {"Q1": item()}, "i").scene(seed())
    assert each.contact_culture == "turkish"


def test_the_delegate_s_own_language_is_spoken_where_wanted():
    own, english = scenes(language="own").scene(seed()), scenes().scene(seed())
    assert (own.language, english.language) == ("tr", "en")
    assert own.speak == culture().speak
    assert english.speak == ""
    assert own.small_talk == own.delegate.voice_own
    assert own.heads["contact"][2]["content"] == culture().greeting
    assert "Turkish" in own.heads["delegate"][0]["content"]


BRACES = "{{ 113 * 127 }} {% if x %} {0} {name} {# hm #} %s"


def test_braces_in_a_statement_or_a_label_are_data():
    odd = item(statement=BRACES, labels=(BRACES, "b"))
    each = scenes(items={"Q1": odd}).scene(seed())
    assert BRACES in each.heads["delegate"][0]["content"]
    assert each.stance_label == BRACES
    assert "14351" not in str(each)


@given(st.text(alphabet="{}%#x1*_. ()'\"\\\n", min_size=1, max_size=30))
def test_no_statement_breaks_a_scene(text):
    odd = item(statement=f"a{text}b", labels=(f"c{text}d", "e"))
    each = scenes(items={"Q1": odd}).scene(seed())
    assert f"a{text}b" in each.heads["delegate"][0]["content"]


def copied(tmp_path, **changes):
    """Copy the templates that ship, with some replaced; None deletes one."""
    for path in builtin("prompts").rglob("*.j2"):
        target = tmp_path / path.relative_to(builtin("prompts"))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    for name, text in changes.items():
        (tmp_path / "generate" / f"{name.replace('__', '/')}.j2").write_text(text)
    return Prompts(tmp_path)


@pytest.mark.parametrize("style", ["guided", "free"])
@pytest.mark.parametrize("language", ["en", "own"])
def test_the_templates_that_ship_pass_the_check(style, language):
    scenes(style=style, language=language).check(seed())
    scenes(style=style, language=language).check(seed(side_share=0.1))


@pytest.mark.parametrize(
    "name",
    [
        "scene",
        "contact",
        "turn",
        "small_talk",
        "guided__contact__custom",
        "guided__delegate__opinion",
    ],
)
def test_an_undefined_variable_is_found_in_any_template(tmp_path, name):
    prompts = copied(tmp_path, **{name: "{% if False %}{{ nobody }}{% endif %}"})
    with pytest.raises(InputError, match=rf"{name.split('__')[-1]}\.j2: 'nobody' is undefined"):
        scenes(prompts=prompts).check(seed())


@pytest.mark.parametrize("kept", [["opinion"], ["custom", "story"], []])
def test_a_style_needs_an_opening_and_a_topic(tmp_path, kept):
    prompts = copied(tmp_path)
    for path in (tmp_path / "generate" / "guided").glob("*/*.j2"):
        if path.stem not in kept:
            path.unlink()
    with pytest.raises(InputError, match="'opinion' and at least one more"):
        scenes(prompts=prompts).check(seed())


def test_a_topic_that_the_contact_lacks_is_named(tmp_path):
    prompts = copied(tmp_path, guided__delegate__cats="{{ me }} tells of cats.")
    with pytest.raises(InputError, match=r"'cats' has no template contact/cats\.j2"):
        scenes(prompts=prompts).check(seed())


def test_the_digest_follows_the_templates(tmp_path):
    before = scenes(prompts=copied(tmp_path)).digest
    assert before == scenes().digest
    assert scenes(prompts=copied(tmp_path, turn="{{ said }}")).digest != before


def test_stances_and_statements_stay_with_their_seeds():
    items = {"Q1": item(1), "Q2": item(2)}
    each = scenes(items=items).scene(seed(item="Q2", stance=3))
    assert (each.statement, each.stance_label) == (items["Q2"].statement, "disagree")


def test_people_are_drawn_evenly():
    counts = Counter(each.delegate.name for each in every_scene(200))
    assert min(counts.values()) > 60


@pytest.mark.parametrize(("left_out", "speaker"), [("custom", "contact"), ("story", "delegate")])
def test_a_topic_needs_a_template_of_each_speaker(tmp_path, left_out, speaker):
    prompts = copied(tmp_path)
    (tmp_path / "generate" / "guided" / speaker / f"{left_out}.j2").unlink()
    with pytest.raises(InputError, match=f"'{left_out}' has no template {speaker}/{left_out}.j2"):
        scenes(prompts=prompts).check(seed())


def fact(text, topic="family"):
    return Fact(topic=topic, text=text, source="A book")


def telling(facts, count=30, prompts=PROMPTS, **settings):
    """Return scenes in which the Turkish delegates have some facts."""
    cultures = {"turkish": culture(facts=facts), "american": american()}
    made = Scenes(prompts, DialogueConfig(**settings), cultures, {"Q1": item()}, "i")
    return [made.scene(seed(key=f"s{number}")) for number in range(count)]


TEA = tuple(
    fact(f"Tea is hot, says {topic} {number}.", topic) for topic in TOPICS for number in range(12)
)


def test_a_delegate_s_turn_is_told_facts_where_its_template_asks():
    wished = {
        PROMPTS.render(name, **dict.fromkeys(SIDES, "x"))
        for name in PROMPTS.names("generate/guided/delegate")
        if PROMPTS.wish(name).topics
    }
    assert len(wished) >= 4
    for each in telling(TEA, turns=20):
        for number, (instruction, told) in enumerate(
            zip(each.instructions, each.facts, strict=True)
        ):
            if speaker_of(number) == "contact":
                assert told == ()
                continue
            sides = {
                "me": each.delegate.name,
                "you": each.contact.name,
                "my_home": "Turkey",
                "your_home": "the United States",
                "my_place": each.delegate.place,
                "statement": each.statement,
            }
            asked = {
                name
                for name in PROMPTS.names("generate/guided/delegate")
                if PROMPTS.render(name, **dict.fromkeys(SIDES, "x") | sides) == instruction
            }
            (name,) = asked
            assert len(told) == (1 if PROMPTS.wish(name).topics else 0)


SIDES = ("me", "you", "my_place", "your_place", "my_home", "your_home", "stance", "statement")


def test_the_facts_are_of_the_topics_that_the_template_asks_for(tmp_path):
    prompts = copied(tmp_path, guided__delegate__story="{# facts: saying #} Tell it.")
    facts = [fact("A saying of ours.", "saying"), fact("Tea is a drink.", "meal")]
    for each in telling(facts, prompts=prompts, turns=22):
        told = dict(zip(each.instructions, each.facts, strict=True))
        assert told["Tell it."] in ((), ("A saying of ours.",))


def test_no_fact_is_told_twice_in_a_dialogue():
    for each in telling(TEA[::3], turns=80):
        told = [text for facts in each.facts for text in facts]
        assert len(set(told)) == len(told) > 10


def test_dialogues_are_told_different_facts_and_the_same_dialogue_the_same():
    one = telling(TEA, turns=20)
    assert len({each.facts for each in one}) > 25
    assert [each.facts for each in one] == [each.facts for each in telling(TEA, turns=20)]


def test_a_fact_that_is_not_near_is_told_only_where_any_will_do(tmp_path):
    far = [fact("Snow falls in winter.", topic) for topic in TOPICS]
    near = copied(tmp_path, guided__delegate__custom="{# facts near: feast #} Tell it.")
    facts = [each.model_copy(update={"text": f"{n}: snow."}) for n, each in enumerate(far)]
    assert any(told for each in telling(facts, turns=20) for told in each.facts)
    assert not any(told for each in telling(facts, prompts=near, turns=20) for told in each.facts)


@pytest.mark.parametrize("topic", ["feats", "proverb"])
def test_a_template_that_asks_for_an_unknown_topic_is_refused(tmp_path, topic):
    prompts = copied(tmp_path, guided__delegate__custom=f"{{# facts: meal, {topic} #}} Tell it.")
    with pytest.raises(InputError, match=rf"custom\.j2: facts: '{topic}' is no topic.*feast"):
        scenes(prompts=prompts).check(seed())


def test_a_change_of_facts_is_a_change_of_the_card():
    def key(facts):
        cultures = {"turkish": culture(facts=facts), "american": american()}
        return Scenes(PROMPTS, DialogueConfig(), cultures, {"Q1": item()}, "i").key(seed())

    assert len({key(()), key(TEA[:1]), key(TEA[:2]), key(TEA[1::-1])}) == 4


def test_a_card_without_facts_has_the_key_that_it_had_before_there_were_facts():
    card = culture()
    old = {name: value for name, value in card.model_dump().items() if name != "facts"}
    assert scenes().cards["turkish"] == key_of(old)


@pytest.mark.parametrize("language", ["en", "own"])
def test_the_delegate_s_prompt_holds_the_facts_as_data(language):
    odd = [fact(f"Tea {BRACES} number {number}.", "feast") for number in range(9)]
    for each in telling(odd, turns=20, language=language):
        for number, told in enumerate(each.facts):
            turns = [turn(n + 1) for n in range(number)]
            last = messages_for(PROMPTS, each, turns, room=10**6)[-1]["content"]
            assert ("True of Turkey, if you need it: " in last) == bool(told)
            assert all(text in last for text in told)
            assert "14351" not in last


def test_a_prompt_without_facts_is_as_if_there_were_none():
    bare = telling((), count=1)[0]
    assert set(bare.facts) == {()}
    last = messages_for(PROMPTS, bare, [turn(1)], room=10**6)[-1]["content"]
    assert "True of" not in last
    assert "\n\n\n" not in last


@pytest.mark.parametrize(
    ("turns", "drawn"),
    [
        (2, ["custom"]),
        (4, ["opinion", "custom"]),
        (8, ["opinion", "custom", "custom", "view"]),
    ],
)
def test_a_chosen_topic_has_a_turn_in_every_dialogue(turns, drawn):
    chosen = replace(scenes(turns=turns), topic="custom")
    assert list(chosen._drawn_topics(Random(0)))[::2] == drawn


def test_a_chosen_topic_makes_other_dialogues_and_an_unknown_one_is_named():
    drawn = scenes(turns=6)
    one = seed()
    assert replace(drawn, topic="custom").key(one) != drawn.key(one)
    with pytest.raises(InputError, match=r"--topic: there is no topic 'costum' .* 'custom'"):
        replace(drawn, topic="costum").scene(one)


def test_norms_are_told_to_the_delegate_alone_and_their_items_are_kept():
    told = (Told("Most keep the Kaboom fast.", ("Q7",)), Told("Few lend.", ("Q8", "Q7")))
    made = replace(scenes(), norms=lambda seed: told)
    made.check(seed())
    each = made.scene(seed())
    assert "- Most keep the Kaboom fast.\n- Few lend.\n" in each.heads["delegate"][0]["content"]
    assert "Kaboom" not in each.heads["contact"][0]["content"]
    assert each.norms == ("Q7", "Q8")
    assert "Kaboom" in " ".join(each.known.texts)
