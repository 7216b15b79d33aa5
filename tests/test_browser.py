"""
The pages in headless Chromium: from a question to its proof
in both languages, an upload, facets, a query, print; and axe.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from itertools import cycle, product
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from qingdan.files import folder
from qingdan.serving.interview import askable
from qingdan.serving.service import Service
from qingdan_server import create_app

INVENTORIES = folder("data") / "inventories"
PATIENCE = 180_000  # milliseconds, on a machine that is busy with other work
expect.set_options(timeout=PATIENCE)
PAGES = (
    "/",
    "/ask",
    "/ask?ask=matchesNoListedItem&find=data",
    "/ask?secrecy=StateSecret",
    "/inventory",
    "/map",
    "/duties",
    "/law",
    "/law?part=catalogue",
    "/queries",
    "/compare",
    "/id/cq-2025/article-21",
    "/inventory/item?iri=urn:x:huashan-auto:adas-clips",
    "/state",
    "/nowhere",
)
WIDE = (
    "/ask?zone=cq-ftz&zoneTie=RegisteredInZone&sector=IntelligentConnectedVehicles",
    "/ask?zone=cq-ftz&ask=sector",
    "/inventory/item?iri=urn:x:huashan-auto:crm-customers&both=yes",
    "/inventory?outcome=https://w3id.org/qingdan/ns/StandardContractOrCertification",
    "/law?part=list",
    "/law?part=rules",
    "/law?part=timeline",
    "/law?part=readings",
    "/law?part=sources",
    "/law?q=sensitive",
    "/queries/every-provision-used?item=urn:x:huashan-auto:adas-clips",
    "/sparql?query=SELECT%20*%20%7B%20?s%20?p%20?o%20%7D%20LIMIT%2030",
    "/sparql?query=DESCRIBE%20qd:DataItem",
    "/sparql?query=SELEKT",
    "/id/shape/BelowTier2-SensitiveVolume",
    "/ns/DataItem",
)
WIDTHS = (1440, 1024, 390)
HEIGHTS = {  # pixels at most, at the widest and at the narrowest: a screen is 900 or 844, and fonts differ
    "/": (1400, 2200), "/ask": (1600, 2300), "/ask?secrecy=StateSecret": (2000, 1600), "/inventory": (3700, 6400), "/law": (2600, 4000),
    "/law?part=catalogue": (2500, 2900), "/queries": (1500, 1900), "/inventory/item?iri=urn:x:huashan-auto:adas-clips": (2700, 2200),
    "/id/cq-2025/article-21": (2000, 2900), "/ns/DataItem": (1700, 2200), "/law?part=rules": (1200, 1300), "/duties": (2700, 4200), "/law?part=timeline": (2700, 4200),
}  # fmt: skip
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth, found = [], cut = new Map([[document.body, false]]);
  if (document.documentElement.scrollWidth > width) found.push("the page itself");
  for (const element of document.querySelectorAll("body *")) {
    const overflow = getComputedStyle(element).overflowX, scrolls = ["auto", "scroll"].includes(overflow);
    cut.set(element, cut.get(element.parentElement) || overflow !== "visible");
    if (element.closest(".sr, .skip, .CodeMirror")) continue;
    const box = element.getBoundingClientRect();
    if (box.width && !cut.get(element) && (box.right > width + 1 || box.left < -1)) found.push("sticks out: " + element.outerHTML.slice(0, 80));
    if (scrolls && element.scrollWidth > element.clientWidth + 1 && element.tabIndex < 0)
      found.push("scrolls by mouse alone: " + element.outerHTML.slice(0, 80));
  }
  return [found, document.documentElement.scrollHeight];
}"""
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter(
  one => one.checkVisibility({visibilityProperty: true}) && one.type !== "hidden" && !one.closest(".CodeMirror")
    && !(one.type === "radio" && one !== one.form.querySelector("[type=radio]")))"""
ANSWERS = {
    "secrecy": "NotClassified", "coreData": "false", "requestedByForeignAuthority": "false", "recipientRestricted": "false",
    "controlRegime": "NoControlRegime", "criticalInfrastructureOperator": "false", "importantDataStatus": "ReviewedNotImportant",
    "containsPersonalInformation": "true", "containsSensitivePersonalInformation": "true", "zone": "cq-ftz", "zoneTie": "RegisteredInZone",
    "sector": "IntelligentConnectedVehicles", "ordinaryPersons": "50000", "sensitivePersons": "10000", "holdsOrdinaryPersons": "60000",
    "holdsSensitivePersons": "10000", "holdsSensitiveAccountPersons": "0", "ground": "NoGround",
}  # fmt: skip


class _Quiet(WSGIRequestHandler):
    def log(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def base(service: Service) -> Iterator[str]:
    """The application over the worked inventory on a port of the loopback."""
    app = create_app(service)
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, request_handler=_Quiet
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """
    Debian's Chromium, installed where it is missing, by one
    of the workers while the others wait.
    """
    with (Path(tempfile.gettempdir()) / "qingdan-chromium.lock").open(
        "w"
    ) as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not shutil.which("chromium"):
            assert os.geteuid() == 0, (
                "install Debian's package chromium, or run this as root"
            )
            for command in (
                ["apt-get", "update", "-qq"],
                [
                    "apt-get",
                    "install",
                    "-y",
                    "-qq",
                    "chromium",
                    "fonts-noto-cjk",
                ],
            ):
                subprocess.run(command, check=True, capture_output=True)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        opened = started.new_page

        def patient(**options: Any) -> Page:
            page = opened(**options)
            page.set_default_timeout(PATIENCE)
            return page

        started.new_page = patient
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """
    A page on which nothing may go wrong: no error on the console,
    which is where broken security policies show, and none thrown.
    """
    told: list[str] = []
    opened = browser.new_page()
    opened.on(
        "console",
        lambda message: (
            told.append(message.text)
            if message.type in ("error", "warning")
            else None
        ),
    )
    opened.on("pageerror", lambda error: told.append(str(error)))
    yield opened
    opened.close()
    assert not told


def serious(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds on a page that is serious: the rule, the first element, and what is amiss with it."""
    return [
        (
            one["id"],
            one["nodes"][0]["html"],
            one["nodes"][0]["failureSummary"],
        )
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def follow(page: Page, link: Locator) -> None:
    """
    Click, and wait until what it leads to has loaded: a click alone
    returns before, and `count` asks of the page that is leaving.
    """
    with page.expect_navigation():
        link.click()


def _answer(page: Page) -> None:
    """Fill in all that a screen asks for, with long lists opened."""
    for folded in page.locator("details.choices:not([open]) > summary").all():
        folded.click()
    fields = page.locator("#answer input:not([type=hidden])")
    names = fields.evaluate_all("all => all.map(one => one.name)")
    for name in sorted(set(names) & set(ANSWERS)):
        first = page.locator(f"#answer input[name={name}]").first
        if first.get_attribute("type") == "radio":
            page.locator(f"input[name={name}][value={ANSWERS[name]}]").check()
        else:
            first.fill(ANSWERS[name])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_question_is_asked_until_its_proof_stands(
    page: Page, base: str, lang: str
) -> None:
    """
    One question after the other; the last one gives the
    answer, the rule, and an address that gives it again.
    """
    page.goto(f"{base}/ask?lang={lang}&asOf=2026-03-02")
    for _ in range(12):
        if page.locator(".verdict").count():
            break
        if page.locator("#none").count():
            follow(page, page.locator("#none"))
        elif page.locator("button[name=matchesNoListedItem]").count():
            follow(page, page.locator("button[name=matchesNoListedItem]"))
        else:
            _answer(page)
            follow(page, page.locator("#answer .buttons button:not([form])"))
    expect(page.locator(".verdict").first).to_have_text(
        {
            "en": "Data-export security assessment",
            "zh": "申报数据出境安全评估",
        }[lang]
    )
    expect(page.locator("article")).to_contain_text(re.compile("10,000"))
    assert page.locator(
        'article a[href="/id/cq-2025/part-c-tier-1-b"]'
    ).count()
    verdict = page.locator(".verdict").first.text_content()
    page.goto(page.url)
    expect(page.locator(".verdict").first).to_have_text(verdict or "")


def test_what_is_not_known_is_not_cleared(page: Page, base: str) -> None:
    """
    Whoever knows nothing is told that facts are missing, and which.

    The first questions are skipped by hand, the others by the address that this leads to.
    """
    page.goto(f"{base}/ask?lang=en")
    for _ in range(3):
        follow(page, page.locator("button[form=without]"))
    skipped = re.findall("skip=([^&]+)", page.url)
    assert len(set(skipped)) > 3
    others = sorted(askable().keys() - set(skipped))
    page.goto(page.url + "".join(f"&skip={name}" for name in others))
    expect(page.locator(".verdict").first).to_contain_text(
        "Undetermined: facts are missing"
    )
    expect(page.locator(".questions > li").first).to_be_visible()


def test_an_inventory_is_faceted_and_each_item_is_proven(
    page: Page, base: str
) -> None:
    """Facets narrow the table; a row opens its proof."""
    page.goto(f"{base}/inventory?lang=en")
    many = page.locator("table.items tbody tr").count()
    follow(
        page,
        page.locator(
            ".tally a", has_text="Standard contract or certification"
        ),
    )
    few = page.locator("table.items tbody tr").count()
    assert 0 < few < many
    follow(page, page.locator("table.items tbody th a").first)
    expect(page.locator(".verdict")).to_have_text(
        "Standard contract or certification"
    )


@pytest.mark.parametrize("name", ["icv-maker.ttl", "icv-maker.csv"])
def test_an_inventory_is_sent_and_decided(
    page: Page, base: str, name: str
) -> None:
    """An upload gives the same numbers as the inventory that is served."""
    page.goto(f"{base}/inventory?lang=zh")
    served = page.locator("table.tally td.num").all_text_contents()
    page.locator("#file").set_input_files(INVENTORIES / name)
    page.locator("#day").fill("2026-03-02")
    follow(page, page.locator("form[method=post] button"))
    expect(page.locator("#outcomes")).to_be_visible()
    assert (
        page.locator(
            "section[aria-labelledby=outcomes] td.num"
        ).all_text_contents()
        == served
    )
    page.locator("details.proof > summary").first.click()
    expect(
        page.locator("details.proof article .verdict").first
    ).to_be_visible()


def test_the_lists_stand_side_by_side_and_each_cell_leads_to_its_source(
    page: Page, base: str
) -> None:
    """From the heat map to the evidence; from an inventory to its routes."""
    page.goto(f"{base}/compare?lang=en")
    follow(page, page.get_by_role("link", name="Sectors and lists"))
    follow(page, page.locator("table.heat td a.known").first)
    assert "#" in page.url
    target = page.locator(f"[id='{page.url.partition('#')[2]}']")
    expect(target).to_contain_text("law-firm summary")
    expect(target).to_be_visible()
    page.locator("#file").set_input_files(
        Path(__file__).parent / "queries" / "inventory.ttl"
    )
    follow(page, page.locator("form[method=post] button"))
    expect(page.locator("h1")).to_have_text("Routes under each list")
    expect(page.locator("table.items").first).to_contain_text(
        "Chongqing FTZ negative list"
    )


def test_a_broken_upload_is_told(
    browser: Browser, base: str, tmp_path: Path
) -> None:
    """One clear line, no blank page."""
    broken = tmp_path / "broken.ttl"
    broken.write_text("<urn:x:a> <urn:x:b> .")
    page = browser.new_page()
    page.goto(f"{base}/inventory?lang=en")
    page.locator("#file").set_input_files(broken)
    follow(page, page.locator("form[method=post] button"))
    expect(page.locator(".answer")).to_contain_text("line 1")
    page.close()


def test_a_stored_question_and_the_editor(page: Page, base: str) -> None:
    """
    The editor stands in the place of the text area and finds no fault;
    a stored question is answered with links to terms and items.
    """
    page.goto(f"{base}/queries?lang=en")
    expect(page.locator(".CodeMirror")).to_be_visible()
    expect(
        page.locator(".parseErrorIcon, .CodeMirror .gutterErrorBar *")
    ).to_have_count(0)
    follow(page, page.locator("#editor button[type=submit]"))
    expect(page.locator("tbody tr").first).to_be_visible()
    page.goto(f"{base}/queries?lang=en")
    page.locator("#browse > summary").click()
    follow(page, page.get_by_role("link", name="Which of the 23 articles"))
    assert page.locator("tbody tr").count() >= 23
    follow(page, page.locator("tbody a[href^='/id/cq-2025/']").first)
    expect(page.locator("h1")).to_contain_text("Article")
    page.goto(f"{base}/queries?lang=en")
    page.locator("#explain > summary").click()
    page.locator("#every-provision-used-item").fill(
        "urn:x:huashan-auto:adas-clips"
    )
    with page.expect_navigation():
        page.locator("#every-provision-used-item").press("Enter")
    expect(page.locator("h1")).to_contain_text("Which provisions")
    follow(page, page.locator("tbody a[href^='/inventory/item']").first)
    expect(page.locator(".verdict")).to_be_visible()


def test_the_editor_completes_terms_of_ours(page: Page, base: str) -> None:
    """While one types a name, by keyboard; from the page itself, so that nothing is fetched."""
    fetched: list[str] = []
    page.goto(f"{base}/queries?lang=en")
    page.on("request", lambda request: fetched.append(request.url))
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" qd:holdsOrd")
    expect(page.locator(".CodeMirror-hint-active")).to_have_text(
        "qd:holdsOrdinaryPersons"
    )
    page.keyboard.press("Enter")
    expect(page.locator(".CodeMirror-code")).to_contain_text(
        "qd:holdsOrdinaryPersons"
    )
    icon = f"{base}/static/icon.svg"  # which a browser asks for when it likes
    assert [address for address in fetched if address != icon] == []


