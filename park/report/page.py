"""Renders a page as a single HTML file without network access or scripts."""

from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from park.findings.format import percent
from park.report.blocks import Page
from park.text.printable import printable

TEMPLATES = Path(__file__).parent / "templates"


def html(page: Page) -> str:
    """Return a page as HTML, with all texts escaped."""
    return _environment().get_template("page.html.j2").render(page=page)


@cache
def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_final,
    )
    environment.filters["percent"] = percent
    return environment


def _final(value: object) -> object:
    """Make a value printable, unless it is markup."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
