"""The project that a row of the daily work stands on: seen, locked where it matters, and with texts that fit."""

from luodi.contacts.permissions import may_log
from luodi.contacts.refusals import ContactTextTooLong
from luodi.projects.models import Project
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

WORDS = {
    "said": "谈话要点", "place": "地点", "ours": "我方人员", "theirs": "对方人员", "next_step": "下一步",
    "happened": "进展", "hinders": "困难", "text": "内容", "name": "姓名", "post": "职务", "organisation": "单位",
    "phone": "电话", "email": "邮箱", "note": "备注", "reason": "理由", "outcome": "结果",
}  # fmt: skip


def seen_project(project_id: int, by: Actor) -> Project:
    """Give a project that the actor may see, withdrawn ones left out.

    :raises NotFound: if there is none
    """
    if by.kind != "system" and not by.may("contacts.view"):
        raise NotFound()
    found = Project.objects.visible_to(by).filter(pk=project_id, withdrawn_at=None).defer("grams").first()
    if found is None:
        raise NotFound()
    return found


def logged_project(project_id: int, by: Actor) -> Project:
    """Give a project on which the actor may log visits and progress.

    :raises NotFound: if there is none that the actor may see
    :raises NotAllowed: if the actor does not act for its unit
    """
    found = seen_project(project_id, by)
    may_log(by, found.unit_id)
    return found


def fitting(text: str, field: str, limit: int) -> str:
    """Give a text without blanks around it, refused where it is longer than its column.

    :raises ContactTextTooLong: naming the field and both lengths
    """
    text = (text or "").strip()
    if len(text) > limit:
        raise ContactTextTooLong(field=WORDS.get(field, field), limit=limit, length=len(text))
    return text
