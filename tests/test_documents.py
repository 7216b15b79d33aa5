"""
The documents are true: every command of the README runs,
every module and query is named where it must be.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

import reference
from conftest import own
from coverage_table import rows
from qingdan.law.closure import closed_law
from qingdan.version import VERSION

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def commands(page: str) -> list[str]:
    """The commands in the blocks of a page that a shell may run."""
    blocks = re.findall(r"```sh\n(.*?)```", page, re.S)
    return [
        line.strip()
        for block in blocks
        for line in block.splitlines()
        if line.strip()
    ]


COMMANDS = commands(README)
RUNS = [
    re.sub(r"^.*&& (\.venv/bin/)?qingdan", "qingdan", command)
    for command in COMMANDS
    if "pytest" not in command
]


NOT_HERE = "covesa-vss-signals.csv"  # made by a tool of others, as docs/signals.md says
DOCUMENTS = [
    command
    for page in [
        *sorted((ROOT / "docs").glob("*.md")),
        ROOT / "ontology" / "README.md",
    ]
    for command in commands(page.read_text("utf-8"))
    if NOT_HERE not in command
]


EACH = list(dict.fromkeys(RUNS + DOCUMENTS))
SERVING = [one for one in EACH if one.startswith("qingdan serve")]


@pytest.mark.parametrize(
    "command", [one for one in EACH if one not in SERVING]
)
def test_command_runs(command: str, clone: Path, tmp_path: Path) -> None:
    """
    Each command of the README and the documents ends well where
    the README was followed, and prints or writes something.
    """
    (tmp_path / "data").symlink_to(clone / "data")
    found = subprocess.run(
        command,
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=own(clone),
    )
    assert found.returncode == 0, found.stderr
    assert "closed under" not in found.stderr
    assert found.stdout.strip() or any(
        (tmp_path / word).is_file() for word in shlex.split(command)
    )


@pytest.mark.parametrize("command", SERVING)
def test_front_starts(command: str, clone: Path) -> None:
    """A command that serves tells that it does."""
    words = re.sub(r" --port \d+", "", command).split()
    with subprocess.Popen(
        [*words, "--port", "0"],
        cwd=clone,
        stderr=subprocess.PIPE,
        text=True,
        env=own(clone),
    ) as front:
        try:
            told = []
            while not told or (
                told[-1]
                and not told[-1].startswith("serving on http://127.0.0.1:")
            ):
                told.append(front.stderr.readline() if front.stderr else "")
        finally:
            front.terminate()
    assert told[-1], told


def test_first_command_shows_what_is_printed(clone: Path) -> None:
    """The answer on the first screen is what the command prints."""
    shown = re.search(r"```text\n(.*?)```", README, re.S)
    assert shown
    found = subprocess.run(
        RUNS[0],
        shell=True,
        cwd=clone,
        capture_output=True,
        text=True,
        check=True,
        env=own(clone),
    )
    assert shown.group(1).strip() in found.stdout


def test_what_is_installed_carries_the_closure_of_its_own_law(
    clone: Path,
) -> None:
    """Not the stale one that lay in the tree it was built from."""
    code = "from qingdan import files; from qingdan.law import closure; print(closure.fits(files.KEPT), files.KEPT)"
    told = subprocess.run(
        ["python", "-c", code],
        cwd=clone / "docs",
        capture_output=True,
        text=True,
        check=True,
        env=own(clone),
    ).stdout.split()
    assert told[0] == "True"
    carried = Path(told[1])
    assert carried.is_relative_to(clone / ".venv")
    assert (
        (carried / "law.nt").read_bytes(),
        (carried / "shapes.nt").read_bytes(),
    ) == closed_law()


def test_readme_tells_version_and_coverage() -> None:
    """`python tests/support/coverage_table.py` writes the table anew."""
    assert f"Version {VERSION}" in README
    assert rows() in README


def test_ci_runs_the_test_command_of_the_readme() -> None:
    """The same three steps, in the same words."""
    script = ROOT / ".ci" / "run"
    if not script.exists():
        pytest.skip("the wheel carries no CI script")
    command = next(command for command in COMMANDS if "pytest" in command)
    steps = [step.strip() for step in command.split("&&")]
    text = script.read_text("utf-8").replace(".[test,dev]", ".[test]")
    assert all(step in text for step in steps)


def test_links_lead_somewhere() -> None:
    """Every local link of the README and the documents names a file that is there."""
    for document in [
        ROOT / "README.md",
        *sorted((ROOT / "docs").glob("*.md")),
    ]:
        for target in re.findall(
            r"\]\((?!http)([^)#]+)\)", document.read_text("utf-8")
        ):
            path = Path(target)
            if path.parent.name == "reference":  # made when the site is built
                assert path.stem in reference.PAGES, (document.name, target)
                continue
            assert (document.parent / path).exists(), (document.name, target)
