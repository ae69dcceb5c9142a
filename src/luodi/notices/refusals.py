"""Refusals about sending notices outside."""

from luodi.values.refusal import Refusal


class ChannelAddressWrong(Refusal):
    """The address is no mail address, or no robot of its kind."""

    code = "channel_address_wrong"


class ChannelTermsWrong(Refusal):
    """A kind, rhythm or time that there is not. Params: text."""

    code = "channel_terms_wrong"


class ChannelThere(Refusal):
    """The same address is a channel of one's own already."""

    code = "channel_there"
    status = 409


class MailNotSetUp(Refusal):
    """No mail server is set up here."""

    code = "mail_not_set_up"
