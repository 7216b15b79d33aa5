"""
What went wrong, in Chinese: titles and details of problems
as they are worded in English, `{}` for what varies.
"""

from __future__ import annotations

import re
from functools import cache

ZH = {
    "Bad Request": "请求有误",
    "Not Found": "页面不存在",
    "Method Not Allowed": "该地址不支持此方法",
    "Request Entity Too Large": "内容过大",
    "Unsupported Media Type": "不支持的媒体类型",
    "Internal Server Error": "内部错误",
    "{}: read as {}": "{}：按 {} 编码读取",
    "{}: cells are parted by {}": "{}：单元格以 {} 分隔",
    "{}: columns not read: {}": "{}：未读取的列：{}",
    "{} statements outside the vocabulary were ignored": "忽略了 {} 条词汇表以外的陈述",
    "{} is wrong": "参数 {} 有误",
    "{} is not known": "不认识 {}",
    "{} is given twice": "{} 重复",
    "the answers do not fit together": "所答内容相互矛盾或者无法识别",
    "a token is needed": "须提供令牌",
    "the body is encoded": "内容经过编码",
    "the character set is not known": "不支持的字符集",
    "the host has another name": "主机名不符",
    "the inventory cannot be decided": "无法判断该清册",
    "the inventory cannot be validated": "无法校验该清册",
    "the inventory has no list of duties": "无法得出该清册的义务清单",
    "there is no list of duties": "没有义务清单",
    "the inventory has no routes": "无法得出该清册的路径",
    "the item cannot be decided": "无法判断该数据项",
    "the media type is not known": "不支持的媒体类型",
    "the parameters are not those of the question": "参数与该问题不符",
    "the query cannot be answered": "无法回答该查询",
    "the request is refused": "请求被拒绝",
    "there is no such item": "没有该数据项",
    "there is no such list": "没有该清单",
    "there is no such question": "没有该预存问题",
    "no format is acceptable": "没有可接受的格式",
    "not well-formed SPARQL": "SPARQL 语法有误",
    "it took too long": "超过时限",
    "the work ended without an answer": "处理中断，没有结论",
    "others are being served": "服务繁忙",
    "the work was stopped at its deadline, and there is no answer; ask for less": (
        "处理在时限届满时停止，没有结论；请缩小范围"
    ),
    "it needed more memory than it may have, or it failed; there is no answer": (
        "所需内存超过限额或者处理失败，没有结论"
    ),
    "try again": "请重试",
    "give it once": "请只给出一次",
    "take it out; what is not understood is not passed over": "请删去；不认识的内容不会被忽略",
    "there is no term {}": "没有术语 {}",
    "there is no page {}": "没有页面 {}",
    "The method is not allowed for the requested URL.": "请求的地址不支持此方法。",
    "The data value transmitted exceeds the capacity limit.": "内容超过 10 MiB 的上限。",
    "no inventory is served; send one": "本服务未加载数据清册；请上传",
    "{} is not stored; /queries lists the questions that are": "没有预存 {}；预存的问题见 /queries",
    "it asks for {} in the address": "地址中须给出 {}",
    "{} is not read; send UTF-8": "不读取 {}；请以 UTF-8 发送",
    "{} is not read; send it plain": "不读取 {}；请不加编码发送",
    "send it as a bearer token, or as the password of a login": (
        "请以 Bearer 令牌发送，或者作为登录密码填写"
    ),
    "updates are refused: the endpoint is read-only": "拒绝更新：本端点只读",
    "SERVICE is refused: the endpoint asks nobody else": "拒绝 SERVICE：本端点不向他处查询",
}


def in_chinese(text: str) -> str:
    """A title or detail in Chinese, or nothing where it is known in English alone."""
    for pattern, chinese in _patterns():
        if match := pattern.fullmatch(text):
            return chinese.format(*match.groups())
    return ""


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile("(.+)".join(map(re.escape, english.split("{}")))), chinese)
        for english, chinese in ZH.items()
    ]
