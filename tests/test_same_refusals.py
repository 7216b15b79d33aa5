"""What is refused in memory is refused in bulk, for the same reasons: each fact of each class of subjects."""

from __future__ import annotations

from pathlib import Path

import pytest

import qingdan
from qingdan import api
from qingdan.deciding.batch_checks import refuse_faults
from qingdan.errors import InputError
from qingdan.inventory.kinds import KINDS, LINKED, MECHANISMS
from qingdan.inventory.read import ingest
from qingdan.law.load import law
from qingdan.law.model import FactType
from qingdan.rdf.names import QD, RDF, XSD, local

_A = f"<{RDF}type>"
_VALUES = {
    "boolean": ("true", "false"),
    "nonNegativeInteger": ("5", "7"),
    "gYear": ("2025", "2026"),
    "date": ("2026-01-02", "2026-03-04"),
}
_SOUND = [
    f"<urn:x:handler> {_A} <{QD}DataHandler> .",
    f"<urn:x:item> {_A} <{QD}DataItem> .",
    f"<urn:x:item> <{QD}heldBy> <urn:x:handler> .",
]


def _stated() -> list[FactType]:
    return [
        fact for fact in law().facts.values() if not fact.is_a("ComputedFact")
    ]


def _values(fact: FactType) -> list[str]:
    """Two values of a fact, as N-Triples has them."""
    kind = local(fact.value_type)
    if kind in _VALUES:
        return [f'"{text}"^^<{XSD}{kind}>' for text in _VALUES[kind]]
    if kind == "langString":
        return ['"one"@en', '"two"@en']
    if kind in LINKED:
        name = MECHANISMS[0] if kind == "Mechanism" else kind
        return [f"<urn:x:{name}>", "<urn:x:nowhere>"]
    members = sorted(fact.members)[:2]
    return [f"<{member}>" for member in members] or [
        "<urn:y:one>",
        "<urn:y:two>",
    ]


def _inventory(kind: str, many: int) -> str:
    """A subject of a class for each fact, with so many of its values."""
    lines = list(_SOUND)
    lines += [f"<urn:x:{name}> {_A} <{QD}{name}> ." for name in KINDS]
    for fact in _stated():
        subject = f"<urn:x:{kind}-{fact.name}>"
        lines.append(f"{subject} {_A} <{QD}{kind}> .")
        lines += [
            f"{subject} <{fact.iri}> {value} ."
            for value in _values(fact)[:many]
        ]
    return "\n".join(lines) + "\n"


def _refusals(error: InputError | None) -> set[tuple[str, str, str]]:
    if error is None:
        return set()
    return {
        (fault.where.rpartition(", ")[2], fault.what, fault.mend)
        for fault in error.faults
    }


def in_memory(path: Path) -> set[tuple[str, str, str]]:
    """What is refused of a file that is read into memory."""
    try:
        api.loads(path.read_bytes(), ".nt")
    except InputError as error:
        return _refusals(error)
    return set()


def in_bulk(path: Path, dated: bool) -> set[tuple[str, str, str]]:
    """What is refused of the same file in bulk."""
    register = ingest(law(), [path], dated=dated)
    try:
        refuse_faults(register)
    except InputError as error:
        return _refusals(error)
    finally:
        register.close()
    return set()


@pytest.mark.parametrize("many", [1, 2], ids=["one value", "two values"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_fact_of_a_class_is_refused_alike(
    kind: str, many: int, tmp_path: Path
) -> None:
    """Whatever is dropped, joined or counted on the way, no way in accepts what the other refuses."""
    path = tmp_path / "inventory.nt"
    path.write_text(_inventory(kind, many), "utf-8")
    expected = in_memory(path)
    assert expected
    for dated in (False, True):
        assert in_bulk(path, dated) == expected


def _contradictions() -> list[tuple[str, str, dict[str, str]]]:
    """Each pair that the facts declare: the class, the fact, and values that contradict."""
    found = []
    for fact in _stated():
        kind = sorted(fact.about)[0] if fact.about else ""
        early, late = (
            f'"{day}"^^<{XSD}date>' for day in ("2026-01-02", "2026-03-04")
        )
        few, many = (
            f'"{number}"^^<{XSD}nonNegativeInteger>' for number in (5, 6)
        )
        found += [
            (kind, fact.name, {fact.name: early, other: late})
            for other in fact.not_before
        ]
        found += [
            (kind, fact.name, {fact.name: many, other: few})
            for other in fact.within
        ]
        found += [
            (kind, fact.name, {fact.name: _values(fact)[0]})
            for _ in fact.needs
        ]
    return found


def test_what_the_facts_declare_is_refused_and_found(tmp_path: Path) -> None:
    """`notBefore`, `within` and `needs`: told by both ways in, and by `validate`, of the same subject."""
    lines = list(_SOUND)
    subjects = set()
    for number, (kind, name, values) in enumerate(_contradictions()):
        subject = f"urn:x:{number}-{name}"
        subjects.add(subject)
        lines.append(f"<{subject}> {_A} <{QD}{kind}> .")
        lines += [
            f"<{subject}> <{QD}{fact}> {value} ."
            for fact, value in values.items()
        ]
        if kind == "Tally":
            year = f'"2026"^^<{XSD}gYear>'
            day = f'"2026-03-04"^^<{XSD}date>'
            lines.append(f"<{subject}> <{QD}year> {year} .")
            lines.append(f"<{subject}> <{QD}asOf> {day} .")
    assert subjects
    path = tmp_path / "inventory.nt"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    expected = in_memory(path)
    assert {subject for subject, _, _ in expected} == subjects
    assert in_bulk(path, dated=True) == expected
    findings = qingdan.validate(path)
    violating = {
        each.focus
        for each in findings.report.results
        if each.cause.severity == "Violation"
    }
    assert violating >= subjects
