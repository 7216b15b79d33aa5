"""Every term of the law has a first and a last day; a day is written once, and answers rest on what holds on theirs."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pyoxigraph as ox
import pytest
from pyshacl import validate
from rdflib import SH as SHACL
from rdflib import Graph as Rdf
from rdflib import URIRef

from cases import all_cases, decided, facts_of, with_facts
from qingdan.deciding.rulebook import rulebook
from qingdan.files import folder, list_files, ontology_files
from qingdan.law.closure import closed_law
from qingdan.law.days import (
    AS,
    BY,
    FIRST,
    LAST,
    Calendar,
    end,
    start,
    statements,
)
from qingdan.law.editions import declared
from qingdan.law.load import editions, law
from qingdan.law.model import holds
from qingdan.rdf.graph import Graph, Value
from qingdan.rdf.names import CN, CQ25, DCTERMS, QD, SH, curie, expand

DATED = URIRef("https://w3id.org/qingdan/style/Dated")
STYLE = folder("shapes") / "house-style.ttl"
PREFIXES = (
    f"@prefix qd: <{QD}> . @prefix cn: <{CN}> . @prefix dcterms: <{DCTERMS}> ."
)


def _faults(lines: bytes) -> str:
    """What the shape on days says of a law in N-Triples, its days worked out."""
    graph = Rdf().parse(data=lines + b"".join(statements(lines)), format="nt")
    shapes = Rdf().parse(STYLE)
    for shape in {
        *shapes.subjects(SHACL.targetClass),
        *shapes.subjects(SHACL.targetSubjectsOf),
    }:
        for target in (
            (SHACL.targetClass, SHACL.targetSubjectsOf)
            if shape != DATED
            else ()
        ):
            shapes.remove((shape, target, None))
    conforms, _, text = validate(graph, shacl_graph=shapes)
    return "" if conforms else str(text)


@cache
def _with_lists() -> bytes:
    """The closed law with the rules of all lists."""
    parts = [closed_law()[0]]
    for path in list_files(".rules.ttl"):
        triples = ox.parse(path=path, rename_blank_nodes=True)
        parts.append(
            ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        )
    return b"".join(parts)


def test_every_term_of_the_law_has_days_and_their_source() -> None:
    """Provisions, rules, overrides, duties, parameters, readings, flags; of the national law and of every list."""
    assert _faults(_with_lists()) == ""


def test_what_is_forgotten_is_refused() -> None:
    """An instrument without a last day leaves all that rests on it without one; an open end is a statement."""
    text = f"""{PREFIXES}
        qd:Provision qd:daysThrough dcterms:isPartOf . qd:Rule qd:daysThrough dcterms:source .
        cn:act a qd:Instrument ; qd:validFrom "2030-01-01"^^<{XSD_DATE}> ; qd:datedBy qd:ConfidenceA .
        cn:act-1 a qd:Provision ; dcterms:isPartOf cn:act .
        cn:rule a qd:Rule ; dcterms:source cn:act-1 .
        """
    lines = b"".join(
        f"{one} .\n".encode()
        for one in ox.parse(text, format=ox.RdfFormat.TURTLE)
    )
    told = _faults(lines)
    assert told.count("has no last day") == len(("act", "act-1", "rule"))
    assert "/cn/rule" in told
    open_end = f"<{CN}act> <{LAST}> <{QD}NoLastDay> .\n".encode()
    assert _faults(lines + open_end) == ""


XSD_DATE = "http://www.w3.org/2001/XMLSchema#date"
GRAPH = Graph(ox.parse(_with_lists(), format=ox.RdfFormat.N_TRIPLES))


@pytest.mark.parametrize(
    ("term", "first", "last"),
    [
        ("cn:cbdf-article-5-1-iv", "2024-03-22", "qd:NoLastDay"),
        ("cn:csl-article-37", "2017-06-01", "2025-12-31"),
        ("cn:csl-article-39", "2026-01-01", "qd:NoLastDay"),
        ("cn:rule-infrastructure-operator", "2024-03-22", "qd:NoLastDay"),
        ("cn:rule-not-an-export", "2025-10-31", "qd:NoLastDay"),
        ("cn:rule-before-cbdf", "qd:NoFirstDay", "2024-03-21"),
        ("cn:duty-stay-within-assessment", "2025-01-01", "qd:NoLastDay"),
        ("cn:parameter-t2-ordinary", "2024-03-22", "qd:NoLastDay"),
        ("cq25:parameter-t2-sensitive", "2025-09-05", "2027-09-05"),
        ("cq25:part-c-tier-1-b", "2025-09-05", "2027-09-05"),
        ("cq25:rule-infrastructure-operator", "2025-09-05", "2027-09-05"),
        ("cq25:rule-list-governs", "2025-09-05", "2027-09-05"),
        ("cq25:duty-report-use", "2025-09-05", "2027-09-05"),
        ("cq25:question-08-any-extract", "2025-09-05", "2027-09-05"),
        ("cq25:rule-list-governs-released-first", "2025-09-01", "2027-09-01"),
        ("qd:CheckGuidelines2026", "2026-02-03", "qd:NoLastDay"),
        (
            "cn:rule-security-data-review-from-july",
            "2026-07-01",
            "qd:NoLastDay",
        ),
    ],
)
def test_a_term_has_the_days_of_what_it_rests_on(
    term: str, first: str, last: str
) -> None:
    """Of its law, of the provisions that it cites, of its regime, of its question, unless it has its own."""
    found = [law().graph.one(expand(term), name) for name in (FIRST, LAST)]
    told = [
        str(one) if isinstance(one, date) else curie(str(one)) for one in found
    ]
    assert told == [first, last]


def test_days_of_the_rules_of_other_lists_are_those_of_the_edition() -> None:
    """The rules of a list end with it; those of one whose end is not known say so."""
    calendar = Calendar(GRAPH)
    ended = calendar.of(expand("bj24:rule-content-not-known"))
    assert ended
    assert (ended.first.day, ended.last.day) == (
        date(2024, 8, 30),
        date(2026, 5, 10),
    )
    unknown = calendar.of(expand("bj25:rule-content-not-known"))
    assert unknown
    assert unknown.last.day == QD + "DayNotKnown"
    assert (
        GRAPH.one(QD + "cq-2025", FIRST),
        GRAPH.one(QD + "cq-2025", LAST),
    ) == (
        GRAPH.one(CQ25 + "measures", FIRST),
        GRAPH.one(CQ25 + "measures", LAST),
    )


class _Without(Graph):
    """A graph that says nothing of one subject by one predicate, read beside the whole."""

    def __init__(self, whole: Graph, subject: str, predicate: str) -> None:
        vars(self).update(vars(whole))
        self._left_out = subject, predicate

    def values(self, subject: str, predicate: str) -> list[Value]:
        if (subject, predicate) == self._left_out:
            return []
        return super().values(subject, predicate)


def test_no_day_is_written_that_follows_anyway() -> None:
    """A term writes a day only where it differs from what it would have without."""
    triples = [
        one for path in ontology_files() for one in ox.parse(path=str(path))
    ]
    triples += list(ox.parse(declared(), format=ox.RdfFormat.N_TRIPLES))
    whole = Graph(triples)
    for name in (FIRST, LAST):
        for triple in (one for one in triples if one.predicate.value == name):
            subject = str(triple.subject.value)
            days = Calendar(_Without(whole, subject, name)).of(subject)
            inherited = (
                days and (days.first if name == FIRST else days.last).day
            )
            assert str(inherited) != str(triple.object.value), triple


def test_days_in_shapes_are_those_of_the_law() -> None:
    """A condition that tests the day holds the first or last day of what it cites, or of a reading of it, as numbers do."""
    shapes = Graph(ox.parse(closed_law()[1], format=ox.RdfFormat.N_TRIPLES))
    lists = [
        one
        for path in list_files(".rules.ttl")
        for one in ox.parse(path=str(path))
    ]
    tested = [
        (shapes, one)
        for one in shapes.subjects(SH + "path", QD + "evaluationDate")
    ]
    of_lists = Graph(lists)
    tested += [
        (of_lists, one)
        for one in of_lists.subjects(SH + "path", QD + "evaluationDate")
    ]
    assert tested
    for graph, shape in tested:
        (source,) = graph.iris(shape, DCTERMS + "source")
        allowed = {(GRAPH.one(source, FIRST), GRAPH.one(source, LAST))}
        allowed |= {
            (GRAPH.one(one, FIRST), GRAPH.one(one, LAST))
            for one in _redating(source)
        }
        lower, upper, before = (
            graph.one(shape, SH + name)
            for name in ("minInclusive", "maxInclusive", "maxExclusive")
        )
        firsts, lasts = (
            {first for first, _ in allowed},
            {last for _, last in allowed},
        )
        assert lower is None or lower in firsts, (source, lower)
        assert before is None or before in firsts, (source, before)
        assert upper is None or any(
            (lower in (first, None)) and upper == last
            for first, last in allowed
        ), (source, upper, lasts)


def _redating(source: str) -> list[str]:
    """The readings under which a term holds on other days."""
    origins = {source, *map(str, GRAPH.iris(source, AS))}
    named = {
        one
        for origin in origins
        for one in GRAPH.subjects(QD + "redates", origin)
    }
    return sorted(
        named
        | {
            one
            for one in GRAPH.subjects(BY, source)
            if GRAPH.one(one, QD + "redates")
        }
    )


@pytest.mark.parametrize("edition", editions())
def test_a_book_holds_what_is_in_force(edition: str) -> None:
    """On every day rules and overrides are those of the day, beside those that test the day themselves."""
    whole = law(edition)
    turns = {one.valid_from for one in whole.rules} | {
        one.valid_to for one in whole.rules
    }
    for turn in sorted(day for day in turns if day):
        for day in (turn - timedelta(1), turn, turn + timedelta(1)):
            book = rulebook(whole, day)
            late = [rule for rule in book.rules if not holds(rule, day)]
            assert all(rule.opens or rule.binds for rule in late), (day, late)
            assert all(holds(one, day) for one in book.overrides)
            wanted = {rule for rule in whole.rules if holds(rule, day)}
            assert {
                rule for rule in wanted if rule.readings <= book.readings
            } <= set(book.rules)


CASES = dict(all_cases())


def _on(day: str, *readings: str) -> tuple[str, str | None, set[str]]:
    """The outcome of a large ordinary tally in the zone on a day, the list that governs, and what its grounds cite."""
    facts = with_facts(
        facts_of(CASES["measures-10-decision-table/E4.SecurityAssessment"]),
        {"tally": {"year": int(day[:4]), "asOf": day}},
    )
    found = decided(facts, day, list(readings))
    return (
        found.outcome,
        found.list,
        {cite for one in found.grounds for cite in one.cites},
    )


def test_a_reading_on_the_days_moves_all_that_has_them() -> None:
    """Released on the first (Q16), or a use that goes on (Q15): the rules of the list hold on the days of the reading."""
    listed = ("SecurityAssessment", "cq-2025", {"cq25:part-c-tier-1-b"})
    national = ("SecurityAssessment", None, {"cn:cbdf-article-7-1-2"})
    assert _on("2025-09-04") == national
    assert _on("2025-09-04", "Q16=first") == listed
    assert _on("2027-09-05", "Q16=first") == national
    assert _on("2027-09-05") == listed
    assert _on("2027-09-06") == national
    assert _on("2027-09-06", "Q15=use-continues") == listed


def test_open_ends_leave_nothing_out() -> None:
    """A day that is open compares as the earliest or the latest there is."""
    assert start(None) == start(QD + "NoFirstDay") == date.min
    assert end(QD + "NoLastDay") == end(QD + "DayNotKnown") == date.max
