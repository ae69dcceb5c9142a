"""Tens of thousands of rows live only as long as the work on them: looking for cycles among them is a waste."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let the collector of cycles rest during a block or a decorated function; memory is freed as ever otherwise."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
