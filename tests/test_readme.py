"""What the README shows of the demo is what a run of it prints, numbers aside."""

import math
import re

import pytest
import yaml

from park.filter.calibrate import catalogue
from park.filter.funnel import reasons
from park.generate.render import as_text
from park.models.scripted import Script, ScriptedModel
from park.outcome import listed
from park.records.dialogue import CALLED
from park.run import Run
from tests.commands import CHECKOUT, OPINIONS, whole_script

README = (CHECKOUT / "README.md").read_text("utf-8")
TIMES = CHECKOUT / "benchmarks/demo.yaml"
COUNTS = ("ended early: ", "turns kept with a flag: ")
"""How lines of counts begin, which are printed if there is something to count."""
RUN_BY_RUN = {
    "REASON # #",
    "warning: the judge found the same of all # opinions (entails); read some of them before you "
    "trust it",
}
"""Lines that depend on what is said."""
LEFT_OUT = re.compile(r"next: |\w+ +(?:chinese|turkish) +# train # test$")
"""Lines of a run that the README's second block does without."""
NUMBER = re.compile(r"[-+−]?\b\d[\d,]*(?:\.\d+)?%?")
ONE_FOR_A_DIALOGUE = {"dialogue", "sdialog"}
"""Views with one row for each dialogue; the others have rows for each opinion."""
WORDS = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen",
)  # fmt: skip
SAID = {
    "Making my parents proud": (
        "My parents sold a field for my books, and to make them proud is what I live for.",
        "It is an aim of my life to make my father proud of the loaf that I bake.",
        "My school medals lie in my mother's drawer, for my parents are proud of me.",
    ),
    "Grown-up children": (
        "Parents lost much at fourteen, and their grown children should care for them.",
        "The harvest belongs to the children who care for the parents who sowed.",
        "No child should move to the coast without asking who will care for its parents.",
    ),
}
"""Opinions in the dialogues on each question, near to it."""


