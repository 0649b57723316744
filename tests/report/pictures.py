"""Takes the pictures of a report's top in docs: `python -m tests.report.pictures REPORT DIR`."""

import sys
import tempfile
from pathlib import Path

from tests.report.browser import Browser

PICTURES = {
    "report-light.png": {"width": 1000, "height": 710, "scheme": "light"},
    "report-dark.png": {"width": 1000, "height": 710, "scheme": "dark"},
    "report-phone.png": {"width": 390, "height": 844, "scheme": "light"},
}


def take(page, folder):
    """Take the pictures of a report's page; return their files."""
    files = [folder / name for name in PICTURES]
    with tempfile.TemporaryDirectory() as profile, Browser(Path(profile)) as browser:
        for file, window in zip(files, PICTURES.values(), strict=True):
            browser.open(page, **window)
            browser.picture(file)
    return files


if __name__ == "__main__":
    report, to = map(Path, sys.argv[1:])
    for each in take(report, to):
        sys.stdout.write(f"{each}\n")
