"""What a benchmark compares with and the product never needs: packages put beside the environment, below var/bench.

They are installed by name and version when a benchmark first asks for them; where that can't be done the comparison is left
out and the run says so.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench" / "beside"
UV = Path(sys.executable).with_name("uv")


def importable(*requirements: str) -> bool:
    """Make packages importable in this process; False where they can't be installed."""
    place = FOLDER / _name(requirements)
    done = place.with_suffix(".done")
    if not done.exists() and _ran(
        [str(UV), "pip", "install", "-q", "--python", sys.executable, "--target", str(place), *requirements]
    ):
        done.touch()
    if done.exists() and str(place) not in sys.path:
        sys.path.append(str(place))
    return done.exists()


def environment(*requirements: str) -> Path | None:
    """Give the Python of an environment of its own that holds packages; None where they can't be installed."""
    place = FOLDER / _name(requirements)
    done, python = place.with_suffix(".done"), place / "bin" / "python"
    if not done.exists():
        made = _ran([str(UV), "venv", "-q", "--clear", "--python", sys.executable, str(place)])
        if made and _ran([str(UV), "pip", "install", "-q", "--python", str(python), *requirements]):
            done.touch()
    return python if done.exists() else None


def _name(requirements: tuple[str, ...]) -> str:
    return requirements[0].replace("==", "-")


def _ran(command: list[str]) -> bool:
    FOLDER.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        print(f"  left out: {' '.join(command[-2:])}: {result.stderr.strip()[-300:]}", file=sys.stderr, flush=True)
    return not result.returncode
