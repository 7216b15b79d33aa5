"""An inventory in, the filing of each handler that uses a list out: papers, or what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from .. import api
from ..errors import CallError
from ..law.load import OWN, law
from .calls import Day, Names, names_of, owed
from .inventory import opened
from .reports import Changes, Filed

if TYPE_CHECKING:
    from ..reporting.dossier.reported import Filing


class Dossier:
    """What the handlers report on a day; `write` makes the papers, `changes` compares them."""

    def __init__(
        self,
        filings: list[Filing],
        as_of: date,
        edition: str,
        inputs: dict[str, bytes],
    ) -> None:
        self.filings = filings
        self.as_of = as_of
        self._edition = edition
        self._inputs = inputs

    def __len__(self) -> int:
        """The number of filings."""
        return len(self.filings)

    def __repr__(self) -> str:
        return f"<{len(self):,} filings as of {self.as_of}>"

    def write(
        self,
        folder: str | Path,
        templates: Mapping[str, str | Path] | None = None,
    ) -> Filed:
        """
        Write the papers into a folder, in which nothing but a dossier is written over.

        `templates` are Word documents by the paper for which each is filled. Raises CallError
        where there is no filing, or the folder holds something else.
        """
        from ..reporting.dossier.build import filed

        if not self.filings:
            raise _owes_nothing(self.as_of)
        named = {name: Path(each) for name, each in (templates or {}).items()}
        return Filed(
            filed(
                law=law(self._edition),
                filings=self.filings,
                inputs=self._inputs,
                as_of=self.as_of,
                templates=named,
                out=Path(folder),
            )
        )

    def changes(self, folder: str | Path) -> Changes:
        """What differs from a dossier that was written before; InputError where there is none."""
        from ..reporting.dossier.check import checked

        return Changes(checked(Path(folder), self.filings))


def dossier(
    inventory: Any,
    as_of: Day = None,
    *,
    handler: str | None = None,
    calendars: Iterable[str | Path] = (),
    readings: Names = (),
    edition: str = OWN,
) -> Dossier:
    """
    The filings of the handlers that use a list, or of the handler that is named alone.

    Raises CallError where that handler owes none.
    """
    from ..reporting.dossier.reported import filings

    taken = opened(inventory)
    listing = owed(
        taken, as_of, calendars=calendars, readings=readings, edition=edition
    ).listing
    chosen = api.readings(names_of(readings))
    made = filings(
        law(edition),
        taken.in_memory(),
        listing.entries,
        listing.as_of,
        chosen,
    )
    with TemporaryDirectory(prefix="qingdan-") as folder:
        inputs = {
            path.name: path.read_bytes() for path in taken.paths(Path(folder))
        }
    wanted = _of(handler, list(made), listing.as_of)
    return Dossier(wanted, listing.as_of, edition, inputs)


def _of(handler: str | None, filings: list[Filing], day: date) -> list[Filing]:
    """The filings of the handler that is named, or all; CallError where there is none."""
    if handler is None:
        return filings
    if not filings:
        raise _owes_nothing(day)
    named = [
        filing
        for filing in filings
        if handler in (filing.handler, filing.folder)
    ]
    if not named:
        known = ", ".join(filing.folder for filing in filings)
        raise CallError(
            f"the handler {handler!r} owes no filing on {day}; choose one of {known}"
        )
    return named


def _owes_nothing(day: date) -> CallError:
    return CallError(
        f"no handler owes a filing on {day}: none uses a list that asks for one;"
        " state qd:zone, qd:zoneTie and qd:sector of the handler, or name another day"
    )
