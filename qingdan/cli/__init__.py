"""The command line: results on standard output, errors of one line each, exit status 0 to 3."""

from __future__ import annotations

import atexit
import contextlib
import errno
import gc
import sys

import click

from ..errors import QingdanError
from ..output import leave, note
from ..version import VERSION
from .commands import Commands
from .configured import NAME, configure
from .kinds import Read
from .streams import ReaderLeft, prepare

_LONGEST = 500
_WANTING = frozenset(
    [
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.EROFS,
        errno.EACCES,
    ]
)


@click.group(
    cls=Commands,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
    },
)
@click.version_option(VERSION, prog_name="qingdan")
@click.option(
    "--config",
    type=Read(),
    expose_value=False,
    callback=configure,
    help=f"File of defaults of options; default: {NAME} here or in a folder above.",
)
def main() -> None:
    """May this data leave China, on which route, and why? Not legal advice."""


# At its end the interpreter searches all that is left for circles, which takes longer than some
# commands.
atexit.register(gc.freeze)


def run() -> None:
    """Entry point: map every error to its exit status, with one line each and no traceback."""
    gc.set_threshold(20_000, 20, 20)
    prepare()
    try:
        main(standalone_mode=False)
    except ReaderLeft:
        leave(sys.stdout, sys.stderr)
        raise SystemExit(0) from None
    except click.ClickException as error:
        if sys.stderr is not None:
            with contextlib.suppress(OSError, ValueError):
                error.show(sys.stderr)
        raise SystemExit(2) from None
    except (click.Abort, KeyboardInterrupt):
        raise SystemExit(130) from None
    except QingdanError as error:
        note(*(f"qingdan: {line}" for line in str(error).split("\n")))
        raise SystemExit(error.exit_status) from None
    except Exception as error:
        raise SystemExit(_unforeseen(error)) from None


def _unforeseen(error: Exception) -> int:
    """Tell an error that nothing else tells; what the machine does not give is no fault of ours."""
    what = " ".join(str(getattr(error, "strerror", None) or error).split())[
        :_LONGEST
    ]
    if isinstance(error, MemoryError):
        what = "not enough memory"
    elif not _is_of_the_machine(error):
        name = type(error).__name__
        note(
            f"qingdan: internal error ({name}: {what}); no answer was given, please report it"
        )
        return 3
    note(
        f"qingdan: the machine refuses ({what}); no answer was given, mend that and try again"
    )
    return 2


def _is_of_the_machine(error: Exception) -> bool:
    if not isinstance(error, OSError):
        return False
    if error.errno in _WANTING:
        return True
    return "temporary directory" in str(error)
