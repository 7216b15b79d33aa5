"""A user's own Word document with named fields in, the same document filled out.

A field is a name in double braces, as in {{报送单位}}. It is replaced as text wherever it
stands, in tables, headers, footers and text boxes too, also where Word has split it into runs.
Nothing in a template is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from ...errors import Fault, InputError
from ..word import fixed

_FIELD = re.compile(r"\{\{([^{}]*)\}\}")
_LARGEST = 64 << 20
_MOST = 5_000
_PARTS = re.compile(
    r"/word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml"
)


def filled(path: Path, fields: Mapping[str, str]) -> bytes:
    """The template with every field replaced; InputError as for `check`."""
    document = _opened(path)
    for root in _roots(document):
        for paragraph in root.iter(_w("p")):
            _fill(paragraph, fields, path)
    content = BytesIO()
    document.save(content)
    return fixed(content.getvalue())


def _opened(path: Path) -> Any:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            if (
                len(parts) > _MOST
                or sum(part.file_size for part in parts) > _LARGEST
            ):
                raise InputError(
                    Fault(
                        str(path),
                        "the template is too large",
                        "use part below 64 MiB",
                    )
                )
        return Document(str(path))
    except (
        BadZipFile,
        PackageNotFoundError,
        KeyError,
        ValueError,
        SyntaxError,
    ):
        raise InputError(
            Fault(
                str(path),
                "the template is no Word document",
                "save it as .docx, without macros or a password",
            )
        ) from None


def _roots(document: Any) -> Iterator[Any]:
    """The content of the body, of headers and footers, of notes."""
    from docx.opc.part import XmlPart

    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart) and _PARTS.fullmatch(str(part.partname)):
            yield part.element


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _fill(paragraph: Any, fields: Mapping[str, str], path: Path) -> None:
    """Replace the fields of one paragraph; what stands in a text box is a paragraph of its own."""
    texts = [
        text
        for text in paragraph.iter(_w("t"))
        if next(text.iterancestors(_w("p"))) is paragraph
    ]
    whole = "".join(text.text or "" for text in texts)
    if "{{" not in whole:
        return
    _refuse(whole, fields, path)
    for field in reversed(list(_FIELD.finditer(whole))):
        _replace(
            texts=texts,
            start=field.start(),
            end=field.end(),
            value=fields[field[1].strip()],
        )
    for text in texts:
        _break(text)


def _refuse(whole: str, fields: Mapping[str, str], path: Path) -> None:
    rest = _FIELD.sub("", whole)
    if "{{" in rest:
        raise InputError(
            Fault(
                str(path),
                f"a field is not closed in “{whole[:60]}”",
                "write it as {{报送单位}} within one paragraph",
            )
        )
    for field in _FIELD.finditer(whole):
        if field[1].strip() not in fields:
            raise InputError(
                Fault(
                    str(path),
                    f"the field {field[0]} is not known",
                    f"use one of {'、'.join(fields)}",
                )
            )


def _replace(texts: list[Any], start: int, end: int, value: str) -> None:
    """Put a value in the place of some characters that may be spread over several texts."""
    at = 0
    for text in texts:
        held = text.text or ""
        first = max(start - at, 0)
        last = min(end - at, len(held))
        at += len(held)
        if first < last:
            text.text = held[:first] + value + held[last:]
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            value = ""


def _break(text: Any) -> None:
    """Let a line end within a value be a line end in the document."""
    from docx.oxml import OxmlElement

    lines = (text.text or "").split("\n")
    text.text = lines[0]
    last = text
    for line in lines[1:]:
        mark = OxmlElement("w:br")
        following = OxmlElement("w:t")
        following.text = line
        last.addnext(mark)
        mark.addnext(following)
        last = following


def known_fields(
    fields: Mapping[str, str], listed: frozenset[str]
) -> dict[str, str]:
    """The fields as a template takes them: those that list exports with a line for each."""
    return {
        name: value.replace("；", "；\n") if name in listed else value
        for name, value in fields.items()
    }
