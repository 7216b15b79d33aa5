"""
The table of docs/law-clock.md, from the closed law.

`python tests/support/clock_table.py` writes it anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from qingdan.law.days import AS, BY, FIRST, KINDS, LAST
from qingdan.law.load import law
from qingdan.rdf.names import QD, RDF, RDFS, SKOS, curie

PAGE = Path(__file__).parent.parent.parent / "docs" / "law-clock.md"
HEADING = "## The table\n"
SINCE = date(2024, 3, 21)
GRAPH = law().graph
_SEEN = tuple(
    kind
    for kind in KINDS
    if kind not in ("Regime", "Publication", "OpenQuestion")
)
_WORDS = {
    "Edition": "edition of a list",
    "Instrument": "instrument",
    "Provision": "provision",
    "Rule": "rule",
    "Override": "override",
    "Duty": "duty",
    "Consequence": "consequence",
    "Parameter": "number",
    "Reading": "reading",
    "Flag": "flag",
}
_NAMED = 3

Change = tuple[date, str, str]


def changes() -> dict[Change, list[tuple[str, str]]]:
    """What begins or ends, by the day, which of the two, and the term on which it is written."""
    found: dict[Change, list[tuple[str, str]]] = defaultdict(list)
    for kind in _SEEN:
        for term in GRAPH.members(QD + kind):
            for bound, word in ((FIRST, "begins"), (LAST, "ends after")):
                day = GRAPH.one(term, bound)
                if isinstance(day, date):
                    found[day, word, written_on(term, bound)].append(
                        (kind, term)
                    )
    return found


def written_on(term: str, bound: str) -> str:
    """The term on which a first or last day of a term is written, however many lie between."""
    day = GRAPH.one(term, bound)
    origins = {
        one for one in GRAPH.iris(term, AS) if GRAPH.one(one, bound) == day
    }
    roots = sorted(written_on(one, bound) for one in origins)
    return roots[0] if roots else term


def table() -> str:
    """A row for each change since the CBDF Provisions, then the law that was in force before."""
    found = changes()
    lines = [
        "| day | what changes | by what | grade |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        _row(key, found[key]) for key in sorted(found) if key[0] >= SINCE
    ]
    lines += [
        "",
        "In force before:",
        "",
        "| since | law | grade |",
        "| --- | --- | --- |",
    ]
    for key in sorted(found):
        kinds = {kind for kind, term in found[key] if term == key[2]}
        if key[0] < SINCE and "Instrument" in kinds:
            lines.append(f"| {key[0]} | {_name(key[2])} | {_grades(key[2])} |")
    return "\n".join(lines)


def _row(key: Change, terms: list[tuple[str, str]]) -> str:
    day, word, origin = key
    return f"| {day} | {word}: {_what(terms)} | {_name(origin)} | {_grades(origin)} |"


def _what(terms: list[tuple[str, str]]) -> str:
    """How many of each kind; the names of a few, and of all duties and flags."""
    parts = []
    for kind, number in Counter(kind for kind, _ in terms).items():
        words = _WORDS[kind] if number == 1 else _plural(_WORDS[kind])
        names = [
            GRAPH.text(term, RDFS + "label")["en"]
            for one, term in terms
            if one == kind
        ]
        told = kind in ("Rule", "Duty", "Flag") and number <= _NAMED
        listed = f" ({'; '.join(names)})" if told else ""
        parts.append(f"{number} {words}{listed}")
    return ", ".join(parts)


def _plural(word: str) -> str:
    if word == "duty":
        return "duties"
    return (
        word.replace("edition", "editions")
        if word.startswith("edition")
        else word + "s"
    )


def _name(term: str) -> str:
    return f"{GRAPH.text(term, RDFS + 'label')['en']} (`{curie(term)}`)"


def _grades(origin: str) -> str:
    """The grade of each source of the day; a provision that sets it, with its own grade."""
    told = []
    for by in GRAPH.iris(origin, BY):
        if QD + "Confidence" in GRAPH.iris(by, RDF + "type"):
            told.append(str(GRAPH.one(by, SKOS + "notation")))
        else:
            grade = GRAPH.one(by, QD + "confidence")
            mark = (
                str(GRAPH.one(str(grade), SKOS + "notation"))
                if grade
                else "source"
            )
            told.append(f"{mark} (`{curie(by)}`)")
    return ", ".join(told)


if __name__ == "__main__":
    before, _, _ = PAGE.read_text("utf-8").partition(HEADING)
    PAGE.write_text(f"{before}{HEADING}\n{table()}\n", "utf-8")
