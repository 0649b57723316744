"""Talking with an adapter: base and adapter answer the same lines, each with its own past."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from park.adapters import base as bases
from park.adapters import libraries, saving
from park.adapters.adapter import Adapter, stored
from park.adapters.base import Base
from park.errors import InputError, nearest
from park.ledger.keys import seed_of
from park.ledger.run import read_run
from park.models.base import Message
from park.models.weights import Progress, quiet
from park.text.sentences import harmless


@dataclass(frozen=True)
class Manner:
    """How answers are sampled."""

    max_tokens: int = 160
    temperature: float = 0.7
    """0 always takes the likeliest token."""
    seed: int = 0


@dataclass
class Talk:
    """A conversation with an adapter, its base, or both."""

    base: Base
    model: Any
    """The base with the adapter on it."""
    system: str
    manner: Manner
    pasts: dict[bool, list[Message]] = field(default_factory=dict)
    """What was said so far, with the adapter (True) and without (False)."""

    def answer(self, line: str, *, adapted: bool = True) -> str:
        """Return the answer to a line, with or without the adapter."""
        start = [{"role": "system", "content": self.system}] if self.system else []
        past = self.pasts.setdefault(adapted, start)
        past.append({"role": "user", "content": line})
        if adapted:
            text = self._generate(past)
        else:
            with self.model.disable_adapter():
                text = self._generate(past)
        past.append({"role": "assistant", "content": text})
        return harmless(text)

    def _generate(self, past: list[Message]) -> str:
        import torch

        words = self.base.tokenizer
        prompt = words.apply_chat_template(past, tokenize=False, add_generation_prompt=True)
        given = words(prompt, add_special_tokens=False, return_tensors="pt").to(self.base.device)
        torch.manual_seed(seed_of("talk", self.manner.seed, len(past)))
        hot = self.manner.temperature > 0
        sampled = {"temperature": self.manner.temperature} if hot else {}
        with torch.no_grad():
            made = self.model.generate(
                **given,
                max_new_tokens=self.manner.max_tokens,
                do_sample=hot,
                pad_token_id=words.pad_token_id,
                eos_token_id=words.eos_token_id,
                **sampled,
            )
        answer = made[0, given["input_ids"].shape[1] :]
        return str(words.decode(answer, skip_special_tokens=True)).strip()


def begin(run: Path, culture: str, manner: Manner, progress: Progress = quiet) -> Talk:
    """Load a culture's adapter and its base.

    Raises:
        InputError: there is no such adapter, or its base has changed since.
    """
    adapter = _adapter(run, culture)
    libraries.require()
    from peft import PeftModel

    recipe = adapter.recipe
    device = libraries.device_for(recipe, adapter.recipe_name)
    place = bases.locate(recipe, progress)
    if place.digest != adapter.base_digest:
        raise InputError(
            f"{place.public}: the base is not the one that the adapter was trained on; "
            f"train again: park finetune {run}"
        )
    tokenizer = bases.load_tokenizer(place)
    base = bases.load_base(recipe, place, tokenizer, device)
    model = PeftModel.from_pretrained(base.model, str(saving.place(run, culture))).eval()
    return Talk(base, model, adapter.system, manner)


def _adapter(run: Path, culture: str) -> Adapter:
    with read_run(run) as ledger:
        folders = (run / saving.FOLDER).glob(f"*/{saving.WEIGHTS}")
        there = sorted(path.parent.name for path in folders)
        found = stored(ledger, culture) if culture in there else None
    if found is None:
        raise InputError(
            f"--culture: there is no adapter {culture!r} in {run}"
            + (nearest(culture, there) or f"; train it: park finetune {run}")
        )
    return found
