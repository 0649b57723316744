"""Who answers: a method, and the culture that it answers as."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from park.errors import InputError, nearest
from park.prompts import Prompts
from park.records import Culture
from park.records.adapter import ALL

Method = Literal["plain", "prompt", "adapter", "one"]
"""`plain`: the base as it is; `prompt`: with a sentence that names the culture; `adapter`: the same
with the culture's adapter; `one`: the same with the adapter of all cultures together."""
METHODS: tuple[str, ...] = get_args(Method)


@dataclass(frozen=True)
class Respondent:
    """One way to answer."""

    method: Method
    culture: str = ""
    """The culture that it answers as; '' for none."""
    system: str = ""
    """The system message; '' for none."""
    adapter: str = ""
    """The name of the adapter on the base; '' for the base alone."""

    @property
    def name(self) -> str:
        """Return the method with its culture, such as `adapter:turkish`."""
        return f"{self.method}:{self.culture}" if self.culture else self.method


def check_methods(methods: Iterable[str]) -> None:
    """Refuse unknown methods with InputError."""
    for method in methods:
        if method not in METHODS:
            raise InputError(f"--methods: there is no method {method!r}{nearest(method, METHODS)}")


def respondents(
    methods: Sequence[str],
    cultures: Mapping[str, Culture],
    adapters: Iterable[str],
    prompts: Prompts,
) -> list[Respondent]:
    """Return who answers, in the order of the methods and cultures.

    Args:
        methods: names of methods.
        cultures: the role cards of the cultures to answer as.
        adapters: the adapters that there are; a method without its adapter answers for nobody.
        prompts: whose `export/system` names the culture, as the adapters' training rows do.

    Raises:
        InputError: there is no such method.
    """
    check_methods(methods)
    there = set(adapters)
    found: list[Respondent] = [Respondent("plain")] if "plain" in methods else []
    for name, culture in cultures.items():
        system = system_of(culture, prompts)
        if "prompt" in methods:
            found.append(Respondent("prompt", name, system))
        if "adapter" in methods and name in there:
            found.append(Respondent("adapter", name, system, name))
        if "one" in methods and ALL in there:
            found.append(Respondent("one", name, system, ALL))
    return sorted(found, key=lambda each: METHODS.index(each.method))


def system_of(culture: Culture, prompts: Prompts) -> str:
    """Return the sentence that names a culture, in English, as the training rows have it."""
    return prompts.render("export/system", home=culture.home, language_name="English")
