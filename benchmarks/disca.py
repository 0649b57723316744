"""Processor time of DISCA's correction for as many decisions as its authors recorded.

python -m benchmarks.disca
python -m benchmarks.disca --quick    # a tenth of them
"""

import argparse
import time

import numpy as np

from park.align.disca import correct, noise

DECISIONS = 37_200
"""Six models × 20 countries × 310 dilemmas."""
PERSONAS = 4


def seconds(decisions: int) -> float:
    """Return the processor time of random perturbations and corrections, in seconds."""
    rng = np.random.default_rng(0)
    base, personas = rng.normal(size=decisions), rng.normal(size=(decisions, PERSONAS))
    began = time.process_time()
    correct(base, personas, noise(rng, decisions))
    return time.process_time() - began


def main() -> None:
    """Print the time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    decisions = DECISIONS // 10 if parser.parse_args().quick else DECISIONS
    print(f"{decisions:,} decisions: {seconds(decisions):.2f} s of processor time")


if __name__ == "__main__":
    main()
