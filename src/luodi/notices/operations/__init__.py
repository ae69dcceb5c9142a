"""Telling persons, marking what they read, and sending it outside. One module an area; callers import from here."""

from luodi.notices.operations.channels import ChannelTerms, set_channel, switch_channel, try_channel
from luodi.notices.operations.delivering import deliver
from luodi.notices.operations.telling import NewNotice, mark_read, notify

__all__ = [
    "ChannelTerms", "NewNotice", "deliver", "mark_read", "notify", "set_channel", "switch_channel", "try_channel",
]  # fmt: skip
