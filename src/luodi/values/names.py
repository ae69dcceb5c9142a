"""Names of firms and projects, brought to a form in which the same one looks the same.

Nothing here decides that two names are one firm: equal keys and high similarity are proposals for a person.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

_BRACKETED = re.compile(r"\(([^()]*)\)")
_BRACKETS = str.maketrans("[]{}【】〔〕", "()" * 4)
_WORD = re.compile(r"[a-z0-9]+")
_FORMS = re.compile(
    r"(股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|有限合伙企业|普通合伙企业|合伙企业|总公司|分公司|子公司|公司|"
    r"集团|控股|有限合伙|普通合伙|特殊普通合伙|个人独资企业|coltd|inc|corp|ltd|llc|gmbh)$"
)
_REGIONS = """
中国 北京 天津 上海 重庆 河北 山西 内蒙古 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 四川
贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾 石家庄 太原 呼和浩特 沈阳 大连 长春 哈尔滨 南京 苏州 无锡 常州 合肥
福州 厦门 南昌 济南 青岛 郑州 武汉 长沙 广州 深圳 珠海 佛山 东莞 南宁 海口 成都 贵阳 昆明 拉萨 西安 兰州 西宁 银川 乌鲁木齐
杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 拱墅 上城 下城 西湖 滨江 萧山 余杭 临平 钱塘 富阳 临安 桐庐 淳安 建德
""".split()  # noqa: SIM905 - a list of one hundred quoted words would be harder to read
_COMMON = frozenset(
    ("大学", "学院", "银行", "医院", "地铁", "城投", "交投", "国投", "文旅", "水务", "科技", "投资", "电子")
)
_REGION = re.compile(rf"^({'|'.join(sorted(_REGIONS, key=len, reverse=True))})(省|市|区|县|自治区|特别行政区)?")


@lru_cache(maxsize=65_536)
def normalised(name: str) -> str:
    """Bring a name to one form: compatibility characters and widths unified, lower case, no spaces or signs but ( )."""
    text = unicodedata.normalize("NFKC", name).lower().translate(_BRACKETS)
    return "".join(char for char in text if char.isalnum() or char in "()")


@lru_cache(maxsize=65_536)
def firm_key(name: str) -> str:
    """Give the part of a firm's name that tells it from others: no region, brackets around a region, or legal form.

    "浙江省拱墅澄川医药（杭州）股份有限公司" → "澄川医药". Different firms may share a key: propose, never merge by it.
    """
    key = _BRACKETED.sub(
        lambda found: _without_region(found[1], keep=0) and _without_form(found[1], keep=0), normalised(name)
    )
    key = re.sub(r"[()]", "", key)
    return _without_region(_without_form(key))


def bigrams(text: str) -> list[str]:
    """Give the search tokens of a stored text, each once, in order: all pairs of neighbouring characters, and Latin words whole.

    Every search of two characters or more that stands in the text, across spaces and signs too, has all its `query_bigrams` among them.
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text).lower())
    return list(dict.fromkeys(_pairs(text) + [word for word in words if len(word) > 1]))


def query_bigrams(query: str) -> list[str]:
    """Give the tokens that a text must have to contain every word of a query; empty if no word has two characters."""
    return list(dict.fromkeys(pair for word in query.split() for pair in _pairs(word)))


def similarity(one: str, other: str) -> float:
    """Give how alike two firm or project names are, 0 to 1: twice the common pairs of their keys over all pairs (Dice)."""
    left, right = firm_key(one), firm_key(other)
    if left == right:
        return 1.0 if left else 0.0
    pairs, others = _counted(left), _counted(right)
    total = max(len(left) - 1, 0) + max(len(right) - 1, 0)
    common = sum(min(count, others[pair]) for pair, count in pairs.items() if pair in others)
    return 2 * common / total if total else 0.0


@lru_cache(maxsize=65_536)
def _counted(key: str) -> dict[str, int]:
    """Count the pairs of a key, which bears no brackets and is normalised."""
    return Counter(key[at : at + 2] for at in range(len(key) - 1))


def _pairs(text: str) -> list[str]:
    bare = re.sub(r"[()]", "", normalised(text))
    return [bare[at : at + 2] for at in range(len(bare) - 1)]


def _without_region(name: str, keep: int = 2) -> str:
    """Drop leading places ("浙江省", "杭州") as long as at least `keep` characters stay, and not just a common word."""
    while (found := _REGION.match(name)) and len(name) - found.end() >= keep and name[found.end() :] not in _COMMON:
        name = name[found.end() :]
    return name


def _without_form(name: str, keep: int = 2) -> str:
    """Drop trailing legal forms ("集团股份有限公司") as long as at least `keep` characters stay."""
    while (found := _FORMS.search(name)) and found.start() >= keep:
        name = name[: found.start()]
    return name
