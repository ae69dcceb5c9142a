"""How the wording engine says no."""

from luodi.values.refusal import Refusal


class TagRefused(Refusal):
    """A template or clause holds something in braces that is no plain blank. Params: tag."""

    code = "template_tag_refused"


class TemplateBroken(Refusal):
    """The file is no Word document that can be filled. Params: filename."""

    code = "template_broken"


class BlankUnknown(Refusal):
    """A template asks for something that an agreement does not have. Params: names."""

    code = "template_blank_unknown"


class BlankMissing(Refusal):
    """A blank of a clause was left empty. Params: name, clause."""

    code = "clause_blank_missing"


class BlankNotUnderstood(Refusal):
    """What was entered is not of the blank's type. Params: name, type, text."""

    code = "clause_blank_not_understood"
