"""A loaded base with a run's adapters, one active at a time."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from park.adapters import base as bases
from park.adapters import libraries, storage
from park.adapters.base import Base
from park.adapters.chat import Chat
from park.adapters.ending import Ends, ends_of, said
from park.adapters.recipe import Recipe
from park.errors import InputError, nearest
from park.ledger.ledger import Ledger
from park.models.base import Message
from park.models.streaming import listener, spoken
from park.models.weights import Progress, quiet
from park.records.adapter import TOGETHER, Adapter

OWN_PRECISION = {"autocast_adapter_dtype": False}
"""Adapters use the base's precision for inference; float32 is only needed for training."""


class Generated(NamedTuple):
    """A message and what it took."""

    text: str
    """Without thoughts."""
    tokens: int
    """Tokens of the prompt and of all that was generated, thoughts and the end included."""


def parts(adapter: str) -> list[str]:
    """Return the names of adapters that are active together; none for the base alone."""
    return adapter.split(TOGETHER) if adapter else []


class Loaded:
    """A base and its adapters, which are loaded on first use."""

    def __init__(
        self, base: Base, folder: Path | None = None, elsewhere: Mapping[str, Path] | None = None
    ) -> None:
        """Wrap a base.

        Args:
            base: the loaded base.
            folder: the run folder of the adapters, if any.
            elsewhere: folders of adapters that are in no run, by name.
        """
        self.base = base
        self._folder = folder
        self._elsewhere = dict(elsewhere or {})
        self._adapted: Any = None
        """The base with the adapters loaded so far."""

    @contextmanager
    def wearing(self, adapter: str) -> Iterator[Any]:
        """Yield the model with an adapter active; the base alone for ''.

        Several adapters, joined by `TOGETHER`, are active at once: their updates add up.

        Raises:
            InputError: the adapter cannot be loaded.
        """
        if adapter:
            names = parts(adapter)
            for each in names:
                self._fetch(each)
            # peft's own model activates one; the tuner below it any number.
            self._adapted.base_model.set_adapter(names)
            yield self._adapted
        elif self._adapted is None:
            yield self.base.model
        else:
            with self._adapted.disable_adapter():
                yield self._adapted

    def _fetch(self, adapter: str) -> None:
        from peft import PeftModel

        place = self._elsewhere.get(adapter)
        if place is None:
            if self._folder is None:
                raise InputError(f"there is no run folder with an adapter {adapter!r}")
            place = storage.place(self._folder, adapter)
        try:
            if self._adapted is None:
                self._adapted = PeftModel.from_pretrained(
                    self.base.model, str(place), adapter_name=adapter, **OWN_PRECISION
                ).eval()
            elif adapter not in self._adapted.peft_config:
                self._adapted.load_adapter(str(place), adapter_name=adapter, **OWN_PRECISION)
                self._adapted.eval()
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise InputError(f"{place}: the adapter cannot be loaded ({reason})") from None

    @cached_property
    def head(self) -> Any:
        """The head's weights in float32; None if it is not a plain linear layer."""
        import torch

        head = self.base.model.get_output_embeddings()
        plain = isinstance(head, torch.nn.Linear) and head.weight.is_floating_point()
        return head.weight.detach().float() if plain else None

    @cached_property
    def chat(self) -> Chat:
        """The base's chat template; InputError if unusable."""
        return Chat(self.base.tokenizer)

    @cached_property
    def _ends(self) -> Ends:
        return ends_of(self.chat, self.base.model)

    def tokens(self, messages: Sequence[Message]) -> list[int]:
        """Return a conversation's tokens up to the start of the answer; see `Chat.tokens`."""
        return self.chat.tokens(messages)

    def generate(
        self,
        messages: Sequence[Message],
        adapter: str = "",
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
    ) -> Generated:
        """Generate the next message of a conversation.

        Args:
            messages: the conversation.
            adapter: the adapter's name; '' for the base.
            max_tokens: maximum tokens to generate.
            temperature: sampling temperature; 0 is greedy.
            seed: random seed.
        """
        import torch

        words, given = self.base.tokenizer, self.tokens(messages)
        tokens = torch.tensor([given], device=self.base.device)
        hot = {"temperature": temperature} if temperature > 0 else {}
        with self.wearing(adapter) as model, torch.no_grad():
            # Seeded here, because loading an adapter draws random numbers.
            torch.manual_seed(seed)
            made = model.generate(
                input_ids=tokens,
                attention_mask=torch.ones_like(tokens),
                max_new_tokens=max_tokens,
                do_sample=bool(hot),
                pad_token_id=words.pad_token_id,
                streamer=self._streamer(),
                **self._ends.options(words),
                **hot,
            )
        text = said(self.chat, made[0, len(given) :].tolist(), self._ends)
        return Generated(text, made.shape[1])

    def _streamer(self) -> "_Streamer | None":
        hears = listener()
        if hears is None:
            return None
        return _Streamer(lambda tokens: hears(spoken(said(self.chat, tokens, self._ends))))