class Stand(ScriptedModel):
    """Stands in for the embedded model, with its calibration and with a prompt cache."""

    endpoint = next(each.endpoint for each in catalogue())

    async def reply(self, messages, params, schema=None):
        reply = await super().reply(messages, params, schema)
        usage = reply.usage.model_copy(update={"cached_tokens_in": reply.usage.tokens_in // 2})
        text = reply.text
        for question, said in SAID.items():
            if question in messages[-1]["content"]:
                for opinion, ours in zip(OPINIONS.values(), said, strict=True):
                    text = text.replace(opinion, ours)
        return reply.model_copy(update={"usage": usage, "text": text})


def likely(messages, letters):
    """Return log-probabilities: whatever is said is for the statement."""
    labels = dict(re.findall(r"^([A-Z]): (.*)$", messages[-1]["content"], re.MULTILINE))
    first = next(each for each in letters if not re.search("disagree|not", labels[each]))
    return {each: math.log(0.7 if each == first else 0.3 / len(letters)) for each in letters}


def form(line):
    """Return a line with its numbers blanked, and the reason of rejected opinions."""
    words = NUMBER.sub("#", " ".join(line.split()))
    name, _, rest = words.partition(" ")
    return "REASON # #" if name in reasons() and rest == "# #" else words


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The demo, with a scripted model in the place of the embedded one, and what it prints."""
    model = Stand(Script.model_validate(whole_script()), name="embedded", options=likely)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("home"))
        made = Run("outputs/demo", CHECKOUT / "demo.yaml", models={"delegate": model})
        yield made, [made.generate(), made.filter(), made.export()]


@pytest.fixture(scope="module")
def blocks():
    found = re.findall(r"^```text\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    return [block.splitlines() for block in found]


def test_what_generate_prints_is_shown_whole(run, blocks):
    shown = blocks[0][: blocks[0].index("")]
    page = (CHECKOUT / "docs/generate.md").read_text("utf-8")
    for title in COUNTS:
        for line in [each for each in shown if each.startswith(title)]:
            counts = {name: int(n) for name, n in re.findall(r"(\w+) (\d+)", line)}
            assert list(listed(title, counts)) == [line]
            assert all(f"`{name}`" in page or name in CALLED.values() for name in counts)
            shown.remove(line)
    assert list(map(form, shown)) == list(map(form, run[1][0].lines()))


def test_the_dialogue_shown_has_the_people_and_topics_of_the_demo(run, blocks):
    shown = "\n".join(blocks[0][blocks[0].index("") + 1 :])
    (key,) = re.findall(r"embedded, ([0-9a-f]{32})$", shown, re.MULTILINE)
    (made,) = [as_text(each) for each in run[0].dialogues() if each.key == key]
    parts, own = (text.split("\n\n") for text in (shown, made))
    assert parts[0].split() == own[0].split()
    assert parts[-1] == own[-1]
    speakers = [re.findall(r"^(\w+): ", part[1], re.MULTILINE) for part in (parts, own)]
    assert speakers[0] == speakers[1]
    assert len(speakers[0]) == 6


def test_what_filter_and_export_print_is_shown_in_its_order(run, blocks):
    lines = [form(line) for outcome in run[1][1:] for line in outcome.lines()]
    lines = [line for line in lines if not LEFT_OUT.match(line)]
    shown = [form(line) for line in blocks[1]]
    assert [each for each in shown if each not in RUN_BY_RUN] == [
        each for each in lines if each not in RUN_BY_RUN
    ]


def test_what_is_told_of_the_judge_is_what_the_shipped_calibration_says(run, blocks):
    told = [line for line in run[1][1].lines() if line.startswith("the judge ")]
    assert len(told) == 2
    assert [line for line in blocks[1] if line.startswith("the judge ")] == told


def funnel(lines):
    """Return the counts in the README's table by name."""
    rows = [re.fullmatch(r"(\w+) +(\d+) +(\d+)", line) for line in lines]
    return {row[1]: (int(row[2]), int(row[3])) for row in rows if row}


def numbers(lines, pattern):
    """Return the numbers of the one line that fits."""
    (found,) = [match for line in lines if (match := re.match(pattern, line))]
    return [int(each) for each in found.groups()]


def test_the_counts_shown_add_up(blocks):
    counts = funnel(blocks[1])
    rejected = [counts[name] for name in counts if name in reasons()]
    assert counts["dialogues"] == (2, 2)
    for place in (0, 1):
        fallen = sum(row[place] for row in rejected)
        assert counts["listed"][place] - fallen == counts["accepted"][place]
    accepted, calls, now = numbers(
        blocks[1], r"(\d+) opinions are accepted in outputs/demo; (\d+) calls in all \((\d+) now"
    )
    assert accepted == sum(counts["accepted"])
    assert numbers(blocks[0], r"4 of 4 dialogues .*; (\d+) calls") == [calls - now]
    if any(line.startswith("warning: the judge found") for line in blocks[1]):
        judged = sum(counts["listed"]) - sum(counts.get("not_in_quote", (0, 0)))
        assert numbers(blocks[1], r"warning: the judge .* all (\d+) opinions") == [judged]


def test_the_rows_and_files_shown_follow_from_the_opinions_accepted(run, blocks):
    filtered, exported = run[1][1:]
    rows = {
        view: sum(sum(splits.values()) for splits in cultures.values())
        for view, cultures in exported.views.items()
    }
    once = sum(n for view, n in rows.items() if view in ONE_FOR_A_DIALOGUE)
    each = (sum(rows.values()) - once) / filtered.accepted
    shown, files = numbers(blocks[1], r"(\d+) rows in (\d+) files")
    # A dialogue without an accepted opinion has no row, which is a file of its own here.
    missing = once + each * sum(funnel(blocks[1])["accepted"]) - shown
    assert 0 <= missing < once
    # Where both dialogues of a split lack opinions, no view of opinions has its file.
    empty = exported.files - missing - files
    by_opinion = [view for view, n in rows.items() if n and view not in ONE_FOR_A_DIALOGUE]
    assert empty >= 0 and empty % len(by_opinion) == 0


def spans():
    """Return the README's ranges of minutes of processor time, in order."""
    text = " ".join(README.split())
    pattern = r"(\w+) to (\w+) minutes of processor time"
    return [(WORDS.index(low), WORDS.index(high)) for low, high in re.findall(pattern, text)]


def test_the_times_told_hold_all_that_were_measured():
    runs = yaml.safe_load(TIMES.read_text("utf-8"))["seconds"]
    stages = ({"generate"}, {"generate", "filter"}, {"finetune", "evaluate"})
    assert len(spans()) == len(stages)
    for (low, high), names in zip(spans(), stages, strict=True):
        minutes = [sum(run[name] for name in names) / 60 for run in runs if names <= run.keys()]
        assert minutes and low <= min(minutes) and max(minutes) <= high, (names, minutes)
