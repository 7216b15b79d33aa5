"""`qingdan count`: from transfer logs to tallies, crossings and headroom."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..door import calls
from ..door.ledgers import count_from
from ..errors import CallError
from ..output import deliver, note
from ..reporting.formats import COUNT
from ..reporting.style import Style
from .kinds import Command, Day, Logs, Names, Read, Written
from .options import AS_OF, LANG, LANGS, OUTPUT, format_of

if TYPE_CHECKING:
    from ..counting.results import Count

KEY = click.option(
    "--key-file",
    type=Read(),
    help="Secret of the pseudonyms; else QINGDAN_KEY, else a new one for this run.",
)
LOG_MAPPING = click.option(
    "--log-mapping",
    type=Read(),
    help="TOML file that maps foreign columns and groups.",
)
MEMORY = click.option(
    "--memory",
    default="1GiB",
    show_default=True,
    help="Memory of the count; the rest spills to disk.",
)
THROUGH = click.option(
    "--complete-through",
    type=Day(),
    help="Day through which the logs are complete; default: that of each handler's last event.",
)
ENGINE = click.option(
    "--engine",
    default="duckdb",
    show_default=True,
    metavar="duckdb|spark://MASTER",
    help="What counts, for example spark://local[2].",
)


@click.command(cls=Command)
@click.argument("log", nargs=-1, type=Logs())
@AS_OF
@THROUGH
@click.option(
    "--ledger",
    type=Written(),
    metavar="FOLDER",
    help="Go on from what is kept in a folder: only logs that are new to it are read.",
)
@click.option(
    "--changed",
    type=click.Choice(["refuse", "count"]),
    default="refuse",
    show_default=True,
    help="With --ledger: what becomes of a log that changed since it was counted.",
)
@click.option(
    "--erase",
    type=Read(),
    help="With --ledger: file of identifiers, one a line, that the ledger is to forget.",
)
@click.option(
    "--by",
    type=Names(),
    default=(),
    help="Tell the tallies by recipient, month, scenario or item as well.",
)
@LOG_MAPPING
@KEY
@LANG
@format_of(COUNT)
@OUTPUT
@click.option(
    "--alert",
    metavar="SHARE",
    help="Exit status 1 where a tally has reached this share of a threshold, for example 80%.",
)
@click.option(
    "--quarantine",
    type=Written(),
    help="File that tells where each row stands that cannot be counted, and why.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Refuse logs with a row that cannot be counted.",
)
@click.option(
    "--mechanisms",
    multiple=True,
    type=Read(),
    help="Inventory that states what the handlers have in hand: tell when it is used up.",
)
@MEMORY
@ENGINE
def count(
    lang: str,
    form: str | None,
    output: Path | None,
    alert: str | None,
    quarantine: Path | None,
    **asked: Any,
) -> None:
    """
    Count the natural persons of transfer LOGs (files, patterns,
    folders), each once in a calendar year, against every threshold.

    \b
    qingdan count data/logs/transfers.csv --as-of 2026-03-31 --by recipient
    qingdan count 'logs/**/*.parquet' --alert 80% --format turtle --output tallies.ttl
    qingdan count logs --ledger kept --key-file key.txt
    """
    share = _share(alert)
    row = COUNT.of_file(output, form)
    counted_logs = _made(**asked)
    if quarantine:
        deliver(iter([_rows(counted_logs)]), quarantine)
    row.deliver(counted_logs, Style(LANGS[lang]), output)
    if share is not None and _alerted(counted_logs, share):
        raise SystemExit(1)


def _made(
    log: tuple[str, ...],
    as_of: date | None,
    complete_through: date | None,
    ledger: Path | None,
    changed: str,
    erase: Path | None,
    by: tuple[str, ...],
    log_mapping: Path | None,
    key_file: Path | None,
    strict: bool,
    mechanisms: tuple[Path, ...],
    memory: str,
    engine: str,
) -> Count:
    """The count of the logs, or of a ledger with them."""
    if ledger is None:
        _refuse_without_ledger(log, erase)
        return counted(
            log,
            as_of,
            log_mapping,
            key_file,
            memory,
            strict,
            by,
            engine,
            complete_through,
            mechanisms,
        )
    _refuse_with_ledger(by, engine, strict)
    counted_logs = count_from(
        ledger,
        log,
        as_of,
        through=complete_through,
        again=changed == "count",
        erased=erase,
        mapping=log_mapping,
        key=key_file,
        memory=memory,
        mechanisms=mechanisms or None,
    ).count
    _tell_of_rows(counted_logs, strict)
    return counted_logs


def _refuse_without_ledger(log: tuple[str, ...], erase: Path | None) -> None:
    if erase:
        raise CallError(
            f"--erase {erase} takes persons out of a ledger; name it by --ledger FOLDER"
        )
    if not log:
        raise click.MissingParameter(
            param_hint="'[LOG]...'", param_type="argument"
        )


def _refuse_with_ledger(
    by: tuple[str, ...], engine: str, strict: bool
) -> None:
    """CallError for what a ledger does not hold."""
    for option, is_given in (
        ("--by", by),
        ("--engine", engine != "duckdb"),
        ("--strict", strict),
    ):
        if is_given:
            raise CallError(
                f"{option} does not go with --ledger, which keeps days alone; leave one of them out"
            )


def _alerted(count: Count, share: float) -> bool:
    """Tell of each handler that has reached a share of a threshold; whether there is one."""
    reached = count.alerts(share)
    for tallied, threshold in reached:
        verb = "may have reached" if tallied.tally.is_open else "has reached"
        limit = f"{threshold.number:,} {threshold.measure}"
        note(f"alert: {tallied.handler} {verb} {share:.0%} of {limit}")
    return bool(reached)


def counted(
    log: tuple[str, ...],
    as_of: date | None,
    mapping: Path | None,
    key_file: Path | None,
    memory: str,
    strict: bool,
    by: tuple[str, ...] = (),
    engine: str = "duckdb",
    through: date | None = None,
    mechanisms: tuple[Path, ...] = (),
) -> Count:
    """
    The count that a call asks for; rows that cannot be
    counted are told on standard error, or refused.
    """
    count_made = calls.count(
        log,
        as_of,
        through=through,
        by=by,
        mapping=mapping,
        key=key_file,
        memory=memory,
        engine=engine,
        mechanisms=mechanisms or None,
    ).count
    _tell_of_rows(count_made, strict)
    return count_made


def _tell_of_rows(count_made: Count, strict: bool) -> None:
    """Tell of rows that cannot be counted, or refuse them, and of what was taken in another way."""
    from ..errors import Fault, InputError
    from ..reporting.count.as_text import told_of

    if count_made.bad and strict:
        mend = "mend the row, or leave out --strict"
        faults = [
            Fault(row.place, row.what, mend) for row in count_made.bad_rows
        ]
        raise InputError(*faults)
    if count_made.bad:
        bound = ""
        if any(counted.tally.is_open for counted in count_made.counted):
            bound = ", and no maximum is known"
        note(
            f"{count_made.bad:,} rows cannot be counted, {count_made.rows:,} were read:"
            f" the tallies are lower bounds{bound}"
        )
    for remark in count_made.notices:
        note(told_of(remark))


def _rows(count_made: Count) -> str:
    """Where each row stands that cannot be counted; no value of it is repeated."""
    lines = [
        f'"{row.file.replace(chr(34), chr(34) * 2)}",{row.row or ""},"{row.what}"'
        for row in count_made.bad_rows
    ]
    return "\n".join(["file,row,what", *lines, ""])


def _share(text: str | None) -> float | None:
    if text is None:
        return None
    number = text.rstrip("%")
    if (
        not number.replace(".", "", 1).isdigit()
        or not 0
        < (share := float(number) / (100 if text.endswith("%") else 1))
        <= 1
    ):
        raise CallError(f"--alert {text!r} is no share; write it as 80%")
    return share
