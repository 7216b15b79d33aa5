"""The way of a person without RDF, screen by screen in Chinese, as docs/walkthrough-zh.md tells it."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient

from qingdan.inventory.template import write
from qingdan.law.load import law
from qingdan.serving.service import Service
from qingdan_server.app import create_app

PAGE = Path(__file__).parent.parent / "docs" / "walkthrough-zh.md"
SCREENS = [
    [line[2:] for line in screen.splitlines() if line.startswith("> ")]
    for screen in PAGE.read_text("utf-8").split("\n## ")[1:]
]
FILLED = dict(
    re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.read_text("utf-8"), re.M)
)


@pytest.fixture(scope="module")
def client(service: Service) -> FlaskClient:
    """The front over the worked inventory."""
    return create_app(service).test_client()


def filled(**more: str) -> bytes:
    """The template with the row of the page, and further cells, as a person fills it in."""
    book = openpyxl.load_workbook(io.BytesIO(write(".xlsx", law())))
    page = book["items"]
    columns = {
        str(page.cell(1, number).value).split(" / ")[-1]: number
        for number in range(1, page.max_column + 1)
    }
    rows = {
        name: value
        for name, value in {**FILLED, **more}.items()
        if name not in ("列", "---")
    }
    for name, value in rows.items():
        page.cell(3, columns[name]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(client: FlaskClient, path: str, content: bytes) -> str:
    """The text of the page after a file was sent."""
    answer = client.post(
        f"{path}?lang=zh",
        data={
            "file": (io.BytesIO(content), "inventory.xlsx"),
            "asOf": "2026-03-02",
        },
        headers={"Accept": "text/html"},
    )
    return read(answer.text)


def read(page: str) -> str:
    """What a person reads on a page."""
    bare = re.sub(r"<(style|script).*?</\1>", "", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "", bare))


def test_each_screen_shows_what_the_page_says(client: FlaskClient) -> None:
    """From the upload to the duties, every line of the page is on its screen."""
    shown = {
        2: read(client.get("/inventory?lang=zh").text),
        3: sent(client, "/inventory", filled()),
        4: sent(client, "/inventory", filled(与自贸试验区的联系="区内")),
        5: sent(client, "/inventory", filled(不匹配任何清单数据项="是")),
        6: sent(client, "/duties", filled(不匹配任何清单数据项="是")),
    }
    for number, lines in enumerate(SCREENS):
        for line in lines:
            assert line in shown[number], (number + 1, line)
    assert [bool(lines) for lines in SCREENS] == [
        number in shown for number in range(8)
    ]


@pytest.mark.parametrize("path", ["/inventory", "/compare", "/duties"])
def test_a_workbook_may_be_sent_wherever_an_inventory_may(
    client: FlaskClient, path: str
) -> None:
    """Each page that takes an inventory reads a format for bulk."""
    answer = client.post(
        f"{path}?lang=zh",
        data={"file": (io.BytesIO(filled()), "inventory.xlsx")},
    )
    assert answer.status_code == 200, path
