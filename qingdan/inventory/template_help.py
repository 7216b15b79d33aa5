"""How to fill in a table, as the sheet of help says it."""

from __future__ import annotations

from ..language import N_

HELP = (
    N_(
        "One row is one data item and its export; an item that leaves in several ways has"
        " a row for each in the sheet exports. Fill in the sheet items from row 3 on."
    ),
    N_(
        "Column item: a short name or number, no two alike. Column heldBy: the"
        " data handler that decides on the export."
    ),
    N_(
        "An empty cell means not known: never no, never zero. Write false or 0"
        " only where you know it to be so."
    ),
    N_(
        "Write no names of natural persons. Name a department, a role or a body"
        " instead."
    ),
    N_(
        "Drop-down lists: the sheet values says what each value means. Where a"
        " column takes several values, type them parted by ;"
    ),
    N_(
        "What is said of a handler or of its tally may stand in one of its rows"
        " or in all of them; where it stands twice it must agree."
    ),
    N_(
        "The sheets handlers, tallies, mechanisms and events may stay empty. They name items"
        " and handlers as the sheet items does."
    ),
    N_(
        "Persons provided abroad are counted since 1 January, this transfer"
        " included, each person once. State the year in the same row."
    ),
    N_(
        "matchesNoListedItem and outsideListedFields are judgements: true only"
        " after somebody compared the data with the Chinese original. State"
        " assertedBy, assertedOn and judgementReason as well."
    ),
    N_(
        "Keep row 2: columns are read by it. Columns that you do not need may be"
        " deleted. Save the file as .xlsx."
    ),
    N_(
        "A file with formulas, error values, merged cells, or with hidden or"
        " filtered rows or columns is refused."
    ),
)
