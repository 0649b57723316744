"""A sandboxed Jinja environment, the only place that renders templates."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.exceptions import SecurityError, TemplateNotFound, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from park.assets import folder
from park.errors import InputError, nearest
from park.facts.shelf import Wish
from park.records import TOPICS
from park.yamlfile import read_text

WISH = re.compile(r"\{#-?\s*facts(?P<near> near)?:(?P<topics>[^#}]*?)-?#\}")
"""A comment by which a template asks for facts."""


class Prompts:
    """A folder of templates.

    Values are data: braces in survey texts or model replies are never evaluated.
    """

    def __init__(self, given: Path | None = None) -> None:
        """Use the user's folder if given, else the bundled one."""
        self.folder = folder("prompts", given)
        self._jinja = SandboxedEnvironment(
            loader=FileSystemLoader(self.folder),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
        )
        self._rendered = lru_cache(maxsize=4096)(self._render)
        self._wished = cache(self._read_wish)

    def render(self, name: str, /, **variables: Any) -> str:
        """Render a template, such as `generate/delegate`, and strip the result.

        Values must be hashable; results are cached.

        Raises:
            InputError: the template is missing, broken, or uses an undefined variable; names
                the file and, if known, the line.
        """
        return self._rendered(name, tuple(sorted(variables.items())))

    def _render(self, name: str, variables: tuple[tuple[str, Any], ...]) -> str:
        file = f"{name}.j2"
        try:
            return self._jinja.get_template(file).render(variables).strip()
        except TemplateNotFound as error:
            raise InputError(f"prompts: there is no {self.folder / (error.name or file)}") from None
        except TemplateSyntaxError as error:
            where = f"{self.folder / (error.name or file)}:{error.lineno}"
            raise InputError(f"{where}: broken template: {error.message}") from None
        except UndefinedError as error:
            unknown = re.match(r"'(\w+)' is undefined", str(error.message))
            hint = nearest(unknown[1], dict(variables)) if unknown else ""
            raise InputError(f"{self.folder / file}: {error.message}{hint}") from None
        except SecurityError as error:
            raise InputError(f"{self.folder / file}: not allowed in a template: {error}") from None
        except RecursionError:
            raise InputError(f"{self.folder / file}: includes itself without end") from None
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise InputError(f"{self.folder / file}: cannot be rendered: {error}") from None

    def names(self, under: str) -> list[str]:
        """Return the sorted names of the templates in a subfolder."""
        return sorted(f"{under}/{path.stem}" for path in (self.folder / under).glob("*.j2"))

    def has(self, name: str) -> bool:
        """Whether there is a template; folders copied from an earlier version lack later ones."""
        return (self.folder / f"{name}.j2").is_file()

    def wish(self, name: str) -> Wish:
        """Return the facts that a template asks for in a comment.

        `{# facts: feast, saying #}` asks for any facts of these topics, those near to the statement
        first; `{# facts near: family, work #}` only for near ones.

        Raises:
            InputError: there is no such topic; names the file and the nearest one.
        """
        return self._wished(name)

    def _read_wish(self, name: str) -> Wish:
        path = self.folder / f"{name}.j2"
        found = WISH.search(read_text(path)) if path.is_file() else None
        words = [part.strip() for part in found["topics"].split(",")] if found else []
        for word in words:
            if word not in TOPICS:
                raise InputError(
                    f"{path}: facts: {word!r} is no topic of facts{nearest(word, TOPICS)}"
                )
        topics = tuple(topic for topic in TOPICS if topic in words)
        return Wish(topics, any=bool(found and not found["near"]))

    def check(self, name: str, variables: Mapping[str, Any]) -> None:
        """Render a template and check for undefined variables in all branches."""
        self.render(name, **variables)
        path = self.folder / f"{name}.j2"
        if not read_text(path).strip():
            raise InputError(f"{path}: the template is empty")
        used = meta.find_undeclared_variables(self._jinja.parse(read_text(path)))
        for variable in sorted(used - set(variables)):
            hint = nearest(variable, variables)
            raise InputError(f"{path}: '{variable}' is undefined{hint}")

    def digest(self, under: str) -> dict[str, str]:
        """Return the hash of every template and example file in a subfolder, by name."""
        return {
            path.relative_to(self.folder).as_posix(): blake2b(
                path.read_bytes(), digest_size=8
            ).hexdigest()
            for path in sorted((self.folder / under).rglob("*"))
            if path.suffix in (".j2", ".yaml")
        }
