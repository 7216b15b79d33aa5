"""
Statements to columns: each distinct statement is vetted once,
each distinct set of them kept once, each subject is a row.

A row of `blocks` is what one stretch of a file states of one subject: the subject, its fragment
(the set of its statements that the law or the shapes read, by number), its handler, its title, and
where it stands. Text that no rule reads is vetted and let go, so that memory grows with what
differs and not with what there is.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

import pyoxigraph as ox

from ..errors import Fault, InputError
from ..law.model import FactType, Law
from ..rdf.graph import Term, Value
from ..rdf.names import QD, RDF, local
from .canonical import as_read
from .cell_faults import Agreement
from .faults import triple_term
from .term_checks import is_taken, vet_term, vet_type
from .titles import BETWEEN_TITLES, as_title

if TYPE_CHECKING:
    from .readers.cell_statements import Places

_TYPE = RDF + "type"
PAST = -1
TITLE = -2
PROSE = -3
IDLE = -4
EXPORT_OF = -5
LISTS = -6
HOLDERS = -10
_SOURCES = frozenset(["assertedBy", "assertedOn"])
_KEPT = 1 << 17
_LONGEST = (
    200_000  # characters; the database takes lines of up to 2,000,000 bytes
)


class Token(NamedTuple):
    """
    One statement without its subject: as a shape sees it,
    as a fact, and what is wrong with it.
    """

    predicate: str
    term: Term
    value: Value | None
    fault: Fault | None


class Block:
    """
    What a stretch of a file states of one subject: numbers
    of tokens, what is kept apart, the line it starts at.
    """

    __slots__ = ("line", "numbers", "others")

    def __init__(self, line: int | None = None) -> None:
        self.numbers: list[int] = []
        self.others: list[tuple[int, Any]] = []
        self.line = line


class _Column(dict[Any, int]):
    """
    The objects of one predicate, each with the number of
    its token or what else becomes of it.
    """

    def __init__(self, intake: Intake, predicate: str) -> None:
        super().__init__()
        self.intake = intake
        self.predicate = predicate
        fact = (
            intake.law.facts.get(local(predicate))
            if predicate.startswith(QD)
            else None
        )
        self.special = (
            _special(fact, intake.dated)
            if fact and fact.iri == predicate
            else 0
        )

    def __missing__(self, term: Any) -> int:
        if isinstance(term, ox.Triple):
            raise InputError(triple_term(self.intake.where))
        number = self.intake.number(self.predicate, term)
        token = None
        if number >= 0:
            token = self.intake.tokens[number]
        if token and not token.fault and self.special:
            if self.special != HOLDERS:
                self.intake.tokens.pop()
                return self.special
            number = HOLDERS - number
        if number != PAST:
            self[term] = number
        return number


class PastColumn(_Column):
    """The objects of a predicate outside the vocabulary: counted and ignored."""

    def __missing__(self, term: Any) -> int:
        self.intake.ignored[self.predicate] += 1
        return PAST


def _special(fact: FactType, dated: bool) -> int:
    """
    What is done with a statement apart from the fragment:
    links to rows, texts, facts that bear on nothing.
    """
    rows = {
        "title": TITLE,
        "exportOf": EXPORT_OF,
        "lists": LISTS,
        "heldBy": HOLDERS,
    }
    if fact.name in rows:
        return rows[fact.name]
    if (
        fact.name == "recipient"  # what mechanisms in hand cover turns on it
        or not fact.is_a("Annotation")
        or not fact.about <= {"DataItem", "Export"}
        or fact.name in _SOURCES
    ):
        return 0
    if fact.value_type.endswith("langString"):
        return PROSE
    if fact.is_a("OpenValued") or (fact.name == "exportDate" and dated):
        return IDLE
    return 0


class Intake:
    """
    Reads statements into two spool files, `blocks` and
    `links`; keeps tokens and fragments in memory.
    """

    def __init__(self, law: Law, folder: Path, dated: bool) -> None:
        self.law = law
        self.dated = dated
        self.where = ""
        self.tokens: list[Token] = []
        self.fragments: list[tuple[int, ...]] = []
        self.ignored: Counter[str] = Counter()
        self.files: list[str] = []
        self.sheets: list[str] = []
        self.notes: list[str] = []
        self.faults: list[Fault] = []
        self.places: dict[int, Places] = {}
        self.agreement = Agreement(law)
        self.tables: set[int] = set()
        self._numbers: dict[tuple[int, ...], int] = {}
        self._orders: dict[tuple[int, ...], int] = {}
        self._columns: dict[Any, _Column] = {}
        self._spools: list[TextIO] = [
            open(folder / name, "w", encoding="utf-8", newline="")  # noqa: SIM115
            for name in ("blocks", "links")
        ]
        self._block, self._link = (
            csv.writer(spool, lineterminator="\n").writerow
            for spool in self._spools
        )

    def begin(self, where: str, sheet: str = "") -> None:
        """Statements that follow stand in another file, or in another sheet."""
        self.where = where
        self.files.append(where)
        self.sheets.append(sheet)

    def close(self) -> None:
        """Write out what is buffered."""
        for spool in self._spools:
            spool.close()

    def number(self, predicate: str, term: Term) -> int:
        """The number of a new token for a statement; `PAST` for a class outside the vocabulary."""
        if predicate == _TYPE:
            kind, fault = vet_type("", term)
            if kind is None and fault is None:
                self.ignored[predicate] += 1
                return PAST
            token = Token(predicate, term, kind, fault)
        else:
            value, fault = vet_term(self.law, "", predicate, term)
            token = Token(
                predicate,
                term
                if fault
                else as_read(self.law.facts[local(predicate)], value, term),
                value,
                fault,
            )
        self.tokens.append(token)
        return len(self.tokens) - 1

    def column(self, predicate: Any) -> _Column:
        """The column of a predicate, made when it is first met."""
        known = self._columns.get(predicate)
        if known is not None:
            return known
        iri = predicate
        if not isinstance(predicate, str):
            iri = predicate.value
        ours = iri == _TYPE or is_taken(iri)
        made = self._columns[predicate] = (_Column if ours else PastColumn)(
            self, iri
        )
        return made

    def read(self, statements: Iterable[Any]) -> None:
        """Take in quads; what follows on one subject without a break is one block."""
        columns = self._columns
        current = None
        block = Block()
        for subject, predicate, term, _ in statements:
            if subject != current:
                self.flush(current, block)
                current = subject
                block = Block()
            number = (columns.get(predicate) or self.column(predicate))[term]
            if number >= 0:
                block.numbers.append(number)
            elif number != PAST:
                block.others.append(
                    (number, self.other(number, predicate, term))
                )
        self.flush(current, block)

    def other(self, number: int, predicate: Any, term: Any) -> Any:
        """
        What is kept of a statement that is no part of a
        fragment: the title, the target of a link, the statement.
        """
        if number == TITLE:
            return as_title(term.value, term.language or "en")
        if number in (EXPORT_OF, LISTS):
            if isinstance(term, ox.NamedNode):
                return term.value
            return "_:" + term.value
        if number == IDLE:
            return (
                predicate if isinstance(predicate, str) else predicate.value,
                term,
            )
        return None

    def flush(self, subject: Any, block: Block) -> None:
        """Write what a stretch of the file states of one subject."""
        if not block.numbers and not block.others:
            return
        if isinstance(subject, ox.Triple):
            raise InputError(triple_term(self.where))
        if isinstance(subject, str):
            iri = subject
        elif isinstance(subject, ox.NamedNode):
            iri = subject.value
        else:
            iri = "_:" + subject.value
        numbers = block.numbers
        title = ""
        holders = list[int]()
        idle = dict[str, set[Term]]()
        for number, kept in block.others:
            if number == TITLE:
                title = title + BETWEEN_TITLES + kept if title else kept
            elif number <= HOLDERS:
                holders.append(HOLDERS - number)
            elif number == IDLE:
                idle.setdefault(kept[0], set()).add(kept[1])
            elif number != PROSE:
                self.link(iri, number, kept)
        if len(set(holders)) > 1:
            numbers += holders
        for name, terms in idle.items():
            numbers += (
                [self.number(name, term) for term in terms]
                if len(terms) > 1
                else []
            )
        self.row(
            iri,
            self.fragment(tuple(numbers)),
            holders[0] if holders else None,
            title,
            block.line,
        )

    def fragment(self, numbers: tuple[int, ...]) -> int:
        """The number of a set of statements."""
        known = self._orders.get(numbers)
        if known is None:
            ordered = tuple(sorted(set(numbers)))
            known = self._numbers.get(ordered)
            if known is None:
                known = self._numbers[ordered] = len(self.fragments)
                self.fragments.append(ordered)
            if len(self._orders) > _KEPT:
                self._orders.clear()
            self._orders[numbers] = known
        return known

    def row(
        self,
        subject: str,
        fragment: int,
        holder: int | None,
        title: str,
        line: int | None,
    ) -> None:
        """
        Write one block; raise InputError where its name or
        its title is longer than anybody reads.
        """
        if len(subject) + len(title) > _LONGEST:
            self._refuse(subject, line)
        self._block(
            (subject, fragment, holder, title, len(self.files) - 1, line)
        )

    def link(self, subject: str, number: int, target: str) -> None:
        """Write one link: an export's item, or an item of an inventory."""
        if len(subject) + len(target) > _LONGEST:
            self._refuse(subject, None)
        self._link(
            (subject, "lists" if number == LISTS else "exportOf", target)
        )

    def _refuse(self, subject: str, line: int | None) -> None:
        place = self.where if line is None else f"{self.where}, line {line}"
        name = subject if len(subject) <= 100 else f"{subject[:100]}…"
        what = f"a name or a title has more than {_LONGEST:,} characters"
        raise InputError(Fault(f"{place}, {name}", what, "shorten it"))
