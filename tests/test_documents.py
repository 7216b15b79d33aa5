"""The documents are true: every command of the README runs, every module and query is named where it must be."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from facts_table import HEADING, PAGE, tables
from qingdan.law import law

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.S)
COMMANDS = [line.strip() for block in BLOCKS for line in block.splitlines() if line.strip()]
RUNS = [re.sub(r"^.*&& (\.venv/bin/)?qingdan", "qingdan", command) for command in COMMANDS if "pytest" not in command]


@pytest.mark.parametrize("command", RUNS)
def test_readme_command_runs(command: str, tmp_path: Path) -> None:
    """Each command of the README ends well, and prints something or writes the file that it names."""
    words = shlex.split(command)
    assert words[0] == "qingdan"
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    (tmp_path / "data").symlink_to(ROOT / "data")
    found = subprocess.run(
        [sys.executable, "-m", "qingdan", *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=False, env=environment
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout.strip() or any((tmp_path / word).is_file() for word in words)


def test_readme_shows_what_is_printed() -> None:
    """The answer on the first screen is what the command prints."""
    shown = re.search(r"```text\n(.*?)```", README, re.S)
    assert shown
    found = subprocess.run(
        [sys.executable, "-m", "qingdan", *shlex.split(RUNS[0])[1:]], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.group(1).strip() in found.stdout


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
    for document in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), (document.name, target)


def test_every_fact_is_in_the_page_on_inventories() -> None:
    """The tables of facts are those of the vocabulary; `python tests/facts_table.py` writes them anew."""
    assert PAGE.read_text("utf-8").partition(HEADING)[2].strip() == tables(law()).strip()
