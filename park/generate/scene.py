"""From seeds to scenes: two people, their prompts and instructions, all drawn by key."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from park.config import DialogueConfig
from park.errors import InputError, nearest
from park.facts.shelf import Shelf
from park.generate.norms import Told
from park.generate.state import Scene, speaker_of
from park.ledger.keys import key_of, rng_of
from park.models.base import Message
from park.prompts import Prompts
from park.records import Culture, Fact, Item, Person, Profile, Seed, Speaker
from park.surveys.stance import side
from park.text.grounding import grounds_of

SPEAKERS: tuple[Speaker, Speaker] = ("contact", "delegate")
OPENING, CLOSING = "opinion", "view"
"""Topics of the first and the last pair of turns; those between are drawn by key."""
TURN_VARIABLES = (
    "speaker",
    "other",
    "said",
    "statement",
    "stance",
    "first",
    "last",
    "instruction",
    "speak",
    "note",
    "dropped",
    "home",
    "facts",
)
FIT_VARIABLES = ("statement", "said", "options", "neither")


@dataclass(frozen=True)
class Scenes:
    """The scenes of a run."""

    prompts: Prompts
    settings: DialogueConfig
    cultures: Mapping[str, Culture]
    """The delegates' cultures and their partners."""
    items: Mapping[str, Item]
    identity: str
    """Hash of the settings that determine all dialogues."""
    profile: Callable[[Seed, random.Random], Profile] = lambda seed, rng: Profile()
    """Draws a delegate's profile."""
    topic: str = ""
    """The only topic between the first and the last; '' to draw them."""
    norms: Callable[[Seed], tuple[Told, ...]] = lambda seed: ()
    """Finds the norms that a delegate is told."""

    @cached_property
    def digest(self) -> str:
        """Hash of all templates for dialogues."""
        return key_of(self.prompts.digest("generate"))

    @cached_property
    def _example(self) -> str:
        """The dialogue that speakers are shown; '' if the scene does without."""
        name = "generate/example"
        return self.prompts.render(name) if self.prompts.has(name) else ""

    @cached_property
    def cards(self) -> Mapping[str, str]:
        """Hash of each role card, by culture."""
        return {name: key_of(_content(card)) for name, card in self.cultures.items()}

    @cached_property
    def _shelves(self) -> Mapping[str, Shelf]:
        return {name: Shelf(card.facts) for name, card in self.cultures.items()}

    def key(self, seed: Seed) -> str:
        """Return the key of a seed's dialogue.

        It depends only on the role cards of the two speakers.
        """
        home, abroad = (self.cards[culture.name] for culture in self._cultures(seed))
        only = (self.topic,) if self.topic else ()
        return key_of("dialogue", seed.key, self.identity, home, abroad, *only)

    def scene(self, seed: Seed) -> Scene:
        """Determine everything about a dialogue before its first turn."""
        key = self.key(seed)
        home, abroad = self._cultures(seed)
        profile = self.profile(seed, rng_of("profile", key))
        norms = self.norms(seed)
        variables = self._variables(seed, home, abroad, profile, rng_of("people", key), norms)
        own = self.settings.language == "own"
        topics = self._drawn_topics(rng_of("instructions", key))
        return Scene(
            key=key,
            seed=seed,
            statement=variables["statement"],
            stance_label=variables["stance"],
            language=home.language if own else "en",
            delegate=variables["delegate"],
            contact=variables["contact"],
            contact_culture=abroad.name,
            profile=profile,
            norms=tuple(dict.fromkeys(chain.from_iterable(each.items for each in norms))),
            home=home.home,
            heads=self._heads(variables),
            small_talk=variables["voice"],
            greeting=self.prompts.render("generate/greeting", **variables),
            example=self._example,
            instructions=self._instructions(variables, topics),
            closing=_closing(topics),
            facts=self._told(key, home, variables, topics),
            known=grounds_of(
                home,
                abroad,
                statement=" ".join(
                    (
                        variables["statement"],
                        *(told for told, _ in variables["profile"]),
                        *variables["norms"],
                    )
                ),
            ),
            places=tuple(dict.fromkeys((home.home, home.people, abroad.home, abroad.people))),
            ends=_ends(self.items[seed.item]),
            side=side(self.items[seed.item], seed.stance),
            speak=home.speak if own else "",
        )

    def check(self, seed: Seed) -> None:
        """Render every template once, to fail before the first call.

        Raises:
            InputError: a template is missing, broken or uses an undefined variable.
        """
        home, abroad = self._cultures(seed)
        profile = self.profile(seed, rng_of("check"))
        variables = self._variables(seed, home, abroad, profile, rng_of("check"), self.norms(seed))
        for name in ("scene", "contact", "delegate", "greeting"):
            self.prompts.check(f"generate/{name}", variables)
        for speaker in SPEAKERS:
            self.prompts.check("generate/small_talk", _small_talk(variables, speaker, "said"))
            for topic in self._topics():
                self.prompts.check(self._template(speaker, topic), _sides(variables, speaker))
                self.prompts.wish(self._template(speaker, topic))
        self.prompts.check("generate/turn", dict.fromkeys(TURN_VARIABLES, "text"))
        if self.prompts.has("generate/fit"):
            self.prompts.check("generate/fit", dict.fromkeys(FIT_VARIABLES, ""))

    def _cultures(self, seed: Seed) -> tuple[Culture, Culture]:
        home = self.cultures[seed.culture]
        partner = self.settings.partner or home.partners[0]
        return home, home if partner == "same" else self.cultures[partner]

    def _variables(
        self, seed: Seed, home: Culture, abroad: Culture, profile: Profile, rng: random.Random,
        norms: Sequence[Told],
    ) -> dict[str, Any]:  # fmt: skip
        """Draw the two people and return the variables of the system prompts."""
        delegate = rng.choice(home.delegates)
        contact = rng.choice([p for p in abroad.delegates if p.name != delegate.name])
        item = self.items[seed.item]
        own = self.settings.language == "own"
        return {
            "delegate": delegate,
            "contact": contact,
            "delegate_home": home.home,
            "contact_home": abroad.home,
            "language": home.language if own else "en",
            "language_name": home.language_name if own else "English",
            "greeting": home.greeting,
            "voice": delegate.voice_own if own else delegate.voice,
            "statement": item.statement,
            "stance": item.label(seed.stance),
            "percent": max(1, round(100 * seed.share)),
            "minority": seed.side_share < 0.5,
            "profile": tuple((each.statement, each.label) for each in profile.answers),
            "norms": tuple(each.text for each in norms),
        }

    def _heads(self, variables: Mapping[str, Any]) -> dict[Speaker, tuple[Message, ...]]:
        greeting = self.prompts.render("generate/greeting", **variables)
        answers = {"contact": greeting, "delegate": variables["voice"]}
        return {
            speaker: (
                _message("system", self.prompts.render(f"generate/{speaker}", **variables)),
                _message(
                    "user",
                    self.prompts.render(
                        "generate/small_talk", **_small_talk(variables, speaker, greeting)
                    ),
                ),
                _message("assistant", answers[speaker]),
            )
            for speaker in SPEAKERS
        }

    def _drawn_topics(self, rng: random.Random) -> tuple[str, ...]:
        """Draw each turn's topic, the same for a contact's question and the delegate's answer.

        The delegate's last turn closes the dialogue, if the style has a topic for it.
        """
        if self.topic:
            return self._around_topic()
        topics, turns = [OPENING], self.settings.turns
        pool = [topic for topic in self._topics() if topic not in (OPENING, CLOSING)]
        while len(topics) * 2 < turns:
            topics += rng.sample(pool, len(pool))
        last = turns // 2 - 1
        if last and CLOSING in self._topics():
            topics[last] = CLOSING
        return tuple(topics[turn // 2] for turn in range(turns))

    def _around_topic(self) -> tuple[str, ...]:
        """Return each turn's topic where one is chosen; it has a turn in every dialogue."""
        known, pairs = self._topics(), (self.settings.turns + 1) // 2
        if self.topic not in known:
            raise InputError(
                f"--topic: there is no topic {self.topic!r} in "
                f"{self.prompts.folder / 'generate' / self.settings.style}"
                f"{nearest(self.topic, known)}"
            )
        topics = [OPENING] * (pairs > 1) + [self.topic] * (pairs - (pairs > 1))
        if pairs > 2 and CLOSING in known:
            topics[-1] = CLOSING
        return tuple(topics[turn // 2] for turn in range(self.settings.turns))

    def _instructions(self, variables: Mapping[str, Any], topics: Sequence[str]) -> tuple[str, ...]:
        return tuple(
            self.prompts.render(
                self._template(speaker_of(turn), topic), **_sides(variables, speaker_of(turn))
            )
            for turn, topic in enumerate(topics)
        )

    def _told(
        self, key: str, home: Culture, variables: Mapping[str, Any], topics: Sequence[str]
    ) -> tuple[tuple[str, ...], ...]:
        """Draw the facts for each turn of the delegate whose template asks for some."""
        told: list[tuple[Fact, ...]] = []
        for turn, topic in enumerate(topics):
            speaker = speaker_of(turn)
            wish = self.prompts.wish(self._template(speaker, topic))
            if speaker == "contact" or not wish.topics:
                told.append(())
                continue
            rng, used = rng_of("facts", key, turn), list(chain.from_iterable(told))
            place = variables["delegate"].place
            shelf = self._shelves[home.name]
            told.append(shelf.fitting(wish, variables["statement"], rng, place, used))
        return tuple(tuple(fact.text for fact in each) for each in told)

    def _template(self, speaker: Speaker, topic: str) -> str:
        return f"generate/{self.settings.style}/{speaker}/{topic}"

    def _topics(self) -> list[str]:
        """Return the style's topics, for which both speakers must have a template."""
        style = f"generate/{self.settings.style}"
        asked, answered = (
            {name.rpartition("/")[2] for name in self.prompts.names(f"{style}/{speaker}")}
            for speaker in SPEAKERS
        )
        place = self.prompts.folder / style
        for topic in sorted(asked ^ answered):
            lacking = "contact" if topic in answered else "delegate"
            raise InputError(f"{place}: the topic {topic!r} has no template {lacking}/{topic}.j2")
        if OPENING not in asked or not asked - {OPENING, CLOSING}:
            raise InputError(
                f"{place}: the topic {OPENING!r} and at least one more are needed, beside "
                f"{CLOSING!r}"
            )
        return sorted(asked)


def _content(card: Culture) -> dict[str, Any]:
    """Return what the key of a card depends on; cards without facts keep their older keys."""
    content = card.model_dump()
    return content if card.facts else {k: v for k, v in content.items() if k != "facts"}


def _closing(topics: Sequence[str]) -> int | None:
    """Return the index of the delegate's turn on the last topic, if the style has one."""
    found = (n for n, topic in enumerate(topics) if topic == CLOSING)
    return next((n for n in found if speaker_of(n) == "delegate"), None)


def _ends(item: Item) -> tuple[str, ...]:
    return (item.label(item.scale[0]), item.label(item.scale[-1])) if item.ordered else ()


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def _small_talk(variables: Mapping[str, Any], speaker: Speaker, greeting: str) -> dict[str, Any]:
    me, you = variables[speaker].name, variables[_other(speaker)].name
    return {"speaker": speaker, "me": me, "you": you, "said": greeting}


def _other(speaker: Speaker) -> Speaker:
    return "delegate" if speaker == "contact" else "contact"


def _sides(variables: Mapping[str, Any], speaker: Speaker) -> dict[str, Any]:
    """Return the variables of an instruction from the speaker's view."""
    other = _other(speaker)
    me: Person = variables[speaker]
    you: Person = variables[other]
    return {
        "me": me.name,
        "you": you.name,
        "my_place": me.place,
        "your_place": you.place,
        "my_home": variables[f"{speaker}_home"],
        "your_home": variables[f"{other}_home"],
        "stance": variables["stance"],
        "statement": variables["statement"],
    }
