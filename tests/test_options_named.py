"""Every option that the README or a document names is one of a command that it names it with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from qingdan.cli import main

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.S)
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_CALL = re.compile(r"\bqingdan((?: [a-z]+)+)")
_PROGRAM = re.compile(
    r"\b(?:git|pip|python3?|pytest|nox|docker|curl|jq|spark-submit|towncrier|build|shacl validate)\b"
)


def options_of(
    command: click.Command, name: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
    """Each command by its words, with its options."""
    context = click.Context(command)
    yield (
        name,
        frozenset(
            option
            for parameter in command.get_params(context)
            for option in (*parameter.opts, *parameter.secondary_opts)
        ),
    )
    if isinstance(command, click.Group):
        for word in command.list_commands(context):
            below = command.get_command(context, word)
            assert below
            yield from options_of(below, (*name, word))


OPTIONS = dict(options_of(main))


def called(text: str) -> set[tuple[str, ...]]:
    """The commands that a text calls by `qingdan` and their words."""
    found = set()
    for words in _CALL.findall(text):
        parts = tuple(words.split())
        while parts and parts not in OPTIONS:
            parts = parts[:-1]
        if parts:
            found.add(parts)
    return found


def named(text: str) -> set[tuple[str, ...]]:
    """The commands that a text calls, or names in code by their words alone."""
    spans = _CODE.findall(text)
    alone = {tuple(span.strip("`").split()) for span in spans}
    return called(text) | (alone & OPTIONS.keys())


def lines(code: str) -> Iterator[str]:
    """The commands of a span or a block of code, lines that go on joined."""
    for line in code.strip("`").replace("\\\n", " ").splitlines():
        yield from re.split(r"&&|[|;]", line)


def faults(page: str) -> Iterator[str]:
    """The options of a page that no command has that they are named with."""
    of_page = named(page)
    for paragraph in re.split(r"\n\s*\n", page):
        near = named(paragraph) or of_page
        for line in (
            line for code in _CODE.findall(paragraph) for line in lines(code)
        ):
            own = called(line)
            if not own and _PROGRAM.search(line):
                continue
            for option in _OPTION.findall(line):
                with_it = {
                    words for words, has in OPTIONS.items() if option in has
                }
                if () in with_it:  # an option before every command
                    continue
                if own and not own & with_it:
                    yield f"{option}: {line.strip()}"
                elif not (own or near & with_it):
                    yield f"{option} is of none of the commands named beside it: {line.strip()}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_options_are_those_of_the_command(page: Path) -> None:
    """What a reader types after reading is understood."""
    assert list(faults(page.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "`qingdan decide x.ttl --no-such`",
        "```sh\nqingdan decide x.ttl \\\n  --no-such 1\n```",
        "`qingdan lists check x.ttl --calendar y`",
        "See `qingdan why`: `--calendar FILE` names one.",
    ],
)
def test_an_option_of_another_command_is_found(text: str) -> None:
    """The search finds what it looks for."""
    assert len(list(faults(text))) == 1


def test_options_are_looked_for_at_all() -> None:
    """Documents name many, of many commands."""
    texts = [page.read_text("utf-8") for page in PAGES]
    options = {
        option
        for text in texts
        for code in _CODE.findall(text)
        for option in _OPTION.findall(code)
    }
    assert len(options) > 25
