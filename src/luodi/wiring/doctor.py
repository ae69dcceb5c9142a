"""`luodi doctor` looks at everything that Luodi stands on, and says what to do about what is wrong; nothing is changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from . import embedded, places, roles

LEAST_DISK = 1 << 30  # bytes
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Result:
    """What one look found: `state` is ok, warn or fail; the words say what was seen and what to do, in both languages."""

    name: str
    state: str
    zh: str
    en: str
    do_zh: str = ""
    do_en: str = ""


def python() -> Iterator[Result]:
    """Look at the Python that runs."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Result("python", "ok", f"Python {version}", f"Python {version}")


def packages() -> Iterator[Result]:
    """Compare the installed packages' stamp with the lock files."""
    root = places.project_root()
    stamp = root / ".venv" / "luodi-packages"
    if not (root / "requirements.txt").is_file():
        yield Result("packages", "ok", "不是从源代码目录运行", "not run from a source folder")
        return
    fresh = set()
    for lock in ("requirements.txt", "requirements-dev.txt"):
        total = hashlib.sha256()
        for path in (root / lock, root / "pyproject.toml"):
            total.update(path.read_bytes() + b"\0")
        fresh.add(total.hexdigest())
    if stamp.is_file() and stamp.read_text() in fresh:
        yield Result("packages", "ok", "依赖包与锁定文件一致", "packages are those of the lock file")
    else:
        yield Result(
            "packages", "warn", "依赖包与锁定文件不一致", "packages differ from the lock file",
            "运行 make run（或 make test）", "run `make run` (or `make test`)",
        )  # fmt: skip


def run_time_folder() -> Iterator[Result]:
    """Look at var/: its owner, and the room left on its disk."""
    folder = places.var()
    place = folder if folder.is_dir() else places.project_root()
    if not os.access(place, os.W_OK):
        yield Result(
            "var", "fail", f"{place} 不可写", f"{place} can't be written",
            "换用户运行，或用 LUODI_VAR 指定目录", "run as its owner, or name another folder by LUODI_VAR",
        )  # fmt: skip
    free = shutil.disk_usage(place).free
    words = f"{free / (1 << 30):.1f} GiB"
    if free < LEAST_DISK:
        yield Result(
            "disk", "fail", f"磁盘只剩 {words}", f"only {words} left on the disk", "清理磁盘", "free some room"
        )
    else:
        yield Result("disk", "ok", f"磁盘剩余 {words}", f"{words} free on the disk")


def secret_key() -> Iterator[Result]:
    """Look at the key that signs sessions; its absence is no fault, it is made at the first start."""
    if os.environ.get("LUODI_SECRET_KEY"):
        yield Result("secret_key", "ok", "密钥来自环境变量", "secret key from the environment")
        return
    path = places.var() / "secret_key"
    if not path.exists():
        yield Result("secret_key", "ok", "密钥将在首次启动时生成", "secret key will be made at the first start")
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Result(
            "secret_key", "fail", "密钥文件可被他人读取", "the secret key can be read by others",
            f"chmod 600 {path}", f"chmod 600 {path}",
        )  # fmt: skip
    else:
        yield Result("secret_key", "ok", "密钥文件仅本人可读", "secret key readable by its owner only")


def database() -> Iterator[Result]:
    """Look at the database: does it answer, are both roles harmless, are the migrations applied."""
    known = embedded.status()
    if known["embedded"] and not known["made"]:
        yield Result("database", "warn", "内置数据库将在首次启动时生成", "the embedded database will be made at the first start",
                     "运行 luodi serve", "run `luodi serve`")  # fmt: skip
        return
    with embedded.running() if known["embedded"] else contextlib.nullcontext():
        yield from _database()


def _database() -> Iterator[Result]:
    settings = embedded.connection_settings()
    try:
        with embedded.connect(settings["default"]) as application, embedded.connect(settings["owner"]) as owner:
            version = application.info.server_version // 10000
            kind = ("内置", "embedded") if embedded.is_embedded() else ("外部", "server")
            yield Result(
                "database",
                "ok",
                f"数据库已连接（{kind[0]} PostgreSQL {version}）",
                f"database answers ({kind[1]} PostgreSQL {version})",
            )
            yield from _roles(roles.findings(application, owner))
    except Exception as problem:
        first = str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__
        log = embedded.status()["log"]
        do = (f"查看 {log}", f"see {log}") if embedded.is_embedded() else (_sql_zh(), _sql_en())
        yield Result("database", "fail", f"数据库连接不上：{first}", f"database does not answer: {first}", *do)
        return
    yield from _migrations()


def _sql_zh() -> str:
    return "检查 DATABASE_URL 与 DATABASE_OWNER_URL；由数据库管理员执行：\n" + roles.setup_sql()


def _sql_en() -> str:
    return "check DATABASE_URL and DATABASE_OWNER_URL; an administrator of the server runs:\n" + roles.setup_sql()


