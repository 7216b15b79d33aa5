"""What a person sees on a screen: short, with titles, and never steered by what the data says."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from calls import call
from qingdan import api
from qingdan.files import folder
from qingdan.law.closure import closed_law
from qingdan.law.load import law
from qingdan.reporting.determination import as_text

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
DAY = ("--as-of", "2026-03-02")
TITLE = r"[red]:car:[/] \u001b[31m \u0007 x\nnext \u202e :smile:"
SHOWN = r"[red]:car:[/] \u001b[31m \u0007 x\u000anext \u202e :smile:"
HOSTILE = f"""@prefix qd: <https://w3id.org/qingdan/ns/> .
<urn:x:smile:h> a qd:DataHandler .
<urn:x:smile:car:> a qd:DataItem ; qd:heldBy <urn:x:smile:h> ; qd:title "{TITLE}" ;
  qd:secrecy qd:StateSecret ; qd:assertedBy "{TITLE}" .
<urn:x:b> a qd:DataItem ; qd:heldBy <urn:x:smile:h> ; qd:title "{TITLE}" .
"""
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module", autouse=True)
def _closed() -> None:
    """The law is closed, so that no first run tells of it."""
    closed_law()


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """An inventory whose texts are markup, names of emoji and codes of a terminal."""
    path = tmp_path / "inventory.ttl"
    path.write_text(HOSTILE, "utf-8")
    return path


def on_terminal(*arguments: str | Path, columns: int = 200) -> str:
    """What a command writes to a terminal of its own."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "qingdan", *map(str, arguments)],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"COLUMNS": str(columns)},
    )
    os.close(theirs)
    found = b""
    while True:
        try:
            piece = os.read(ours, 1 << 16)
        except OSError:
            break
        if not piece:
            break
        found += piece
    os.close(ours)
    assert running.wait() == 0
    return found.decode().replace("\r\n", "\n")


