"""
Blocks in, a Word document out: headings, lines, tables, points; the same bytes for the same blocks.

The template of python-docx is read once and kept, so that a process which may open no file
writes documents too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ..output import plain
from .blocks import BLANK, Block, Box, Grid, Heading, Points, Signature

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_FONT = "Times New Roman"
_ASIAN = "SimSun"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip file knows no earlier day
_FORM = (28, 72)  # the widths of names and values, of a hundred
_SIZES = {1: 15, 2: 12.5, 3: 11}  # of headings by level, in points
_INK = "1F2933"
_TONES = {
    "clear": "1E6B52",
    "route": "9A4A00",
    "open": "6B5B00",
    "stop": "A32020",
}


def document(
    title: str,
    blocks: Iterable[Block],
    as_of: date,
    foot: tuple[str, str],
    wide: bool = False,
) -> bytes:
    """
    The document; wide ones lie on their side.

    `foot` is what stands before and after the number of the page at the foot of each page.
    """
    from docx import Document as opened
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    made = opened(BytesIO(_template()))
    section = made.sections[0]
    across, down = (Cm(29.7), Cm(21)) if wide else (Cm(21), Cm(29.7))
    section.page_width = across
    section.page_height = down
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(2))
    heading = made.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.space_after = Pt(12)
    _run(heading, title, bold=True, size=18)
    width = across - Cm(4)
    for block in blocks:
        _block(made, block, width)
    _foot(section.footer.paragraphs[0], *foot)
    _dated(made, title, as_of)
    content = BytesIO()
    made.save(content)
    return fixed(content.getvalue())


@cache
def _template() -> bytes:
    """An empty document with our fonts and a foot, which is not read from a file again."""
    from docx import Document as opened

    made = opened()
    _style(made)
    made.sections[0].footer.paragraphs[0].text = ""
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _style(made: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style = made.styles["Normal"]
    style.font.name = _FONT
    style.font.size = Pt(11)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(
        qn("w:eastAsia"), _ASIAN
    )
    style.paragraph_format.space_after = Pt(6)
    for level, size in _SIZES.items():
        _heading_style(made.styles[f"Heading {level}"], size)


def _heading_style(style: Any, size: float) -> None:
    """A heading in our font and colour, without those of a theme."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    style.font.name = _FONT
    fonts.set(qn("w:eastAsia"), _ASIAN)
    style.font.size = Pt(size)
    style.font.bold = True
    style.font.color.rgb = RGBColor.from_string(_INK)
    style.paragraph_format.space_before = Pt(size)
    style.paragraph_format.space_after = Pt(4)
    style.paragraph_format.keep_with_next = True


def _block(made: Document, block: Block, width: int) -> None:
    if isinstance(block, Grid):
        _grid(made, block, width)
    elif isinstance(block, Box):
        _box(made, block, width)
    elif isinstance(block, Heading):
        _heading(made, block)
    elif isinstance(block, Points):
        _points(made, block)
    elif isinstance(block, Signature):
        _signature(made, block, width)
    else:
        _run(made.add_paragraph(), block.text, size=9 if block.note else None)


def _heading(made: Document, block: Heading) -> None:
    """A heading of a level that Word lists, or a bold line of a form."""
    from docx.shared import Pt

    if block.level:
        heading = made.add_paragraph(style=f"Heading {block.level}")
        heading.paragraph_format.page_break_before = block.on_new_page
        heading.add_run(block.text)
        return
    heading = made.add_paragraph()
    heading.paragraph_format.space_before = Pt(10)
    heading.paragraph_format.keep_with_next = True
    _run(heading, block.text, bold=True, size=12)


def _points(made: Document, block: Points) -> None:
    from docx.shared import Cm

    for number, text in enumerate(block.texts, start=1):
        point = made.add_paragraph()
        point.paragraph_format.left_indent = Cm(0.6)
        point.paragraph_format.first_line_indent = Cm(-0.6)
        _run(point, f"{number}. {text}")


