"""What the commands have in common: kinds of values, options, and reading an inventory as they ask for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import CallError
from ..law import OWN, law

if TYPE_CHECKING:
    from ..register import Register
    from ..tables import Mapping

LANGS = {"en": ("en",), "zh": ("zh",), "en,zh": ("en", "zh"), "both": ("en", "zh")}
_LARGE = 16 << 20


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """A day; anything else is an error of the call."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-03-02", param, ctx)


class Names(click.ParamType[tuple[str, ...]]):
    """Names parted by commas."""

    name = "A,B"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Names parted by commas."""
        return value if isinstance(value, tuple) else tuple(part.strip() for part in value.split(",") if part.strip())


FILES = click.argument("inventory", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
AS_OF = click.option("--as-of", type=Day(), help="Day asked about; default: the export's day, else today in Beijing.")
READING = click.option("--reading", multiple=True, help="Another reading of an open question, for example Q3=literal.")
LANG = click.option("--lang", type=click.Choice(list(LANGS)), default="en", show_default=True, help="Language of the text.")
EDITION = click.option(
    "--list", "edition", default=OWN, show_default=True, help="List to decide under, such as bj-2025; cn for the national rules alone."
)
MAPPING = click.option("--mapping", type=click.Path(path_type=Path), help="TOML file that maps foreign columns or a foreign vocabulary.")
INPUT_FORMAT = click.option("--input-format", default="ttl", show_default=True, help="Suffix that names the format of standard input (-).")
OUTPUT = click.option("--output", "-o", type=click.Path(path_type=Path), help="File to write; it appears only when it is whole.")


def read_mapping(path: Path | None) -> Mapping | None:
    """The mapping file, where one is named."""
    if path is None:
        return None
    from ..tables import read_mapping as read

    return read(path)


@contextmanager
def files(paths: Iterable[Path], input_format: str) -> Iterator[list[Path]]:
    """The files of the call; standard input as a file that is removed afterwards."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="qingdan-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        yield [_standard_input(folder, input_format) if str(path) == "-" else path for path in paths]


def _standard_input(folder: Path, input_format: str) -> Path:
    from shutil import copyfileobj

    path = folder / f"standard-input.{input_format.lstrip('.')}"
    if path.exists():
        raise CallError("standard input (-) is named twice; name it once")
    with open(path, "wb") as spool:
        copyfileobj(sys.stdin.buffer, spool)
    return path


@contextmanager
def opened(paths: Iterable[Path], mapping: Path | None, input_format: str, dated: bool, edition: str = OWN) -> Iterator[Register]:
    """The inventory of the call as a register; what was read past is told on standard error."""
    from ..ingest import ingest

    with files(paths, input_format) as named, _progress(named) as watch:
        register = ingest(law(edition), named, read_mapping(mapping), dated, watch)
    try:
        past = sum(register.intake.ignored.values())
        if past:
            click.echo(f"{past:,} statements outside the vocabulary were read past", err=True)
        yield register
    finally:
        register.close()


@contextmanager
def _progress(paths: list[Path]) -> Iterator[Callable[[int], object] | None]:
    """A bar on standard error while large files are read, where somebody looks at it."""
    size = sum(path.stat().st_size for path in paths if path.suffix in (".nt", ".csv") and path.is_file())
    if size < _LARGE or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=size, label="reading", file=sys.stderr) as bar:
        yield bar.update
