"""
`qingdan compare` and `qingdan lists check`: the lists of
the zones side by side, and files about them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import api
from ..language import N_, phrase
from .diff import diff
from .kinds import Command, Read
from .options import AS_OF, LANG, LANGS, OUTPUT, READING
from .prove import prove, proved_beside

if TYPE_CHECKING:
    from ..comparing.check import Checked

_SUFFIXES = {
    ".txt": "text",
    ".json": "json",
    ".csv": "csv",
    ".html": "html",
    ".ttl": "turtle",
}
_TITLE = N_("Lists of the free trade zones side by side")
_ROUTES = N_("Routes under each list")


@click.command(cls=Command)
@click.argument("list_", metavar="LIST", nargs=-1)
@click.option(
    "--item",
    "inventory",
    type=Read(),
    help="Inventory of which each item's route is told under every list.",
)
@AS_OF
@READING
@LANG
@click.option(
    "--format",
    "form",
    type=click.Choice(sorted(set(_SUFFIXES.values()))),
    help="Default: text. Turtle is an RDF Data Cube.",
)
@OUTPUT
def compare(
    list_: tuple[str, ...],
    inventory: Path | None,
    as_of: date | None,
    reading: tuple[str, ...],
    lang: str,
    form: str | None,
    output: Path | None,
) -> None:
    """
    Show LISTs side by side (all where none is named), or
    the route of each item of an inventory under every list.

    \b
    qingdan compare
    qingdan compare cq-2025 bj-2024 --format html --output lists.html
    qingdan compare --item data/inventories/icv-maker.ttl --as-of 2026-06-01
    """
    from ..output import deliver, format_of

    form = format_of(output, form, _SUFFIXES, "text")
    first_lang = LANGS[lang][0]
    if inventory:
        deliver(
            _routes(
                path=inventory,
                as_of=as_of,
                chosen=api.readings(reading),
                form=form,
                lang=first_lang,
            ),
            output,
        )
    else:
        deliver(_compared(list_, form, first_lang), output)


def _compared(names: tuple[str, ...], form: str, lang: str) -> Iterator[str]:
    from ..comparing.comparison import compare as run
    from ..comparing.records import chosen
    from ..reporting.lists import as_data, tidy
    from ..reporting.lists import as_html as lists_as_html
    from ..reporting.lists import as_rdf as lists_as_rdf
    from ..reporting.lists import as_text as lists_as_text

    comparison = run(chosen(names))
    if form == "text":
        yield from lists_as_text.text(comparison, lang)
    elif form == "json":
        yield as_data.as_json(comparison)
    elif form == "csv":
        yield tidy.as_csv(comparison)
    elif form == "turtle":
        yield lists_as_rdf.turtle(comparison)
    else:
        yield lists_as_html.page(
            lists_as_html.fragment(comparison, lang), phrase(_TITLE, lang), lang
        )


def _routes(
    path: Path, as_of: date | None, chosen: frozenset[str], form: str, lang: str
) -> Iterator[str]:
    from ..comparing.routes import routes
    from ..errors import CallError
    from ..reporting.lists import as_data
    from ..reporting.lists import as_html as lists_as_html
    from ..reporting.lists import as_text as lists_as_text

    if form not in ("text", "json", "html"):
        raise CallError(f"routes are not written as {form}; choose text, json or html")
    loaded = api.load([path])
    routes_of_items = [
        (item.iri, routes(loaded, item, as_of, chosen)) for item in loaded.items
    ]
    if form == "text":
        for item, routes_of_item in routes_of_items:
            yield from lists_as_text.routes_text(item, routes_of_item, lang)
    elif form == "json":
        yield as_data.routes_json(routes_of_items)
    else:
        yield lists_as_html.page(
            lists_as_html.routes_fragment(routes_of_items, lang),
            phrase(_ROUTES, lang),
            lang,
        )


@click.group()
def lists() -> None:
    """Work on lists: are they well formed, and is their law proved."""


lists.add_command(prove)
lists.add_command(diff)


@lists.command(cls=Command)
@click.argument("file", type=Read())
@click.option(
    "--prove",
    "with_proof",
    is_flag=True,
    help="Prove the rules of the list too, which stand beside FILE as NAME.rules.ttl.",
)
def check(file: Path, with_proof: bool) -> None:
    """
    Check a FILE about a list, and say what it does not tell yet. Exit status 1 where it has faults.

    With --prove a theorem that fails about its rules is a fault: it prints an inventory that
    `qingdan why` runs.

    \b
    qingdan lists check data/lists/bj-2025.ttl
    qingdan lists check data/lists/bj-2025.ttl --prove
    """
    from ..comparing.check import check as run
    from ..output import deliver

    checked = run(file)
    wrong = bool(checked.faults)
    lines = [*_checked(checked)]
    if with_proof:
        results, proofs = proved_beside(file)
        wrong = wrong or not all(proof.holds for proof in results)
        lines += ["\n", proofs]
    if deliver(iter(lines)) and wrong:
        raise SystemExit(1)


def _checked(checked: Checked) -> Iterator[str]:
    for fault in checked.faults:
        yield f"{fault}\n"
    for record in checked.records:
        counts = (
            f"{len(record.findings)} findings, {len(record.sectors)} sectors, {len(record.bands)}"
            " bands"
        )
        yield f"{record.id}: {counts}\n"
    for missing in checked.unknown:
        yield f"not known yet: {missing}\n"
