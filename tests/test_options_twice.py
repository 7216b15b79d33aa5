"""An option of one value that is given twice is refused: the first value would be lost in silence."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from calls import call
from qingdan.cli import main


def singles(
    command: click.Command, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every option of one value, with the words of its command."""
    context = click.Context(command)
    if isinstance(command, click.Group):
        for word in command.list_commands(context):
            below = command.get_command(context, word)
            assert below
            yield from singles(below, (*words, word))
        return
    for param in command.params:
        if isinstance(param, click.Option) and not (
            param.multiple or param.is_flag or param.count
        ):
            yield words, max(param.opts, key=len)


def test_every_option_of_one_value_is_refused_twice() -> None:
    """Of every command; the refusal names it in one line, before anything is read or written."""
    known = list(singles(main))
    assert len(known) > 60
    for words, option in known:
        refused = call(*words, option, "x", f"{option}=y")
        assert refused.status == 2, (words, option)
        assert f"{option} is given twice" in refused.err, (words, option)


@pytest.mark.parametrize(
    "given",
    [
        ("--reading", "Q3=literal", "--reading", "Q4=list-open"),
        ("--second-opinion", "--second-opinion"),
    ],
)
def test_what_may_be_repeated_is_not(given: tuple[str, ...]) -> None:
    """Options of several values, and flags."""
    assert "twice" not in call("decide", "none.ttl", *given).err
