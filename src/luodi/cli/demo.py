"""`luodi demo`: build the demonstration district."""

import click


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing, and say nothing, where the database already has units.")
@click.option("--projects", "number", type=click.IntRange(1, 1_000_000), default=120, show_default=True,
              help="How many projects in all; those beyond the first 120 take the bulk path.")  # fmt: skip
def demo(if_empty: bool, number: int) -> None:
    """Build the demonstration district: invented units, people, firms, three years of projects, a congress page.

    Needs an empty database. Prints one line for each sign-in name, with a password made now and shown only here.
    """
    from django.db import transaction
    from django.utils import timezone

    from luodi.demo.building import build
    from luodi.people.queries.lookups import active_units

    if active_units():
        if if_empty:
            return
        raise click.ClickException(
            "这里已有单位数据,演示区只能建在空库里。This database is not empty; the demo needs an empty one."
        )
    with transaction.atomic():
        built = build(at=timezone.now(), more=number, say=lambda text: click.echo(f"demo: {text} …", err=True))
    click.echo(
        f"演示区已建好:企业 {built.firms} 家,项目 {built.projects} 个。人物与企业均为虚构。 Everything here is invented."
    )
    for name, password, person, role in built.passwords:
        click.echo(f"  {name:<12} {password:<22} {person} · {role}")
