"""How the daily work is put into words on pages."""

from django.utils.translation import gettext as _

FORMS = {
    "visit": (
        "kind", "held_date", "place", "said", "ours", "theirs", "next_step", "next_owner", "next_date", "evidence",
    ),
    "progress": ("happened", "hinders", "forecast", "forecast_date"),
    "comment": ("text",),
    "instruction": ("text", "unit", "due_date"),
    "person": ("name", "post", "organisation", "phone", "email", "language", "note"),
}  # fmt: skip


def kinds() -> dict[str, str]:
    """Give the kinds of contact in words."""
    return {"visit": _("走访"), "call": _("电话"), "meeting": _("会谈"), "online": _("线上")}


def languages() -> dict[str, str]:
    """Give the languages of a contact in words."""
    return {
        "zh": _("中文"), "en": _("英语"), "ja": _("日语"), "ko": _("韩语"), "de": _("德语"), "fr": _("法语"),
        "other": _("其他语言"),
    }  # fmt: skip


def entry_kinds() -> dict[str, str]:
    """Give the kinds of entries of the line of time in words."""
    return {"visit": _("往来"), "progress": _("进展"), "comment": _("评论"), "instruction": _("批示")}
