"""
What is wrong with single statements of an inventory, at each place that makes them.

In: the blocks as they were read, before those of one subject are joined. Out: faults.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Fault
from ..law.model import Law
from .cell_faults import of_cell
from .duck import Store
from .intake import Intake
from .marks import Token

MOST_FAULTS = 1_000


def faults_of_blocks(law: Law, intake: Intake, store: Store) -> list[Fault]:
    """Statements that are faulty whatever else is stated, and cells that contradict others."""
    return [*intake.faults, *_of_statements(law, intake, store)]


def place(intake: Intake, file: int, line: int | None) -> str:
    """Where a row or a line stands."""
    name = intake.files[file]
    if intake.sheets[file]:
        name += f", sheet {intake.sheets[file]!r}"
    if line is None:
        return name
    return f"{name}, {'row' if file in intake.tables else 'line'} {line}"


def _of_statements(law: Law, intake: Intake, store: Store) -> Iterator[Fault]:
    for number, fragment in enumerate(intake.fragments):
        faulty = [
            token
            for token in map(intake.tokens.__getitem__, fragment)
            if token.fault
        ]
        if not faulty:
            continue
        for subject, file, line in store.rows(
            "SELECT subject, file, line FROM blocks WHERE fragment = ?"
            f" ORDER BY subject LIMIT {MOST_FAULTS}",
            number,
        ):
            for token in faulty:
                where = (subject, file, line)
                yield _fault(law, intake, token, where)


def _fault(
    law: Law, intake: Intake, token: Token, where: tuple[str, int, int | None]
) -> Fault:
    """The fault of a statement: of a cell, or of a subject in a file."""
    subject, file, line = where
    fault = token.fault
    assert fault
    places = intake.places.get(file)
    if places and line is not None and token.predicate in places.of_fact:
        cell = places.cell(line, token.predicate)
        return of_cell(law, cell, token.predicate, token.term)
    return Fault(
        f"{place(intake, file, line)}, {subject}", fault.what, fault.mend
    )