COUNTED = """# Terms by kind
SELECT ?kind (COUNT(?term) AS ?many) { ?term a ?kind } GROUP BY ?kind"""


def test_queries_are_tabs_and_results_are_pictures(
    page: Page, base: str
) -> None:
    """
    A tab for each query, by keyboard, kept in the browser; a count as bars and
    a description as a graph, dark too; axe finds nothing serious on the way.
    """
    page.emulate_media(color_scheme="dark")
    page.goto(f"{base}/queries?lang=en")
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_text(["Query 1"])
    page.locator("#new-query").click()
    page.locator(".CodeMirror").click()
    page.keyboard.insert_text(COUNTED)
    expect(tabs).to_have_text(["Query 1", "Terms by kind"])
    page.locator("#new-query").click()
    page.locator(".CodeMirror").click()
    page.keyboard.insert_text("DESCRIBE qd:DataItem")
    tabs.nth(2).focus()
    page.keyboard.press("ArrowLeft")
    expect(tabs.nth(1)).to_be_focused()
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(page.locator(".CodeMirror-code")).to_contain_text("COUNT")
    assert serious(page) == []
    follow(page, page.locator("#editor button[type=submit]"))
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(page.locator("table.bars")).to_be_hidden()
    page.locator("#as-words").focus()
    page.keyboard.press("ArrowRight")
    bars = page.locator("table.bars tbody tr")
    expect(bars.first).to_be_visible()
    expect(page.locator("table.data")).to_be_hidden()
    assert serious(page) == []
    follow(page, tabs.nth(2))
    assert "/queries" in page.url
    expect(page.locator(".CodeMirror-code")).to_contain_text("DESCRIBE")
    follow(page, page.locator("#editor button[type=submit]"))
    page.locator("#as-picture").check()
    link = page.locator("svg.drawing a").first
    expect(link).to_be_visible()
    assert serious(page) == []
    follow(page, tabs.nth(1))
    expect(page.locator("table.data")).to_be_visible()
    page.goto(f"{base}/queries?lang=en&edit=exempt-on-a-statement")
    expect(tabs).to_have_count(4)
    page.locator("#close-query").click()
    expect(tabs).to_have_count(3)


