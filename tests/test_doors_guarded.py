"""
Inventories from which a reader could lose a fact, sent to the API and to the page: refused with
place and mend, or told; never a lighter answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import pytest
import xlsxwriter
from flask.testing import FlaskClient

import fronts
from qingdan.serving.jobs import NOTES
from qingdan_server import create_app

DAY = "2026-03-02"
KINDS = {
    ".ttl": "text/turtle",
    ".csv": "text/csv",
    ".jsonld": "application/ld+json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEAD = (
    "@prefix qd: <https://w3id.org/qingdan/ns/> . @prefix : <urn:x:> . :h a qd:DataHandler ."
    " :i a qd:DataItem ; qd:heldBy :h ; qd:secrecy qd:StateSecret . "
)
CONTEXT = "https://w3id.org/qingdan/context.jsonld"


class Case(NamedTuple):
    """A file with a slip: its kind in the guard, its suffix and content, where it is and the mend."""

    kind: str
    suffix: str
    content: bytes
    says: tuple[str, ...]


def turtle(kind: str, statement: str, *says: str) -> Case:
    """A case in Turtle, beside an item that is a state secret."""
    return Case(kind, ".ttl", (HEAD + statement).encode(), says)


def table(kind: str, heading: str, row: str, *says: str) -> Case:
    """A case in CSV."""
    return Case(kind, ".csv", f"{heading}\n{row}\n".encode(), says)


def json_ld(kind: str, context: object, key: str, *says: str) -> Case:
    """A case in JSON-LD: a state secret by a key that a context may unmap."""
    node = {"id": "urn:x:i", "type": "DataItem", key: "StateSecret"}
    handler = {"heldBy": {"id": "urn:x:h", "type": "DataHandler"}}
    return Case(
        kind,
        ".jsonld",
        json.dumps({"@context": context, **node, **handler}).encode(),
        says,
    )


def workbook(value: object) -> bytes:
    """A workbook with one item, whose handler is given as it stands."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("items")
        sheet.write_row(0, 0, ["item", "heldBy", "secrecy"])
        sheet.write_row(1, 0, ["a", value, "StateSecret"])
    return out.getvalue()


REFUSED = [
    Case(
        "lossy type",
        ".xlsx",
        workbook(110101199001011234),
        ("B2", "enter it as text"),
    ),
    table(
        "open quote",
        "item,heldBy,title",
        'a,urn:x:h,"b\nc,urn:x:h,d\n',
        "line",
        "quot",
    ),
    table(
        "near name",
        "item,heldBy,secrecyy",
        "a,urn:x:h,StateSecret",
        "did you mean",
        "secrecy",
    ),
    table(
        "near name",
        "item,heldBy,Secrecyy",
        "a,urn:x:h,StateSecret",
        "did you mean",
        "secrecy",
    ),
    table(
        "named twice",
        "item,heldBy,secrecy,secrecy",
        "a,urn:x:h,StateSecret,",
        "twice",
    ),
    table(
        "no such term",
        "item,heldBy,secrecy",
        "a,urn:x:h,urn:evil:StateSecret",
        "row 2",
        "; ",
    ),
    table(
        "no name",
        "item,heldBy,secrecy",
        "urn:x:a<b,urn:x:h,StateSecret",
        "row 2",
        "leave out",
    ),
    table(
        "no name",
        "item,heldBy,secrecy",
        "a,urn:x:h|1,StateSecret",
        "row 2",
        "leave out",
    ),
    table(
        "no truth",
        "item,heldBy,coreData",
        "a,urn:x:h,maybe",
        "row 2",
        "coreData",
    ),
    table(
        "cells left out",
        "item,heldBy,secrecy",
        "a,urn:x:h",
        "row 2",
        "as many cells",
    ),
    table(
        "unknown",
        "item,heldBy,colour",
        "a,urn:x:h,red",
        "row 1",
        "qd:colour is not known",
    ),
    Case(
        "no text", ".csv", b"\x00\x01\x02" * 40, ("there is no column 'item'",)
    ),
    Case("empty", ".csv", b"", ("; ",)),
    json_ld(
        "term set to null", [CONTEXT, {"secrecy": None}], "secrecy", "secrecy"
    ),
    json_ld("key of nothing", CONTEXT, "secrcy", "secrcy", "did you mean"),
    turtle(
        "near namespace",
        ":i <http://w3id.org/qingdan/ns/coreData> true .",
        "did you mean",
    ),
    turtle(
        "near namespace",
        ":i <https://w3id.org/qingdan/ns#coreData> true .",
        "did you mean",
    ),
    turtle(
        "near namespace",
        ":i <https://w3id.org/qingdan/cq-2025/coreData> true .",
        "did you mean",
    ),
    turtle(
        "foreign term",
        ":j a qd:DataItem ; qd:heldBy :h ; qd:secrecy :NotClassified .",
        "; ",
    ),
    turtle(
        "two names",
        ":i <http://www.w3.org/2002/07/owl#sameAs> :j .",
        "use one IRI",
    ),
    turtle(
        "denial beside",
        ":h qd:zoneTie qd:NoTie , qd:RegisteredInZone .",
        "beside",
    ),
    turtle(
        "denial beside",
        ":h qd:zone qd:none ; qd:zoneTie qd:OperatingInZone .",
        "beside",
    ),
]
READ = {
    "GB18030": (
        "item,heldBy,secrecy\na,urn:x:h,国家秘密\n",
        "gb18030",
    ),
    "UTF-16": ("item,heldBy,secrecy\na,urn:x:h,StateSecret\n", "utf-16"),
    "parted by ;": (
        "item;heldBy;secrecy\na;urn:x:h;StateSecret\n",
        "utf-8-sig",
    ),
    "parted by tab": (
        "item\theldBy\tsecrecy\na\turn:x:h\tstatesecret\n",
        "utf-8",
    ),
}


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    """The application over no inventory."""
    app = create_app(fronts.service((), None))
    yield app.test_client()
    app.extensions["qingdan"].close()


