"""
The jobs on an inventory that was sent: decide, prove,
validate; as a page: its report, its routes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

from .. import api
from ..comparing.routes import routes as routes_of
from ..deciding.agenda import agenda
from ..deciding.batch import decide as decided
from ..deciding.case import BEIJING
from ..deciding.determination import Determination
from ..errors import CallError, QingdanError
from ..inventory.in_memory import Inventory
from ..inventory.notes import past
from ..inventory.read import ingest
from ..inventory.table import Register
from ..language import N_, phrase
from ..law.load import OWN, law
from ..law.model import Law
from ..reporting.determination import as_json, as_rdf, as_text, rdf_terms
from ..reporting.determination.as_html import fragment, overview_of
from ..reporting.determination.batch import MOST_IN_PAGE
from ..reporting.duties.as_html import fragment as duties_fragment
from ..reporting.duties.listing import listed
from ..reporting.findings import as_text as findings_as_text
from ..reporting.lists.as_html import routes_fragment
from ..validating.validate import validated
from .answer import Answer, Ending, as_object, given, problem
from .pool import Job
from .requests import Ask, Decide, Page, Sent, Validate, Why

NOTES = "Qingdan-Notes"
IN_BULK = (".xlsx", ".parquet")
_NOTES = 30
_ROUTED = 20
_FIRST = N_(
    "The first {some} of {all} items; `qingdan compare --item` tells all"
)
_REPORTS = {
    "json": "application/json",
    "turtle": "text/turtle",
    "sarif": "application/sarif+json",
    "junit": "application/xml",
}


def refusing(
    title: str, ending: Ending = Ending.FAULTY
) -> Callable[[Job], Job]:
    """Make a job answer what it cannot read, or is asked wrongly, as a problem of that title."""

    def around(job: Job) -> Job:
        @wraps(job)
        def answered(options: Any, content: bytes) -> Answer:
            try:
                return job(options, content)
            except (QingdanError, ValueError) as error:
                return problem(ending, title, str(error))

        return answered

    return around


def _loaded(
    options: Sent, content: bytes, items: list[str] | None = None
) -> Inventory:
    """
    An inventory that was sent; one in a format for bulk is
    read from a file of its own, and only what is named of it.
    """
    if options["suffix"] not in IN_BULK:
        return api.loads(content, options["suffix"])
    with filed(content, options["suffix"]) as path:
        inventory = api.load([path], items=items)
        inventory.notes[:] = [
            line.replace(f"{path.parent}/", "") for line in inventory.notes
        ]
        return inventory


@refusing("the inventory cannot be decided")
def decide(options: Decide, content: bytes) -> Answer:
    """Determinations of every item of an inventory, as JSON."""
    loaded = _loaded(options, content)
    determinations = api.decide(
        loaded,
        day_of(options),
        api.readings(options["reading"]),
        edition=options.get("edition", OWN),
    )
    return _noted(
        as_object(
            [
                as_json.document(determination)
                for determination in determinations
            ]
        ),
        loaded.told,
    )


@refusing("the item cannot be decided")
def why(options: Why, content: bytes) -> Answer:
    """
    The proof for one item: JSON, Turtle or text; with
    `not`, the text says also why it is not that outcome.
    """
    edition = options.get("edition", OWN)
    against = options.get("against") or None
    api.known_outcomes([against] if against else [])
    loaded = _loaded(options, content, [options["item"]])
    (determination,) = api.decide(
        loaded,
        day_of(options),
        api.readings(options["reading"]),
        [options["item"]],
        edition,
    )
    return _noted(
        _proof(options, law(edition), determination, against), loaded.told
    )


def _proof(
    options: Why,
    applied: Law,
    determination: Determination,
    against: str | None,
) -> Answer:
    if options["form"] == "text/turtle":
        turtle = rdf_terms.serialise(
            as_rdf.quads(applied, determination), False
        )
        return given("text/turtle", turtle.encode())
    if options["form"] == "application/json":
        return as_object(as_json.document(determination))
    langs = tuple(options["lang"].split(","))
    text = as_text.proof(
        applied, determination, langs, options["detail"], against
    )
    if options["form"] == "text/plain":
        return given("text/plain; charset=utf-8", text.encode())
    return as_object(
        {"determination": as_json.document(determination), "text": text}
    )


@refusing("the inventory cannot be validated")
def validate(options: Validate, content: bytes) -> Answer:
    """A validation report: JSON, Turtle, SARIF, JUnit."""
    with _registered(options, content) as (register, folder):
        report = validated(
            register=register,
            engine="distinct",
            most=1_000,
            once=options["form"] != "turtle",
        )
        text = "".join(
            findings_as_text.render(report, options["form"], ("en",))
        )
        answer = given(
            _REPORTS[options["form"]], text.replace(folder, "").encode()
        )
        return _noted(answer, _told(register, folder))


@refusing("the inventory cannot be decided")
def report(options: Page, content: bytes) -> Answer:
    """The outcomes of every item with their proofs, as the content of a page."""
    with _registered(options, content) as (register, folder):
        decided_inventory = decided(register, day_of(options), frozenset())
        shown = list(decided_inventory.determinations(MOST_IN_PAGE))
        html = fragment(
            law(),
            shown,
            (options["lang"],),
            "legal",
            overview_of(decided_inventory),
        )
        return _noted(
            given("text/html", html.encode()), _told(register, folder)
        )


@refusing("the inventory has no routes")
def routes(options: Page, content: bytes) -> Answer:
    """
    The routes of the first items under every list, as the
    content of a page that says how many there are.
    """
    loaded = _loaded(options, content)
    routes_of_items = [
        (item.iri, routes_of(loaded, item, day_of(options)))
        for item in loaded.items[:_ROUTED]
    ]
    page = routes_fragment(routes_of_items, options["lang"])
    shown = len(routes_of_items)
    items = len(loaded.items)
    if shown < items:
        note = phrase(_FIRST, options["lang"], some=shown, all=items)
        page = f'<p class="note" role="status">{note}</p>{page}'
    return _noted(given("text/html", page.encode()), loaded.told)


@refusing("the inventory has no list of duties")
def duties(options: Page, content: bytes) -> Answer:
    """What the handlers of an inventory owe, by day, as the content of a page."""
    loaded = _loaded(options, content)
    day = day_of(options) or today()
    entries = listed(agenda(law(), loaded, day), day)
    html = duties_fragment(law(), entries, day, options["lang"], None)
    return _noted(given("text/html", html.encode()), loaded.told)


def today() -> date:
    """The day in Beijing."""
    return datetime.now(BEIJING).date()


def _noted(answer: Answer, notes: list[str]) -> Answer:
    """An answer with what is to be told of the reading: a list of texts in JSON, as a header."""
    if notes:
        return answer._replace(notes={NOTES: json.dumps(notes[:_NOTES])})
    return answer


def _told(register: Register, folder: str) -> list[str]:
    """What is to be told of the reading of a register, without the folder that it lay in."""
    notes = [*register.intake.notes, *past(register.intake.ignored)]
    return [line.replace(folder, "") for line in notes]


def iso_day(text: str) -> str:
    """The text of a day; raises ValueError for one that is no day."""
    date.fromisoformat(text)
    return text


def day_of(options: Sent | Ask) -> date | None:
    """The day that a call asks about; raises CallError for what is no day."""
    try:
        if options["as_of"]:
            return date.fromisoformat(options["as_of"])
        return None
    except ValueError:
        raise CallError(
            f"{options['as_of']!r} is no day; write one as 2026-03-02"
        ) from None


@contextmanager
def filed(content: bytes, suffix: str) -> Iterator[Path]:
    """
    A file of what was sent, for as long as it is read; an
    InputError does not tell where it lay.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"inventory{suffix}"
        path.write_bytes(content)
        try:
            yield path
        except QingdanError as error:
            raise ValueError(
                str(error).replace(str(path), path.stem)
            ) from None


@contextmanager
def _registered(
    options: Sent, content: bytes
) -> Iterator[tuple[Register, str]]:
    """What was sent as a register, and the folder it lies in."""
    with filed(content, options["suffix"]) as path:
        register = ingest(law(), [path])
        try:
            yield register, f"{path.parent}/"
        finally:
            register.close()
