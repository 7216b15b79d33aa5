"""
The files of `data/lists/` against a register that was made from the sources and not from the files.

`lists/sourced.json` has each figure and day with its source and evidence, and each band whose
figures the sources do not give as null. A scope is a sector by its Chinese name, or null for the
whole list.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from qingdan.files import list_files, ontology_files
from qingdan.rdf.names import CN, CQ25, DCTERMS, QD, RDF, RDFS, SKOS, XSD

Node = dict[str, list[Any]]
SOURCED: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "lists" / "sourced.json").read_text("utf-8")
)
STATEMENTS = (
    "ListFinding",
    "ListedSector",
    "ListedScenario",
    "ListedDataClass",
    "Band",
)
NAMED = ("ListedSector", "ListedScenario", "ListedDataClass")
MATCHES = {
    SKOS + name
    for name in (
        "exactMatch",
        "closeMatch",
        "narrowMatch",
        "broadMatch",
        "relatedMatch",
    )
}
HAN = re.compile("[\u4e00-\u9fff]")
FILES = pytest.mark.parametrize(
    "path", list_files(), ids=lambda path: path.stem
)


@cache
def nodes(path: Path) -> dict[str, Node]:
    """What a file says of each subject, by predicate."""
    found: dict[str, Node] = {}
    for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
        found.setdefault(str(quad.subject.value), {}).setdefault(
            str(quad.predicate.value), []
        ).append(quad.object)
    return found


def of_class(path: Path, *names: str) -> Iterator[tuple[str, Node]]:
    """The subjects of a file that are of one of the classes."""
    for subject, node in nodes(path).items():
        if {QD + name for name in names} & {
            kind.value for kind in node.get(RDF + "type", [])
        }:
            yield subject, node


def one(node: Node, predicate: str) -> str | None:
    """
    The single value of a predicate, None where there is
    none; the local name of a term of the vocabulary.
    """
    found = node.get(predicate, [])
    assert len(found) < 2, (predicate, found)
    return str(found[0].value).removeprefix(QD) if found else None


def edition(path: Path) -> tuple[str, Node]:
    """The list that a file describes."""
    (found,) = of_class(path, "Edition")
    return found


def short(path: Path) -> str:
    """The short name of the list that a file describes."""
    return one(edition(path)[1], SKOS + "notation") or ""


@cache
def terms() -> frozenset[str]:
    """Every subject of the ontology that has a label."""
    found = (
        quad
        for path in ontology_files()
        for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    )
    return frozenset(
        str(quad.subject.value)
        for quad in found
        if quad.predicate.value == RDFS + "label"
    )


def aspects() -> set[str]:
    """Every aspect of the vocabulary, by local name."""
    (vocabulary,) = (
        path for path in ontology_files() if path.name == "lists.ttl"
    )
    return {
        subject.removeprefix(QD)
        for subject, _ in of_class(vocabulary, "Aspect")
    }


def value_of(literal: Any) -> int | str | None:
    """A number or day as the register has it, None for a text."""
    kind = literal.datatype.value
    return (
        int(literal.value)
        if kind == XSD + "integer"
        else str(literal.value)
        if kind == XSD + "date"
        else None
    )


def scope_of(path: Path, band: Node) -> str | None:
    """The Chinese name of the sector that a band is for, None for the whole list."""
    (scope,) = band[QD + "bandScope"]
    if scope.value == edition(path)[0]:
        return None
    return next(
        str(label.value)
        for label in nodes(path)[scope.value][RDFS + "label"]
        if label.language == "zh"
    )


Row = tuple[str, str | None, int | str | None, str | None, str]


def stated(path: Path) -> set[Row]:
    """
    Each figure and day of a file, with scope, source and
    evidence; a band without figures has None.
    """
    rows: set[Row] = set()

    def add(
        what: str, scope: str | None, value: int | str | None, node: Node
    ) -> None:
        rows.add(
            (
                what,
                scope,
                value,
                one(node, DCTERMS + "source"),
                one(node, QD + "evidence") or "",
            )
        )

    for _, node in of_class(path, "ListFinding"):
        for said in node.get(QD + "says", []):
            if (value := value_of(said)) is not None:
                add(one(node, QD + "aspect") or "", None, value, node)
    for _, node in of_class(path, "Band"):
        name, scope = (
            f"{one(node, QD + 'bandOutcome')} {one(node, QD + 'bandMeasure')}",
            scope_of(path, node),
        )
        ends = {
            "from": node.get(QD + "bandFrom", []),
            "below": node.get(QD + "bandBelow", []),
        }
        for end, said in ends.items():
            for figure in said:
                add(f"{name} {end}", scope, value_of(figure), node)
        if not any(ends.values()):
            add(f"{name} from", scope, None, node)
    return rows


def registered(name: str) -> set[Row]:
    """The rows of the register for a list."""
    rows = (
        (
            row.get("aspect") or row["band"],
            row.get("scope"),
            row["value"],
            row["source"],
            row["evidence"],
        )
        for row in SOURCED[name]
    )
    return set(rows)


def test_every_list_of_the_register_has_a_file() -> None:
    """Fourteen lists and the national rules, each in the file of its short name."""
    assert (
        {path.stem for path in list_files()}
        == {short(path) for path in list_files()}
        == set(SOURCED)
    )
    assert len(SOURCED) == 15


@FILES
def test_every_list_has_every_aspect(path: Path) -> None:
    """At least one finding on each, and none on anything else."""
    found = {
        one(node, QD + "aspect") for _, node in of_class(path, "ListFinding")
    }
    assert found == aspects()


@FILES
def test_every_statement_has_its_source(path: Path) -> None:
    """
    What was found names where, and what was not says nothing;
    what by its nature cannot be there may go without a source.
    """
    for subject, node in of_class(path, *STATEMENTS):
        evidence, coverage = (
            one(node, QD + "evidence"),
            one(node, QD + "coverage"),
        )
        told = [
            predicate
            for predicate in ("says", "bandFrom", "bandBelow")
            if QD + predicate in node
        ]
        if evidence == "NothingFound":
            assert coverage == "NotKnown", subject
            assert (node.get(DCTERMS + "source"), told) == (None, []), subject
        elif coverage == "DoesNotApply":
            assert told == [], subject
        else:
            assert coverage != "NotKnown", subject
            assert evidence, subject
            sources = node.get(DCTERMS + "source", [])
            assert sources, subject
            assert all(
                str(source.value).startswith("http") for source in sources
            ), subject


@FILES
def test_every_figure_stands_in_the_register(path: Path) -> None:
    """With the same source and evidence; and every figure of the register stands in the file."""
    found, known = stated(path), registered(short(path))
    assert {row for row in found if row[2] is not None} == {
        row for row in known if row[2] is not None
    }


@FILES
def test_no_band_has_a_figure_where_the_source_has_none(path: Path) -> None:
    """
    What the sources leave open is a band without figures, on
    no evidence, and neither zero nor the national number.
    """
    found, known = stated(path), registered(short(path))
    unknown = {row for row in known if row[2] is None}
    assert {row for row in found if row[2] is None} == unknown
    for what, scope, *_ in unknown:
        name = what.removesuffix(" from")
        assert not [
            row
            for row in found
            if row[0].startswith(name)
            and row[1] == scope
            and row[2] is not None
        ]


def languages(texts: Iterable[Any]) -> list[str | None]:
    """The languages of some texts, each of which is written in its own."""
    found = list(texts)
    assert all(
        bool(HAN.search(text.value)) == (text.language == "zh")
        for text in found
    ), found
    return sorted(text.language for text in found)


@FILES
def test_texts_are_in_both_languages(path: Path) -> None:
    """Names, findings in words, notes and reasons have one text in English and one in Chinese."""
    for subject, node in nodes(path).items():
        for predicate in (
            RDFS + "label",
            QD + "mappingReason",
            SKOS + "scopeNote",
        ):
            if predicate in node:
                assert languages(node[predicate]) == ["en", "zh"], (
                    subject,
                    predicate,
                )
        said = node.get(QD + "says", [])
        if said and value_of(said[0]) is None:
            assert languages(said) == ["en", "zh"], subject
        else:
            assert len(said) < 2, subject
    for subject, node in of_class(path, "Edition", *NAMED):
        assert RDFS + "label" in node, subject


@FILES
def test_every_mapping_joins_two_terms_that_exist(path: Path) -> None:
    """A concept of the same list, and a term of the ontology; every sector of a list is mapped."""
    listed = {subject for subject, _ in of_class(path, *NAMED)}
    mapped = set()
    for subject, node in of_class(path, "ConceptMapping"):
        (concept,), (match,), (to,) = (
            node[QD + name] for name in ("mapped", "match", "mappedTo")
        )
        assert concept.value in listed, subject
        assert to.value in terms() - listed, subject
        assert match.value in MATCHES, subject
        assert all(
            QD + name in node
            for name in ("mappedBy", "mappedOn", "mappingReason")
        ), subject
        mapped.add(concept.value)
    assert {subject for subject, _ in of_class(path, "ListedSector")} <= mapped


@FILES
def test_what_a_list_names_is_its_own(path: Path) -> None:
    """
    Every statement is of the list of its file, every sector and
    scope stands in it, and no name is one of the ontology's.
    """
    own, _ = edition(path)
    for subject, node in of_class(path, "ConceptMapping", *STATEMENTS):
        assert [one.value for one in node[QD + "ofList"]] == [own], subject
        assert subject not in terms(), subject
        if subject.startswith((CQ25, CN)):
            assert subject.startswith((CQ25 + "list-", CN + "list-")), subject
        for place in (
            *node.get(QD + "ofSector", []),
            *node.get(QD + "bandScope", []),
        ):
            assert place.value == own or place.value in nodes(path), subject


@FILES
def test_a_list_of_what_may_leave_has_no_bands(path: Path) -> None:
    """Nothing follows from a general-data list; the others have four bands for each scope."""
    kind = one(edition(path)[1], QD + "listKind")
    scopes: dict[str | None, set[tuple[str | None, ...]]] = defaultdict(set)
    for _, node in of_class(path, "Band"):
        scopes[scope_of(path, node)].add(
            (one(node, QD + "bandOutcome"), one(node, QD + "bandMeasure"))
        )
    assert (kind == "GeneralDataList") == (not scopes)
    assert all(len(found) == 4 for found in scopes.values())
    assert not [
        row
        for row in registered(short(path))
        if kind == "GeneralDataList" and " " in row[0]
    ]


@FILES
def test_a_title_that_was_not_read_says_so(path: Path) -> None:
    """Known in part: a note says whether it was put together, confirmed, or only describes the list."""
    for subject, node in of_class(path, "ListFinding"):
        if (
            one(node, QD + "aspect") == "TitleAspect"
            and one(node, QD + "coverage") == "InPart"
        ):
            notes = [text.value for text in node.get(SKOS + "scopeNote", [])]
            assert any(
                word in note
                for note in notes
                for word in ("put together", "confirmed", "description")
            ), subject


def test_no_list_rests_on_an_estate_agent() -> None:
    """Save one day of Lin-gang for which nothing better was found, and which says so."""
    found = [
        (subject, node)
        for path in list_files()
        for subject, node in nodes(path).items()
        if any(
            "realtorleslie" in str(source.value)
            for source in node.get(DCTERMS + "source", [])
        )
    ]
    ((subject, node),) = found
    assert subject.endswith("/signed")
    assert "estate agent" in str(node[SKOS + "scopeNote"])
