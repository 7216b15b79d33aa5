"""What a shell completes: names of lists, outcomes, flags, severities, readings, questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click

Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def _of(names: Callable[[], Iterable[str]], part: str = "") -> Completer:
    """What completes a name; with a part, the last of several names that it parts."""

    def complete(
        _: click.Context, __: click.Parameter, incomplete: str
    ) -> list[str]:
        before, mark, begun = "", "", incomplete
        if part:
            before, mark, begun = incomplete.rpartition(part)
        return [
            before + mark + name for name in names() if name.startswith(begun)
        ]

    return complete


def _lists() -> Iterable[str]:
    from ..comparing.records import records

    return [record.id for record in records()]


def _editions() -> Iterable[str]:
    from ..law.load import editions

    return editions()


def _outcomes() -> Iterable[str]:
    from ..law.load import law

    return [outcome.name for outcome in law().outcomes.values()]


def _failing() -> Iterable[str]:
    """What `qingdan decide` can fail on."""
    from ..law.load import law
    from ..rdf.names import QD, local

    flags = map(local, law().graph.members(QD + "Flag"))
    return [*_outcomes(), *flags, "uncovered", "barred"]


def _severities() -> Iterable[str]:
    from ..law.severities import severities

    return severities()


def _readings() -> Iterable[str]:
    from ..law.load import law

    for question in law().questions:
        for reading in question.readings:
            _, _, name = reading.rpartition(f"{question.iri[-2:]}-")
            yield f"{question.notation}={name}"


def _questions() -> Iterable[str]:
    from ..querying.stored import stored

    return [question.name for question in stored()]


LISTS = _of(_lists)
EDITIONS = _of(_editions)
OUTCOMES = _of(_outcomes)
FAILING = _of(_failing, ",")
SEVERITIES = _of(_severities, ",")
READINGS = _of(_readings)
QUESTIONS = _of(_questions)
