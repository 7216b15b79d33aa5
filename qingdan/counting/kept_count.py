"""
A count that goes on from a ledger: logs that were not counted before are
taken in, and tallies, crossings and headroom are told from what is kept.
"""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import CallError, Fault, InputError, unreadable
from ..files import digest
from ..law.model import Law
from .asked import Asked
from .badrows import BadRow, bad_rows
from .count import COUNTED, log_file
from .crossings import Event, Wanted
from .firsts import FirstDays
from .guard import refuse_unreadable, told
from .keeping import erase, read, take_in
from .kept import Kept, State, Taken
from .ledger import DuckLedger
from .logs import LogMapping, files
from .pseudonym import OF_THIS_RUN, VARIABLE, Key
from .questions import scan_of
from .results import Count, LogFile, Told
from .telling import Teller
from .words import words

_EVER = date.max


def count_kept(
    law: Law,
    asked: Asked,
    as_of: date,
    key: Key,
    mapping: LogMapping | None = None,
    memory: str = "1GiB",
    through: date | None = None,
) -> Count:
    """
    Take logs into a ledger and count from it, as one count of all logs that it was ever given.

    Raises InputError where a log cannot be read, or changed since it was counted; CallError for
    a key that does not fit, or a ledger that is in use. The ledger is then as it was.
    """
    mapping = mapping or LogMapping()
    if mapping.groups:
        raise CallError(
            "a ledger counts no groups; leave [groups] out of the mapping, or count the logs"
            " without --ledger"
        )
    logs = files(asked.logs)
    identifiers = _identifiers(asked.erased) if asked.erased else []
    kept = Kept(asked.folder)
    try:
        kept.tidy()
        run = _Run(law, kept, key, mapping, memory)
        if identifiers and kept.state.key:
            _refuse_key(kept.state, key)
        run.take(logs, asked.again)
        run.erase(identifiers)
        return _KeptTeller(law, run, as_of, mapping, through).count(key)
    finally:
        kept.close()


class _Run:
    """What one run takes into a ledger, and what is to be said of it."""

    def __init__(
        self,
        law: Law,
        kept: Kept,
        key: Key,
        mapping: LogMapping,
        memory: str,
    ) -> None:
        self.law = law
        self.kept = kept
        self.key = key
        self.mapping = mapping
        self.memory = memory
        self.notices: list[Told] = []
        self.listed: list[BadRow] = []
        text = f"{law.digest} {mapping!r}"
        self.read_by = hashlib.sha256(text.encode()).hexdigest()

    def take(self, logs: list[str], again: bool) -> None:
        """Take in the logs that the ledger does not know."""
        fresh = self._fresh(logs, again)
        if not fresh:
            return
        ledger = DuckLedger(
            list(fresh),
            self.mapping,
            self.key,
            words(self.law),
            self.memory,
            self.kept.folder,
        )
        try:
            key = None
            if not ledger.is_pseudonymous:
                _refuse_key(self.kept.state, self.key)
                key = self.key.name
            self._take(ledger, fresh, key)
        finally:
            ledger.close()

    def erase(self, identifiers: list[str]) -> None:
        """Have the ledger forget persons, and tell how many of them it knew."""
        if identifiers:
            known = erase(self.kept, identifiers, self.key)
            self.notices.append(Told("forgotten", "", known, len(identifiers)))

    def _fresh(self, logs: list[str], again: bool) -> dict[str, str]:
        """The digests of the logs that are not known; InputError for one that changed."""
        known = {
            log["digest"] for run in self.kept.state.taken for log in run.files
        }
        places = {
            log["place"] for run in self.kept.state.taken for log in run.files
        }
        fresh: dict[str, str] = {}
        faults = []
        for name in logs:
            its_digest = _digest(name)
            if its_digest in known:
                self.notices.append(Told("skipped", name, 0, 0))
                continue
            known.add(its_digest)
            if os.path.realpath(name) in places:
                what = "has changed since it was counted"
                mend = (
                    "give what is new as a file of its own, or say --changed count: then it is"
                    " counted again, and what it held before stays counted"
                )
                faults.append(Fault(name, what, mend))
                self.notices.append(Told("again", name, 0, 0))
            fresh[name] = its_digest
        if faults and not again:
            raise InputError(*faults)
        return fresh

    def _take(
        self, ledger: DuckLedger, fresh: dict[str, str], key: str | None
    ) -> None:
        scan = scan_of(ledger, _EVER)
        bad = bad_rows(ledger, scan.faulty)
        refuse_unreadable(ledger, scan, bad.listed)
        first_days = FirstDays(ledger, scan, _EVER, COUNTED)
        self.notices += told(first_days, scan)
        self.listed = bad.listed
        logs = [_noted(log_file(ledger, name)) for name in ledger.files]
        for log in logs:
            if log["digest"] != fresh[log["name"]]:
                raise InputError(
                    Fault(
                        log["name"],
                        "changed while it was counted",
                        "count it when nothing writes to it any more",
                    )
                )
        taken = Taken(
            files=logs,
            rows=scan.rows,
            bad=bad.number,
            is_bounded=bad.is_bounded and not scan.open,
            read_by=self.read_by,
        )
        take_in(self.kept, ledger, first_days, taken, key)


