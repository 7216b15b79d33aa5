"""`qingdan lists prove`: theorems about the law of a list, over all facts and all days."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import click

from .kinds import Command, Names
from .options import OUTPUT

if TYPE_CHECKING:
    from ..proving.prove import Proved

_SUFFIXES = {".txt": "text", ".json": "json"}


@click.command(cls=Command)
@click.argument("list_", metavar="LIST", nargs=-1)
@click.option(
    "--theorem",
    "theorems",
    type=Names(),
    default=(),
    help="Only these: total, no-conflict, no-fail-open, monotone, nothing-dead.",
)
@click.option(
    "--readings",
    type=click.Choice(["each", "defaults"]),
    default="each",
    show_default=True,
    help="Under the default readings and each single other one, or under the defaults alone.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    help="Default: text.",
)
@OUTPUT
def prove(
    list_: tuple[str, ...],
    theorems: tuple[str, ...],
    readings: str,
    form: str | None,
    output: Path | None,
) -> None:
    """
    Prove that LISTs (all where none is named) leave no gap, no conflict and no way to fail open.

    A theorem that fails shows an inventory that `qingdan why` runs, and what in the law to
    mend. Exit status 1 where one fails.

    \b
    qingdan lists prove cq-2025 cn
    qingdan lists prove bj-2025 --theorem total,no-conflict --format json
    """
    from ..output import deliver, format_of

    run = proving().prove
    failed: list[Proved] = []
    proofs = _watched(run(list_, theorems, readings == "each"), failed)
    if (
        deliver(
            _written(proofs, format_of(output, form, _SUFFIXES, "text")),
            output,
        )
        and failed
    ):
        raise SystemExit(1)


def proving() -> ModuleType:
    """What proves the law; raise CallError where its library is not installed."""
    from ..errors import without

    try:
        from ..proving import prove as module
    except ImportError:
        raise without(
            "what proves the law, the library z3-solver, is", "proofs"
        ) from None
    return module


def proved_beside(path: Path) -> tuple[list[Proved], str]:
    """What is proved about the list of a file, and the same as text."""
    from ..reporting.lists import proofs

    results = list(proving().prove_beside(path))
    return results, "".join(proofs.text(results))


def _watched(
    proofs: Iterator[Proved], failed: list[Proved]
) -> Iterator[Proved]:
    """The results as they come, and beside them those that fail."""
    for proof in proofs:
        if not proof.holds:
            failed.append(proof)
        yield proof


def _written(all_proofs: Iterator[Proved], form: str) -> Iterator[str]:
    from ..reporting.lists import proofs

    if form == "text":
        yield from proofs.text(all_proofs)
    else:
        yield proofs.as_json(all_proofs)
