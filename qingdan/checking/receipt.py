"""What an answer was made from, by digest: the rules of the law and the facts of the case."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from .case import Case
from .graph import QD, RDF, Text, law_files
from .law import Law

_DECLARED = {f"<{QD}Edition>", f"<{QD}Zone>"}
_TYPE = f"<{RDF}type>"


def rules_digest(folders: tuple[Path, Path, Path], edition: str) -> str:
    """
    SHA-256 over the files of the law and what the lists declare.

    For another list than that of Chongqing, the rules of all lists are added to it.
    """
    _, _, lists = folders
    digest = sha256()
    declared: set[str] = set()
    for path in law_files(folders):
        if path.parent == lists:
            declared |= _declared(path)
        elif path.parent.name != "dl":
            digest.update(path.name.encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    digest.update("".join(sorted(declared)).encode())
    if edition == "cn" or (lists / f"{edition}.rules.ttl").exists():
        digest = sha256(digest.hexdigest().encode())
        for path in sorted(lists.glob("*.rules.ttl")):
            digest.update(path.read_bytes())
    return f"sha256:{digest.hexdigest()}"


def _declared(path: Path) -> set[str]:
    """What a file says of editions and zones, as N-Triples; not what has no name."""
    triples = [
        (str(each.subject), str(each.predicate), str(each.object))
        for each in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    ]
    subjects = {
        subject
        for subject, name, kind in triples
        if name == _TYPE and kind in _DECLARED
    }
    return {
        f"{subject} {name} {value} .\n"
        for subject, name, value in triples
        if subject in subjects and not value.startswith("_:")
    }


def input_digest(law: Law, case: Case) -> str:
    """SHA-256 over item, export, day and the facts stated, as JSON; annotations are none."""
    stated = {
        fact: sorted(map(_plain, values))
        for fact, values in case.stated.items()
        if law.graph.one(QD + fact, "valueType")
        and not law.is_a(QD + fact, "Annotation")
    }
    content = json.dumps(
        [case.item, case.export, case.day.isoformat(), stated],
        ensure_ascii=False,
        sort_keys=True,
    )
    return f"sha256:{sha256(content.encode()).hexdigest()}"


def _plain(value: object) -> str | int:
    if isinstance(value, Text):
        return value.text
    return value if isinstance(value, int) else str(value)
