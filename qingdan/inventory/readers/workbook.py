"""The parts of an XLSX workbook: every byte is inflated, counted and looked at."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat

from ...errors import Fault, InputError

INFLATED = 100 << 20
_AGAIN = "save it again as .xlsx with a spreadsheet program"
_LOCKED = ("the workbook is encrypted", "save it without a password")
_OLD = ("this is no XLSX but a file of an older form", _AGAIN)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def fault(where: str, what: str, mend: str = _AGAIN) -> InputError:
    """A workbook, or a part of it, that is refused."""
    return InputError(Fault(where, what, mend))


def parts_of(content: bytes, where: str) -> dict[str, bytes]:
    """
    The XML parts of a workbook by path in lower case; every
    byte is inflated, counted and looked at.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise fault(
            where,
            *(
                _LOCKED
                if "EncryptedPackage".encode("utf-16-le") in content
                else _OLD
            ),
        )
    parts: dict[str, bytes] = {}
    left = INFLATED
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for member in archive.infolist():
                name = member.filename.replace("\\", "/").lower()
                if name in parts:
                    raise fault(where, f"the part {name} is there twice")
                parts[name] = _inflated(archive, member, left, where)
                left -= len(parts[name])
    except _BROKEN:
        raise fault(where, "this is no XLSX, or it is damaged") from None
    if "xl/workbook.xml" not in parts:
        raise fault(where, "this is a ZIP archive but no XLSX")
    for name in list(parts):
        if name.endswith((".xml", ".rels")):
            _look(parts[name], f"{where}, part {name}")
        elif b"<!DOCTYPE" in parts.pop(name):
            raise fault(f"{where}, part {name}", "a DOCTYPE is refused")
    return parts


def _inflated(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, where: str
) -> bytes:
    if member.flag_bits & 1:
        raise fault(where, *_LOCKED)
    # zipfile stops reading at the size in the header, which may lie:
    # what lies behind it is to be counted too.
    stated = member.file_size
    member.file_size = left + (1 << 17)
    content = bytearray()
    with archive.open(member) as stream:
        while piece := stream.read(1 << 16):
            content += piece
            if len(content) > left:
                raise fault(
                    where,
                    f"the workbook inflates to over {INFLATED >> 20} MiB",
                    "split the table into several files",
                )
    if len(content) != stated or member.compress_type not in (
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
    ):
        raise zipfile.BadZipFile
    return bytes(content)


def _look(part: bytes, place: str) -> None:
    """
    Refuse XML with a DOCTYPE, with CDATA, which calamine
    leaves out, and what is not well-formed.
    """

    def refuse(what: str) -> None:
        raise fault(place, f"{what} is refused")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = lambda *_: refuse("a DOCTYPE")
    if "part xl/" in place:
        parser.StartCdataSectionHandler = lambda: refuse("a CDATA section")
    try:
        parser.Parse(part, True)
    except (
        expat.ExpatError,
        LookupError,
        ValueError,
    ) as error:  # the last two: of an encoding
        raise fault(place, f"not well-formed ({error})") from None
