"""The served inventory in, the job that lists what is owed under it out."""

from __future__ import annotations

import json
from datetime import date

from ..counting.day import today
from ..door import calls
from ..language import phrase
from ..law.load import law
from ..rdf.names import curie
from ..reporting.duties.as_html import fragment as duties_fragment
from ..reporting.duties.listing import STATES as OWED_STATES
from ..reporting.duties.listing import Listing
from ..reporting.formats import DUTIES
from ..reporting.style import Style
from .answer import Answer, Ending, given
from .held import Held
from .jobs import refusing
from .pool import Job
from .requests import Owing

# Items of which a page lists what is owed; a thousand take a second.
_OWED = 3_000


class _All:
    """All that is owed under an inventory, worked out once a day by a process that asks."""

    def __init__(self, held: Held, as_of: date | None) -> None:
        self._held = held
        self._as_of = as_of
        self._kept: dict[date, Listing] = {}

    def listing(self) -> Listing:
        """The list; an empty one where no inventory is served."""
        day = self._as_of or today()
        if day not in self._kept:
            inventory = self._held.whole(_OWED)
            if inventory is None:
                return Listing(law(), [], day)
            self._kept.clear()
            owed = calls.owed(inventory, self._as_of)
            self._kept[day] = owed.listing
        return self._kept[day]


def owing(held: Held, as_of: date | None) -> Job:
    """The job that lists what is owed under the served inventory, in a format or for a page."""
    everything = _All(held, as_of)

    @refusing("there is no list of duties", Ending.NOT_FOUND)
    def owed(options: Owing, content: bytes) -> Answer:
        lang = options["lang"]
        listing = everything.listing()
        shown = listing._replace(
            entries=[
                entry
                for entry in listing.entries
                if options["debtor"] in ("", curie(entry.owed.debtor))
                and options["state"] in ("", entry.state)
            ]
        )
        if options["form"]:
            row = DUTIES.named(options["form"])
            return given(row.content_type, row.content(shown, Style((lang,))))
        debtors = {
            curie(entry.owed.debtor)
            for entry in listing.entries
            if not entry.authority
        }
        states = [
            (state, phrase(label, lang))
            for state, label in OWED_STATES.items()
        ]
        page = {
            "html": duties_fragment(shown, lang),
            "debtors": sorted(debtors),
            "states": states,
            "many": len(listing.entries),
        }
        return given("application/json", json.dumps(page).encode())

    return owed
