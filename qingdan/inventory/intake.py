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
from typing import TYPE_CHECKING, Any, TextIO

import pyoxigraph as ox

from ..errors import Fault, InputError
from ..law.model import Law
from ..rdf.graph import Term
from ..rdf.names import QD, RDF, local
from .aside import Aside
from .canonical import as_read
from .cell_faults import Agreement
from .faults import triple_term
from .marks import (
    EXPORT_OF,
    HOLDERS,
    IDLE,
    LISTS,
    PAST,
    PROSE,
    TITLE,
    Token,
    special,
)
from .term_checks import is_taken, vet_term, vet_type
from .titles import BETWEEN_TITLES, as_title

if TYPE_CHECKING:
    from .readers.cell_statements import Places

_TYPE = RDF + "type"
_KEPT = 1 << 17
_LONGEST = (
    200_000  # characters; the database takes lines of up to 2,000,000 bytes
)


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


class Column(dict[Any, int]):
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
            special(fact, intake.dated)
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


class PastColumn(Column):
    """The objects of a predicate outside the vocabulary: counted and ignored."""

    def __missing__(self, term: Any) -> int:
        self.intake.ignored[self.predicate] += 1
        return PAST


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
        self._columns: dict[Any, Column] = {}
        self._spools: list[TextIO] = [
            open(folder / name, "w", encoding="utf-8", newline="")  # noqa: SIM115
            for name in ("blocks", "links", "apart")
        ]
        self._block, self._link, apart = (
            csv.writer(spool, lineterminator="\n").writerow
            for spool in self._spools
        )
        self._aside = Aside(law, self.tokens, self.fragments, apart)

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

    def column(self, predicate: Any) -> Column:
        """The column of a predicate, made when it is first met."""
        known = self._columns.get(predicate)
        if known is not None:
            return known
        iri = predicate
        if not isinstance(predicate, str):
            iri = predicate.value
        ours = iri == _TYPE or is_taken(iri)
        made = self._columns[predicate] = (Column if ours else PastColumn)(
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
        name = predicate if isinstance(predicate, str) else predicate.value
        return (name, term)

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
        apart = set[str]()
        for number, kept in block.others:
            if number == TITLE:
                title = title + BETWEEN_TITLES + kept if title else kept
                apart.add("title")
            elif number <= HOLDERS:
                holders.append(HOLDERS - number)
            elif number in (IDLE, PROSE):
                apart.add(local(kept[0]))
                if number == IDLE:
                    idle.setdefault(kept[0], set()).add(kept[1])
            else:
                self.link(iri, number, kept)
        if len(set(holders)) > 1:
            numbers += holders
        for name, terms in idle.items():
            numbers += (
                [self.number(name, term) for term in terms]
                if len(terms) > 1
                else []
            )
        fragment = self.fragment(tuple(numbers))
        if apart:
            at = len(self.files) - 1, block.line
            self._aside.note(iri, fragment, apart, *at)
        self.row(
            iri,
            fragment,
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
