"""`qingdan decide`: one determination for each item of an inventory of any size."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import api
from ..errors import CallError
from .options import AS_OF, FILES, INPUT_FORMAT, LANG, LANGS, MAPPING, OUTPUT, READING, Names, known_outcomes, opened
from .validate import write_report

if TYPE_CHECKING:
    from ..decided import Decided
    from ..register import Register

_LISTED = 1_000


@click.command()
@FILES
@AS_OF
@click.option("--list", "edition", default="cq-2025", show_default=True, help="List of the handler's own zone.")
@MAPPING
@INPUT_FORMAT
@READING
@LANG
@click.option(
    "--detail",
    type=click.Choice(["none", "summary", "legal", "full"]),
    default="none",
    show_default=True,
    help="Print each item's proof below its row.",
)
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl", "csv", "turtle", "html", "parquet"]), help="Default: table.")
@OUTPUT
@click.option("--validation", type=click.Path(path_type=Path), help="File for the validation report of the same inventory.")
@click.option("--fail-on", type=Names(), default=(), help="Outcomes that make the exit status 1.")
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
    output: Path | None,
    validation: Path | None,
    fail_on: tuple[str, ...],
) -> None:
    """
    Decide every item of INVENTORY: outcome, route and the rule that carries it.

    \b
    qingdan decide data/inventories/icv-maker.ttl --as-of 2026-03-02
    qingdan decide inventory.csv --format jsonl --fail-on NeedsFacts,SecurityAssessment
    qingdan decide inventory.parquet handlers.ttl --output answers.parquet --validation findings.sarif
    """
    known_outcomes(fail_on)
    _known_edition(edition)
    chosen = api.readings(reading)
    form = _form(output, form)
    with opened(inventory, mapping, input_format, as_of is not None) as register:
        if validation:
            write_report(register, validation, None, LANGS[lang], _LISTED)
        found = _decided(register, as_of, chosen)
        _write(found, form, output, LANGS[lang], None if detail == "none" else detail)
    if set(found.outcomes()) & set(fail_on):
        raise SystemExit(1)


def _known_edition(name: str) -> None:
    if name != "cq-2025":
        raise CallError(
            f"the list {name!r} cannot be decided under yet; use cq-2025, and state qd:appliesList for a list applied by reference"
        )


def _form(output: Path | None, named: str | None) -> str:
    from ..output import format_of
    from ..report.bulk import SUFFIXES

    form = format_of(output, named, SUFFIXES, "table")
    if form == "parquet" and output is None:
        raise CallError("Parquet is not written to standard output; name a file with --output")
    return form


def _decided(register: Register, as_of: date | None, chosen: frozenset[str]) -> Decided:
    from ..decided import decide

    return decide(register, as_of, chosen)


def _write(found: Decided, form: str, output: Path | None, langs: tuple[str, ...], detail: str | None) -> None:
    from ..output import deliver, whole
    from ..report import bulk

    if form == "parquet" and output:
        with whole(output) as part:
            found.write_parquet(part, langs[0])
    else:
        deliver(bulk.render(found, form, langs, detail), output)
    if output:
        click.echo(bulk.summary(found, langs[0]), err=True, nl=False)
