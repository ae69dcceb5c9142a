"""The child process of `confined`: `python -m luodi.engines.reading SECONDS MEGABYTES`, request and file on its input."""

import sys

from .confined import answer_on_stdout

answer_on_stdout(int(sys.argv[1]), int(sys.argv[2]))
