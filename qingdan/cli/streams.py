"""The standard streams and the end of a run: closed, narrow, left by a reader; signals."""

from __future__ import annotations

import codecs
import io
import os
import signal
import sys
from typing import Any

import click

_ENDS = ("SIGHUP", "SIGTERM", "SIGXCPU")


class ReaderLeft(Exception):
    """Whoever read what was written has gone, such as `head` after its lines."""


class Ending(click.Group):
    """A group of commands; a reader that leaves early ends it without an error."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read the call; help is written here."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except BrokenPipeError:
            raise ReaderLeft from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ReaderLeft from None


def prepare() -> None:
    """
    Make ready the streams and the signals of a process of ours.

    No file that is opened later takes the number of a standard stream that is closed. What a
    stream cannot encode is escaped; ASCII is written as UTF-8. Signals that end a process end it
    in order, so that no part of a file is left.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            narrow = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(
                encoding="utf-8" if narrow else None, errors="backslashreplace"
            )
    for name in _ENDS:
        sent = getattr(signal, name, None)
        if sent is not None and signal.getsignal(sent) == signal.SIG_DFL:
            signal.signal(sent, lambda sent, _: sys.exit(128 + sent))
