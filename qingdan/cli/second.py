"""`--second-opinion`: each answer checked without the engine before it is given."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..door import calls
from ..errors import CallError, KnowledgeError
from ..files import folder
from ..law.load import OWN, in_use
from ..output import note
from .options import opened

if TYPE_CHECKING:
    from ..deciding.determination import Determination
    from ..door.answers import Determinations

_READ = {".ttl", ".nt", ".trig", ".jsonld"}

SECOND_OPINION = click.option(
    "--second-opinion",
    is_flag=True,
    help="Have each answer checked without the engine, from the Turtle of the law and the"
    " inventory itself, before it is given. Takes about as long again.",
)


def can_be_checked(files: Iterable[Path], mapping: Path | None) -> None:
    """Raise CallError where the checker cannot read by itself what was read."""
    if in_use():
        raise CallError(
            "--second-opinion does not read edition packs; leave out one of the two options"
        )
    if mapping:
        raise CallError(
            f"--second-opinion reads no file with a mapping; leave out {mapping}"
        )
    for path in files:
        if path.suffix not in _READ:
            raise CallError(
                f"{path}: --second-opinion reads Turtle, N-Triples, TriG or JSON-LD by itself;"
                " give the inventory as one of these"
            )


def on_all(
    decided: Determinations,
    files: tuple[Path, ...],
    mapping: Path | None,
    edition: str,
) -> None:
    """Have all answers for an inventory checked. Raises as the two functions beside it."""
    can_be_checked(files, mapping)
    second_opinion(decided.determinations(), files, edition)


def before_serving(files: tuple[Path, ...], as_of: date | None) -> None:
    """Have all answers checked that a front will show. Raises as `on_all`."""
    can_be_checked(files, None)
    with opened(files, None, "ttl", bool(as_of)) as inventory:
        decided = calls.decide(inventory, as_of, in_bulk=True)
        second_opinion(decided.determinations(), files, OWN)


def second_opinion(
    determinations: Iterable[Determination],
    files: Iterable[Path],
    edition: str,
) -> None:
    """
    Have answers checked against the files; what it took is noted.

    Raises KnowledgeError where a step of an answer does not hold: then there is no answer.
    """
    from ..checking import Checker, Refused
    from ..reporting.determination.as_json import document

    began = time.monotonic()
    places = folder("ontology"), folder("shapes"), folder("data") / "lists"
    checker = Checker(places, files, edition)
    many = 0
    for each in determinations:
        many += 1
        proof: dict[str, Any] = json.loads(json.dumps(document(each)))
        try:
            checker.check(proof)
        except Refused as refused:
            raise KnowledgeError(
                f"internal error: the second opinion on {each.item} differs ({refused});"
                " no answer was given, please report it"
            ) from None
    seconds = time.monotonic() - began
    note(
        f"second opinion: {many:,} answers checked without the engine in {seconds:.1f} s"
    )
