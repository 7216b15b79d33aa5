"""Standard streams as a shell gives them: closed, full, narrow, with readers that leave."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import qingdan
from qingdan.files import folder
from qingdan.law.closure import closed_law

MAKER = str(folder("data") / "inventories" / "icv-maker.ttl")
DAY = "--as-of 2026-03-02"
QINGDAN = f"{sys.executable} -m qingdan"
COMMANDS = {
    "decide": f"decide {MAKER} {DAY}",
    "decide, proofs": f"decide {MAKER} {DAY} --detail full",
    "decide, JSON": f"decide {MAKER} {DAY} --format jsonl",
    "why": f"why {MAKER} crm-customers {DAY} --detail full",
    "why, JSON": f"why {MAKER} crm-customers {DAY} --format json",
    "validate": f"validate {MAKER}",
    "validate, SARIF": f"validate {MAKER} --format sarif",
    "query": "query",
    "query, table": "query articles-and-their-rules",
    "compare": "compare",
    "count": f"count {folder('data')}/logs/transfers.csv --as-of 2026-03-31",
    "help": "decide --help",
    "version": "--version",
    "lists check": f"lists check {folder('data')}/lists/bj-2025.ttl",
}


@pytest.fixture(scope="module", autouse=True)
def _closed() -> None:
    """The law is closed, so that no first run tells of it."""
    closed_law()


def shell(
    command: str, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash."""
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        check=False,
        env=os.environ | environment,
        timeout=300,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_a_reader_that_leaves_is_no_error(name: str) -> None:
    """The pipe is closed before anything is written: exit status 0, and no word about it."""
    found = shell(
        f"{QINGDAN} {COMMANDS[name]} | (exec <&-; sleep 0); exit ${{PIPESTATUS[0]}}"
    )
    told = [
        line
        for line in found.stderr.decode().splitlines()
        if "judged by" not in line
    ]
    assert (found.returncode, told) == (0, [])


def test_a_reader_of_everything_that_leaves_is_no_error() -> None:
    """Where standard error goes into the same pipe as well."""
    line = f"{QINGDAN} validate {MAKER} 2>&1 | (exec <&-; sleep 0); exit ${{PIPESTATUS[0]}}"
    assert shell(line).returncode == 0


@pytest.mark.parametrize(
    "gate",
    [
        f"validate {MAKER} --fail-on Undetermined",
        f"decide {MAKER} {DAY} --fail-on NeedsFacts",
    ],
)
def test_a_gate_holds_though_nobody_reads(gate: str) -> None:
    """What `--fail-on` asks for is told by the exit status, whoever reads the rest."""
    line = (
        f"{QINGDAN} {gate} 2>&1 | (exec <&-; sleep 0); exit ${{PIPESTATUS[0]}}"
    )
    assert shell(line).returncode == 1


@pytest.mark.parametrize(
    "name", ["decide", "why, JSON", "validate", "query", "count"]
)
def test_standard_output_that_is_full_is_no_fault_of_ours(name: str) -> None:
    """Exit status 2 and one line that says how to mend it."""
    found = shell(f"{QINGDAN} {COMMANDS[name]} >/dev/full")
    assert found.returncode == 2
    told = [
        line
        for line in found.stderr.decode().splitlines()
        if "judged by" not in line
    ]
    assert len(told) == 1
    assert (
        "standard output cannot be written (No space left on device); free space"
        in told[0]
    )


@pytest.mark.parametrize(
    "name", ["decide", "why", "validate, SARIF", "query, table", "compare"]
)
def test_standard_output_that_is_closed_is_no_fault_of_ours(name: str) -> None:
    """A result that cannot be given is never taken for given."""
    found = shell(f"{QINGDAN} {COMMANDS[name]} >&-")
    assert found.returncode == 2
    assert (
        "standard output is closed; leave it open, or name a file"
        in found.stderr.decode()
    )


def test_other_streams_may_be_closed(tmp_path: Path) -> None:
    """Standard error is not needed; standard input only where named; a file needs no output."""
    assert shell(f"{QINGDAN} {COMMANDS['why']} 2>&-").returncode == 0
    assert shell(f"{QINGDAN} why {MAKER} nothing {DAY} 2>&-").returncode == 2
    assert shell(f"{QINGDAN} {COMMANDS['decide']} <&-").returncode == 0
    found = shell(f"{QINGDAN} decide - <&-")
    assert found.returncode == 2
    assert (
        "standard input (-) is closed; give an inventory there"
        in found.stderr.decode()
    )
    made = tmp_path / "answers.csv"
    assert (
        shell(
            f"{QINGDAN} {COMMANDS['decide']} -o {made} <&- >&- 2>&-"
        ).returncode
        == 0
    )
    assert made.read_text("utf-8").startswith("item,title,asOf")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
@pytest.mark.parametrize("name", ["why", "validate", "query, table"])
def test_what_ascii_cannot_tell_is_written_as_utf_8(
    name: str, environment: dict[str, str]
) -> None:
    """Chinese text arrives."""
    lang = "" if name.startswith("query") else "--lang zh"
    wide = shell(
        f"{QINGDAN} {COMMANDS[name]} {lang}", PYTHONIOENCODING="utf-8"
    )
    narrow = shell(f"{QINGDAN} {COMMANDS[name]} {lang}", **environment)
    assert narrow.returncode == wide.returncode, narrow.stderr
    assert narrow.stdout == wide.stdout
    assert not wide.stdout.isascii() or name.startswith("query")


def test_a_narrow_encoding_that_is_asked_for_loses_nothing() -> None:
    """What it cannot tell is escaped."""
    found = shell(
        f"{QINGDAN} {COMMANDS['why']} --lang zh", PYTHONIOENCODING="latin-1"
    )
    assert found.returncode == 0
    assert rb"\u7ed3\u8bba" in found.stdout


def test_a_file_may_have_a_name_that_is_no_text(tmp_path: Path) -> None:
    """A name that is not UTF-8 is escaped, in a report and in an error."""
    path = os.fsencode(tmp_path) + b"/in\xffventory.ttl"
    Path(os.fsdecode(path)).write_bytes(Path(MAKER).read_bytes())
    out = subprocess.run(
        [sys.executable, "-m", "qingdan", "validate", path],
        capture_output=True,
        check=False,
    )
    assert out.returncode == 1, out.stderr
    assert rb"in\udcffventory.ttl" in out.stdout


def test_nothing_else_writes_to_the_standard_streams() -> None:
    """Only the two modules that know how streams end write to them, so no command forgets it."""
    root = Path(qingdan.__file__).parent
    known = {"output.py", "serving/keeper.py"}
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                not isinstance(node, ast.Call)
                or str(path.relative_to(root)) in known
            ):
                continue
            called = ast.unparse(node.func)
            assert called not in ("print", "click.echo", "click.secho"), path
            assert not called.startswith(
                ("sys.stdout.write", "sys.stderr.write")
            ), path
