"""Scenes of documents: pages put in and read through the journey, with facts found again by what they say."""

from datetime import date, datetime

from luodi.documents.models import Document, Fact
from luodi.journeys.read_page import read_page
from tests.given.people import NOW, District

ISSUE = date(2025, 3, 8)
PAGE = """临江新区2025年招商大会召开

周启明出席并讲话

本报讯(记者 方文)3月7日下午,临江新区召开2025年招商大会。区委书记周启明出席并讲话。会上,大会集中签约了12个重点项目,总金额达36亿元。14名招商大使接旗出征,8家总部企业获授牌。现场还向临江云舟科技等5家企业兑现了产业政策资金。

临江新区党政代表团赴邻市学习考察

本报讯(记者 方文)3月6日下午,临江新区党政代表团赴邻市云栖谷产业园学习考察。区委副书记、区长沈如山参加。
"""


def page(
    scene: District, who: str = "river", *, text: str = PAGE, at: datetime = NOW, data_class: str = "internal", **given
) -> Document:
    """Put a page in as somebody and have it read; give its document."""
    data = text.encode("utf-8")
    given = {"file_name": "page.txt", "outlet": "临江日报", "issue_date": ISSUE, **given}
    pk = read_page(data=data, data_class=data_class, by=scene.actor(who), at=at, **given)
    return Document.objects.get(pk=pk)


def fact(document: Document, quote: str, type: str = "") -> Fact:
    """Give the fact whose quote holds these words."""
    found = Fact.objects.filter(document=document, quote__contains=quote).order_by("pk")
    return (found.filter(type=type) if type else found).first()
