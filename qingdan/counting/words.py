"""
The terms that a log may name: kinds of personal information,
grounds, ways of access, each with every spelling of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from ..inventory.readers.cells import spellings
from ..law.definitions import derived
from ..law.model import Law
from ..rdf.names import QD, Iri, local
from .thresholds import grounds, kinds

_KINDS = "personalInformationKind"
Spelt = Mapping[str, tuple[str, ...]]


class Words(NamedTuple):
    """
    Spellings, in lower case: of kinds that are sensitive, not, or in
    vehicle data alone; of grounds and ways of access by local name.
    """

    sensitive: tuple[str, ...]
    ordinary: tuple[str, ...]
    in_vehicles: tuple[str, ...]
    grounds: Spelt
    not_counted: frozenset[str]
    modes: Spelt


@cache
def words(law: Law) -> Words:
    """The spellings that the law and its labels give."""
    sensitive = kinds(law)
    words_by_answer: dict[bool | None, list[str]] = {
        True: [],
        False: [],
        None: [],
    }
    for member, spelt in spellings(law, law.facts[_KINDS].members).items():
        only_there = not sensitive[local(member)] and _sensitive_in_vehicles(
            law, member
        )
        words_by_answer[None if only_there else sensitive[local(member)]] += (
            spelt
        )
    named = _named(
        law,
        law.facts["ground"].members
        | frozenset(law.graph.members(QD + "Ground")),
    )
    modes = _named(law, law.facts["accessMode"].members)
    sure, no, perhaps = (
        tuple(sorted(words_by_answer[answer]))
        for answer in (True, False, None)
    )
    return Words(
        sensitive=sure,
        ordinary=no,
        in_vehicles=perhaps,
        grounds=named,
        not_counted=frozenset(grounds(law)),
        modes=modes,
    )


def _sensitive_in_vehicles(law: Law, kind: str) -> bool:
    """Whether a kind is sensitive where the data is vehicle data, which a log does not say."""
    inferred = derived(law, {_KINDS: [Iri(kind)], "vehicleData": [True]})
    return any(
        name == "containsSensitivePersonalInformation" and value is True
        for _, name, value in inferred
    )


def _named(law: Law, members: frozenset[str]) -> Spelt:
    return {
        local(member): tuple(sorted(spelt))
        for member, spelt in sorted(spellings(law, members).items())
    }
