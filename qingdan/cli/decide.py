"""`qingdan decide`: one determination for each item of an inventory of any size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from ..door import calls
from ..errors import CallError, Fault, InputError
from ..output import note
from ..reporting.formats import DETERMINATIONS
from ..reporting.style import Style
from . import completion, second
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
    PACK,
    READING,
    SCREEN,
    WAIVERS,
    fails_in_spite,
    format_of,
    on_screen,
    opened,
    waived,
)
from .second import SECOND_OPINION
from .validate import write_report

if TYPE_CHECKING:
    from ..door.answers import Determinations
    from ..door.inventory import Inventory
    from ..door.waivers import Waivers

_LISTED = 1_000
_UNCOVERED = "uncovered"
_BARRED = "barred"
_PROOFS = {"summary": "summary", "legal": "legal", "full": "full"}
_BESIDE = (_UNCOVERED, _BARRED)
_NOT_ON_SPARK = ("validation", "second_opinion", "waivers", "log", "detail")


class _Decide(Command):
    """The command, which leaves a folder of Parquet to Spark where that is asked."""

    def invoke(self, ctx: click.Context) -> Any:
        """Decide here, or on Spark."""
        engine = ctx.params.pop("engine")
        if engine == "duckdb":
            return super().invoke(ctx)
        raise SystemExit(_on_spark(engine, ctx.params))


def _on_spark(
    engine: str,
    given: Mapping[str, Any],
) -> bool:
    """
    Decide on Spark and tell the sums; whether an answer makes the exit status 1.

    Raises CallError for what asks for each item by its name, which Spark alone has.
    """
    from ..door.on_spark import Asked, decided_on

    fail_on = given["fail_on"]
    langs = LANGS[given["lang"]]
    _refuse_unknown(fail_on, given["reading"])
    beside = [f"--fail-on {name}" for name in _BESIDE if name in fail_on]
    beside += [
        "--" + name.replace("_", "-")
        for name in _NOT_ON_SPARK
        if given[name] and given[name] != "none"
    ]
    if given["form"] not in (None, "parquet"):
        beside.append(f"--format {given['form']}")
    if beside:
        raise CallError(
            f"{beside[0]} does not go with --engine spark, which writes a table of answers;"
            " leave it out, or decide with --engine duckdb"
        )
    asked = Asked(
        inventory=given["inventory"],
        output=given["output"],
        as_of=given["as_of"],
        mapping=given["mapping"],
        readings=given["reading"],
        edition=given["edition"],
        langs=langs,
    )
    with decided_on(engine, asked) as determinations:
        _sum_up(determinations, asked.output, langs[0])
        return _fails_on(determinations, fail_on, None)


@click.command(cls=_Decide)
@FILES
@AS_OF
@EDITION
@PACK
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
@SECOND_OPINION
@format_of(DETERMINATIONS)
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
    shell_complete=completion.FAILING,
    default=(),
    help="Outcomes and flags, such as MapApprovalFirst, that make the exit status 1;"
    " uncovered: no mechanism in hand covers what is required.",
)
@WAIVERS
@click.option(
    "--log",
    multiple=True,
    type=Logs(),
    help="Transfer log whose tallies are facts of the handlers; files, patterns or folders.",
)
@THROUGH
@LOG_MAPPING
@KEY
@click.option(
    "--engine",
    default="duckdb",
    show_default=True,
    metavar="duckdb|spark://MASTER",
    help="What reads and writes the rows of a folder of Parquet, for example spark://local[2].",
)
def decide(
    inventory: tuple[Path, ...],
    as_of: date | None,
    edition: str,
    mapping: Path | None,
    input_format: str,
    reading: tuple[str, ...],
    lang: str,
    detail: str,
    second_opinion: bool,
    form: str | None,
    screen: bool | None,
    output: Path | None,
    validation: Path | None,
    fail_on: tuple[str, ...],
    waivers: Path | None,
    log: tuple[str, ...],
    complete_through: date | None,
    log_mapping: Path | None,
    key_file: Path | None,
) -> None:
    """
    Decide every item of INVENTORY: outcome, route and deciding rule.

    \b
    qingdan decide data/inventories/icv-maker.ttl --as-of 2026-03-02
    qingdan decide inventory.csv --format jsonl --fail-on NeedsFacts,MapApprovalFirst
    qingdan decide inventory.csv --log transfers.parquet --complete-through 2026-03-31
    qingdan decide inventory.parquet handlers.ttl -o answers.parquet --validation findings.sarif
    """
    _refuse_unknown(fail_on, reading)
    granted = waived(waivers)
    row = DETERMINATIONS.of_file(output, form)
    style = Style(LANGS[lang], _PROOFS.get(detail), on_screen(screen, output))
    logs = log, as_of, log_mapping, key_file, complete_through
    with _tallied(*logs) as tallies:
        files = (*inventory, *tallies)
        kept = files, mapping, input_format, bool(as_of), edition, tallies
        with opened(*kept) as loaded:
            _write_validation(loaded, validation, LANGS[lang])
            decided = calls.decide(
                loaded, as_of, readings=reading, edition=edition, in_bulk=True
            )
            if second_opinion:
                second.on_all(decided, files, mapping, edition)
            row.deliver(decided.subject, style, output)
            _sum_up(decided, output, style.lang)
            fails = _fails_on(decided, fail_on, granted)
    if fails:
        raise SystemExit(1)


def _refuse_unknown(
    fail_on: tuple[str, ...], reading: tuple[str, ...]
) -> None:
    """Raise CallError for a name that is not known, before anything is read."""
    outcomes = [name for name in fail_on if name not in _BESIDE]
    calls.known_outcomes(outcomes, flags=True)
    calls.known_readings(reading)


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


def _write_validation(
    inventory: Inventory, path: Path | None, langs: tuple[str, ...]
) -> None:
    if path:
        write_report(inventory, path, None, langs, _LISTED)


def _sum_up(decided: Determinations, output: Path | None, lang: str) -> None:
    """Tell the sums beside a file; what goes to standard output has them, or is for a program."""
    if output:
        note(*decided.summary(lang).splitlines())


def _fails_on(
    decided: Determinations, names: tuple[str, ...], waivers: Waivers | None
) -> bool:
    """
    Whether an item has an outcome or a flag that makes the exit status 1
    and that no waiver names, or a waiver is expired.
    """
    if waivers is not None:
        failing = sum(
            not waivers.waives(item, name)
            for item, name in decided.occurrences(names)
        )
        return fails_in_spite(waivers, failing)
    if _UNCOVERED in names and decided.uncovered() > 0:
        return True
    if _BARRED in names and decided.barred() > 0:
        return True
    names_told = {*decided.outcomes(), *decided.flags()}
    return not names_told.isdisjoint(names)
