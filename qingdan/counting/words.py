"""The terms that a log may name: kinds of personal information, grounds, ways of access, each with every spelling of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from ..cells import spellings
from ..names import QD, local
from ..terms import Law
from .thresholds import grounds, kinds

Spelt = Mapping[str, tuple[str, ...]]


class Words(NamedTuple):
    """Spellings, in lower case: of kinds that are sensitive or not, of each ground and way of access by local name."""

    sensitive: tuple[str, ...]
    ordinary: tuple[str, ...]
    grounds: Spelt
    not_counted: frozenset[str]
    modes: Spelt


@cache
def words(law: Law) -> Words:
    """The spellings that the law and its labels give."""
    sensitive = kinds(law)
    told = {sensitive_too: list[str]() for sensitive_too in (True, False)}
    for member, spelt in spellings(law, law.facts["personalInformationKind"].members).items():
        told[sensitive[local(member)]] += spelt
    named = _named(law, law.facts["ground"].members | frozenset(law.graph.members(QD + "Ground")))
    modes = _named(law, law.facts["accessMode"].members)
    return Words(tuple(sorted(told[True])), tuple(sorted(told[False])), named, frozenset(grounds(law)), modes)


def _named(law: Law, members: frozenset[str]) -> Spelt:
    return {local(member): tuple(sorted(spelt)) for member, spelt in sorted(spellings(law, members).items())}
