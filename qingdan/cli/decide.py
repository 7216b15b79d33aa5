"""`qingdan decide`: one determination for each item of an inventory of any size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from .. import api
from ..errors import CallError, Fault, InputError
from ..output import note
from .count import KEY, LOG_MAPPING, THROUGH, counted
from .kinds import Command, Logs, Names, Written
from .options import (
    AS_OF,
    EDITION,
    FILES,
    INPUT_FORMAT,
    LANG,
    LANGS,
    MAPPING,
    OUTPUT,
    READING,
    SCREEN,
    on_screen,
    opened,
)
from .validate import write_report

if TYPE_CHECKING:
    from ..deciding.batch import Decided
    from ..inventory.table import Register

_LISTED = 1_000
_UNCOVERED = "uncovered"
_BARRED = "barred"
_BESIDE = (_UNCOVERED, _BARRED)


@click.command(cls=Command)
@FILES
@AS_OF
@EDITION
@MAPPING
@INPUT_FORMAT
@READING
@LANG
@click.option(
    "--detail",
    type=click.Choice(["none", "summary", "legal", "full"]),
    default="none",
    show_default=True,
    help="Print each item's proof before the table.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(
        ["table", "json", "jsonl", "csv", "turtle", "html", "parquet"]
    ),
    help="Default: table.",
)
@SCREEN
@OUTPUT
@click.option(
    "--validation",
    type=Written(),
    help="File for the validation report of the same inventory.",
)
@click.option(
    "--fail-on",
    type=Names(),
    default=(),
    help="Outcomes and flags, such as MapApprovalFirst, that make the exit status 1;"
    " uncovered: nothing in hand covers what is required.",
)
@click.option(
    "--log",
    multiple=True,
    type=Logs(),
    help="Transfer log whose tallies are facts of the handlers; files, patterns or folders.",
)
@THROUGH
@LOG_MAPPING
@KEY
def decide(
    inventory: tuple[Path, ...],
    as_of: date | None,
    edition: str,
    mapping: Path | None,
    input_format: str,
    reading: tuple[str, ...],
    lang: str,
    detail: str,
    form: str | None,
    screen: bool | None,
    output: Path | None,
    validation: Path | None,
    fail_on: tuple[str, ...],
    log: tuple[str, ...],
    complete_through: date | None,
    log_mapping: Path | None,
    key_file: Path | None,
) -> None:
    """
    Decide every item of INVENTORY: outcome, route and the rule that carries it.

    \b
    qingdan decide data/inventories/icv-maker.ttl --as-of 2026-03-02
    qingdan decide inventory.csv --format jsonl --fail-on NeedsFacts,MapApprovalFirst
    qingdan decide inventory.csv --log transfers.parquet \\
        --complete-through 2026-03-31 --as-of 2026-03-31
    qingdan decide inventory.parquet handlers.ttl \\
        --output answers.parquet --validation findings.sarif
    """
    outcomes = [name for name in fail_on if name not in _BESIDE]
    api.known_outcomes(outcomes, flags=True)
    chosen = api.readings(reading)
    form = _form(output, form)
    shown = on_screen(screen, output)
    dated = as_of is not None
    counting = log, as_of, log_mapping, key_file, complete_through
    with _tallied(*counting) as tallies:
        files = (*inventory, *tallies)
        kept = opened(files, mapping, input_format, dated, edition, tallies)
        with kept as register:
            _write_validation(register, validation, LANGS[lang])
            decided = _decided(register, as_of, chosen)
            _write(decided, form, output, LANGS[lang], detail, shown)
            fails = _fails_on(decided, fail_on)
    if fails:
        raise SystemExit(1)


@contextmanager
def _tallied(
    log: tuple[str, ...],
    as_of: date | None,
    mapping: Path | None,
    key_file: Path | None,
    through: date | None,
) -> Iterator[dict[Path, str]]:
    """
    The tallies of the logs as a file of facts, removed afterwards,
    with what messages call it; none where no log is named.
    """
    if not log:
        beside = {
            "--log-mapping": mapping,
            "--key-file": key_file,
            "--complete-through": through,
        }
        for option, value in beside.items():
            if value is not None:
                raise CallError(
                    f"{option} {value} says how logs are read, and no --log is named;"
                    f" name one, or leave out {option}"
                )
        yield {}
        return
    from ..reporting.count.as_rdf import turtle

    count = counted(
        log, as_of, mapping, key_file, "1GiB", False, through=through
    )
    logs = ", ".join(log)
    if not count.counted:
        what = f"there is no transfer up to {count.as_of}"
        mend = "name logs of the year asked about, or leave out --log"
        raise InputError(Fault(logs, what, mend))
    with TemporaryDirectory(prefix="qingdan-") as folder:
        path = Path(folder) / "tallies-of-the-logs.ttl"
        path.write_text(turtle(count, provenance=False), "utf-8")
        yield {path: "the tallies of " + logs}


def _form(output: Path | None, named: str | None) -> str:
    from ..output import format_of
    from ..reporting.determination.batch import SUFFIXES

    form = format_of(output, named, SUFFIXES, "table")
    if form == "parquet" and output is None:
        raise CallError(
            "Parquet is not written to standard output; name a file with --output"
        )
    return form


def _write_validation(
    register: Register, path: Path | None, langs: tuple[str, ...]
) -> None:
    if path:
        write_report(
            register=register,
            output=path,
            form=None,
            langs=langs,
            most=_LISTED,
        )


def _fails_on(decided: Decided, names: tuple[str, ...]) -> bool:
    """Whether an outcome or a flag is one of those that make the exit status 1."""
    if _UNCOVERED in names and decided.uncovered() > 0:
        return True
    if _BARRED in names and decided.barred() > 0:
        return True
    names_told = {*decided.outcomes(), *decided.flags()}
    return not names_told.isdisjoint(names)


def _decided(
    register: Register, as_of: date | None, chosen: frozenset[str]
) -> Decided:
    from ..deciding.batch import decide

    return decide(register, as_of, chosen)


def _write(
    decided: Decided,
    form: str,
    output: Path | None,
    langs: tuple[str, ...],
    detail: str,
    screen: bool,
) -> None:
    from ..output import deliver, whole
    from ..reporting.determination import batch

    if form == "parquet" and output:
        with whole(output) as part:
            decided.write_parquet(part, langs[0])
    else:
        proofs = None if detail == "none" else detail
        deliver(batch.render(decided, form, langs, proofs, screen), output)
    if output:
        note(*batch.summary(decided, langs[0]).splitlines())
