"""`qingdan check`: proofs held against the law and the facts, without the engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..errors import Fault, InputError, unreadable
from ..files import folder
from ..output import deliver
from .kinds import Command, Read
from .options import EDITION

_MEND = "write it with `qingdan why --format json` or `decide --format jsonl`"


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

    A proof is the JSON of `why` or `decide`.
    The exit status is 1 where a step does not hold.

    \b
    qingdan check proofs.jsonl --data data/inventories/icv-maker.ttl
    """
    from ..checking import Checker, Refused

    folders = (
        folder("ontology"),
        folder("shapes"),
        folder("data") / "lists",
    )
    try:
        checker = Checker(folders, data, edition)
    except (SyntaxError, ValueError, OSError) as error:
        names = ", ".join(map(str, data))
        mend = "name Turtle, N-Triples, TriG or JSON-LD that is well formed"
        raise unreadable(names, error, mend) from None
    listed: list[str] = []
    checked = 0
    for path in proof:
        for each in _proofs(path):
            checked += 1
            try:
                checker.check(each)
            except Refused as refused:
                listed.append(f"{each['item']}: {refused}\n")
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                what = f"not a determination ({type(error).__name__}: {error})"
                raise InputError(
                    Fault(f"{path}, proof {checked}", what, _MEND)
                ) from None
    deliver(
        [*listed, f"{checked:,} proofs checked, {len(listed):,} refused\n"]
    )
    if listed:
        raise SystemExit(1)


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