def steering(text: str) -> set[str]:
    """The characters in a text that a terminal would obey, colours of our own aside."""
    rest = COLOUR.sub("", text)
    return {
        letter
        for letter in rest
        if not letter.isprintable() and letter not in "\n\u3000"
    }


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_data_on_a_screen_is_text(
    hostile: Path, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is no emoji, a title no markup; the only colours are those of outcomes."""
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = call("decide", hostile, *DAY, "--screen").out
    assert steering(shown) == set()
    assert "smile:car:" in shown or "car:" in shown
    assert "[red]:car:[/]" in COLOUR.sub("", shown)
    assert "\N{AUTOMOBILE}" not in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ("decide", "{}", *DAY, "--no-screen"),
        ("decide", "{}", *DAY, "--no-screen", "--detail", "full"),
        ("why", "{}", "urn:x:smile:car:", *DAY),
        (
            "why",
            "{}",
            "urn:x:smile:car:",
            *DAY,
            "--detail",
            "full",
            "--lang",
            "en,zh",
        ),
        ("compare", "--item", "{}", *DAY),
    ],
)
def test_data_in_a_text_is_text(
    hostile: Path, arguments: tuple[str, ...]
) -> None:
    """Nothing that a terminal would obey, in any report; each title on its line."""
    shown = call(*(part.format(hostile) for part in arguments)).out
    assert steering(shown) == set()
    assert SHOWN[:20] in shown
    assert "urn:x:smile:car:" in shown


def test_data_in_a_count_is_text(tmp_path: Path) -> None:
    """Handlers, recipients and items of a log."""
    log = tmp_path / "log.csv"
    name = "urn:x:\x1b[31m:car:"
    row = f'p{{}},2026-01-02T10:00:00,"{name}","{name}",true\n'
    head = "subject,time,handler,recipient,sensitive\n"
    log.write_text(
        head + "".join(row.format(number) for number in range(3)), "utf-8"
    )
    found = call(
        "count",
        log,
        "--as-of",
        "2026-02-02",
        "--by",
        "recipient",
        "--alert",
        "1%",
    )
    assert steering(found.out + found.err) == set()
    assert r"urn:x:\u001b[31m:car:" in found.out


def test_data_in_an_error_is_text(tmp_path: Path) -> None:
    """What is quoted of a file."""
    path = tmp_path / "inventory.csv"
    path.write_text("item,secrecy\nurn:x:a,\x1b[31m:car:\u202e\n", "utf-8")
    found = call("decide", path)
    assert found.status == 2
    assert steering(found.err) == set()


def test_a_terminal_is_a_screen_and_a_pipe_is_none() -> None:
    """Without an option; each can be asked for."""
    plain = call("decide", MAKER, *DAY).out
    assert "\x1b" not in plain
    assert call("decide", MAKER, *DAY, "--no-screen").out == plain
    assert on_terminal("decide", MAKER, *DAY, "--no-screen") == plain
    screen = on_terminal("decide", MAKER, *DAY)
    assert "\x1b[31mData-export security assessment" in screen
    assert len(screen.splitlines()) < 2 * 89


def test_a_file_is_no_screen(tmp_path: Path) -> None:
    """Whatever standard output is."""
    out = tmp_path / "answers.txt"
    on_terminal("decide", MAKER, *DAY, "--output", out)
    assert "\x1b" not in out.read_text("utf-8")


@pytest.mark.parametrize("columns", [80, 200])
def test_the_table_of_a_screen_fits_it(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most two lines for each item, none wider than the screen; names as `why` takes them."""
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", str(columns))
    for lang in ("en", "zh"):
        shown = COLOUR.sub(
            "", call("decide", MAKER, *DAY, "--screen", "--lang", lang).out
        )
        lines = shown.partition("\n\n")[0].splitlines()
        assert max(map(cell_len, lines)) <= columns
        assert len(lines) <= 6 + 89 * (2 if columns == 80 else 1)
    for item in api.load([MAKER]).items:
        assert item.iri.rsplit(":", 1)[-1] in shown


def test_names_that_end_alike_are_whole(tmp_path: Path) -> None:
    """So that each can be given to `why`."""
    path = tmp_path / "inventory.ttl"
    head = "@prefix qd: <https://w3id.org/qingdan/ns/> . <urn:x:h> a qd:DataHandler ."
    items = " ".join(
        f"<urn:{x}:i> a qd:DataItem ; qd:heldBy <urn:x:h> ." for x in "ab"
    )
    path.write_text(head + items, "utf-8")
    shown = call("decide", path, *DAY, "--screen").out
    assert "urn:a:i" in shown
    assert "urn:b:i" in shown


def test_titles_stand_beside_names() -> None:
    """In the language that is asked for, in every report that people read."""
    english = "Customers in the CRM system"
    for arguments in (
        ("decide", MAKER, *DAY),
        ("why", MAKER, "crm-customers", *DAY),
    ):
        line = next(
            line
            for line in call(*arguments).out.splitlines()
            if "crm-customers" in line
        )
        assert english in line
        chinese = call(*arguments, "--lang", "zh").out
        assert "CRM客户资料" in next(
            x for x in chinese.splitlines() if "crm-customers" in x
        )
    routes = call("compare", "--item", MAKER, *DAY).out
    assert f"urn:x:huashan-auto:crm-customers · {english}\n" in routes


def test_a_proof_begins_with_a_screenful() -> None:
    """For every item of the worked inventory: at most 40 lines, and it says how to see the rest."""
    for item in api.load([MAKER]).items:
        shown = call("why", MAKER, item.iri, *DAY).out
        assert len(shown.splitlines()) <= 40, item.iri
        assert max(map(len, shown.splitlines())) <= 200
        assert "--detail full" in shown.splitlines()[-1]
        assert "Answer:" in shown


def test_what_a_summary_leaves_out_is_counted() -> None:
    """The entries shown and those left out are all there are."""
    loaded = api.load([MAKER])
    (found,) = api.decide(loaded, None, items=["fleet-energy-use"])
    shown = as_text.proof(law(), found, ("en",), "summary")
    listed = re.findall(r"^  \d+\. ", shown, re.M)
    (left,) = re.findall(r"^  … and (\d+) more$", shown, re.M)
    assert len(listed) + int(left) == len(found.missing)


@pytest.mark.parametrize("detail", ["legal", "full"])
def test_the_rest_is_there_when_it_is_asked_for(detail: str) -> None:
    """Facts, duties and other rules; nothing is cut."""
    shown = call("why", MAKER, "crm-customers", *DAY, "--detail", detail).out
    assert len(shown.splitlines()) > 40
    assert "Facts relied on" in shown
    assert "…" not in shown


def test_a_page_is_whole_by_default() -> None:
    """HTML is no first screen."""
    page = call("why", MAKER, "crm-customers", *DAY, "--format", "html").out
    legal = call(
        "why",
        MAKER,
        "crm-customers",
        *DAY,
        "--format",
        "html",
        "--detail",
        "legal",
    )
    assert page == legal.out
