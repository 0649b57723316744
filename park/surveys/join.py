"""Joins items of different surveys that ask the same."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from park.errors import InputError, nearest
from park.records import Answers, Item
from park.surveys.survey import Survey

KEY = "seeds.join"


def joined(surveys: Sequence[Survey], same: Mapping[str, str]) -> list[Survey]:
    """Return the surveys with answers to some items as answers to others.

    Options are matched by their labels if both items have the same ones, else by their places.

    Args:
        surveys: the surveys, not merged yet.
        same: ids of items to drop, with the id of the item that takes over their answers.

    Raises:
        InputError: an item is unknown, the options of the two do not fit each other, or a source
            has answers of a country to both.
    """
    known = {id_: item for survey in reversed(surveys) for id_, item in survey.items.items()}
    for old, new in same.items():
        for id_ in (old, new):
            if id_ not in known:
                raise InputError(f"{KEY}: no source has an item {id_!r}{nearest(id_, known)}")
        if old == new or new in same:
            raise InputError(f"{KEY}: {old}: {new!r} is itself joined to another item")
    codes = {old: _codes(known[old], known[new]) for old, new in same.items()}
    return [_joined(survey, same, codes, known) for survey in surveys]


def _joined(
    survey: Survey,
    same: Mapping[str, str],
    codes: Mapping[str, Mapping[int, int]],
    known: Mapping[str, Item],
) -> Survey:
    moved = [old for old in same if old in survey.items]
    if not moved:
        return survey
    if survey.respondents:
        raise InputError(f"{KEY}: {moved[0]} has single respondents; join others to it instead")
    items = [known[same[id_]] if id_ in same else item for id_, item in survey.items.items()]
    answers = [
        _moved(each, same[each.item], codes[each.item]) if each.item in same else each
        for each in survey.answers.values()
    ]
    _distinct(survey, answers)
    found = Survey.of(items, answers, survey.skipped)
    return replace(found, items={id_: _twin(item, same) for id_, item in found.items.items()})


def _distinct(survey: Survey, answers: Sequence[Answers]) -> None:
    """Refuse two answers of a country to one item, of which only one would count."""
    seen: dict[tuple[str, str], str] = {}
    for before, after in zip(survey.answers.values(), answers, strict=True):
        place = (after.item, after.country)
        if place in seen:
            raise InputError(
                f"{KEY}: {seen[place]} and {before.item} would both be {after.item}, but one "
                f"source asked both in {after.country}"
            )
        seen[place] = before.item


def _moved(answers: Answers, new: str, codes: Mapping[int, int]) -> Answers:
    counts = {codes[code]: count for code, count in answers.counts.items()}
    return answers.model_copy(update={"item": new, "counts": counts})


def _twin(item: Item, same: Mapping[str, str]) -> Item:
    twin = same.get(item.twin, item.twin)
    return item.model_copy(update={"twin": "" if twin == item.id else twin})


def _codes(old: Item, new: Item) -> dict[int, int]:
    """Return each code of an item with that of the item it is joined to.

    Raises:
        InputError: there are more options on one side, or their places cannot tell which are the
            same: a label has another place, or what is on no scale has.
    """
    if len(old.options) != len(new.options):
        raise InputError(
            f"{KEY}: {old.id} has {len(old.options)} options and {new.id} {len(new.options)}"
        )
    labels = {option.label.casefold(): option.code for option in new.options}
    if {option.label.casefold() for option in old.options} == labels.keys():
        return {option.code: labels[option.label.casefold()] for option in old.options}
    codes = {one.code: other.code for one, other in zip(old.options, new.options, strict=True)}
    for option in old.options:
        other = labels.get(option.label.casefold(), codes[option.code])
        if other != codes[option.code]:
            raise InputError(
                f"{KEY}: {old.id}: {option.label!r} has another place than in {new.id}, whose "
                "other options have other labels; give them the same labels or the same order"
            )
    if {codes[code] for code in old.aside} != {*new.aside} or old.ordered != new.ordered:
        raise InputError(
            f"{KEY}: {old.id} and {new.id} have different scales (ordered, aside), so their "
            "options cannot be matched by place; give them the same labels"
        )
    return codes
