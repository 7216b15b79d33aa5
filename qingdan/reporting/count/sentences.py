"""
The sentences of a count: what was reached by which event, what is left,
who was left out, what another reading would come to.
"""

from __future__ import annotations

from functools import cache

from ...counting.results import Alternative, Crossed, Excluded
from ...counting.tallies import Headroom
from ...counting.thresholds import Threshold
from ...language import N_, phrase
from ...law.load import law
from ...rdf.graph import Text
from ...rdf.names import QD, SKOS
from ..phrases import cited, say
from ..punctuation import aside, in_turn, under
from .mechanisms import MEASURED

WORDS = {
    "ordinaryPersons": N_("persons, information other than sensitive"),
    "sensitivePersons": N_("persons, sensitive information"),
    "both": N_("persons in both"),
    "until": N_("from 1 January to"),
    "tier": N_("the numbers reach tier"),
    "none": N_("the numbers reach no tier"),
    "reached": N_("{goal} reached"),
    "persons": N_("the threshold of {number:,} persons"),
    "person": N_("the threshold of one person"),
    "to": N_("{when}, to {recipient}"),
    "new": N_("{new:,} new that day, reached with number {rank:,} of them"),
    "known": N_("in the records only from"),
    "low": N_(
        "what was determined in between rests on a tally that was too low"
    ),
    "left": N_("{left:,} more persons stay below {goal}"),
    "rate": N_("at the rate of the last 28 days (a projection)"),
    "year": N_("not in this year"),
    "proven": N_("not counted, ground proven"),
    "claimed": N_("counted, as the ground is claimed and not proven"),
    "reading": N_(
        "{question}, if the answer were “{reading}”: {ordinary:,} persons with other"
        " than sensitive information, {sensitive:,} with sensitive information;"
        " tier {tier} in place of {now}"
    ),
    "part": N_(
        "{persons:,} persons, {ordinary:,} with other than sensitive information,"
        " {sensitive:,} with sensitive information"
    ),
    "most": N_("at most, with what cannot be read or told apart"),
    "bad": N_("rows cannot be counted: the tallies are lower bounds"),
    "open": N_(
        "at least; no maximum is known, as rows that hold an unknown number of"
        " persons cannot be counted"
    ),
    "may": N_("no maximum is known, so the numbers may reach tier"),
    "contradiction": N_(
        "{rows:,} rows say that they are not sensitive beside a kind that is:"
        " they are counted as sensitive"
    ),
    "frequent": N_(
        "one identifier stands in {rows:,} of {of:,} rows of {about}: does it"
        " name a person, or stand where none is named?"
    ),
    "skipped": N_("{about}: counted before, and not counted again"),
    "again": N_(
        "{about}: changed since it was counted, and counted again; what it held"
        " before stays counted"
    ),
    "otherwise": N_(
        "{rows:,} of {of:,} runs of the ledger were made under other rules or"
        " another mapping"
    ),
    "forgotten": N_(
        "{rows:,} of {of:,} persons who were to be erased were in the ledger, and"
        " are erased"
    ),
    "erased": N_(
        "{rows:,} persons were erased from the ledger and stay counted; one who"
        " comes again is counted anew"
    ),
    "days": N_(
        "a ledger keeps days alone: events behind crossings, grounds, days of"
        " recording and other accesses are told by a count of the logs"
    ),
    "clock": N_("moments in {files}: {clock}"),
    "separator": N_("{files}: cells are parted by {separator}"),
    "unread": N_("{files}: columns not read: {columns}"),
    "group": N_(
        "group, counted as one (a flag against splitting, not the rule)"
    ),
    "nothing": N_("There is nobody to count up to"),
}


@cache
def words(lang: str) -> dict[str, str]:
    """The phrases of a count in a language, by their keys."""
    return {key: phrase(message, lang) for key, message in WORDS.items()}


def threshold_of(threshold: Threshold, lang: str) -> str:
    """A threshold with the information that it is about and what follows from it."""
    message = words(lang)["person" if threshold.number == 1 else "persons"]
    outcome = say(law().outcome_label(threshold.outcome), lang)
    about = phrase(MEASURED[threshold.measure], lang)
    number = message.format(number=threshold.number)
    return number + aside(in_turn((about, outcome), lang), lang)


def crossing_of(crossed: Crossed, lang: str) -> str:
    """A threshold that was reached: when, to whom, by which person of that day."""
    phrases = words(lang)
    crossing = crossed.crossing
    event = f"{crossing.day}"
    if crossed.moment:
        event = f"{crossed.moment:%Y-%m-%d %H:%M}"
    if crossed.recipient:
        event = phrases["to"].format(when=event, recipient=crossed.recipient)
    if crossed.item:
        event += aside(crossed.item, lang)
    goal = threshold_of(crossing.threshold, lang)
    parts = [
        phrases["reached"].format(goal=goal),
        phrases["new"].format(new=crossing.that_day, rank=crossing.rank),
    ]
    if crossed.known_on and crossed.known_on > crossing.day:
        known = f"{phrases['known']} {crossed.known_on}"
        parts.append(under(known, phrases["low"], lang))
    return under(event, in_turn(parts, lang), lang)


def room_of(room: Headroom, lang: str) -> str:
    """How many more persons stay below a threshold, and when it would be reached."""
    phrases = words(lang)
    goal = threshold_of(room.threshold, lang)
    expected = str(room.expected or phrases["year"])
    if room.expected or room.earliest:
        between = f"{room.earliest or '–'} … {room.latest or '–'}"
        expected += aside(between, lang)
    parts = (
        phrases["left"].format(left=room.left, goal=goal),
        under(phrases["rate"], expected, lang),
    )
    return in_turn(parts, lang)


def exclusion_of(excluded: Excluded, lang: str) -> str:
    """Persons on a ground that is not counted, proven or only claimed."""
    proof = words(lang)["proven" if excluded.proven else "claimed"]
    ground = say(law().label(QD + excluded.ground), lang) or excluded.ground
    cites = cited(law(), [excluded.cites], lang)
    persons = under(f"{excluded.persons:,} {proof}", ground, lang)
    return f"{persons} [{cites}]"


def reading_of(other: Alternative, lang: str) -> str:
    """A tally under another reading, in the words of the law's question."""
    return words(lang)["reading"].format(
        question=other.question,
        reading=say(_answers()[other.question, other.reading], lang),
        ordinary=other.ordinary,
        sensitive=other.sensitive,
        tier=other.tier or "–",
        now=other.now or "–",
    )


@cache
def _answers() -> dict[tuple[str, str], Text]:
    """The label of each reading by the notations of its question and of itself."""
    graph = law().graph
    labels = {}
    for question in law().questions:
        for reading in question.readings:
            notation = str(graph.one(reading, SKOS + "notation"))
            answer = question.notation, notation
            labels[answer] = law().label(reading)
    return labels
