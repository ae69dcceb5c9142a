"""Reading one's notices, channels and deliveries. Callers import from here."""

from luodi.notices.queries.channels import ChannelRow, DeliveryRow, channels, deliveries
from luodi.notices.queries.inbox import Inbox, NoticeRow, inbox, notice, unread

__all__ = [
    "ChannelRow", "DeliveryRow", "Inbox", "NoticeRow", "channels", "deliveries", "inbox", "notice", "unread",
]  # fmt: skip
