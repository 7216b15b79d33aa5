"""A register of any size in, what is found of its items out, once for all of which it is found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from ..inventory.table import Register
from ..rdf.names import curie
from .by_neighbourhood import Finding, Validator
from .report import Cause
from .validate import each_once

_NAMED = 500_000


class Judged(NamedTuple):
    """
    What is found of items: of those of each key, and of subjects that
    a query names one by one; each a cause and the value, if any.
    """

    by_key: dict[int, list[tuple[Cause, str | None]]]
    by_subject: dict[str, list[tuple[Cause, str | None]]]


def judged(register: Register) -> Judged | None:
    """What is found; None where a query names too many subjects to hold them."""
    by_key = defaultdict[int, list[tuple[Cause, str | None]]](list)
    by_subject = defaultdict[str, list[tuple[Cause, str | None]]](list)
    findings = each_once(Validator(register).findings())
    named = [finding for finding in findings if finding.key is None]
    if sum(finding.items for finding in named) > _NAMED:
        return None
    for finding in findings:
        if finding.key is not None:
            found_of_key = finding.cause, finding.value
            by_key[finding.key].append(found_of_key)
    for finding in named:
        for subject, value in _named_by(register, finding):
            by_subject[subject].append((finding.cause, value))
    return Judged(dict(by_key), dict(by_subject))


def _named_by(
    register: Register, finding: Finding
) -> Iterator[tuple[str, str | None]]:
    """The subjects that a query names, each with the value that is found of it."""
    for subject, _, _, *value in register.store.stream(
        finding.sql, *finding.values
    ):
        yield subject, curie(value[0]) if value else finding.value
