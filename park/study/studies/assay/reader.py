"""A base of few weights that reads the options: made here, in minutes, for the assay alone.

It has opinions of its own on things that the survey does not ask about, and is divided on those
that the survey asks about; so an adapter has to learn opinions, not how to answer.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from park.ledger.keys import key_of, rng_of
from park.study.studies.assay.reading import (
    IN_WORDS,
    INSTRUCTIONS,
    NEUTRAL,
    OWN,
    PLAIN,
    SIDED,
    SIDES,
    SURE,
    TOLD,
    WORDED,
    Ask,
    Reading,
    questions_of,
)
from park.study.studies.assay.world import CLAIMS, TOPICS

TEMPLATE = (
    "{% for m in messages %}<{{ m['role'] }}>{{ m['content'] }}</s>{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)
SHAPE = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 3}
PHASES = ((0.75, 3e-3, 0.0), (0.25, 1e-3, NEUTRAL))
"""Share of the steps, top learning rate, and share of rows on the survey's things. Divided from the
start, the base learns no opinion at all."""


def make_reader(
    folder: Path, systems: Sequence[str], ask: Ask, steps: int, batch: int = 32
) -> Iterator[float]:
    """Train the base into a folder; yield the loss of each step.

    Args:
        folder: where it is kept; left alone until the end.
        systems: system messages that it will meet.
        ask: see `Ask`.
        steps: steps of training.
        batch: questions a step.
    """
    import torch

    asked = questions_of(ask)
    words = _tokenizer(
        [
            *systems,
            *INSTRUCTIONS,
            *(each.format("") for each in SIDES),
            IN_WORDS,
            *(text for each in asked.values() for text, _, _ in each),
        ]
    )
    rows = Reading(words, systems, asked)
    model = _model(words)
    model.train()
    done = 0
    for share, rate, neutral in PHASES:
        count = max(1, round(share * steps))
        plan = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
        slope = torch.optim.lr_scheduler.OneCycleLR(plan, rate, total_steps=count, pct_start=0.1)
        for step in range(done, done + count):
            loss = model(**rows.batch(rng_of("reader", step), batch, neutral)).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            plan.step()
            slope.step()
            plan.zero_grad()
            yield loss.item()
        done += count
    new = folder.with_name(f"{folder.name}.new")
    words.save_pretrained(new)
    model.eval().save_pretrained(new)
    new.rename(folder)


def reader_key(steps: int) -> str:
    """Return what names the base's folder: all that it is made of."""
    taught = (OWN, SURE, SIDED, TOLD, WORDED, PLAIN, SIDES, INSTRUCTIONS, IN_WORDS, CLAIMS, TOPICS)
    return key_of("reader", steps, taught, SHAPE, PHASES, TEMPLATE)[:12]


def _tokenizer(texts: Sequence[str]) -> Any:
    """Return a tokenizer of the whole words of some texts."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    split = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation("isolated")]
    )
    found = {word for text in texts for word, _ in split.pre_tokenize_str(text.lower())}
    known = {word: n for n, word in enumerate(["<unk>", *sorted(found)])}
    inner = Tokenizer(models.WordLevel(known, unk_token="<unk>"))
    inner.normalizer = normalizers.Lowercase()
    inner.pre_tokenizer = split
    made = PreTrainedTokenizerFast(
        tokenizer_object=inner, chat_template=TEMPLATE,
        unk_token="<unk>", eos_token="</s>", pad_token="<pad>",
    )  # fmt: skip
    made.add_tokens(["<system>", "<user>", "<assistant>"], special_tokens=True)
    return made


def _model(words: Any) -> Any:
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(words), num_attention_heads=4, num_key_value_heads=4,
            max_position_embeddings=512, bos_token_id=None, eos_token_id=words.eos_token_id,
            pad_token_id=words.pad_token_id, tie_word_embeddings=True, initializer_range=0.1,
            **SHAPE,
        )
    )  # fmt: skip
