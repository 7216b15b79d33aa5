"""
Signs that PDF documents hold in the place of characters: radicals that look like them.

In: a text. Out: the same with the characters that are meant; what is not known stays.
"""

from __future__ import annotations

import re
import unicodedata

_KANGXI = re.compile("[\u2f00-\u2fd5]")
_OTHERS = re.compile("[\u2e80-\u2ef3]")
_MEANT = str.maketrans(
    "⼾⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻫⻬⻭⻮⻰⻳",
    "户母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄斉齐歯齿龙龟",
)


def characters(text: str) -> str:
    """
    The text with characters in the place of radicals.

    >>> characters("\u2f08\u2ecb") == "\u4eba\u8f66"
    True
    """
    meant = text.translate(_MEANT)
    return _KANGXI.sub(
        lambda sign: unicodedata.normalize("NFKC", sign[0]), meant
    )


def unknown(text: str) -> str:
    """The radicals that stay, each once."""
    return "".join(dict.fromkeys(_OTHERS.findall(text)))
