"""One error class per remedy; the message is one line that says what, where and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


class QingdanError(Exception):
    """Root of the errors that a caller may handle."""

    exit_status = 3


class CallError(QingdanError):
    """The call is wrong: mend the arguments (exit status 2)."""

    exit_status = 2


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input: where it stands, what it is, how to mend it."""

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.mend}"


class InputError(QingdanError):
    """
    The input is wrong: mend the file (exit status 2). Carries
    every fault found; those that are alike share a line.
    """

    exit_status = 2

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        alike: dict[tuple[str, str], list[Fault]] = {}
        for fault in faults:
            alike.setdefault((fault.what, fault.mend), []).append(fault)
        super().__init__("\n".join(_told(some) for some in alike.values()))


def _told(alike: list[Fault]) -> str:
    """Faults that differ in their places alone, as one line."""
    first = alike[0]
    more = len({fault.where for fault in alike}) - 1
    if not more:
        return str(first)
    return f"{first.where} and {more:,} more: {first.what}; {first.mend}"


def unreadable(where: str, error: Exception, mend: str) -> InputError:
    """The error of a file that cannot be opened or is not in its form, with the reason given."""
    reason = getattr(error, "strerror", None) or error
    return InputError(Fault(where, f"cannot be read ({reason})", mend))


def without(what: str, extra: str) -> CallError:
    """The error of a call that needs an extra, with the command that installs it from a clone."""
    return CallError(
        f"{what} not installed; in a clone of Qingdan run: pip install '.[{extra}]'"
    )


class KnowledgeError(QingdanError):
    """The law, a shape or a query of our own is wrong: a fault of the package (exit status 3)."""
