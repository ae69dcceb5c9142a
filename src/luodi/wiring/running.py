"""Commands around running: the database up and down, migrations, everything made ready, and the checks of `make check`."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import click

from . import embedded


def say(text: str) -> None:
    """Show one line of progress at once, on the terminal's second channel."""
    click.echo(f"  {text}", err=True)


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def up(command: tuple[str, ...]) -> None:
    """Start the embedded database.

    With a COMMAND (`luodi up -- pytest`), run that while the database is up and stop it afterwards, unless it was
    running before or somebody else uses it. With DATABASE_URL there is nothing to start.
    """
    if command:
        with embedded.running(say):
            raise SystemExit(subprocess.run(command, check=False).returncode)
    embedded.ensure_running(say)
    known = embedded.status()
    click.echo(f"PostgreSQL is up: {known['data']}" if known["embedded"] else "DATABASE_URL is set: nothing to start.")


@click.command()
def down() -> None:
    """Stop the embedded database, ending its connections in good order."""
    click.echo("PostgreSQL is stopped." if embedded.stop() else "The embedded PostgreSQL was not running.")


@click.command()
@click.option("-v", "--verbose", is_flag=True, help="Name each migration.")
def migrate(verbose: bool) -> None:
    """Bring the tables to this version, as their owner, and grant the application what it needs."""
    os.environ[embedded.AS_OWNER] = "1"
    from .command import load_django

    with embedded.running(say):
        load_django()
        from . import schema

        schema.refuse_single_login()
        schema.apply_migrations(verbosity=1 if verbose else 0)
        if loaded := schema.load_new_parameters():
            say(f"parameters: {loaded} new ones with their first values; see the settings page")


@click.command()
@click.option("--demo/--no-demo", default=False, help="Also make the demo district when the database is empty.")
@click.option("--files-only", is_flag=True, help="Only words and static files; leave the database alone.")
def prepare(demo: bool, files_only: bool) -> None:
    """Make everything ready to serve without serving: words, static files, database, migrations."""
    if files_only:
        make_files()
        return
    with embedded.running(say):
        make_ready(demo=demo)


def make_ready(*, demo: bool) -> None:
    """Compile words, collect static files, migrate, and make the demo district; each only if it is needed.

    The embedded database has to be running.
    """
    make_files()
    from . import schema

    if missing := schema.missing_migrations():
        say(f"database: applying {len(missing)} migrations …")
        schema.refuse_single_login()
        _run_self("migrate")
    elif loaded := schema.load_new_parameters():
        say(f"parameters: {loaded} new ones with their first values; see the settings page")
    if demo and schema.is_empty():
        _run_self("demo", "--if-empty")


def make_files() -> None:
    """Compile the English words and collect the static files, if they changed."""
    from .command import load_django

    load_django()
    from . import static_files, words

    words.compile_words()
    began = time.monotonic()
    if static_files.collect():
        say(f"static files collected ({time.monotonic() - began:.1f} s)")


@click.command()
def check() -> None:
    """Check migrations and English words: what `make check` asks of Luodi itself. Quiet when all is well."""
    from .command import load_django

    load_django()
    from django.core.management import call_command

    from . import documentation, words

    wrong = []
    call_command("check", fail_level="WARNING", verbosity=0)
    try:
        with embedded.running(say):
            call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
    except SystemExit:
        wrong.append("models and migrations differ: run `luodi manage makemigrations`")
    wrong += [f"{page}: no longer what the code says; run `make docs`" for page in documentation.outdated()]
    wrong += words.problems()
    if wrong:
        raise click.ClickException(f"{len(wrong)} found:\n" + "\n".join(wrong[:50]))


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, for developers: `luodi manage makemigrations people`."""
    from django.core.management import execute_from_command_line

    with embedded.running(say):
        execute_from_command_line(["luodi manage", *arguments])


def _run_self(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "luodi.wiring", *arguments], check=False)
    if done.returncode:
        raise click.ClickException(f"`luodi {' '.join(arguments)}` failed (see above)")
