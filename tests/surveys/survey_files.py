"""Small files in the layouts of the surveys, made up or shortened."""

import csv
from pathlib import Path

MENA_HEADER = [
    *("code", "Source", "Sub Question", "Min", "MAX", "Scale", "Category", "Sub Category"),
    *("Full Question", "Jordan", "Saudi Arabia", "Turkey"),
]

# Four items that the World Values Survey and MENAValues (MIT licence) share, as the latter
# prints them: Jordan, Turkey.
SHARED = {
    ("Q27", 1, 4): (
        "(1.14, {'1': '87.66%', '2': '11.15%', '3': '1.02%', '4': '0.17%'})",
        "(1.62, {'1': '50.33%', '2': '38.86%', '3': '9.39%', '4': '1.42%'})",
    ),
    ("Q122", 0, 2): (
        "(1.24, {'2': '56.02%', '0': '31.85%', '1': '12.13%'})",
        "(0.77, {'0': '47.15%', '1': '28.34%', '2': '24.50%'})",
    ),
    ("Q158", 1, 10): (
        "(7.89, {'10': '40.13%', '8': '14.55%', '9': '12.12%', '7': '8.78%', '5': '8.70%', "
        "'6': '6.19%', '1': '4.35%', '4': '2.01%', '3': '1.76%', '2': '1.42%'})",
        "(7.33, {'10': '25.90%', '8': '14.58%', '7': '14.37%', '6': '12.11%', '5': '10.90%', "
        "'9': '10.36%', '4': '5.51%', '3': '3.59%', '1': '1.42%', '2': '1.25%'})",
    ),
    ("Q40", 1, 5): (
        "(1.33, {'1': '71.07%', '2': '26.10%', '3': '1.83%', '4': '0.83%', '5': '0.17%'})",
        "(2.24, {'2': '46.86%', '3': '22.97%', '1': '20.31%', '4': '8.39%', '5': '1.47%'})",
    ),
}


def write_csv(path: Path, *rows: list[str]) -> Path:
    """Write a csv file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def write_text(path: Path, text: str) -> Path:
    """Write a text file as it is."""
    path.write_bytes(text.encode())
    return path


def mena_row(question: str, *cells: str, scale: str = "y", **changes: str) -> list[str]:
    """Return a row of MENAValues for a question of the Arab Opinion Index."""
    row = {"code": "900", "source": "Arab Opinion Index", "sub": "", "low": "1", "high": "4"}
    row |= changes
    return [*row.values(), scale, "POLITICS", "TRUST", question, *cells, *[""] * (3 - len(cells))]


def shared_rows() -> list[list[str]]:
    """Return the rows of the shared items."""
    return [
        mena_row(
            f"With '{low}' being 'this' and '{high}' being 'that'. Provide a number only.",
            jordan, "", turkey,
            sub=f"{item}: title", source="WVS 7", low=str(low), high=str(high),
        )
        for (item, low, high), (jordan, turkey) in SHARED.items()
    ]  # fmt: skip
