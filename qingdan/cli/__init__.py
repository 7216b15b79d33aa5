"""The command line: standard output carries the result alone; errors are one line each; exit status 0 to 3."""

from __future__ import annotations

import atexit
import gc
import signal
import sys
from datetime import date
from pathlib import Path

import click

from .. import api
from ..errors import CallError, QingdanError
from ..law import law
from ..version import VERSION
from .commands import Commands
from .options import AS_OF, EDITION, LANG, LANGS, MAPPING, READING, read_mapping


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(VERSION, prog_name="qingdan")
def main() -> None:
    """May this data leave China, on which route, and why? Not legal advice."""


@main.command()
@click.argument("inventory", type=click.Path(path_type=Path))
@click.argument("item")
@AS_OF
@EDITION
@MAPPING
@READING
@LANG
@click.option("--detail", type=click.Choice(["summary", "legal", "full"]), default="legal", show_default=True)
@click.option("--not", "against", metavar="OUTCOME", help="Say why the outcome is not this one.")
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle", "html"]), default="text", show_default=True)
def why(
    inventory: Path,
    item: str,
    as_of: date | None,
    edition: str,
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
    api.known_outcomes((against,) if against else ())
    loaded = api.load([inventory], read_mapping(mapping), [item])
    if loaded.ignored:
        click.echo(f"{loaded.ignored:,} statements outside the vocabulary were read past", err=True)
    found = next(api.decide(loaded, as_of, api.readings(reading), [item], edition))
    if form == "text":
        from ..report import as_text

        click.echo(as_text.proof(law(edition), found, LANGS[lang], detail, against), nl=False)
        return
    from ..report import bulk

    for chunk in bulk.single(law(edition), found, form, LANGS[lang], detail):
        click.echo(chunk, nl=False)


@main.command()
@click.argument("name", required=False)
@click.option("--data", multiple=True, type=click.Path(path_type=Path), help="Inventory whose facts and determinations are asked as well.")
@click.option("--bind", multiple=True, metavar="VARIABLE=VALUE", help="Value of a parameter, an IRI or a text.")
@AS_OF
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "tsv", "xml", "turtle"]), default="table", show_default=True)
def query(name: str | None, data: tuple[Path, ...], bind: tuple[str, ...], as_of: date | None, form: str) -> None:
    """
    Ask a stored question by NAME, or a SPARQL file; without NAME, list the stored questions.

    \b
    qingdan query
    qingdan query articles-and-their-rules
    qingdan query why-in-the-list --data data/inventories/icv-maker.ttl --bind item=urn:x:item
    """
    from .. import queries

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


# At its end the interpreter searches all that is left for circles, which takes longer than some commands.
atexit.register(gc.freeze)


def run() -> None:
    """Entry point: map every error to its exit status, with one line each and no traceback."""
    gc.set_threshold(20_000, 20, 20)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main(standalone_mode=False)
    except click.exceptions.Exit as error:
        raise SystemExit(error.exit_code) from None
    except click.ClickException as error:
        error.show(sys.stderr)
        raise SystemExit(2) from None
    except (click.Abort, KeyboardInterrupt):
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
