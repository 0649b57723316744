"""`python -m park`, possibly in several processes started by `accelerate launch`.

The first process runs the command line normally; the others are silent unless they fail.
"""

import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

from park.cli.main import main, run_command


def follow() -> int:
    """Run the command line silently; return the exit code."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()) as said:
        code = run_command()
    if code:
        sys.stderr.write(said.getvalue())
    return code


if __name__ == "__main__":
    if int(os.environ.get("RANK") or 0) == 0:
        main()
    sys.exit(follow())
