"""
Every page as pictures, in each language, width and scheme of colours, and on paper.

`python tools/screenshots.py FOLDER [PATH…]` starts a front over the worked inventory and writes
`FOLDER/PAGE.LANG.WIDTH.SCHEME.png` and `FOLDER/PAGE.LANG.pdf`; of the paths named alone, if any.
It needs Chromium, which it finds on the path.
"""

from __future__ import annotations

import re
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from qingdan.files import folder
from qingdan.serving.service import Service
from qingdan_server import create_app

PAGES = (
    "/",
    "/ask",
    "/ask?secrecy=StateSecret",
    "/inventory",
    "/inventory/item?iri=urn:x:huashan-auto:crm-customers",
    "/duties",
    "/map",
    "/law",
    "/law?q=location",
    "/law?part=timeline",
    "/compare",
    "/compare?part=sources",
    "/queries",
    "/queries/exempt-on-a-statement",
    "/id/cq-2025/article-21",
    "/state",
    "/nowhere",
)
WIDTHS = (1440, 1024, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LANGUAGES = ("en", "zh")
_DAY = date(2026, 3, 2)


class _Quiet(WSGIRequestHandler):
    def log(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def front() -> Iterator[str]:
    """The address of a front over the worked inventory, for as long as it is used."""
    worked = folder("data") / "inventories" / "icv-maker.ttl"
    service = Service((worked,), _DAY)
    server = make_server(
        "127.0.0.1",
        0,
        create_app(service),
        threaded=True,
        request_handler=_Quiet,
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        service.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def in_language(path: str, lang: str) -> str:
    """The address of a page in a language."""
    return f"{path}{'&' if '?' in path else '?'}lang={lang}"


def name_of(path: str) -> str:
    """The name of the files of a page."""
    return re.sub(r"\W+", "-", path).strip("-") or "home"


def pictured(
    browser: Browser, base: str, path: str, lang: str, target: Path
) -> None:
    """Write the pictures of a page in a language, and the page as it is printed."""
    name = f"{name_of(path)}.{lang}"
    for width, scheme in product(WIDTHS, SCHEMES):
        page = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        page.goto(f"{base}{in_language(path, lang)}")
        page.screenshot(
            path=target / f"{name}.{width}.{scheme}.png", full_page=True
        )
        if (width, scheme) == (WIDTHS[0], SCHEMES[0]):
            page.pdf(path=target / f"{name}.pdf", format="A4")
        page.close()


def main(target: str, *paths: str) -> None:
    """Write them."""
    Path(target).mkdir(parents=True, exist_ok=True)
    with front() as base, chromium() as browser:
        for path, lang in product(paths or PAGES, LANGUAGES):
            pictured(browser, base, path, lang, Path(target))
            print(path, lang)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["screenshots"]))
