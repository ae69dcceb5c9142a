"""Tables of notices: the inbox, and the ways on which its content is sent outside."""

from luodi.notices.models.channels import CHANNEL_KINDS, DELIVERY_STATES, RHYTHMS, Channel, Delivery
from luodi.notices.models.inbox import Notice, Notices

__all__ = ["CHANNEL_KINDS", "DELIVERY_STATES", "RHYTHMS", "Channel", "Delivery", "Notice", "Notices"]
