"""
The catalogue of phrases, kept by Babel: `python tests/support/phrases.py` takes up the phrases
that the code and the templates have now; with `--check` it only says whether anything is amiss.
"""

from __future__ import annotations

import ast
import io
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from string import Formatter
from typing import IO, Any

from babel.messages import frontend
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
PHRASES = ROOT / "qingdan" / "locale" / "zh" / "LC_MESSAGES" / "qingdan.po"
_KEYWORDS = "phrase phrase_in:1c,2 in_both N_"


def extract(
    file: IO[bytes], keywords: Collection[str], _: Any, options: Any
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """
    The calls of a module that name phrases. Babel's own reader
    does not look into f-strings before Python 3.12.
    """
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and name(node.func) in keywords:
            yield (
                node.lineno,
                name(node.func),
                tuple(map(_text, node.args)),
                [],
            )


def name(called: ast.expr) -> str:
    """The name of what is called; a method `_phrase` is a phrase of its own language."""
    if isinstance(called, ast.Attribute):
        return called.attr.removeprefix("_")
    return called.id if isinstance(called, ast.Name) else ""


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def current() -> Catalog:
    """The phrases that stand in the code and the templates now."""
    with tempfile.TemporaryDirectory() as folder:
        template = _extracted(folder)
        with template.open("rb") as kept:
            return read_po(kept)


def catalogue() -> Catalog:
    """The phrases as they are kept, with their Chinese."""
    with PHRASES.open("rb") as kept:
        return read_po(kept, locale="zh")


def _extracted(folder: str) -> Path:
    template = Path(folder) / "qingdan.pot"
    mappings = ["-F", str(ROOT / "pyproject.toml"), "-k", _KEYWORDS]
    shape = ["--no-default-keywords", "--no-location", "--sort-output"]
    places = ["-o", str(template), str(ROOT)]
    command = ["pybabel", "--quiet", "extract", *mappings, *shape, *places]
    frontend.CommandLineInterface().run(command)
    return template


def _update() -> None:
    """Take up what is new and drop what is no longer used; the head of the file stays."""
    kept = catalogue()
    kept.update(current(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    written = io.BytesIO()
    write_po(written, kept, width=88, sort_output=True, omit_header=True)
    head = PHRASES.read_text("utf-8").partition("\n\n")[0]
    PHRASES.write_text(f"{head}\n\n{written.getvalue().decode()}", "utf-8")


def amiss() -> list[str]:
    """What is wrong with the catalogue, a line each."""
    kept, now = _by_name(catalogue()), _by_name(current())
    return [
        *(
            f"not in the catalogue: {name}"
            for name in now.keys() - kept.keys()
        ),
        *(f"no longer used: {name}" for name in kept.keys() - now.keys()),
        *(
            f"no Chinese: {name}"
            for name, one in kept.items()
            if not one.string
        ),
        *(f"fuzzy: {name}" for name, one in kept.items() if one.fuzzy),
        *(
            f"other places: {name}"
            for name, one in kept.items()
            if _differs(one)
        ),
    ]


def _by_name(found: Catalog) -> dict[tuple[str, str], Message]:
    return {(str(one.id), one.context or ""): one for one in found if one.id}


def _differs(message: Message) -> bool:
    """Whether the Chinese leaves a place out, adds one, or writes a number otherwise."""
    return places(str(message.id)) != places(str(message.string))


def places(text: str) -> list[tuple[str, str]]:
    """The places in braces, with the form of their numbers; forms of days may differ."""
    found = [one for one in Formatter().parse(text) if one[1] is not None]
    days = {
        name.partition(".")[0]
        for _, name, _, _ in found
        if name and "." in name
    }
    return sorted(
        {(name, "") for name in days}
        | {
            (str(name), str(form))
            for _, name, form, _ in found
            if str(name).partition(".")[0] not in days
        }
    )


if __name__ == "__main__":
    if sys.argv[1:] != ["--check"]:
        _update()
    if wrong := amiss():
        sys.exit("\n".join(wrong))