def test_without_javascript_the_text_area_stays(
    browser: Browser, base: str
) -> None:
    """Everything but the editor works without JavaScript."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{base}/queries")
    expect(page.locator("textarea")).to_be_visible()


def test_search_finds_in_both_languages(page: Page, base: str) -> None:
    """From words to a provision, from the provision to its rules."""
    page.goto(f"{base}/law?lang=zh")
    page.locator("#q").fill("参照适用")
    with page.expect_navigation():
        page.locator("#q").press("Enter")
    follow(page, page.locator("main a", has_text="第二十一条").first)
    follow(
        page,
        page.locator("section[aria-labelledby=used] a", has_text="参照").first,
    )
    expect(page.locator("h1")).to_contain_text("清单")


def test_print_leaves_out_what_is_for_the_screen(
    page: Page, base: str
) -> None:
    """The report on paper: answer and proof, no navigation, no buttons."""
    page.emulate_media(media="print")
    page.goto(f"{base}/ask?secrecy=StateSecret")
    expect(page.locator("nav")).to_be_hidden()
    expect(page.locator(".verdict").first).to_be_visible()


Look = tuple[str, tuple[int, ...], Literal["light", "dark"]]


def _looks() -> list[Look]:
    """
    Each language, width and scheme of colours at least once, the
    wide ones in turn; each with each in the slow check.
    """
    if "QINGDAN_SLOW" in os.environ:
        widths = [(width,) for width in WIDTHS]
        return list(product(("en", "zh"), widths, ("light", "dark")))
    return [("en", (1440,), "light"), ("zh", (390,), "dark")]


@pytest.mark.parametrize(("lang", "widths", "scheme"), _looks())
def test_pages_fit_and_are_accessible(
    browser: Browser,
    base: str,
    lang: str,
    widths: tuple[int, ...],
    scheme: Literal["light", "dark"],
) -> None:
    """
    Nothing is wider than the window, at any width, nor longer than a person reads; what scrolls
    sideways does so by keyboard too; and axe finds nothing serious on any page at a width in turn.
    """
    page = browser.new_page(color_scheme=scheme)
    by_axe = dict(zip(PAGES, cycle(widths), strict=False))
    for path in (*PAGES, *WIDE):
        page.goto(f"{base}{path}{'&' if '?' in path else '?'}lang={lang}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            too_wide, tall = page.evaluate(TOO_WIDE)
            assert too_wide == [], (path, width)
            most = dict(zip((1440, 390), HEIGHTS.get(path, ()), strict=False))
            assert tall <= most.get(width, tall), (path, width, tall)
            if by_axe.get(path) == width:
                assert serious(page) == [], (path, width)
    page.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/ask",
        "/inventory",
        "/law?q=sensitive",
        "/compare",
        "/queries",
        "/id/cq-2025/article-21",
    ],
)
def test_every_control_is_reached_by_keyboard(
    page: Page, base: str, path: str
) -> None:
    """By Tab alone, and where the focus is can be seen."""
    page.goto(f"{base}{path}{'&' if '?' in path else '?'}lang=en")
    page.evaluate("document.activeElement.blur()")
    many = page.evaluate(f"({REACHABLE})().length")
    page.evaluate(
        """() => document.addEventListener("focusin", event => {
            const one = event.target, style = getComputedStyle(one);
            const first = one.type === "radio" ? one.form.querySelector("[type=radio]") : one;
            if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) first.dataset.reached = "seen"; })"""
    )
    for _ in range(many + 6):
        page.keyboard.press("Tab")
    missed = page.evaluate(
        f"({REACHABLE})().filter(one => one.dataset.reached !== 'seen').map(one => one.outerHTML.slice(0, 80))"
    )
    assert (many > 5, missed) == (True, [])


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(60):
        if page.locator(selector).first.evaluate(
            "one => one === document.activeElement"
        ):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} is not reached")


def test_search_facets_and_questions_work_by_keyboard(
    page: Page, base: str
) -> None:
    """
    Without a mouse: words to a provision, a facet to fewer
    items, a choice to the next question.
    """
    page.goto(f"{base}/law?lang=en")
    _tab_to(page, "#q")
    page.keyboard.type("static map")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[role=status]")).to_contain_text("found")
    _tab_to(page, "main a[href*='item-static-map']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("static map")
    page.goto(f"{base}/inventory?lang=en")
    many = page.locator("table.items tbody tr").count()
    _tab_to(page, ".tally a[href*='StandardContract']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert 0 < page.locator("table.items tbody tr").count() < many
    page.goto(f"{base}/ask?lang=en")
    asked = page.locator("#question").text_content()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#question").text_content() != asked
    _tab_to(page, "button[form=without]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "skip=" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_is_dark_where_the_page_is(
    browser: Browser, base: str, scheme: Literal["light", "dark"]
) -> None:
    """
    Its ground is that of the page, and every word of the
    query stands out from it (WCAG 1.4.3).
    """
    page = browser.new_page(color_scheme=scheme)
    page.goto(f"{base}/queries?lang=en")
    expect(page.locator(".CodeMirror")).to_be_visible()
    ratios = page.evaluate(
        """() => {
        const light = colour => { const [r, g, b] = colour.match(/[0-9.]+/g).map(n => n / 255)
            .map(n => n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const ground = light(getComputedStyle(document.querySelector(".CodeMirror")).backgroundColor);
        const of = one => { const it = light(getComputedStyle(one).color);
            return (Math.max(it, ground) + 0.05) / (Math.min(it, ground) + 0.05); };
        return [ground, ...[...document.querySelectorAll(".CodeMirror-line span, .CodeMirror-linenumber")].map(of)]; }"""
    )
    assert (ratios[0] < 0.2) == (scheme == "dark")
    assert min(ratios[1:]) >= 4.5
    page.close()


def test_a_phone_folds_what_is_not_the_answer(page: Page, base: str) -> None:
    """
    The first duties stand, the others are folded; one click opens
    all, and a wider window and paper have nothing folded of them.
    """
    page.set_viewport_size({"width": 390, "height": 844})
    item = "urn:x:huashan-auto:crm-customers"
    page.goto(f"{base}/inventory/item?lang=en&iri={item}")
    duties = page.locator(".todo li:visible")
    expect(duties).to_have_count(3)
    parts = page.locator(".folds > .part > .pair:visible")
    expect(parts).to_have_count(0)
    page.locator("input.all").check()
    expect(duties).to_have_count(6)
    assert parts.count() > 8
    page.locator("input.all").uncheck()
    expect(duties).to_have_count(3)
    page.emulate_media(media="print")
    expect(duties).to_have_count(6)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1024, "height": 844})
    expect(duties).to_have_count(6)
    expect(page.locator(".folds > .part > summary").first).to_be_visible()


def test_an_item_is_called_by_its_title_on_screen_and_on_paper(
    page: Page, base: str
) -> None:
    """In the language of the page, in the heading, in the tab, and in print."""
    for lang, title, other in (
        ("en", "ADAS event clips", "事件片段"),
        ("zh", "ADAS事件片段", "event clips"),
    ):
        page.goto(
            f"{base}/inventory/item?iri=urn:x:huashan-auto:adas-clips&lang={lang}"
        )
        for media in ("screen", "print"):
            page.emulate_media(media=media)  # type: ignore[arg-type]
            expect(page.locator("main h2").first).to_contain_text(title)
            expect(page.locator("main h2").first).to_be_visible()
        assert (
            title in page.title(),
            other in page.locator("main h2").first.inner_text(),
        ) == (
            True,
            False,
        )
