"""The command line: standard output carries the result alone; errors are one line each; exit status 0 to 3."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from . import api
from .determination import Determination
from .errors import CallError, QingdanError
from .law import law
from .version import VERSION

_LANGS = {"en": ("en",), "zh": ("zh",), "en,zh": ("en", "zh"), "both": ("en", "zh")}


class _Day(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """A day; anything else is an error of the call."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-03-02", param, ctx)


class _Names(click.ParamType[tuple[str, ...]]):
    name = "A,B"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Names parted by commas."""
        return value if isinstance(value, tuple) else tuple(part.strip() for part in value.split(",") if part.strip())


_AS_OF = click.option("--as-of", type=_Day(), help="Day asked about; default: the export's day, else today in Beijing.")
_READING = click.option("--reading", multiple=True, help="Another reading of an open question, for example Q3=literal.")
_LANG = click.option("--lang", type=click.Choice(list(_LANGS)), default="en", show_default=True, help="Language of the text.")
_MAPPING = click.option("--mapping", type=click.Path(path_type=Path), help="TOML file that maps foreign columns to facts.")
_FILES = click.argument("inventory", nargs=-1, required=True, type=click.Path(path_type=Path))
_LIST = click.option("--list", "edition", default="cq-2025", show_default=True, help="List of the handler's own zone.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="qingdan")
def main() -> None:
    """May this data leave China, on which route, and why? Not legal advice."""


@main.command()
@_FILES
@_AS_OF
@_LIST
@_MAPPING
@_READING
@_LANG
@click.option(
    "--detail",
    type=click.Choice(["none", "summary", "legal", "full"]),
    default="none",
    show_default=True,
    help="Print each item's proof below its row.",
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "jsonl", "csv", "turtle", "html"]), default="table", show_default=True
)
@click.option("--fail-on", type=_Names(), default=(), help="Outcomes that make the exit status 1.")
def decide(
    inventory: tuple[Path, ...],
    as_of: date | None,
    edition: str,
    mapping: Path | None,
    reading: tuple[str, ...],
    lang: str,
    detail: str,
    form: str,
    fail_on: tuple[str, ...],
) -> None:
    """
    Decide every item of INVENTORY: outcome, route and the rule that carries it.

    \b
    qingdan decide data/inventories/icv-maker.ttl --as-of 2026-03-02
    qingdan decide inventory.csv --format jsonl --fail-on NeedsFacts,SecurityAssessment
    """
    from .report import bulk

    _known_outcomes(fail_on)
    _known_edition(edition)
    found = list(_decided(inventory, as_of, mapping, reading))
    for chunk in bulk.render(law(), found, form, _LANGS[lang], None if detail == "none" else detail):
        click.echo(chunk, nl=False)
    if any(determination.outcome in fail_on for determination in found):
        raise SystemExit(1)


@main.command()
@click.argument("inventory", type=click.Path(path_type=Path))
@click.argument("item")
@_AS_OF
@_MAPPING
@_READING
@_LANG
@click.option("--detail", type=click.Choice(["summary", "legal", "full"]), default="legal", show_default=True)
@click.option("--not", "against", metavar="OUTCOME", help="Say why the outcome is not this one.")
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle", "html"]), default="text", show_default=True)
def why(
    inventory: Path,
    item: str,
    as_of: date | None,
    mapping: Path | None,
    reading: tuple[str, ...],
    lang: str,
    detail: str,
    against: str | None,
    form: str,
) -> None:
    """
    Prove the answer for one ITEM of INVENTORY, named by its IRI or the end of it.

    \b
    qingdan why data/inventories/icv-maker.ttl crm-customers --as-of 2026-03-02
    qingdan why data/inventories/icv-maker.ttl crm-customers --not ExemptOutOfList --lang en,zh
    """
    _known_outcomes((against,) if against else ())
    found = next(_decided((inventory,), as_of, mapping, reading, [item]))
    if form == "text":
        from .report import as_text

        click.echo(as_text.proof(law(), found, _LANGS[lang], detail, against), nl=False)
        return
    from .report import bulk

    for chunk in bulk.render(law(), [found], form, _LANGS[lang], detail, single=True):
        click.echo(chunk, nl=False)


@main.command()
@click.argument("name", required=False)
@click.option("--data", multiple=True, type=click.Path(path_type=Path), help="Inventory whose facts and determinations are asked as well.")
@click.option("--bind", multiple=True, metavar="VARIABLE=VALUE", help="Value of a parameter, an IRI or a text.")
@_AS_OF
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "tsv", "xml", "turtle"]), default="table", show_default=True)
def query(name: str | None, data: tuple[Path, ...], bind: tuple[str, ...], as_of: date | None, form: str) -> None:
    """
    Ask a stored question by NAME, or a SPARQL file; without NAME, list the stored questions.

    \b
    qingdan query
    qingdan query articles-and-their-rules
    qingdan query why-in-the-list --data data/inventories/icv-maker.ttl --bind item=urn:x:item
    """
    from . import queries

    if name is None:
        for stored in queries.stored():
            click.echo(f"{stored.name:44} {stored.question}")
        return
    for chunk in queries.ask(name, data, dict(_binding(pair) for pair in bind), as_of, form):
        click.echo(chunk, nl=False)


def _binding(pair: str) -> tuple[str, str]:
    variable, equals, value = pair.partition("=")
    if not equals:
        raise CallError(f"--bind {pair!r} has no '='; write it as item=urn:x:item")
    return variable.lstrip("?$"), value


def _decided(
    paths: tuple[Path, ...], as_of: date | None, mapping: Path | None, reading: tuple[str, ...], items: list[str] | None = None
) -> Iterator[Determination]:
    chosen = api.readings(reading)
    if mapping:
        from .tables import read_mapping

        found = api.load(paths, read_mapping(mapping))
    else:
        found = api.load(paths)
    if found.ignored:
        click.echo(f"{found.ignored} statements outside the vocabulary were read past", err=True)
    yield from api.decide(found, as_of, chosen, items)


def _known_outcomes(names: tuple[str, ...]) -> None:
    known = {outcome.name for outcome in law().outcomes.values()}
    for name in names:
        if name not in known:
            raise CallError(f"the outcome {name!r} is not known; choose one of {', '.join(sorted(known))}")


def _known_edition(name: str) -> None:
    if name != "cq-2025":
        raise CallError(
            f"the list {name!r} cannot be decided under yet; use cq-2025, and state qd:appliesList for a list applied by reference"
        )


def run() -> None:
    """Entry point: map every error to its exit status, with one line each and no traceback."""
    try:
        main(standalone_mode=False)
    except click.exceptions.Exit as error:
        raise SystemExit(error.exit_code) from None
    except click.ClickException as error:
        error.show(sys.stderr)
        raise SystemExit(2) from None
    except click.Abort:
        raise SystemExit(130) from None
    except QingdanError as error:
        for line in str(error).splitlines():
            click.echo(f"qingdan: {line}", err=True)
        raise SystemExit(error.exit_status) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
    except Exception as error:
        click.echo(f"qingdan: our own fault ({type(error).__name__}: {error}); no answer was given, please report it", err=True)
        raise SystemExit(3) from None
