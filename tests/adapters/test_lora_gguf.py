"""LoRA adapters as GGUF: names, order of rows, and what is refused."""

import json

import numpy as np
import pytest

pytest.importorskip("torch", reason="the extra `train` is not installed")

import gguf
import torch
from safetensors.torch import save_file

from park.adapters.lora_gguf import BaseFile, _interleaved, _renamed, write_gguf
from park.adapters.storage import SETTINGS, WEIGHTS
from park.errors import InputError

WIDE, RANK, HEADS = 16, 2, 2
QUERY = "base_model.model.model.layers.0.self_attn.q_proj"
DOWN = "base_model.model.model.layers.0.mlp.down_proj"


def base_file(path, kind="llama", wide=WIDE):
    """Write the parts of a base's GGUF file that an adapter is held against."""
    writer = gguf.GGUFWriter(path, kind)
    writer.add_block_count(1)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(1)
    shapes = {
        "attn_q": (wide, wide), "attn_k": (wide // HEADS, wide), "ffn_down": (wide, 2 * wide),
    }  # fmt: skip
    for name, shape in shapes.items():
        writer.add_tensor(f"blk.0.{name}.weight", np.zeros(shape, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def adapter(folder, weights=None, **changes):
    folder.mkdir(exist_ok=True)
    settings = {"peft_type": "LORA", "lora_alpha": 4, "r": RANK} | changes
    (folder / SETTINGS).write_text(json.dumps(settings))
    rng = np.random.default_rng(0)
    usual = {
        f"{QUERY}.lora_A.weight": rng.random((RANK, WIDE)),
        f"{QUERY}.lora_B.weight": rng.random((WIDE, RANK)),
        f"{DOWN}.lora_A.weight": rng.random((RANK, 2 * WIDE)),
        f"{DOWN}.lora_B.weight": rng.random((WIDE, RANK)),
    }
    given = usual if weights is None else weights
    tensors = {n: torch.from_numpy(np.asarray(w, np.float32)) for n, w in given.items()}
    save_file(tensors, folder / WEIGHTS)
    return folder


def test_an_adapter_has_the_base_s_names_its_alpha_and_its_weights(tmp_path):
    base, out = base_file(tmp_path / "base.gguf", "qwen2"), tmp_path / "a.gguf"
    folder = adapter(tmp_path / "a")
    write_gguf(folder, base, out)
    found = gguf.GGUFReader(out)
    known = {name: each.contents() for name, each in found.fields.items()}
    assert known["general.architecture"] == "qwen2"
    assert known["general.type"] == "adapter"
    assert known["adapter.type"] == "lora"
    assert known["adapter.lora.alpha"] == 4
    from safetensors.torch import load_file

    given = load_file(folder / WEIGHTS)
    tensors = {each.name: each.data for each in found.tensors}
    for ours, theirs in (("attn_q", QUERY), ("ffn_down", DOWN)):
        for small, large in (("a", "A"), ("b", "B")):
            wanted = given[f"{theirs}.lora_{large}.weight"].numpy()
            assert np.array_equal(tensors[f"blk.0.{ours}.weight.lora_{small}"], wanted)


def test_rows_of_queries_and_keys_are_reordered_as_transformers_undoes_it():
    from transformers.modeling_gguf_pytorch_utils import LlamaTensorProcessor

    rows = np.random.default_rng(0).random((24, 3)).astype(np.float32)
    undo = LlamaTensorProcessor({})._reverse_permute_weights
    for heads in (2, 3):
        stored = _interleaved(rows, heads)
        assert not np.array_equal(stored, rows)
        assert np.array_equal(undo(stored, heads, heads), rows)


def test_only_a_llama_s_queries_and_keys_are_reordered(tmp_path):
    weights = {
        f"{name}.lora_B.weight": np.arange(WIDE * RANK, dtype=np.float32).reshape(WIDE, RANK)
        for name in (QUERY, DOWN)
    }
    shapes = {f"blk.0.{name}.weight": (WIDE, WIDE) for name in ("attn_q", "ffn_down")}
    for kind, moved in (("llama", True), ("qwen2", False)):
        of = BaseFile(tmp_path / "b.gguf", kind, 1, {"attn_q": HEADS, "attn_k": 1}, shapes)
        found = dict(_renamed(tmp_path, weights, of))
        plain = weights[f"{DOWN}.lora_B.weight"]
        assert np.array_equal(found["blk.0.ffn_down.weight.lora_b"], plain)
        assert np.array_equal(found["blk.0.attn_q.weight.lora_b"], plain) != moved


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"peft_type": "IA3"}, "adapter_config.json: peft_type: LORA is expected"),
        ({"use_dora": True}, "use_dora: GGUF cannot express it"),
        ({"rank_pattern": {"q_proj": 4}}, "rank_pattern: GGUF cannot express it"),
        ({"weights": {"model.odd.lora_A.weight": [[1.0]]}}, "llama has no such tensor"),
    ],
)
def test_what_gguf_cannot_express_is_refused_in_one_line(tmp_path, changes, message):
    base, out = base_file(tmp_path / "base.gguf"), tmp_path / "a.gguf"
    with pytest.raises(InputError, match=message) as error:
        write_gguf(adapter(tmp_path / "a", **changes), base, out)
    assert "\n" not in str(error.value)
    assert not out.exists()


def test_another_base_is_refused_with_both_shapes(tmp_path):
    base = base_file(tmp_path / "base.gguf", wide=32)
    with pytest.raises(InputError, match=r"another base than base.gguf: blk\.0\.\w+\.weight is"):
        write_gguf(adapter(tmp_path / "a"), base, tmp_path / "a.gguf")


def test_a_kind_of_base_that_is_not_known_is_refused(tmp_path):
    base = base_file(tmp_path / "base.gguf", "phi3")
    with pytest.raises(InputError, match="bases of the kind 'phi3' are not known; known: llama"):
        write_gguf(adapter(tmp_path / "a"), base, tmp_path / "a.gguf")


def test_a_folder_without_an_adapter_and_files_that_are_torn_are_refused(tmp_path):
    base, out = base_file(tmp_path / "base.gguf"), tmp_path / "a.gguf"
    with pytest.raises(InputError, match="there is no adapter"):
        write_gguf(tmp_path, base, out)
    folder = adapter(tmp_path / "a")
    (folder / WEIGHTS).write_bytes(b"x" * 20)
    with pytest.raises(InputError, match=r"adapter_model\.safetensors: cannot be read"):
        write_gguf(folder, base, out)
    base.write_bytes(b"GGUF")
    with pytest.raises(InputError, match=r"base\.gguf: cannot be read as a base"):
        write_gguf(adapter(tmp_path / "a"), base, out)
