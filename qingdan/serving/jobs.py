"""
The jobs on an inventory that was sent: decide, prove,
validate; as a page: its report, its routes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..door import calls
from ..door.inventory import BULK, Inventory, opened
from ..errors import CallError, QingdanError
from ..language import N_, phrase
from ..law.load import OWN, law
from ..rdf.names import expand
from ..reporting.determination.as_html import (
    fragment,
    overview_of,
)
from ..reporting.duties.as_html import fragment as duties_fragment
from ..reporting.findings.by_item import by_item, document
from ..reporting.formats import DETERMINATIONS, DUTIES, FINDINGS, PROOF
from ..reporting.lists.as_html import routes_fragment
from ..reporting.style import Style
from .answer import (
    Answer,
    Ending,
    as_object,
    attached,
    given,
    problem,
)
from .pool import Job
from .requests import Ask, Decide, Page, Sent, Validate, Why

if TYPE_CHECKING:
    from ..deciding.determination import Proven

NOTES = "Qingdan-Notes"
JSON = "json"
BOTH = "both"
_NOTES = 30
_FOUND = 20_000
_ROUTED = 20
REPORTED = 200
_PROVEN = 25
_FIRST = N_(
    "The first {some} of {all} items; `qingdan compare --item` tells all"
)


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
                return problem(
                    ending,
                    title,
                    str(error),
                )

        return answered

    return around


@contextmanager
def _loaded(options: Sent, content: bytes) -> Iterator[Inventory]:
    """
    An inventory that was sent, from memory; one in a format
    for bulk is read from a file of its own.
    """
    if options["suffix"] not in BULK:
        yield opened(content, suffix=options["suffix"])
        return
    with _written(options, content) as (loaded, _):
        yield loaded


def in_bulk(name: str, options: Mapping[str, Any]) -> bool:
    """Whether a job writes files: it reads a format for bulk, or decides into another than JSON."""
    if options.get("suffix") in BULK:
        return True
    return name == "decide" and options.get("form", JSON) != JSON


@refusing("the inventory cannot be decided")
def decide(options: Decide, content: bytes) -> Answer:
    """Determinations of every item of an inventory; as JSON from memory alone."""
    row = DETERMINATIONS.named(options.get("form", JSON))
    asked: dict[str, Any] = {
        "readings": options["reading"],
        "edition": options.get("edition", OWN),
    }
    if row.name == JSON:
        with _loaded(options, content) as loaded:
            memory = loaded.in_memory()
            answers = calls.decide(
                memory,
                day_of(options),
                **asked,
            )
            answer = as_object([each.to_dict() for each in answers])
            return _noted(answer, _told(loaded, ""))
    with _written(options, content) as (loaded, folder):
        decided = calls.decide(
            loaded,
            day_of(options),
            **asked,
            in_bulk=True,
        )
        style = Style(tuple(options.get("lang", "en").split(",")))
        answer = given(row.content_type, row.content(decided.subject, style))
        if row.is_binary:
            answer = attached(answer, f"qingdan-inventory{row.suffix}")
        return _noted(answer, _told(loaded, folder))


@refusing("the item cannot be decided")
def why(options: Why, content: bytes) -> Answer:
    """The proof for one item; with `not`, the text says also why it is not that outcome."""
    against = options.get("against") or None
    with _loaded(options, content) as loaded:
        answer = calls.why(
            loaded,
            options["item"],
            day_of(options),
            readings=options["reading"],
            edition=options.get("edition", OWN),
            against=against,
        )
        notes = _told(loaded, "")
    langs = tuple(options["lang"].split(","))
    style = Style(
        langs,
        options["detail"],
        against=against,
    )
    if options["form"] != BOTH:
        row = PROOF.named(options["form"])
        content = row.content(answer.subject, style)
        return _noted(given(row.content_type, content), notes)
    text = "".join(PROOF.named("text").text(answer.subject, style))
    both = {"determination": answer.to_dict(), "text": text}
    return _noted(as_object(both), notes)


def proof_in(
    form: str, proven: Proven, langs: tuple[str, ...], whole: bool
) -> Answer:
    """A proof in a format; a Word document has its annex where the whole is wanted."""
    row = PROOF.named(form)
    detail = "legal" if whole or not row.is_binary else None
    answer = given(row.content_type, row.content(proven, Style(langs, detail)))
    if row.is_binary:
        return attached(answer, f"qingdan-answer{row.suffix}")
    return answer


@refusing("the inventory cannot be validated")
def validate(options: Validate, content: bytes) -> Answer:
    """A validation report."""
    row = FINDINGS.named(options["form"])
    with _written(options, content) as (loaded, folder):
        findings = calls.validate(
            loaded, engine="distinct", each_shape=row.each_shape
        )
        written = row.content(findings.report, Style())
        answer = given(row.content_type, written.replace(folder.encode(), b""))
        return _noted(answer, _told(loaded, folder))


@refusing("the inventory cannot be validated")
def findings(options: Sent, content: bytes) -> Answer:
    """What a validation finds of each subject, where all of it can be listed."""
    with _written(options, content) as (loaded, folder):
        report_of_all = calls.validate(
            loaded, engine="distinct", most=_FOUND
        ).report
        noted = by_item(report_of_all)
        if noted is None:
            raise CallError(
                f"it has {report_of_all.total:,} findings; ask /api/validate for the first of them"
            )
        titles = {
            expand(result.focus): result.title
            for result in report_of_all.results
        }
        subjects = [
            (subject, titles[subject], noted[subject])
            for subject in sorted(noted)
        ]
        answer = as_object(document(subjects, len(subjects)))
        return _noted(answer, _told(loaded, folder))


@refusing("the inventory cannot be decided")
def report(options: Page, content: bytes) -> Answer:
    """The outcomes of every item with their proofs, as the content of a page."""
    with _written(options, content) as (loaded, folder):
        decided = calls.decide(
            loaded,
            day_of(options),
            in_bulk=True,
        ).subject
        is_whole = options.get("whole", False)
        most = _PROVEN if is_whole else REPORTED
        findings = calls.validate(loaded, engine="distinct", most=_FOUND)
        html = fragment(
            law(),
            list(decided.determinations(most)),
            (options["lang"],),
            "legal",
            overview_of(decided),
            annexed=is_whole,
            noted=by_item(findings.report),
        )
        return _noted(given("text/html", html.encode()), _told(loaded, folder))


@refusing("the inventory has no routes")
def routes(options: Page, content: bytes) -> Answer:
    """
    The routes of the first items under every list, as the
    content of a page that says how many there are.
    """
    with _loaded(options, content) as loaded:
        memory = loaded.in_memory()
        routed = calls.routes(
            memory,
            day_of(options),
            most=_ROUTED,
        ).routes
        notes = _told(loaded, "")
    page = routes_fragment(routed, options["lang"])
    shown = len(routed)
    items = len(memory.items)
    if shown < items:
        note = phrase(
            _FIRST,
            options["lang"],
            some=shown,
            all=items,
        )
        page = f'<p class="note" role="status">{note}</p>{page}'
    return _noted(given("text/html", page.encode()), notes)


@refusing("the inventory has no list of duties")
def duties(options: Page, content: bytes) -> Answer:
    """What the handlers of an inventory owe, by day, in a format or as the content of a page."""
    with _loaded(options, content) as loaded:
        owed = calls.owed(loaded, day_of(options))
        if options.get("form"):
            row = DUTIES.named(options["form"])
            style = Style((options["lang"],))
            answer = given(row.content_type, row.content(owed.listing, style))
            answer = attached(answer, f"qingdan-duties{row.suffix}")
            return _noted(answer, _told(loaded, ""))
        html = duties_fragment(owed.listing, options["lang"])
        return _noted(given("text/html", html.encode()), _told(loaded, ""))


def _noted(answer: Answer, notes: list[str]) -> Answer:
    """An answer with what is to be told of the reading: a list of texts in JSON, as a header."""
    if notes:
        noted = {**answer.notes, NOTES: json.dumps(notes[:_NOTES])}
        return answer._replace(notes=noted)
    return answer


def _told(inventory: Inventory, folder: str) -> list[str]:
    """What is to be told of the reading of an inventory, without the folder that it lay in."""
    return [line.replace(folder, "") for line in inventory.notes]


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
def _written(options: Sent, content: bytes) -> Iterator[tuple[Inventory, str]]:
    """What was sent as a file, and the folder it lies in."""
    with (
        filed(content, options["suffix"]) as path,
        opened(path) as inventory,
    ):
        yield inventory, f"{path.parent}/"
