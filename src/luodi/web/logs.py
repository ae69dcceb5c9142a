"""Log lines without line breaks or control characters, so that no input can forge a line."""

import logging
import re

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x1b]|\r|\n")


class OneLine(logging.Formatter):
    """Format a record on one line; control characters become spaces, a traceback follows on marked lines."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        record.msg, record.args = CONTROL.sub(" ", message), ()
        return super().format(record)
