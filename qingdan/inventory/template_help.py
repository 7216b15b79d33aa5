"""How to fill in a table, as the sheet of help says it in English and Chinese."""

from __future__ import annotations

HELP = (
    (
        (
            "One row is one data item and its export; an item that leaves in two ways is two rows."
            " Fill in the sheet items from row 3 on."
        ),
        (
            "一行填写一个数据项及其出境活动；同一数据项有两种出境方式的，分两行填写。在 items"
            " 表自第3行起填写。"
        ),
    ),
    (
        (
            "Column item: a short name or number, no two alike. Column heldBy: the data handler"
            " that decides on the export."
        ),
        "item 列：数据项的简称或者编号，不得重复。heldBy 列：决定数据出境的数据处理者。",
    ),
    (
        (
            "An empty cell means not known: never no, never zero. Write false or 0 only where you"
            " know it to be so."
        ),
        "空白表示未知，不表示否，也不表示零。确知为否、为零的，才填 false、0。",
    ),
    (
        "Write no names of natural persons. Name a department, a role or a body instead.",
        "不得填写自然人姓名；应填写部门、岗位或者机构名称。",
    ),
    (
        (
            "Drop-down lists: the sheet values says what each value means. Where a column takes"
            " several values, type them parted by ;"
        ),
        "下拉列表各值的含义见 values 表。可填多个值的列，手工录入，用分号分隔。",
    ),
    (
        (
            "What is said of a handler or of its tally may stand in one of its rows or in all of"
            " them; where it stands twice it must agree."
        ),
        "数据处理者及其年度累计的事实，可以只填一行，也可以每行都填；重复填写的，应当一致。",
    ),
    (
        (
            "Persons provided abroad are counted since 1 January, this transfer included, each"
            " person once. State the year in the same row."
        ),
        "向境外提供的人数自当年1月1日起累计（含本次），同一人只计一次。"
        "在同一行填写年度（year 列）。",
    ),
    (
        (
            "matchesNoListedItem and outsideListedFields are judgements: true only after somebody"
            " compared the data with the Chinese original. State assertedBy, assertedOn and"
            " judgementReason as well."
        ),
        (
            "matchesNoListedItem、outsideListedFields 属于判断：经人员对照清单中文原文核对后，"
            "才可填 true，"
            "并填写 assertedBy、assertedOn、judgementReason。"
        ),
    ),
    (
        (
            "Keep row 2: columns are read by it. Columns that you do not need may be deleted. Save"
            " the file as .xlsx."
        ),
        "请保留第2行，各列据此读取。不需要的列可以删除。请保存为 .xlsx 文件。",
    ),
    (
        (
            "A file with formulas, error values, merged cells, or with hidden or filtered rows or"
            " columns is refused."
        ),
        "含有公式、错误值、合并单元格，或者有隐藏、筛选的行、列的文件，将不予读取。",
    ),
)