ROLE_WORDS = {
    "old_server": ("PostgreSQL 低于 15", "PostgreSQL is older than 15"),
    "one_role_for_both": ("应用与建表使用同一个账号", "the application and the owner are one role"),
    "superuser": ("账号是超级用户", "the role is a superuser"),
    "bypasses_row_security": ("账号可绕过行级安全", "the role bypasses row security"),
    "owner_cannot_create": ("建表账号没有建表权限", "the owner may not make tables"),
    "application_can_create": ("应用账号可以建表", "the application may make tables"),
}


def _roles(findings: list[roles.Finding]) -> Iterator[Result]:
    for finding in findings:
        zh, en = ROLE_WORDS[finding.code]
        name = f" {finding.role}" if finding.role else ""
        fix = finding.sql or ""
        yield Result(
            "roles", "fail", f"{zh}{name}", f"{en}{name}", f"由数据库管理员执行：\n{fix}" if fix else "升级 PostgreSQL",
            f"an administrator of the server runs:\n{fix}" if fix else "upgrade PostgreSQL",
        )  # fmt: skip
    if not findings:
        yield Result("roles", "ok", "两个数据库账号都不是超级用户", "neither database role is a superuser")


def _migrations() -> Iterator[Result]:
    from .command import load_django

    load_django()
    from . import schema

    missing = schema.missing_migrations()
    if missing:
        count = len(missing)
        yield Result(
            "migrations", "fail", f"还有 {count} 个数据库变更未执行", f"{count} migrations are not applied",
            "运行 luodi migrate", "run `luodi migrate`",
        )  # fmt: skip
    else:
        yield Result("migrations", "ok", "数据库结构是最新的", "all migrations are applied")


def front_end() -> Iterator[Result]:
    """Look at the files that pages load."""
    from .command import load_django

    load_django()
    from . import static_files

    vendor = Path(__file__).resolve().parent.parent / "web" / "static" / "vendor" / ".luodi"
    if not vendor.is_file():
        yield Result(
            "front_end", "fail", "前端文件缺失", "front-end files are missing", "运行 make run", "run `make run`"
        )
    elif not static_files.collected():
        yield Result(
            "front_end", "warn", "静态文件尚未汇集", "static files are not collected",
            "运行 luodi prepare（luodi serve 也会做）", "run `luodi prepare` (`luodi serve` does it too)",
        )  # fmt: skip
    else:
        yield Result("front_end", "ok", "前端文件齐全", "front-end files are in place")


def port() -> Iterator[Result]:
    """Look whether the port is free (or held by Luodi itself, which can't be told apart)."""
    number = int(os.environ.get("PORT", "8000"))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            yield Result(
                "port", "warn", f"端口 {number} 已被占用（可能是正在运行的 Luodi）", f"port {number} is in use (perhaps by Luodi itself)",
                f"如需另起一套：make run PORT={number + 1}", f"for a second one: make run PORT={number + 1}",
            )  # fmt: skip
            return
    yield Result("port", "ok", f"端口 {number} 可用", f"port {number} is free")


def browser() -> Iterator[Result]:
    """Look for what only the browser tests need: Chromium and Chinese fonts."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    fonts = ""
    if shutil.which("fc-list"):
        fonts = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False).stdout
    if found and fonts.strip():
        yield Result("browser", "ok", "浏览器测试可运行", "browser tests can run")
    else:
        lacking = " ".join(
            name for name, there in (("chromium", found), ("fonts-noto-cjk", fonts.strip())) if not there
        )
        yield Result(
            "browser", "warn", f"浏览器测试缺少：{lacking}", f"browser tests lack: {lacking}",
            f"仅测试需要：apt-get install {lacking}", f"for tests only: apt-get install {lacking}",
        )  # fmt: skip


LOOKS: tuple[Callable[[], Iterator[Result]], ...] = (
    python, packages, run_time_folder, secret_key, database, front_end, port, browser,
)  # fmt: skip
READY_LOOKS = (run_time_folder, database)


def examine(looks=LOOKS) -> list[Result]:
    """Take all looks; one that breaks is itself a finding."""
    results: list[Result] = []
    for look in looks:
        try:
            results += look()
        except Exception as problem:
            results.append(
                Result(look.__name__, "fail", f"检查本身出错：{problem}", f"the check itself failed: {problem}")
            )
    return results


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def doctor(as_json: bool) -> None:
    """Examine everything that Luodi stands on and say what to do; ends with 1 if anything fails. Changes nothing."""
    results = examine()
    if as_json:
        click.echo(json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=1))
    else:
        for result in results:
            click.echo(f"{result.state:4}  {result.zh} · {result.en}")
            for text in dict.fromkeys(filter(None, (result.do_zh, result.do_en))):
                click.echo("      → " + text.replace("\n", "\n        "))
    raise SystemExit(any(result.state == "fail" for result in results))


@click.command()
@click.option("--wait", default=0.0, help="Seconds to go on trying.")
def ready(wait: float) -> None:
    """Tell whether Luodi can serve: disk, database, roles, migrations. Ends with 0 or 1; details by `luodi doctor`."""
    until = time.monotonic() + wait
    while True:
        failed = [result.name for result in examine(READY_LOOKS) if result.state != "ok"]
        if not failed or time.monotonic() >= until:
            break
        time.sleep(0.5)
    click.echo("ready" if not failed else "not ready: " + ", ".join(failed))
    raise SystemExit(bool(failed))
