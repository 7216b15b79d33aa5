"""
What a cell says: truths, days, moments and terms as tables,
logs, mappings and workbooks write them, in both languages.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from ...law.model import FactType, Law
from ...law.spelling import spelt
from ...rdf.names import local

TRUE = ("true", "1", "yes", "是")
FALSE = ("false", "0", "no", "否")
BLANKS = (
    "\t\n\r \u00a0\u1680"
    + "".join(map(chr, range(0x2000, 0x200B)))
    + "\u202f\u205f\u3000"
)
DAY = r"[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
CLOCK = r"[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?"
OFFSET = r"(Z|[+-](0[0-9]|1[0-7])(:?[0-5][0-9])?)"
LOOSE_DAY = (
    r"([1-9][0-9]{3})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?"
)
_MIDNIGHT = r"(?:[T ]0?0:00(?::00(?:\.0+)?)?)?"
_LOOSE = re.compile(LOOSE_DAY + _MIDNIGHT)
_PARTING = re.compile(r"[\s_.-]")
_SHORT = 3
_LONG = 80


def boolean(text: str) -> bool | None:
    """A truth in English or Chinese, whatever the case of its letters; None where it is none."""
    word = text.strip(BLANKS).lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    return None


def day(text: str) -> date | None:
    """A day, year first, as spreadsheets of both languages write it; None where it is none."""
    match = _LOOSE.fullmatch(text.strip(BLANKS))
    try:
        if match:
            return date(*map(int, match.groups()))
        return None
    except ValueError:
        return None


def canonical(fact: FactType, text: str) -> str:
    """The text of a cell in the one form of its value; as it stands where it cannot be read."""
    kind = local(fact.value_type)
    value = text.strip(BLANKS)
    if kind == "boolean" and (truth := boolean(value)) is not None:
        return str(truth).lower()
    if kind == "date" and (known := day(value)) is not None:
        return known.isoformat()
    if kind == "gYear":
        return re.sub(r"\A([0-9]{4})年\Z", r"\1", value)
    return value


def term(law: Law, fact: FactType, text: str) -> str | None:
    """
    The IRI of the term of a fact that a cell names: by local
    name, CURIE, IRI, or label as the template shows it.
    """
    return spelt(law, fact.members).get(text.strip(BLANKS).casefold())


def spellings(law: Law, members: frozenset[str]) -> dict[str, list[str]]:
    """Every spelling of some terms, in lower case, by IRI."""
    by_member: dict[str, list[str]] = {member: [] for member in members}
    for spelling, member in spelt(law, members).items():
        by_member[member].append(spelling)
    return by_member


def nearest(name: str, known: frozenset[str]) -> str | None:
    """
    The known name that a heading is, in other letters or with one
    slip of the pen; in time that grows with the heading alone.
    """
    bare = _bare(name)
    index = _slips(known)
    near = {
        name
        for slip in (bare, *_shortened(bare))
        for name in index.get(slip, ())
        if abs(len(bare) - len(_bare(name))) < 2
    }
    return min(
        near, key=lambda name: (_bare(name) != bare, name), default=None
    )


@cache
def _slips(known: frozenset[str]) -> dict[str, set[str]]:
    """Names by what is left of them without one letter, and as they stand."""
    names_by_slip: dict[str, set[str]] = {}
    for name in known:
        for slip in (
            _bare(name),
            *(_shortened(_bare(name)) if len(_bare(name)) > _SHORT else ()),
        ):
            names_by_slip.setdefault(slip, set()).add(name)
    return names_by_slip


def _shortened(bare: str) -> list[str]:
    if len(bare) <= _LONG:
        return [bare[:place] + bare[place + 1 :] for place in range(len(bare))]
    return []


def _bare(name: str) -> str:
    return _PARTING.sub("", name).casefold()
