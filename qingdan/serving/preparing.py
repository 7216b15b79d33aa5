"""
What the keepers do once before their first job, so that no child does
it: most children may open no file, and none should do it again.
"""

from __future__ import annotations

import contextlib
import json
from datetime import date

from ..door import calls
from ..door.inventory import load
from ..duties.calendars import shipped
from ..errors import QingdanError
from ..law.quotes import by_provision
from ..rdf.names import CONTEXT
from ..reporting.determination.as_html import proven_fragment
from ..reporting.duties.as_html import fragment as duties_fragment
from ..reporting.formats import DUTIES, PROOF
from ..reporting.lists.as_html import routes_fragment
from ..reporting.style import Style
from .interview import ask


def prepare_for_sent(as_of: date | None) -> None:
    """What is done before the first job on what strangers send."""
    warm()
    explore(as_of)


def read_behind_the_law() -> None:
    """Read the calendars and the words that answers quote."""
    shipped()
    by_provision()


def warm() -> None:
    """
    Compile the law and read the calendars and the words behind
    it, so that no child does: most may open no file.
    """
    read_behind_the_law()
    item = {"id": "urn:x:i", "type": "DataItem", "heldBy": "urn:x:h"}
    loaded, secret = (
        load(
            json.dumps({"@context": CONTEXT, "@graph": nodes}).encode(),
            suffix=".jsonld",
        )
        for nodes in (
            [{"id": "urn:x:h", "type": "DataHandler"}, {**item, **more}]
            for more in ({}, {"secrecy": "StateSecret"})
        )
    )
    with contextlib.suppress(QingdanError):
        load(b"item,secrecy\nurn:x:i,NotClassified\n", suffix=".csv")
    (answer,) = calls.decide(loaded)
    listing = calls.owed(loaded).listing
    both = Style(("en", "zh"), "legal")
    for formats, result in ((DUTIES, listing), (PROOF, answer.subject)):
        for row in formats:
            row.content(result, both)
    duties_fragment(listing, "en")
    routes_fragment(calls.routes(secret).routes, "en")
    proven_fragment(calls.why(loaded, "urn:x:i").subject, both.langs)


def explore(as_of: date | None) -> None:
    """
    Explore what an interview that knows nothing could come to, so that no child does.

    Explored is today, and the day asked about.
    """
    for day in dict.fromkeys(("", as_of.isoformat() if as_of else "")):
        ask(
            {
                "lang": "en",
                "facts": {},
                "as_of": day,
                "skipped": [],
                "asked": "",
                "find": "",
            },
            b"",
        )
