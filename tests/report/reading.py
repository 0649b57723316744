"""Reports read back: what is in the HTML and in the Markdown."""

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Reader(HTMLParser):
    """Elements with their attributes, tables as rows of texts, and the text as a person sees it."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.tables = []
        self.open = []
        self.texts = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "th"):
            self.tables[-1][-1][-1] += data
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self):
        """The text of the page, in one line."""
        return " ".join(" ".join(self.texts).split())

    def attributes(self, name):
        """All values of an attribute."""
        return [each[name] for _, each in self.elements if name in each]


def section(html, ident):
    """Return the HTML of a section."""
    start = html.index(f'<section id="{ident}"')
    return html[start : html.index("</section>", start)]


def markdown_tables(text):
    """Return the tables of a Markdown text as rows of texts."""
    tables, before = [], False
    for line in text.splitlines():
        is_row = line.startswith("|")
        if is_row and not before:
            tables.append([])
        if is_row and not re.fullmatch(r"[| -]+", line.replace("---", "")):
            cells = re.split(r"(?<!\\) \| ", line[2:-2])
            tables[-1].append([re.sub(r"\\(.)", r"\1", cell) for cell in cells])
        elif is_row and "---" not in line:
            tables[-1].append([cell.strip() for cell in line[1:-1].split("|")])
        before = is_row
    return tables


def figures(data):
    """Yield every figure in a report's JSON."""
    if isinstance(data, dict):
        if {"value", "low", "high", "n"} <= data.keys():
            yield data
        for each in data.values():
            yield from figures(each)
    elif isinstance(data, list):
        for each in data:
            yield from figures(each)