class _Streamer:
    """What `generate` of transformers hands its tokens to."""

    def __init__(self, tell: Callable[[list[int]], None]) -> None:
        self._tell = tell
        self._tokens: list[int] | None = None

    def put(self, value: Any) -> None:
        """Take the prompt first, then each token."""
        if self._tokens is None:
            self._tokens = []
            return
        self._tokens.extend(value.flatten().tolist())
        self._tell(self._tokens)

    def end(self) -> None:
        """Be told that nothing follows."""


def load_run(
    run: Path, adapters: Sequence[Adapter], recipe: Recipe, progress: Progress = quiet
) -> Loaded:
    """Load the base of a run's adapters.

    Args:
        run: the run folder.
        adapters: the adapters to use, all trained on the recipe's base.
        recipe: the recipe, with base and precision.
        progress: download progress of weights.

    Raises:
        InputError: the libraries or the base are missing, or an adapter belongs to another base or
            has been modified.
    """
    libraries.require()
    device = libraries.device_for(recipe, "the recipe of the adapters")
    place = bases.locate(recipe, progress)
    for adapter in adapters:
        folder = storage.place(run, adapter.culture)
        if adapter.base_digest != place.digest:
            raise InputError(
                f"{folder}: trained on another base ({adapter.base}, {adapter.base_digest[:12]}), "
                f"not on {place.public} ({place.digest[:12]}); "
                f"train again: park finetune {run}"
            )
        if storage.digest(folder) != adapter.sha256:
            raise InputError(
                f"{folder / storage.WEIGHTS}: not the file that was trained; "
                f"train again: park finetune {run}"
            )
    tokenizer = bases.load_tokenizer(place)
    return Loaded(bases.load_base(recipe, place, tokenizer, device), run)


def load_beside(
    run: Path, folder: Path, recipe: Recipe, progress: Progress = quiet
) -> tuple[Loaded, str]:
    """Load the base of a run with an adapter from any folder, and return its name there.

    Args:
        run: the run whose base it is.
        folder: a folder of peft's.
        recipe: the recipe, with base and precision.
        progress: download progress of weights.

    Raises:
        InputError: it is no such folder, or it is for another base.
    """
    libraries.require()
    device = libraries.device_for(recipe, "the recipe of the adapter")
    place = bases.locate(recipe, progress)
    try:
        settings = json.loads((folder / storage.SETTINGS).read_text(encoding="utf-8"))
        base = str(settings["base_model_name_or_path"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"--adapter: {folder} holds no adapter ({storage.SETTINGS})") from None
    if base != place.public:
        raise InputError(f"--adapter: {folder} is for {base!r}, and {run} is on {place.public!r}")
    tokenizer = bases.load_tokenizer(place)
    loaded = bases.load_base(recipe, place, tokenizer, device)
    # peft takes no dots in names.
    name = folder.resolve().name.replace(".", "_")
    return Loaded(loaded, run, {name: folder}), name


def adapter_of(ledger: Ledger, run: Path, culture: str) -> Adapter:
    """Return the record of a culture's adapter.

    Raises:
        InputError: there is none.
    """
    there = adapters_of(ledger, run)
    if culture not in there:
        raise InputError(
            f"--culture: there is no adapter {culture!r} in {run}"
            + (nearest(culture, there) or f"; train it: park finetune {run}")
        )
    return there[culture]


def adapters_of(ledger: Ledger, run: Path) -> dict[str, Adapter]:
    """Return the run's adapters with existing files, by name."""
    folders = (run / storage.FOLDER).glob(f"*/{storage.WEIGHTS}")
    names = sorted(path.parent.name for path in folders)
    known = {name: ledger.adapter(name) for name in names}
    return {name: adapter for name, adapter in known.items() if adapter is not None}
