"""Time to the first page: a fresh database (made, migrated), then the start that a person sees every morning."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

PATIENCE = 120.0  # seconds


def run() -> list[dict]:
    """Start `luodi serve` twice on a run-time folder of its own; the baseline is a bare Python with Django loaded."""
    bare = _bare_django()
    figures = []
    with tempfile.TemporaryDirectory(prefix="luodi-bench-") as folder:
        Path(folder).chmod(0o755)
        for name in ("first start: database made and migrated", "later start"):
            took = _first_page(folder)
            figures.append({
                "name": name, "value": round(took, 2), "unit": "s", "baseline": "python -c 'django.setup()'",
                "baseline_value": round(bare, 2), "ratio": round(took / bare, 2),
            })  # fmt: skip
    return figures


def _bare_django() -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import django; django.setup()"], check=True)
    return time.monotonic() - began


def _first_page(folder: str) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "luodi.wiring", "serve", "--port", str(port)], env={**own, "LUODI_VAR": folder},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        while not _answers(port):
            if process.poll() is not None or time.monotonic() - began > PATIENCE:
                raise RuntimeError("luodi serve shows no page")
            time.sleep(0.05)
        return time.monotonic() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=10) as page:  # noqa: S310 - loopback
            return page.status == 200
    except (urllib.error.URLError, OSError):
        return False
