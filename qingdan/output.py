"""Where results go: standard output, a file that is there only once whole, a device, a pipe."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from .errors import CallError

_OPEN_FILES = re.compile(r"/proc/[^/]+(/task/[^/]+)?/fd|/dev/fd")
_LINKS = 40
_NAME = 64
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """
    A path to write to; at the end it takes the wanted name, or is copied to the device there.

    It is removed where there is no end. Raises CallError where the name cannot be written.
    """
    if is_stream(path):
        from shutil import copyfileobj
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="qingdan-") as folder:
            part = Path(folder, "part")
            yield part
            with (
                _told(path),
                open(part, "rb") as made,
                open(path, "ab") as out,
            ):
                copyfileobj(made, out)
        return
    target = Path(os.path.realpath(path))
    part = target.parent / f".{target.name[:_NAME]}.{os.getpid()}.part"
    try:
        _begin(part, target, path)
        with _told(path):
            yield part
            os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CallError(
            f"{path} could not be written whole ({error.strerror});"
            " nothing is left under that name"
        ) from None


def synchronised(path: Path) -> None:
    """Wait until what a file or a folder holds is on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _begin(part: Path, target: Path, path: Path) -> None:
    """Make an empty file beside the target, with the owner and the rights of what stands there."""
    there = None
    if os.path.lexists(target):
        there = target.lstat()
    if there and not stat.S_ISREG(there.st_mode):
        raise CallError(f"{path} is no file; name a file")
    if there and not os.access(target, os.W_OK):
        raise CallError(
            f"{path} may not be written; name another file, or change its rights"
        )
    try:
        part.unlink(missing_ok=True)
        number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except OSError as error:
        mend = "name a folder that exists and may be written to"
        raise CallError(
            f"{path} cannot be written ({error.strerror}); {mend}"
        ) from None
    with contextlib.suppress(OSError):
        if there:
            os.fchown(number, there.st_uid, there.st_gid)
            os.fchmod(number, stat.S_IMODE(there.st_mode))
    os.close(number)


def is_stream(path: Path) -> bool:
    """Whether a name stands for a device, a pipe, or what a process has open."""
    step = path
    for _ in range(_LINKS):
        if _OPEN_FILES.fullmatch(os.path.realpath(step.parent)):
            return True
        if not step.is_symlink():
            break
        step = step.parent / os.readlink(step)
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    if stat.S_ISCHR(mode):
        return True
    if stat.S_ISFIFO(mode):
        return True
    return stat.S_ISBLK(mode)


def deliver(chunks: Iterable[str], path: Path | None = None) -> bool:
    """
    Write text as it comes, to a file or to standard output; whether the reader took all of it.

    A reader that goes away early, such as `head`, has what it wants: that is no error.
    """
    try:
        if path is None:
            _to_standard_output(chunks)
        elif is_stream(path):
            with (
                _told(path),
                open(
                    path, "a", encoding="utf-8", errors=_ERRORS, newline=""
                ) as out,
            ):
                _write(chunks, out)
        else:
            with (
                whole(path) as part,
                open(
                    part, "w", encoding="utf-8", errors=_ERRORS, newline=""
                ) as out,
            ):
                _write(chunks, out)
    except BrokenPipeError:
        return False
    return True


_ERRORS = "backslashreplace"  # a name of a file need not be UTF-8


def _write(chunks: Iterable[str], out: TextIO) -> None:
    for chunk in chunks:
        out.write(chunk)


def _to_standard_output(chunks: Iterable[str]) -> None:
    out: TextIO | None = sys.stdout
    if out is None:
        raise CallError(
            "standard output is closed; leave it open, or name a file with --output"
        )
    for chunk in chunks:
        try:
            out.write(chunk)
        except OSError as error:
            raise _unwritten(out, error) from None
    try:
        out.flush()
    except OSError as error:
        raise _unwritten(out, error) from None


def _unwritten(out: TextIO, error: OSError) -> Exception:
    leave(out)
    if isinstance(error, BrokenPipeError):
        return error
    mend = "free space, or name a file with --output"
    return CallError(
        f"standard output cannot be written ({error.strerror}); {mend}"
    )


def leave(*streams: TextIO | None) -> None:
    """Let what streams have still to write lead nowhere, so that it is no error at the end."""
    for stream in streams:
        with contextlib.suppress(OSError, ValueError):
            if stream is not None:
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)


def note(*lines: str) -> None:
    """Tell something on standard error; whether anybody reads it does not change how a run ends."""
    stream: TextIO | None = sys.stderr
    try:
        if stream is not None:
            stream.writelines(f"{plain(line)}\n" for line in lines)
            stream.flush()
    except (OSError, ValueError):
        leave(stream)


def plain(text: str) -> str:
    """A text on one line, with what does not show, or would steer a terminal, made to show."""
    if text.isprintable():
        return text
    return "".join(
        f"\\u{ord(letter):04x}"
        if unicodedata.category(letter) in _HIDDEN
        else letter
        for letter in text
    )


def format_of(
    path: Path | None, named: str | None, known: dict[str, str], otherwise: str
) -> str:
    """The format that is named, else that of the file's suffix, else the usual one."""
    if named or path is None:
        return named or otherwise
    if path.suffix not in known:
        raise CallError(
            f"the suffix {path.suffix or '(none)'} of {path} says no format;"
            f" add --format, or use one of {', '.join(known)}"
        )
    return known[path.suffix]
