"""
What the commands have in common: kinds of values, options,
and reading an inventory as they ask for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..door import inventory as door
from ..errors import CallError
from ..law.load import OWN
from ..output import note
from ..reporting.formats import Formats
from . import completion
from .kinds import Day, Folder, Read, Written

if TYPE_CHECKING:
    from ..door.inventory import Inventory
    from ..door.waivers import Waivers

LANGS = {
    "en": ("en",),
    "zh": ("zh",),
    "en,zh": ("en", "zh"),
    "both": ("en", "zh"),
}
_Command = TypeVar("_Command", bound=Callable[..., Any])
STANDARD_INPUT = "standard input"
_SPOOLED = "standard-input-of-qingdan"
_LARGE = 16 << 20


FILES = click.argument(
    "inventory", nargs=-1, required=True, type=Read(streams=True)
)
AS_OF = click.option(
    "--as-of",
    type=Day(),
    help="Assess as of this day; default: the export's day, else today in Beijing.",
)
READING = click.option(
    "--reading",
    multiple=True,
    shell_complete=completion.READINGS,
    help="Another reading of an open question, for example Q3=literal.",
)
LANG = click.option(
    "--lang",
    type=click.Choice(list(LANGS)),
    default="en",
    show_default=True,
    help="Language of the text.",
)
EDITION = click.option(
    "--list",
    "edition",
    default=OWN,
    show_default=True,
    is_eager=True,
    shell_complete=completion.EDITIONS,
    help="List to decide under, such as bj-2025; cn for the national rules alone.",
)


def _take(
    ctx: click.Context, _: click.Parameter, folder: Path | None
) -> Path | None:
    """Have the call decide with a pack, and tell what it lacks."""
    if folder is not None and not ctx.resilient_parsing:
        from ..door import packs
        from ..packs.held import short

        pack = packs.take(folder, ctx.params.get("edition", OWN))
        ctx.call_on_close(lambda: packs.drop(pack))
        note(*short(pack))
    return folder


PACK = click.option(
    "--pack",
    type=Folder(),
    expose_value=False,
    callback=_take,
    help="Folder of an edition pack: decide by the slots of your own copy of the list.",
)
MAPPING = click.option(
    "--mapping",
    type=Read(),
    help="TOML file that maps foreign columns or a foreign vocabulary.",
)
INPUT_FORMAT = click.option(
    "--input-format",
    default="ttl",
    show_default=True,
    help="Suffix that names the format of standard input (-).",
)
OUTPUT = click.option(
    "--output",
    "-o",
    type=Written(streams=True),
    help="File to write; it appears only when it is whole.",
)

WAIVERS = click.option(
    "--waivers",
    type=Read(),
    help="TOML file of what need not fail: who decided so, why, until when; an expired one fails.",
)

SCREEN = click.option(
    "--screen/--no-screen",
    default=None,
    help="A table for a screen, or plain lines; default: as standard output is one, or is not.",
)


def format_of(
    formats: Formats, more: str = ""
) -> Callable[[_Command], _Command]:
    """The option that names a format of one kind of result, as `form`."""
    usual = f"Default: {formats.names[0]}.{more}"
    choice = click.Choice(formats.names)
    return click.option("--format", "form", type=choice, help=usual)


def on_screen(asked: bool | None, output: Path | None) -> bool:
    """Whether a table is for a screen: as asked, else where it goes to one."""
    if asked is not None:
        return asked
    if output is not None:
        return False
    if sys.stdout is None:
        return False
    return sys.stdout.isatty()


def waived(path: Path | None) -> Waivers | None:
    """The waivers of a file as they stand today, none where no file is named."""
    if path is None:
        return None
    from ..counting.day import today
    from ..door.waivers import read

    return read(path, today())


def fails_in_spite(waivers: Waivers, failing: int) -> bool:
    """Tell what was waived; whether anything is left to fail on, or a waiver is expired."""
    note(*waivers.told())
    return failing > 0 or bool(waivers.expired)


@contextmanager
def files(paths: Iterable[Path], input_format: str) -> Iterator[list[Path]]:
    """The files of the call; standard input as a file that is removed afterwards."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(
        prefix="qingdan-", ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        yield [
            _standard_input(folder, input_format) if str(path) == "-" else path
            for path in paths
        ]


def _standard_input(folder: Path, input_format: str) -> Path:
    from shutil import copyfileobj

    path = folder / f"{_SPOOLED}.{input_format.lstrip('.')}"
    if path.exists():
        raise CallError("standard input (-) is named twice; name it once")
    if sys.stdin is None:
        raise CallError(
            "standard input (-) is closed; give an inventory there, or name a file"
        )
    with open(path, "wb") as spool:
        copyfileobj(sys.stdin.buffer, spool)
    return path


@contextmanager
def opened(
    paths: Iterable[Path],
    mapping: Path | None,
    input_format: str,
    dated: bool,
    edition: str = OWN,
    names: dict[Path, str] | None = None,
) -> Iterator[Inventory]:
    """The inventory of the call, read in bulk; what was ignored is told on standard error."""
    with files(paths, input_format) as named, _progress(named) as watch:
        called = {
            path: STANDARD_INPUT for path in named if path.stem == _SPOOLED
        } | (names or {})
        inventory = door.opened(
            named, mapping=mapping, watch=watch, names=called
        )
        inventory.register(edition, dated)
    with inventory:
        note(*inventory.notes)
        yield inventory


@contextmanager
def _progress(paths: list[Path]) -> Iterator[Callable[[int], object] | None]:
    """A bar on standard error while large files are read, where somebody looks at it."""
    size = sum(
        path.stat().st_size
        for path in paths
        if path.suffix in (".nt", ".csv") and path.is_file()
    )
    if size < _LARGE or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(
        length=size, label="reading", file=sys.stderr
    ) as bar:
        yield bar.update
