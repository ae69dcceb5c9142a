"""Commands about people: the code of the first administrator."""

import click


@click.command("first-admin")
def first_admin() -> None:
    """Print the one-time code with which the first security administrator signs up.

    The code works once, within 30 minutes, on the page /first-admin/. It is shown only here; the database keeps its
    hash. The command is refused once there is a security administrator: further accounts are opened by them.
    """
    from django.utils import timezone

    from luodi.people import operations
    from luodi.values.actor import system

    code = operations.issue_first_admin_code(by=system("luodi first-admin"), at=timezone.now())
    click.echo(code)
    click.echo("Open /first-admin/ within 30 minutes and type this code. It works once.", err=True)
