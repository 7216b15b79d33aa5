"""`qingdan lists template, import, confirm, slots, answer`: the user's own copy of a list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from ..errors import CallError
from ..law.load import OWN
from ..law.slots import Pack
from ..output import deliver, note, whole
from .kinds import Command, Day, Folder, Read, Written
from .options import LANG, LANGS, OUTPUT

_FOLDER = click.option(
    "--pack",
    "folder",
    type=Folder(),
    required=True,
    help="Folder of the edition pack; the text of the list is kept there alone.",
)
_LIST = click.option(
    "--list",
    "edition",
    default=OWN,
    show_default=True,
    help="List of which this is the text, such as bj-2025.",
)
_BY = click.option(
    "--by", required=True, help="Name of the person who compared."
)
_ON = click.option(
    "--on", type=Day(), help="Day on which it was done; default: today."
)


@click.command(cls=Command)
@click.argument("file", type=Written())
@_LIST
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def template(file: Path, edition: str, force: bool) -> None:
    """
    Write an empty table for the official text of a list to FILE (.csv or .xlsx).

    \b
    qingdan lists template copy.xlsx --list cq-2025
    """
    from ..packs.template import write

    content = write(file.suffix, edition)
    if file.exists() and not force:
        raise CallError(
            f"{file} is there already; name another file, or add --force to replace it"
        )
    with whole(file) as part:
        part.write_bytes(content)


@click.command("import", cls=Command)
@click.argument("file", type=Read())
@_LIST
@_FOLDER
@click.option(
    "--copy",
    type=Read(),
    help="The official document from which FILE was made: its digest is kept.",
)
@LANG
def import_(
    file: Path,
    edition: str,
    folder: Path,
    copy: Path | None,
    lang: str,
) -> None:
    """
    Read your own copy of a list, FILE, into an edition pack.

    What is missing, doubled or strange is told; exit status 1 where slots are missing.

    \b
    qingdan lists import copy.csv --list cq-2025 --pack cq-pack
    """
    from ..packs.work import imported

    pack = imported(file, edition, folder, note, copy)
    tell(pack, LANGS[lang][0])


@click.command(cls=Command)
@click.argument("file", type=Read())
@LANG
@OUTPUT
def read(file: Path, lang: str, output: Path | None) -> None:
    """
    Show the tables of a Word or PDF document, FILE, and write their rows as the template has them.

    A person looks the rows through, completes them, and imports them.

    \b
    qingdan lists read list.pdf -o copy.csv
    """
    from ..packs import documents

    document = documents.read(file)
    for shown in LANGS[lang]:
        note(*documents.preview(document, shown))
    deliver([documents.as_csv(document)], output)


@click.command(cls=Command)
@_FOLDER
@click.option(
    "--slots",
    "named",
    required=True,
    help="Slots that you held against the official text: 1-31, 40, or all.",
)
@_BY
@_ON
@LANG
def confirm(
    folder: Path,
    named: str,
    by: str,
    on: date | None,
    lang: str,
) -> None:
    """
    Note that a person held slots against the official text; a slot counts once two persons did.

    \b
    qingdan lists confirm --pack cq-pack --slots all --by "Li Na" --on 2026-02-09
    """
    from ..packs import ledger, work
    from ..packs.table import numbers_of

    slots = numbers_of(named, ledger.read(folder).numbers)
    pack, new = work.confirmed(folder, slots, by, work.day_of(on))
    note(f"{by}: {new} slots confirmed, {len(slots) - new} were already")
    tell(pack, LANGS[lang][0])


@click.command(cls=Command)
@_FOLDER
@click.argument("number", required=False, default="all")
def slots(folder: Path, number: str) -> None:
    """
    Show the slots of a pack with their text (all, or NUMBER such as 17 or 1-31).

    \b
    qingdan lists slots 17 --pack cq-pack
    """
    from ..packs import ledger
    from ..packs.table import numbers_of

    pack = ledger.read(folder)
    chosen = numbers_of(number, pack.numbers)
    deliver(_shown(pack, chosen))


@click.command(cls=Command)
@click.argument("item", nargs=-1, required=True)
@_FOLDER
@click.option(
    "--slots",
    "named",
    default="all",
    show_default=True,
    help="Slots with which the data was compared: 1-31, 40, or all.",
)
@click.option("--matches", help="Slots that the data was found to be: 17, 23.")
@_BY
@_ON
@OUTPUT
def answer(
    item: tuple[str, ...],
    folder: Path,
    named: str,
    matches: str | None,
    by: str,
    on: date | None,
    output: Path | None,
) -> None:
    """
    State that a person compared each ITEM with slots of a pack, as facts beside an inventory.

    \b
    qingdan lists answer urn:x:item-7 --pack cq-pack --matches 17 --by "Li Na" -o answers.ttl
    """
    from ..packs import ledger
    from ..packs.answers import turtle
    from ..packs.table import numbers_of
    from ..packs.work import day_of

    pack = ledger.read(folder)
    compared = numbers_of(named, pack.numbers)
    matched = numbers_of(matches, pack.numbers) if matches else []
    text = turtle(pack, item, compared, matched, by, day_of(on))
    deliver([text], output)


def tell(pack: Pack, lang: str, whole_only: bool = False) -> None:
    """
    What a pack is and lacks; exit status 1 where slots are missing, or where `whole_only` asks
    that all are confirmed too.
    """
    from ..packs.held import report

    taken = deliver(f"{line}\n" for line in report(pack, lang))
    good = pack.is_whole if whole_only else pack.fits
    if taken and not good:
        raise SystemExit(1)


def _shown(pack: Pack, chosen: list[int]) -> Iterator[str]:
    for number in chosen:
        slot = pack.of_number[number]
        yield f"{number}. {slot.item} [{slot.kind}, {slot.band}]\n"
        yield f"   {slot.activity} / {slot.scenario}\n"
        if slot.description:
            yield f"   {slot.description}\n"
        persons = ", ".join(f"{each.by} {each.on}" for each in slot.confirmed)
        yield f"   confirmed: {persons or '-'}\n"
