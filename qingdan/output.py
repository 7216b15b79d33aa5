"""Where results go: standard output, or a file that appears under its name only when it is whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import CallError


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path beside the wanted one to write to; it takes the wanted name at the end, and is removed where there is none."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _begin(part, path)
        yield part
        os.replace(part, path)
    except OSError as error:
        raise CallError(f"{path} could not be written whole ({error.strerror}); nothing is left under that name") from None
    finally:
        part.unlink(missing_ok=True)


def _begin(part: Path, path: Path) -> None:
    try:
        part.touch()
    except OSError as error:
        raise CallError(f"{path} cannot be written ({error.strerror}); name a folder that exists and may be written to") from None


def deliver(chunks: Iterator[str], path: Path | None) -> None:
    """Write text as it comes, to a file or to standard output."""
    if path is None:
        for chunk in chunks:
            sys.stdout.write(chunk)
        sys.stdout.flush()
        return
    with whole(path) as part, open(part, "w", encoding="utf-8", newline="") as out:
        for chunk in chunks:
            out.write(chunk)


def format_of(path: Path | None, named: str | None, known: dict[str, str], otherwise: str) -> str:
    """The format that is named, else that of the file's suffix, else the usual one."""
    if named or path is None:
        return named or otherwise
    if path.suffix not in known:
        raise CallError(f"the suffix {path.suffix or '(none)'} of {path} says no format; add --format, or use one of {', '.join(known)}")
    return known[path.suffix]
