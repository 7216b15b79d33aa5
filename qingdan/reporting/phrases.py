"""The small sentences that every report is built from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ..deciding.determination import Comparison, Reason
from ..deciding.missing import range_label, value_label
from ..deciding.reasons import BY_REVIEW
from ..language import N_, in_both, phrase, phrase_in
from ..law.conditions import Between, Settled, Trace
from ..law.kleene import Status
from ..law.model import Law
from ..output import plain
from ..packs.held import made_up
from ..rdf.graph import Text
from ..rdf.names import expand

_WIDTH = 80
_COLON = re.compile("[:：]")
_NUMBERED = re.compile("[0-9第]")
TURNED = {
    ">=": "<",
    ">": "<=",
    "<=": ">",
    "<": ">=",
    "has": "not has",
    "in": "not in",
    "class": "not class",
    "not class": "class",
} | {f"count {sign}": f"not count {sign}" for sign in (">=", "<=")}
OPERATORS = {
    "has": N_("is"),
    "not has": N_("is not"),
    "in": N_("is one of"),
    "not in": N_("is none of"),
    "class": N_("is of the kind"),
    "not class": N_("is none of the kind"),
    "count >=": N_("number of values, at least"),
    "count <=": N_("number of values, at most"),
    "not count >=": N_("number of values, fewer than"),
    "not count <=": N_("number of values, more than"),
}
GROUPS = {
    "and": N_("all of"),
    "or": N_("any of"),
    "nor": N_("none of these holds"),
    "nand": N_("not all of these hold"),
}
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


def related(operator: str, lang: str) -> str:
    """The operator of a test in words, or its sign."""
    if operator in OPERATORS:
        return phrase(OPERATORS[operator], lang)
    return operator


def say(text: Text, lang: str) -> str:
    """A text in a language, or in any language rather than none."""
    return text.get(lang) or next(iter(text.values()), "")


def cited(
    law: Law, cites: Iterable[str], lang: str, with_names: bool = False
) -> str:
    """Provisions by their legal names, with their identifiers where these are asked for too."""
    names = {cite: short_name(law, cite, lang) for cite in cites}
    if with_names:
        return "; ".join(f"{name} {cite}" for cite, name in names.items())
    return "; ".join(dict.fromkeys(names.values()))


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
    return (
        f"{say(comparison.label, lang)}: {number} {comparison.operator} {comparison.limit:,}"
        f" ({margin(comparison, lang)})"
    )


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
    return f"{side} {comparison.margin:,}"


def reason(reason_given: Reason, lang: str) -> str:
    """A deciding fact as one line, for example `core data: no`."""
    if reason_given.values is None:
        values = phrase("not stated", lang)
    else:
        listed = ", ".join(say(value, lang) for value in reason_given.values)
        values = listed or phrase("none", lang)
    label = say(reason_given.label, lang)
    return f"{label}: {values}"


def positive(trace: Trace) -> Trace:
    """
    The same condition told as what holds: a negated test by its
    opposite, a negated group as none or not all of its parts.
    """
    if trace.kind != "not":
        return replace(
            trace, parts=tuple(positive(part) for part in trace.parts)
        )
    (inner,) = trace.parts
    if inner.kind == "not":
        return positive(inner.parts[0])
    if inner.test is not None:
        opposite = replace(inner.test, operator=TURNED[inner.test.operator])
        return replace(inner, status=trace.status, test=opposite)
    kind = {"or": "nor", "and": "nand"}[inner.kind]
    return Trace(
        kind=kind,
        status=trace.status,
        parts=tuple(positive(part) for part in inner.parts),
    )


def tested(law: Law, trace: Trace, lang: str) -> str:
    """A leaf of a condition as one line: the fact, its value, what it was held against."""
    if trace.test is None:
        return phrase(GROUPS[trace.kind], lang)
    fact = say(law.facts[trace.test.fact].label, lang)
    values = say(valued(law, trace), lang)
    limit = (
        trace.test.limit
        if isinstance(trace.test.limit, tuple)
        else (trace.test.limit,)
    )
    labels = [value_label(law, value) for value in limit]
    against = " / ".join(say(label, lang) for label in labels)
    return f"{fact} [{values}] {related(trace.test.operator, lang)} {against}"


def valued(law: Law, trace: Trace) -> Text:
    """
    What is known of the fact that a leaf tests: its values,
    its bounds, or that it is not stated.
    """
    if trace.values is None:
        return in_both("not stated")
    if isinstance(trace.values, Settled):
        return in_both(BY_REVIEW)
    if isinstance(trace.values, Between):
        return range_label(trace.values.low, trace.values.high)
    labels = [value_label(law, value) for value in trace.values]
    if not labels:
        return in_both("none")
    return {
        lang: ", ".join(say(label, lang) for label in labels)
        for lang in ("en", "zh")
    }


def visible(text: str) -> str:
    """A value on one line, not too long, with what does not show made to show."""
    shown = plain(text)
    if len(shown) <= _WIDTH:
        return shown
    return shown[: _WIDTH - 1] + "…"
