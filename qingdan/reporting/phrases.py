"""The small sentences that every report is built from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..deciding.determination import Comparison, Reason, UsedFact
from ..deciding.missing import range_label
from ..language import N_, phrase, phrase_in
from ..law.kleene import Status
from ..law.model import Law
from ..output import plain
from ..packs.held import made_up
from ..rdf.graph import Text
from ..rdf.names import curie, expand
from .punctuation import aside, in_turn, listed, under

_WIDTH = 80
_COLON = re.compile("[:：]")
_NUMBERED = re.compile("[0-9第]")
HOW = {"stated": N_("stated on"), "inferred": N_("follows from")}
ABOUT = {
    "item": N_("about the item"),
    "export": N_("about the export"),
    "handler": N_("about the handler"),
    "tally": N_("about the tally"),
}
DISCLAIMER = N_(
    "Not legal advice. The Chinese original controls; our source only summarises the list."
)


_COVERED = N_(
    "Edition pack of {edition}: {counting} of {items} slots confirmed by two persons"
    " (text {digest})."
)


def by_pack(law: Law, lang: str) -> str:
    """How much of the list a pack covers, and if rows are invented; empty where none is in use."""
    pack = law.pack
    if pack is None:
        return ""
    covered = phrase(
        _COVERED,
        lang,
        edition=pack.edition,
        counting=len(pack.counting),
        items=pack.announced.items or "?",
        digest=f"sha256:{pack.digest[:12]}",
    )
    return " ".join([covered, *invented(law, lang)])


def invented(law: Law, lang: str) -> list[str]:
    """That rows of the pack are invented, as a sentence, where some are."""
    if law.pack is None:
        return []
    lines = made_up(law.pack, lang)
    return [f"{line[:1].upper()}{line[1:]}" for line in lines]


def say(text: Text, lang: str) -> str:
    """A text in a language, or in any language rather than none."""
    return text.get(lang) or next(iter(text.values()), "")


def cited(
    law: Law, cites: Iterable[str], lang: str, with_names: bool = False
) -> str:
    """Provisions by their legal names, with their identifiers where these are asked for too."""
    names = {cite: short_name(law, cite, lang) for cite in cites}
    if with_names:
        return in_turn(
            (f"{name} {cite}" for cite, name in names.items()), lang
        )
    return in_turn(dict.fromkeys(names.values()), lang)


def short_name(law: Law, cite: str, lang: str) -> str:
    """
    The name of a provision, up to its colon where a number
    stands before it: `Measures, Article 10`.
    """
    whole = say(law.label(expand(cite)), lang) or cite
    head = _COLON.split(whole)[0]
    if whole != cite and _NUMBERED.search(head):
        return head
    return whole


def tone(law: Law, outcome: str) -> str:
    """The colour of an outcome: clear, route, open or stop."""
    known = law.outcomes.get(expand(f"qd:{outcome}"))
    if known is None or known.under_list == "undetermined":
        return "open"
    if known.clearance:
        return "clear"
    if known.tier:
        return "route"
    return "stop"


def mark(status: Status) -> str:
    """A sign for true, false, unknown that survives any terminal."""
    return {True: "+", False: "-", None: "?"}[status]


def compared(comparison: Comparison, lang: str) -> str:
    """A comparison as one line, for example `10,000 >= 10,000 (margin 0)`."""
    number = (
        say(range_label(*comparison.bounds), lang)
        if comparison.bounds
        else f"{comparison.value:,}"
    )
    test = f"{number} {comparison.operator} {comparison.limit:,}"
    side = aside(margin(comparison, lang), lang)
    return under(say(comparison.label, lang), test + side, lang)


def origin_of(law: Law, fact: UsedFact, lang: str) -> str:
    """Where a fact is stated, by whom and when, or from what it follows."""
    place = curie(fact.stated_on)
    if fact.how == "inferred":
        place = say(law.label(fact.stated_on), lang) or place
    parts = [f"{phrase(HOW[fact.how], lang)} {place}"]
    if fact.by:
        parts.append(f"{phrase('by', lang)} {fact.by}")
    if fact.on:
        parts.append(str(fact.on))
    return phrase(", ", lang).join(parts)


def margin(comparison: Comparison, lang: str) -> str:
    """
    How far a number lies from its limit, on which side;
    open where the limit lies within the bounds.
    """
    if comparison.margin is None or comparison.value is None:
        return phrase("open", lang)
    if comparison.value >= comparison.limit:
        side = phrase_in("at the limit or over it", "margin", lang)
    else:
        side = phrase_in("below the limit", "margin", lang)
    return phrase(
        "{side} {margin:,}", lang, side=side, margin=comparison.margin
    )


def reason(reason_given: Reason, lang: str) -> str:
    """A deciding fact as one line, for example `core data: no`."""
    if reason_given.values is None:
        values = phrase("not stated", lang)
    else:
        named = listed((say(each, lang) for each in reason_given.values), lang)
        values = named or phrase("none", lang)
    return under(say(reason_given.label, lang), values, lang)


def visible(text: str) -> str:
    """A value on one line, not too long, with what does not show made to show."""
    shown = plain(text)
    if len(shown) <= _WIDTH:
        return shown
    return shown[: _WIDTH - 1] + "…"