def sent(
    client: FlaskClient, page: str, suffix: str, content: bytes
) -> tuple[int, str]:
    """The status and the text of a page to which a file is sent."""
    data = {"file": (BytesIO(content), f"i{suffix}"), "asOf": DAY}
    found = client.post(page, data=data, headers={"Accept": "text/html"})
    return found.status_code, found.text.replace("&#39;", "'")


@pytest.mark.parametrize(
    "case", REFUSED, ids=lambda one: f"{one.kind} {one.suffix}"
)
def test_what_could_be_lost_is_refused_at_every_door(
    client: FlaskClient, case: Case
) -> None:
    """The API answers with a problem document, the page with the same line; neither decides."""
    found = client.post(
        f"/api/decide?asOf={DAY}",
        data=case.content,
        content_type=KINDS[case.suffix],
    )
    assert (found.status_code, found.mimetype) == (
        422,
        "application/problem+json",
    ), found.text
    told = json.loads(found.text)["detail"]
    assert [words for words in case.says if words not in told] == [], told
    for page in ("/inventory?lang=en", "/compare?lang=en"):
        status, text = sent(client, page, case.suffix, case.content)
        assert status == 422, (page, text)
        assert [words for words in case.says if words not in text] == [], (
            page,
            text,
        )


@pytest.mark.parametrize("name", READ)
def test_how_a_table_was_read_is_told_at_every_door(
    client: FlaskClient, name: str
) -> None:
    """In a header of each answer of the API, and above the results of a page in its language."""
    content = READ[name][0].encode(READ[name][1])
    for call in ("decide", "why", "validate"):
        query = {
            "why": f"?asOf={DAY}&item=urn:x-item:a",
            "decide": f"?asOf={DAY}",
        }.get(call, "")
        found = client.post(
            f"/api/{call}{query}", data=content, content_type="text/csv"
        )
        assert found.status_code == 200, (call, found.text)
        assert [
            one for one in json.loads(found.headers[NOTES]) if name in one
        ], (
            call,
            name,
        )
        assert call == "validate" or "StateSecretRegime" in found.text
    for page in ("/inventory?lang=en", "/compare?lang=en"):
        status, text = sent(client, page, ".csv", content)
        assert (status, name in text) == (200, True), (page, text)
    assert "/tmp" not in text
    status, text = sent(client, "/inventory?lang=zh", ".csv", content)
    assert (status, name in text) == (200, name in ("GB18030", "UTF-16"))
    assert [word for word in ("编码读取", "分隔") if word in text]


def test_what_needs_no_word_has_none(client: FlaskClient) -> None:
    """UTF-8 with commas, every column read."""
    content = b"item,heldBy,secrecy\na,urn:x:h,StateSecret\n"
    found = client.post(
        f"/api/decide?asOf={DAY}", data=content, content_type="text/csv"
    )
    assert (found.status_code, NOTES in found.headers) == (200, False)


def test_a_packed_file_is_refused_by_name(client: FlaskClient) -> None:
    """The format is not guessed from what stands before .gz."""
    assert sent(client, "/inventory?lang=en", ".csv.gz", b"\x1f\x8b")[0] in (
        415,
        422,
    )
    found = client.post(
        "/api/decide", data=b"\x1f\x8b", content_type="application/gzip"
    )
    assert (found.status_code, found.mimetype) == (
        415,
        "application/problem+json",
    )
