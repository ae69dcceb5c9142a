"""The `luodi` command: what runs the system, and one sub-command for each thing that people do from a terminal.

Sub-commands of running (serve, work, migrate…) stand here in wiring; all others are the click commands found in the
modules of `luodi.cli`. Django is loaded only when a command needs it.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

import click
from django.core.exceptions import ImproperlyConfigured

from luodi.values.refusal import Refusal

from . import embedded

OWN = {
    "serve": "luodi.wiring.serve:serve",
    "work": "luodi.wiring.work:work",
    "up": "luodi.wiring.running:up",
    "down": "luodi.wiring.running:down",
    "migrate": "luodi.wiring.running:migrate",
    "prepare": "luodi.wiring.running:prepare",
    "check": "luodi.wiring.running:check",
    "manage": "luodi.wiring.running:manage",
    "docs": "luodi.wiring.documentation:docs",
    "doctor": "luodi.wiring.doctor:doctor",
    "ready": "luodi.wiring.doctor:ready",
}
WITHOUT_DATABASE = {"read", "review"}  # commands of luodi.cli that compute only


class Commands(click.Group):
    """Find sub-commands when they are asked for: our own by name, the others in the modules of `luodi.cli`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, in the order of the alphabet."""
        return sorted({*OWN, *found_commands()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name in OWN:
            module, name = OWN[cmd_name].split(":")
            return getattr(importlib.import_module(module), name)
        return found_commands().get(cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]):
        """Load the command that is about to run, with the embedded database up while it does."""
        name, command, rest = super().resolve_command(ctx, args)
        asks_only = not {"--help", "-h"}.isdisjoint(rest)
        if command is not None and name is not None and _needs_database(name, rest) and not asks_only:
            ctx.with_resource(embedded.running(lambda text: click.echo(text, err=True)))
        return name, command, rest


def _needs_database(name: str, rest: list[str]) -> bool:
    """Tell whether a command reads the database; a clause is explained from files or, without them, from the district's facts."""
    if name == "policy":
        return rest[:1] == ["explain"] and not {"--firms", "--policies"} <= set(rest)
    return name not in {*OWN, *WITHOUT_DATABASE}


def load_django() -> None:
    """Load Django with Luodi's settings, once."""
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def found_commands() -> dict[str, click.Command]:
    """Collect the click commands of every module in `luodi.cli`; members of a group come with their group."""
    load_django()
    package = importlib.import_module("luodi.cli")
    found: dict[str, click.Command] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"luodi.cli.{info.name}")
        here = [value for value in vars(module).values() if isinstance(value, click.Command)]
        members = {id(member) for group in here if isinstance(group, click.Group) for member in group.commands.values()}
        found |= {command.name: command for command in here if command.name and id(command) not in members}
    return found


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="All that Luodi makes lies in var/ (LUODI_VAR). A PostgreSQL server is used instead of the embedded one when "
    "DATABASE_URL and DATABASE_OWNER_URL are set. See docs/settings.md.",
)
@click.version_option(package_name="luodi", prog_name="luodi")
def luodi() -> None:
    """落地 Luodi: the ledger of promises that a district runs to attract investment and to see it land.

    `luodi serve` runs everything; `luodi doctor` says what is missing. Each command explains itself with --help.
    """


def main() -> None:
    """Run the `luodi` command; expected refusals end in one plain sentence in both languages, not in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.wiring.settings")
    try:
        luodi(prog_name="luodi")
    except Refusal as refusal:
        click.echo(f"{refusal.sentence('zh')}\n{refusal.sentence('en')}", err=True)
        sys.exit(1)
    except (embedded.EmbeddedFailed, ImproperlyConfigured) as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
