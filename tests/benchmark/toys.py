"""A community's benchmark in small: keywords, a scripted model, revisers and respondents."""

import csv
import json
import random
import re

from tests.commands import write

KEYWORDS = (
    "bread", "weddings", "neighbours", "football", "tea", "exams",
    "markets", "holidays", "elders", "work abroad", "bargaining", "guests",
)  # fmt: skip
STATEMENTS = dict.fromkeys(KEYWORDS, "") | {
    "bread": "Bread that fell down must be picked up and honoured.",
    "weddings": "A feast for a couple should invite the whole street.",
    "neighbours": "Whoever lives next door may come in without knocking.",
    "football": "A lost match is reason enough to be silent at supper.",
    "tea": "A visitor who refuses the second glass is impolite.",
    "exams": "One test at eighteen should decide what a young person studies.",
    "markets": "Fruit tastes better where the seller knows your name.",
    "holidays": "On feast days one visits the oldest relative first.",
    "elders": "The young stand up when somebody grey enters a room.",
    "work abroad": "Those who leave for money owe something to those who stay.",
    "bargaining": "The first price is never meant to be paid.",
    "guests": "A host eats last and speaks least.",
}


def knowledge(keyword):
    """Return a knowledge item about a keyword."""
    return {
        "question": f"{STATEMENTS[keyword][:-1]}: who says so?",
        "answer": f"the {keyword[::-1]} custom",
        "wrong": ["a moon cake", "a maypole", f"the song of {len(keyword)} rivers"],
    }


def drafting(messages):
    """Reply as a model that drafts what it is asked about."""
    text = messages[-1]["content"]
    found = re.search(r"It is about: (.+?) \(", text)
    if not found:
        return "2"
    if "for a questionnaire" in text:
        return json.dumps({"statement": STATEMENTS[found[1]]})
    return f"Sure: {json.dumps(knowledge(found[1]))}"


def write_keywords(path, keywords=KEYWORDS):
    """Write keywords as a csv file."""
    rows = [f"{word},topic {workspace % 4},an elder" for workspace, word in enumerate(keywords)]
    return write(path, "\n".join(["keyword,topic,source", *rows]) + "\n")


def fill(sheet, out, decide, reviser):
    """Fill in a reviser's table; `decide(row)` returns changes to a row."""
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with out.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys())
        table.writeheader()
        for row in rows:
            table.writerow(row | {"reviser": reviser, "decision": "keep"} | decide(row))
    return out


def answer(items, out, count=30, seed=1, **columns):
    """Write answers of people who draw each option by chance."""
    rng = random.Random(seed)
    names = list(items)
    with out.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["respondent", "gender", "age", "attention", *names])
        for workspace in range(count):
            codes = [rng.choice(items[name].options).code for name in names]
            about = [("woman", "man")[workspace % 2], 18 + workspace]
            row = [f"p{workspace}", *about, columns.get("attention", 2), *codes]
            table.writerow(row)
    return out