def _signature(made: Document, block: Signature, width: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for number, text in enumerate(block.lines):
        line = made.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
        line.paragraph_format.left_indent = width // 2
        line.paragraph_format.space_before = Pt(18 if number == 0 else 8)
        line.paragraph_format.keep_with_next = number < len(block.lines) - 1
        _run(line, text)


def _box(made: Document, block: Box, width: int) -> None:
    """A frame with what is read first, its edge in the colour of its tone."""
    from docx.shared import Pt, RGBColor

    table = made.add_table(rows=1, cols=1)
    cell = table.rows[0].cells[0]
    cell.width = width
    colour = _TONES[block.tone]
    _edged(cell, colour)
    first = cell.paragraphs[0]
    first.paragraph_format.space_before = Pt(6)
    first.paragraph_format.space_after = Pt(2)
    _run(first, block.kicker, size=9)
    head = cell.add_paragraph()
    _run(head, block.text, bold=True, size=16)
    for run in head.runs:
        run.font.color.rgb = RGBColor.from_string(colour)
    for text in block.lines:
        _run(cell.add_paragraph(), text)
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _edged(cell: Any, colour: str) -> None:
    """A cell with a broad edge at its beginning and a thin one around it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tcBorders")
    for side, size in (("top", 4), ("left", 36), ("bottom", 4), ("right", 4)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:val"), "single")
        edge.set(qn("w:sz"), str(size))
        edge.set(qn("w:color"), colour if side == "left" else "C8CDD2")
        borders.append(edge)
    cell._tc.get_or_add_tcPr().append(borders)


def _grid(made: Document, grid: Grid, width: int) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Pt

    count = len(grid.columns or grid.rows[0])
    table = made.add_table(rows=0, cols=count, style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    shares = grid.widths or ((100 / count,) * count if grid.columns else _FORM)
    widths = [int(width * share / 100) for share in shares]
    size = 9 if count > 5 else 10.5
    rows = [grid.columns, *grid.rows] if grid.columns else [*grid.rows]
    for number, texts in enumerate(rows):
        cells = table.add_row().cells
        for place, text in enumerate(texts):
            cells[place].width = widths[place]
            paragraph = cells[place].paragraphs[0]
            spacing = paragraph.paragraph_format
            spacing.space_before = Pt(3)
            spacing.space_after = Pt(3)
            spacing.line_spacing = 1.15
            is_name = place == 0 if not grid.columns else number == 0
            _run(paragraph, text, bold=is_name, size=size)
    for place, column in enumerate(table.columns):
        column.width = widths[place]
    for row in table.rows:
        _mark(row, "w:cantSplit")
    if grid.columns:
        _mark(table.rows[0], "w:tblHeader")
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _mark(row: Any, name: str) -> None:
    """Keep a row on one page, or let it stand on each page as the head of a long table."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _run(
    paragraph: Paragraph,
    text: str,
    bold: bool = False,
    size: float | None = None,
) -> None:
    """Add a text, its blanks marked in colour."""
    from docx.enum.text import WD_COLOR_INDEX
    from docx.oxml.ns import qn
    from docx.shared import Pt

    text = "\n".join(map(plain, text.split("\n")))
    at = 0
    pieces: list[tuple[str, bool]] = []
    for mark in BLANK.finditer(text):
        pieces += [(text[at : mark.start()], False), (mark[0], True)]
        at = mark.end()
    for piece, is_blank in [*pieces, (text[at:], False)]:
        if piece:
            run = paragraph.add_run(piece)
            run.bold = bold
            run.font.size = Pt(size) if size else None
            run.font.name = _FONT
            run._element.get_or_add_rPr().get_or_add_rFonts().set(
                qn("w:eastAsia"), _ASIAN
            )
            if is_blank:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _foot(paragraph: Paragraph, before: str, after: str) -> None:
    """What is told on each page, and its number."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, before, size=8)
    _run(paragraph, "1", size=8)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(paragraph.runs[-1]._r)
    paragraph._p.append(field)
    _run(paragraph, after, size=8)


def _dated(made: Document, title: str, as_of: date) -> None:
    properties = made.core_properties
    moment = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    properties.title = title
    properties.author = ""
    properties.comments = ""
    properties.created = properties.modified = moment
    properties.last_modified_by = ""
    properties.revision = 1


def fixed(content: bytes) -> bytes:
    """The same archive without the time at which it was written."""
    made = BytesIO()
    with (
        ZipFile(BytesIO(content)) as old,
        ZipFile(made, "w", ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = ZipInfo(name, _EARLIEST)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, old.read(name))
    return made.getvalue()
