"""Renders a page as Markdown with escaped texts."""

from collections.abc import Iterator, Sequence

from park.findings.format import percent
from park.report.blocks import (
    Block,
    Charts,
    Folded,
    Gap,
    Heading,
    Notes,
    Page,
    Table,
    Talk,
    Text,
    Verbatim,
)
from park.report.model import Sampled, Taken
from park.text.markdown import cell, escape, table
from park.text.printable import printable


def markdown(page: Page) -> str:
    """Return a page as Markdown."""
    parts = [f"# {plain(page.title)}", plain(page.about)]
    parts += [f"**{plain(each)}**" for each in page.warnings]
    first, *more = page.summary or ("",)
    parts[2:2] = [f"**{plain(first)}**"] * bool(first)
    parts += [plain(" ".join(more))] * bool(more)
    for section in page.sections:
        parts.append(f"## {plain(section.title)}")
        parts += [text for block in section.blocks for text in written(block, 3)]
    return "\n\n".join([*parts, plain(page.foot)]) + "\n"


def written(block: Block, depth: int) -> Iterator[str]:
    """Yield a block's paragraphs."""
    match block:
        case Text(text):
            yield plain(text)
        case Heading(text):
            yield f"{'#' * depth} {plain(text)}"
        case Notes(lines):
            yield "\n".join(f"- {plain(line)}" for line in lines)
        case Verbatim(lines):
            yield "\n".join(f"    {printable(line)}" for line in lines)
        case Gap(text, command):
            yield plain(text) + (f" Fill it with: {code(command)}" if command else "")
        case Table(caption):
            yield from [f"**{plain(caption)}**"] * block.titled
            yield table(cleaned(block.header), map(cleaned, block.rows))
        case Charts():
            yield plain(block.caption)
            yield table(cleaned(block.table.header), map(cleaned, block.table.rows))
        case Folded():
            yield from folded(block, depth)
        case Talk(sample):
            yield from talk(sample, depth)


def folded(block: Folded, depth: int) -> Iterator[str]:
    """Yield the paragraphs of a folded block, below its title."""
    yield f"{'#' * depth} {plain(block.title)}"
    for each in block.blocks:
        yield from written(each, depth + 1)


def talk(sample: Sampled, depth: int) -> Iterator[str]:
    """Yield a dialogue, with numbers of opinions after their quotes."""
    yield f"{'#' * depth} {plain(f'{sample.culture}, {sample.item}: {sample.statement}')}"
    yield plain(
        f"Stance: {sample.stance} (held by {percent(sample.share)} of people); "
        f"language {sample.language}; ended by {sample.ending}; key {sample.key}"
    )
    for turn in sample.turns:
        said = "".join(
            plain(part.text) + "".join(f" \\[{number}\\]" for number in part.opinions)
            if part.opinions
            else escape(printable(part.text))
            for part in turn.parts
        )
        yield f"{turn.number}. **{plain(turn.name)}** ({turn.speaker}): {' '.join(said.split())}"
    yield "\n".join([f"- accepted {each.number}{of(each)}" for each in sample.accepted]
                    + [f"- rejected, {plain(each.reason)}{of(each)}" for each in sample.rejected]
                    or ["- no opinions were taken from it"])  # fmt: skip


def of(opinion: Taken) -> str:
    """Return an opinion with its turns."""
    turns = ", ".join(map(str, opinion.turns))
    rewritten = f" (rewritten from: {plain(opinion.said)})" if opinion.said else ""
    return f" (turn {turns}): {plain(opinion.text)}{rewritten}"


def cleaned(row: Sequence[str]) -> list[str]:
    """Make the cells of a row printable."""
    return [printable(each) for each in row]


def plain(text: str) -> str:
    """Return a text on one line, with Markdown escaped."""
    return cell(printable(text))


def code(text: str) -> str:
    """Return a text as code."""
    return f"`{printable(text).replace('`', '')}`"
