"""`qingdan check`: proofs and tables held against law and facts, without the engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import Fault, InputError, unreadable
from ..files import folder
from ..output import deliver
from .kinds import Command, Read
from .options import EDITION

if TYPE_CHECKING:
    from ..checking import Checker

_MEND = "write it with `qingdan why --format json` or `decide --format jsonl`"
_MEND_RDF = "write it with `qingdan why --format turtle` or `export --proofs`"
_TABLES = (".csv", ".parquet")
_RDF = (".ttl", ".nt", ".nq", ".trig", ".rdf")
Held = Iterator[tuple[str, Callable[[], None]]]


@click.command(cls=Command)
@click.argument("proof", nargs=-1, required=True, type=Read())
@click.option(
    "--data",
    multiple=True,
    required=True,
    type=Read(),
    help="Inventory on which the proofs rest: Turtle, N-Triples, TriG or JSON-LD.",
)
@EDITION
def check(
    proof: tuple[Path, ...], data: tuple[Path, ...], edition: str
) -> None:
    """
    Check each PROOF against the law and the facts, without the engine.

    A proof is the JSON of `why` or `decide`, the RDF of `why` or `export --proofs`, or a table
    of answers of `decide` (CSV, Parquet), in which every row is worked out anew under the
    default readings.
    The exit status is 1 where a step does not hold.

    \b
    qingdan check proofs.jsonl --data data/inventories/icv-maker.ttl
    """
    tables = [path for path in proof if path.suffix in _TABLES]
    proofs = [path for path in proof if path not in tables]
    refused: list[str] = []
    counted: list[str] = []
    with _readable(data):
        for path in tables:
            refused += _of_table(path, data, edition, counted)
        if proofs:
            refused += _of_proofs(proofs, data, edition, counted)
    deliver([*refused, *counted])
    if refused:
        raise SystemExit(1)


@contextmanager
def _readable(data: tuple[Path, ...]) -> Iterator[None]:
    """Raise InputError where an inventory cannot be read."""
    try:
        yield
    except (SyntaxError, ValueError, OSError) as error:
        names = ", ".join(map(str, data))
        mend = "name Turtle, N-Triples, TriG or JSON-LD that is well formed"
        raise unreadable(names, error, mend) from None


def _law() -> tuple[Path, Path, Path]:
    return folder("ontology"), folder("shapes"), folder("data") / "lists"


def _of_table(
    path: Path, data: tuple[Path, ...], edition: str, counted: list[str]
) -> Iterator[str]:
    """What is refused of a table of answers."""
    from ..checking.tables import COLUMNS, Tables
    from ..inventory.answers import rows_of

    tables = Tables(_law(), data, edition)
    many = 0
    for item, alike, fault in tables.refused(rows_of(path, COLUMNS)):
        many += alike
        more = f" and {alike - 1:,} alike" if alike > 1 else ""
        yield f"{item}{more}: {fault}\n"
    counted.append(
        f"{tables.rows:,} answers checked in {tables.distinct:,} distinct cases,"
        f" {many:,} refused\n"
    )


def _of_proofs(
    proofs: Iterable[Path],
    data: tuple[Path, ...],
    edition: str,
    counted: list[str],
) -> Iterator[str]:
    """What is refused of files of proofs."""
    from ..checking import Checker, Refused

    checker = Checker(_law(), data, edition)
    checked = refused_of_all = 0
    for path in proofs:
        in_rdf = path.suffix in _RDF
        for item, hold in (_in_rdf if in_rdf else _in_json)(checker, path):
            checked += 1
            try:
                hold()
            except Refused as refused:
                refused_of_all += 1
                yield f"{item}: {refused}\n"
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                what = f"not a determination ({type(error).__name__}: {error})"
                mend = _MEND_RDF if in_rdf else _MEND
                raise InputError(
                    Fault(f"{path}, proof {checked}", what, mend)
                ) from None
    counted.append(f"{checked:,} proofs checked, {refused_of_all:,} refused\n")


def _in_json(checker: Checker, path: Path) -> Held:
    """The proofs of a file of JSON: the item of each, and what holds it."""
    for proof in _proofs(path):
        item = proof.get("item") if isinstance(proof, dict) else None
        yield str(item), partial(checker.check, proof)


def _in_rdf(checker: Checker, path: Path) -> Held:
    """The determinations of a file of RDF: the item of each, and what holds it."""
    from ..checking.from_rdf import asserted

    try:
        determinations = [*asserted(checker, path)]
    except (SyntaxError, ValueError, OSError) as error:
        raise unreadable(str(path), error, _MEND_RDF) from None
    if not determinations:
        raise InputError(
            Fault(str(path), "states no qd:Determination", _MEND_RDF)
        )
    for each in determinations:
        yield each.item, each.check


def _proofs(path: Path) -> Iterator[dict[str, Any]]:
    """The determinations of a file: one, an array, or one on each line."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(str(path), error, _MEND) from None
    try:
        whole = json.loads(text)
    except ValueError:
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield _line(path, number, line)
        return
    yield from whole if isinstance(whole, list) else [whole]


def _line(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        result = json.loads(line)
    except ValueError as error:
        raise InputError(
            Fault(f"{path}, line {number}", f"no JSON: {error}", _MEND)
        ) from None
    return result  # type: ignore[no-any-return]
