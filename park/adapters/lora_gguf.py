"""Writes LoRA adapters as GGUF files, for llama.cpp to wear on a base of the same kind.

The layout is that of llama.cpp's `convert_lora_to_gguf.py`: `lora_a` of shape (r, in) and `lora_b`
of shape (out, r) under the base's tensor names, and alpha.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from park.adapters.lora_folder import settings_of, weights_of
from park.adapters.storage import SETTINGS, WEIGHTS
from park.errors import InputError, ParkError, nearest

NEEDED = "adapters on a GGUF base need more packages: pip install 'culturepark[local,train]'"
PREFIX = "base_model.model."
INTERLEAVED = "llama"
"""The kind whose query and key rows GGUF stores in another order (rotary halves interleaved)."""
KINDS = (INTERLEAVED, "qwen2")
"""Kinds of bases whose tensors are known to be written alike."""
PLAIN = {"use_dora": False, "use_rslora": False, "rank_pattern": {}, "alpha_pattern": {}}
"""Settings of peft that the layout can express."""

Weights = Mapping[str, NDArray[np.float32]]


class BaseFile(NamedTuple):
    """What must be known of the GGUF file of a base."""

    path: Path
    kind: str
    """Its architecture in GGUF."""
    layers: int
    heads: Mapping[str, int]
    """The number of heads of queries and keys, by tensor: `attn_q`, `attn_k`."""
    shapes: Mapping[str, tuple[int, ...]]
    """(out, in) by tensor."""


def write_gguf(adapter: Path, base: Path, out: Path) -> None:
    """Write an adapter as GGUF.

    Args:
        adapter: its folder, as peft saves it.
        base: the GGUF file that is to wear it.
        out: the file to write.

    Raises:
        InputError: the folder holds no LoRA adapter, the base is another one or of a kind that is
            not known here, or a package is missing.
        ParkError: the file cannot be written.
    """
    alpha, weights = read_adapter(adapter)
    wearer = read_base(base)
    tensors = dict(_renamed(adapter, weights, wearer))
    try:
        _write(out, wearer.kind, alpha, tensors)
    except OSError as error:
        raise ParkError(f"{out}: cannot be written ({error.strerror})") from None


def read_adapter(folder: Path) -> tuple[float, Weights]:
    """Return an adapter's alpha and weights, by peft's names.

    Raises:
        InputError: there is no LoRA adapter, or one that GGUF cannot express.
    """
    settings = settings_of(folder)
    for key, usual in PLAIN.items():
        if (settings.get(key) or usual) != usual:
            raise InputError(f"{folder / SETTINGS}: {key}: GGUF cannot express it")
    try:
        from safetensors.torch import load_file

        weights = {
            name: each.float().numpy() for name, each in load_file(weights_of(folder)).items()
        }
    except ImportError:
        raise InputError(NEEDED) from None
    except Exception as error:  # safetensors has an error type of its own.
        raise InputError(f"{folder / WEIGHTS}: cannot be read ({error})") from None
    return float(settings["lora_alpha"]), weights


def read_base(path: Path) -> BaseFile:
    """Read what must be known of a base from its GGUF file.

    Raises:
        InputError: it cannot be read, or is of a kind that is not known here.
    """
    try:
        from gguf import GGUFReader
    except ImportError:
        raise InputError(NEEDED) from None
    try:
        reader = GGUFReader(path)
        kind = str(reader.fields["general.architecture"].contents())
        layers, queries, keys = (
            int(reader.fields[f"{kind}.{name}"].contents())
            for name in ("block_count", "attention.head_count", "attention.head_count_kv")
        )
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise InputError(f"{path}: cannot be read as a base ({error})") from None
    if kind not in KINDS:
        raise InputError(f"{path}: bases of the kind {kind!r} are not known{nearest(kind, KINDS)}")
    shapes = {each.name: tuple(int(n) for n in reversed(each.shape)) for each in reader.tensors}
    return BaseFile(path, kind, layers, {"attn_q": queries, "attn_k": keys}, shapes)


def _renamed(folder: Path, weights: Weights, base: BaseFile) -> Iterator[tuple[str, Any]]:
    """Yield tensors by the base's names, in the base's order of rows."""
    from gguf import MODEL_ARCH, get_tensor_name_map

    known = get_tensor_name_map(MODEL_ARCH[base.kind.upper()], base.layers)
    for name, each in weights.items():
        module, _, part = name.removeprefix(PREFIX).removesuffix(".weight").rpartition(".lora_")
        tensor = known.get_name(f"{module}.weight", (".weight",)) if part in ("A", "B") else None
        if tensor is None:
            raise InputError(f"{folder / WEIGHTS}: {name}: {base.kind} has no such tensor")
        out, into = (base.shapes.get(tensor) or (0, 0))[-2:]
        if each.shape[1 if part == "A" else 0] != (into if part == "A" else out):
            raise InputError(
                f"{folder}: it was trained on another base than {base.path.name}: {tensor} is "
                f"({out}, {into}) there, and its lora_{part} is {each.shape}"
            )
        heads = base.heads.get(tensor.split(".")[-2], 0) if base.kind == INTERLEAVED else 0
        yield (
            f"{tensor}.lora_{part.lower()}",
            _interleaved(each, heads) if heads and part == "B" else each,
        )


def _interleaved(rows: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Reorder the rows of queries or keys as GGUF stores those of Llama.

    Args:
        rows: shape (out, r), by head the two halves of rotary pairs after one another.
        heads: number of heads.

    Returns:
        The same rows, by head the members of each pair side by side.
    """
    halves = rows.reshape(heads, 2, len(rows) // heads // 2, -1)
    return np.ascontiguousarray(halves.swapaxes(1, 2).reshape(rows.shape))


def _write(out: Path, kind: str, alpha: float, tensors: Mapping[str, NDArray[np.float32]]) -> None:
    from gguf import GGUFType, GGUFWriter, Keys

    writer = GGUFWriter(out, kind)
    writer.add_type(GGUFType.ADAPTER)
    writer.add_string(Keys.Adapter.TYPE, "lora")
    writer.add_float32(Keys.Adapter.LORA_ALPHA, alpha)
    for name, each in tensors.items():
        writer.add_tensor(name, np.ascontiguousarray(each, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