class _KeptTeller(Teller):
    """Tells a count from what a ledger keeps."""

    def __init__(
        self,
        law: Law,
        run: _Run,
        as_of: date,
        mapping: LogMapping,
        through: date | None,
    ) -> None:
        super().__init__(law, as_of, mapping, through)
        self.run = run

    def count(self, key: Key) -> Count:
        """Everything there is to tell."""
        state = self.run.kept.state
        kept = read(self.run.kept, self.as_of)
        self.days.seen(kept.last)
        if not all(run.is_bounded for run in state.taken):
            self.bad = None
        else:
            self.bad = sum(run.bad for run in state.taken)
        firsts_by_key = {
            **{handler_and_year: [] for handler_and_year in kept.last},
            **self.by_key(kept.firsts),
        }
        return Count(
            as_of=self.as_of,
            counted=self.all_of(firsts_by_key, "handler"),
            groups=(),
            thresholds=self.thresholds,
            rows=kept.rows,
            later=kept.later,
            bad=sum(run.bad for run in state.taken),
            bad_rows=tuple(self.run.listed),
            notices=(*self.run.notices, *self._of_ledger(state)),
            files=tuple(
                _named(log) for run in state.taken for log in run.files
            ),
            key=state.key or key.name,
            rules=f"sha256:{self.law.digest}",
        )

    def _of_ledger(self, state: State) -> list[Told]:
        """What to know of a count from a ledger."""
        notices = [Told("days", "", 0, 0)]
        others = sum(run.read_by != self.run.read_by for run in state.taken)
        if others:
            notices.append(Told("otherwise", "", others, len(state.taken)))
        if state.erased:
            notices.append(Told("erased", "", state.erased, 0))
        return notices

    def events(self, by: str, wanted: set[Wanted]) -> dict[Wanted, Event]:
        """No events: a ledger keeps days alone."""
        return dict.fromkeys(wanted, Event())


def _digest(name: str) -> str:
    try:
        return digest(Path(name))
    except OSError as error:
        raise unreadable(name, error, "let it be read") from None


def _refuse_key(state: State, key: Key) -> None:
    """CallError for a key under which persons are not known again."""
    if key.name == OF_THIS_RUN:
        raise CallError(
            f"a ledger needs the same key in every run; name it by --key-file or {VARIABLE}"
        )
    if state.key not in (None, key.name):
        raise CallError(
            f"the key does not fit: the ledger was kept under {state.key}, and this key is"
            f" {key.name}; name the key of the ledger, or count all logs into a new folder"
        )


def _identifiers(path: Path) -> list[str]:
    """The identifiers in a file, one a line; InputError where it cannot be read."""
    mend = "write one identifier a line, as the logs have it, in UTF-8"
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        what = f"cannot be read ({type(error).__name__})"
        raise InputError(Fault(str(path), what, mend)) from None
    identifiers = [line for line in lines if line.strip()]
    if not identifiers:
        raise InputError(Fault(str(path), "names nobody", mend))
    return identifiers


def _noted(log: LogFile) -> dict[str, Any]:
    return log._asdict() | {"place": os.path.realpath(log.name)}


def _named(log: dict[str, Any]) -> LogFile:
    return LogFile(
        log["name"],
        log["digest"],
        log["clock"],
        log["separator"],
        tuple(log["unread"]),
    )
