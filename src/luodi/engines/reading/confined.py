"""Taking the text out of a Word file or PDF in a process of its own with limited memory, processor time and patience.

Such a file is untrusted: what it makes the parser do must not take the server or the worker with it. The child knows no
Django and no database; it answers in JSON. A plain text needs no parser and is decoded where it is.
"""

import json
import resource
import subprocess
import sys

from luodi.engines import files
from luodi.values.refusal import Refusal

from . import refusals
from .loading import MAX_CHARS, MAX_PAGES, Loaded, load
from .refusals import PageTooHeavy

SECONDS, MEGABYTES = 60, 1024


def load_confined(
    data: bytes,
    filename: str,
    *,
    max_bytes: int = files.DEFAULT_MAX_BYTES,
    max_pages: int = MAX_PAGES,
    max_chars: int = MAX_CHARS,
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
) -> Loaded:
    """Take the text out of a file's bytes as `load` does, Word files and PDFs in a child process with limits.

    :raises PageTooHeavy: when the child runs out of memory or time
    :raises Refusal: whatever `load` raises
    """
    if files.sniff(data, filename, max_bytes=max_bytes) not in ("docx", "pdf"):
        return load(data, filename, max_bytes=max_bytes, max_pages=max_pages, max_chars=max_chars)
    asked = {"filename": filename, "max_bytes": max_bytes, "max_pages": max_pages, "max_chars": max_chars}
    command = [sys.executable, "-I", "-m", "luodi.engines.reading", str(seconds), str(megabytes)]
    sent = json.dumps(asked).encode() + b"\n" + data
    try:
        done = subprocess.run(command, input=sent, capture_output=True, timeout=seconds + 5, check=False)
    except subprocess.TimeoutExpired as late:
        raise PageTooHeavy(filename=filename, seconds=seconds, megabytes=megabytes) from late
    if done.returncode:
        raise PageTooHeavy(filename=filename, seconds=seconds, megabytes=megabytes)
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise _refusal(answer["refused"], answer["params"], filename)
    return Loaded(answer["text"], answer["kind"], tuple(answer["notes"]))


def answer_on_stdout(seconds: int, megabytes: int) -> None:
    """Be the child: take limits, read the request and the file from standard input, answer in JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.loads(sys.stdin.buffer.readline())
    try:
        loaded = load(sys.stdin.buffer.read(), **asked)
        answer: dict = {"text": loaded.text, "kind": loaded.kind, "notes": loaded.notes}
    except Refusal as refusal:
        answer = {"refused": type(refusal).__name__, "params": refusal.params}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, default=str))


def _refusal(name: str, params: dict, filename: str) -> Refusal:
    kind = getattr(refusals, name, None) or getattr(files, name, None)
    return kind(**params) if kind else refusals.PageRefused(filename=filename)
