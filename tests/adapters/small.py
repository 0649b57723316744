"""A model of a few thousand weights with a chat template, and runs with samples for it."""

import yaml

from park.adapters.recipe import Recipe
from park.config import Config
from park.ledger.ledger import Ledger
from park.records import Sample

TEMPLATE = (
    "{% for m in messages %}<{{ m['role'] }}>{{ m['content'] }}</s>{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)
ANSWERS = {"turkish": "tea, tea and tea", "chinese": "rice and rice", "german": "bread"}


def tokenizer(template=TEMPLATE, special=(), added=(), known=(), **options):
    """Return a tokenizer of single bytes.

    Args:
        template: the chat template.
        special: more special tokens.
        added: more added tokens that are not special, as Qwen3's `<think>`.
        known: more words of the vocabulary that are not added.
        options: more of the tokenizer's own.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = [*sorted(pre_tokenizers.ByteLevel.alphabet()), *known]
    letters = {each: n for n, each in enumerate(alphabet)}
    inner = Tokenizer(models.BPE(vocab=letters, merges=[]))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    made = PreTrainedTokenizerFast(
        tokenizer_object=inner,
        chat_template=template,
        **{"eos_token": "</s>", "pad_token": "<pad>"} | options,
    )
    made.add_tokens(list(special), special_tokens=True)
    made.add_tokens(list(added))
    return made


def make_base(folder, template=TEMPLATE, words=None):
    """Write a random Llama and its tokenizer, of single bytes if none is given."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    words = words or tokenizer(template)
    words.save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(words), hidden_size=16, intermediate_size=32, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, initializer_range=0.4,
        max_position_embeddings=512,
        bos_token_id=None, eos_token_id=words.eos_token_id, pad_token_id=words.pad_token_id,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def message(role, content):
    return {"role": role, "content": content}


def sample(culture, number, split="train", view="sft", answer=None, **changes):
    """Return a sample of a culture whose answers are always alike."""
    prompt = [message("system", f"You are {culture}."), message("user", f"What is good, {number}?")]
    said = [message("assistant", ANSWERS[culture] if answer is None else answer)]
    rows = {
        "sft": {"prompt": prompt, "completion": said, "kind": "open"},
        "preference": {
            "prompt": prompt,
            "chosen": said,
            "rejected": [message("assistant", "nothing at all")],
        },
    }
    return Sample(
        **{
            "key": f"{view}{culture}{number:03}",
            "view": view,
            "split": split,
            "culture": culture,
            "country": "TUR",
            "item": "Q27",
            "stance": 1,
            "stance_label": "agree",
            "share": 0.5,
            "opinions": (f"{culture}{number // 2}",),
            "dialogue": f"d{number}",
            "models": {},
            "prompts": "p",
            "row": rows[view],
        }
        | changes
    )


def samples(cultures=("turkish", "chinese"), train=8, test=4, views=("sft", "preference")):
    """Return samples of some cultures; every split has numbers of its own."""
    return [
        sample(culture, number, "train" if number < train else "test", view)
        for view in views
        for culture in cultures
        for number in range(train + test)
    ]


def make_run(folder, found=None, cultures=("turkish", "chinese")):
    """Write a run folder as the export stage leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    config = Config(name="study", cultures=cultures)
    text = yaml.safe_dump(config.model_dump(mode="json"))
    (folder / "run.yaml").write_text(text, encoding="utf-8")
    with Ledger(folder / "ledger.sqlite") as ledger:
        ledger.put_samples(samples(cultures) if found is None else found)
    return folder


def recipe(base, **changes):
    """Return a recipe of four quick steps."""
    return Recipe.model_validate(
        {
            "base": str(base),
            "lora": {"r": 2, "alpha": 4, "dropout": 0.1},
            "optimiser": {"rate": 0.05},
            "schedule": {"epochs": 2, "batch": 4, "save_every": 1},
            "length": 128,
            "evaluation": {"draws": 200},
        }
        | changes
    )


def make_gguf(path, base, template=TEMPLATE):
    """Write a base as one GGUF file, as llama.cpp's converter does."""
    import gguf
    from safetensors.torch import load_file

    words = tokenizer(template)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(512)
    writer.add_embedding_length(16)
    writer.add_block_count(2)
    writer.add_feed_forward_length(32)
    writer.add_head_count(2)
    writer.add_head_count_kv(1)
    writer.add_rope_dimension_count(8)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_vocab_size(len(words))
    writer.add_tokenizer_model("gpt2")
    tokens = sorted(words.get_vocab(), key=words.get_vocab().get)
    writer.add_token_list(tokens)
    writer.add_token_types([3 if each in ("</s>", "<pad>") else 1 for each in tokens])
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_eos_token_id(words.eos_token_id)
    writer.add_pad_token_id(words.pad_token_id)
    writer.add_chat_template(template)
    for name, tensor in load_file(base / "model.safetensors").items():
        there = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, 2).get_name(name, (".weight",))
        writer.add_tensor(there, turned(name, tensor.float().numpy()))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def turned(name, weight):
    """Return a weight with the halves of each rotated head interleaved, as GGUF has them."""
    heads = {"q_proj": 2, "k_proj": 1}.get(name.split(".")[-2])
    if heads is None:
        return weight
    halves = weight.reshape(heads, 2, weight.shape[0] // heads // 2, *weight.shape[1:])
    return halves.swapaxes(1, 2).reshape(weight.shape)
