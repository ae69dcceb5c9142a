"""The pages of docs/ that are made from the code, so that they can't say anything else than it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from . import places

COMMANDS = Path("docs") / "commands.md"
WIDTH = 100


def commands_page() -> str:
    """Write the page of all `luodi` commands: what `--help` says, one section each."""
    from .command import luodi

    parts = [
        "# The `luodi` command",
        "Made by `make docs` from the commands' own `--help`; don't edit. In a source folder the command is `.venv/bin/luodi`.",
    ]
    for path, command, context in _walk(luodi, _context(luodi, "luodi")):
        if path != "luodi":
            parts.append(f"{'#' * min(4, path.count(' ') + 1)} {path}")
        parts.append(f"```\n{command.get_help(context).strip()}\n```")
    return "\n\n".join(parts) + "\n"


def outdated() -> list[Path]:
    """List the made pages that no longer say what the code says."""
    place = places.project_root() / COMMANDS
    return [] if place.is_file() and place.read_text(encoding="utf-8") == commands_page() else [COMMANDS]


@click.command()
def docs() -> None:
    """Write anew the pages of docs/ that are made from the code."""
    place = places.project_root() / COMMANDS
    place.parent.mkdir(exist_ok=True)
    place.write_text(commands_page(), encoding="utf-8")
    click.echo(f"wrote {COMMANDS}")


def _walk(command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    yield context.command_path, command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            member = command.get_command(context, name)
            if member is not None and not member.hidden:
                yield from _walk(member, _context(member, name, context))


def _context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    own = {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    return click.Context(command, info_name=name, parent=parent, **own)
