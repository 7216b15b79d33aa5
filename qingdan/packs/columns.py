"""The columns of the template of a list, by name and as headings show them, with their words."""

from __future__ import annotations

from ..inventory.readers.cells import BLANKS
from ..law.slots import IMPORTANT, OTHER
from ..rdf.graph import Text

ASSESSMENT = "assessment"
VOLUME = "volume"
COLUMNS: dict[str, Text] = {
    "slot": {"en": "slot", "zh": "序号"},
    "activity": {"en": "business activity", "zh": "业务活动"},
    "scenario": {"en": "business scenario", "zh": "业务场景"},
    "item": {"en": "data item", "zh": "数据项"},
    "description": {"en": "description", "zh": "数据项说明"},
    "kind": {"en": "kind", "zh": "数据类型"},
    "band": {"en": "band", "zh": "管理方式"},
    "group": {"en": "entry", "zh": "对应条目"},
}
_ALIASES: dict[str, tuple[str, ...]] = {
    "slot": ("编号", "no.", "number"),
    "activity": ("业务", "activity"),
    "scenario": ("场景", "scenario"),
    "item": ("数据名称", "数据类别", "字段", "数据字段", "item"),
    "description": ("说明", "描述", "数据项描述", "数据描述"),
    "kind": ("类型", "类别", "数据级别"),
    "band": ("管理要求", "出境管理方式", "出境方式"),
}
NEEDED = frozenset(COLUMNS) - {"group", "description"}
KINDS: dict[str, tuple[str, ...]] = {
    IMPORTANT: ("重要数据", "important", "important data"),
    OTHER: ("其他", "other", "其他数据项", "个人信息"),
}
BANDS: dict[str, tuple[str, ...]] = {
    ASSESSMENT: (
        "安全评估",
        "assessment",
        "security assessment",
        "数据出境安全评估",
    ),
    VOLUME: ("按人数", "volume", "by number of persons", "按数量"),
}
ALL = ("all", "全部")
COMMAS = "，、"
INVENTED = "（虚构）"
BAND_OF = {IMPORTANT: ASSESSMENT, OTHER: VOLUME}


def bare(text: str) -> str:
    """A text as it is compared: small letters, single blanks."""
    return " ".join(text.strip(BLANKS).casefold().split())


def column(heading: str) -> str | None:
    """The column that a heading names, in either language or both; None where it names none."""
    parts = {bare(part) for part in heading.replace("\n", "/").split("/")}
    for name, shown in COLUMNS.items():
        if parts & {name, *map(bare, shown.values())}:
            return name
    return None


def alias(heading: str) -> str | None:
    """The column that a heading of an official table comes to; None where it comes to none."""
    name = column(heading)
    if name:
        return name
    text = bare(heading)
    return next(
        (name for name, aliases in _ALIASES.items() if text in aliases), None
    )


def word(words: dict[str, tuple[str, ...]], text: str) -> str | None:
    """The word of ours that a cell says; None where it says none."""
    for name, spellings in words.items():
        if bare(text) in spellings:
            return name
    return None
