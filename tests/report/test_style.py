"""Every text of the page stands out from what is behind it, in light and in dark."""

import re

import pytest

from park.report.page import TEMPLATES

PAIRS = [
    ("ink", "ground"), ("soft", "ground"), ("accent", "ground"), ("bad", "ground"),
    ("mark-ink", "mark"), ("ink", "panel"), *((f"t{n}", f"h{n}") for n in range(7)),
]  # fmt: skip
LEAST = 4.5
"""The contrast of small text (WCAG 2.2, 1.4.3)."""


def palettes():
    """Return the colours by name, in light and in dark."""
    css = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    return [dict(re.findall(r"--([\w-]+): (#\w+);", block)) for block in css.split(":root")[1:]]


def brightness(colour):
    """Return a colour's relative luminance."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_texts_can_be_read(scheme, pair):
    colours = palettes()[scheme]
    dark, bright = sorted(brightness(colours[name]) for name in pair)
    assert (bright + 0.05) / (dark + 0.05) >= LEAST


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_colours_of_a_heat_map_go_one_way_in_brightness_alone(scheme):
    steps = [brightness(palettes()[scheme][f"h{n}"]) for n in range(7)]
    assert steps == sorted(steps, reverse=scheme == 0)
