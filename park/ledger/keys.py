"""Keys (BLAKE2 hashes of all inputs) and random numbers derived from them."""

import json
import random
from hashlib import blake2b
from typing import Any

ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
"""Made once, as `json.dumps` makes one at every call."""


def key_of(*parts: Any) -> str:
    """Return a 32-digit hexadecimal key of JSON-like parts; equal parts give equal keys."""
    return blake2b(
        ENCODER.encode(parts).encode("utf-8", "surrogatepass"), digest_size=16
    ).hexdigest()


def rng_of(*parts: Any) -> random.Random:
    """Return a random generator that depends on the parts alone."""
    return random.Random(int(key_of("rng", *parts), 16))


def seed_of(*parts: Any) -> int:
    """Return a sampling seed between 0 and 2³¹ - 1, derived from the parts."""
    return int(key_of("seed", *parts)[:8], 16) & 0x7FFFFFFF
