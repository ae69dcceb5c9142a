"""All checks of `make check`: quiet when they pass, the whole output of each that fails, one line at the end."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MOST_LINES = 60  # shown of each failing check
ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
CHECKS = {
    "style": [BIN / "ruff", "check", "--quiet", "--output-format=concise", "."],
    "format": [BIN / "ruff", "format", "--quiet", "--check", "--output-format=concise", "."],
    "layers": [BIN / "lint-imports", "--no-cache", "--no-logo"],
    "types": [BIN / "mypy", "src/luodi/values", "src/luodi/engines", "src/luodi/wiring"],
    "django": [BIN / "luodi", "check"],
}


def run(name: str) -> tuple[str, int, str]:
    """Run one check and return its name, exit code and output."""
    command = [str(part) for part in CHECKS[name]]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return name, done.returncode, "\n".join((done.stdout + done.stderr).strip().splitlines()[-MOST_LINES:])


def main() -> int:
    """Run every check, two at a time."""
    began = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        failed = [(name, said) for name, code, said in pool.map(run, CHECKS) if code]
    for name, said in failed:
        print(f"--- {name} ---\n{said}\n")
    took = time.monotonic() - began
    print(
        f"check: failed: {', '.join(name for name, _ in failed)} ({took:.0f} s)"
        if failed
        else f"check: ok ({took:.0f} s)"
    )
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
