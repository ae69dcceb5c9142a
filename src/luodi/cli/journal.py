"""Commands about the journal: check it, and keep its head outside the database."""

import json
import sys
from pathlib import Path

import click

WORDS = {
    "line_changed": "was changed after it was written",
    "personal_values_changed": "had its personal values changed",
    "line_missing": "is held by a block but no longer in the table",
    "line_never_sealed": "is neither sealed nor waiting to be",
    "line_sealed_twice": "is sealed twice",
    "block_before_missing": "does not follow from the block before it",
    "block_changed": "was changed after it was sealed",
    "anchor_not_in_chain": "of the anchor is not in the chain: a tail was deleted, or the anchor is of another journal",
}


@click.group()
def journal() -> None:
    """Check the journal of everything done, and anchor its head outside the database."""


@journal.command()
@click.option(
    "--anchor",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A head kept by `luodi journal anchor`.",
)
def verify(anchor: Path | None) -> None:
    """Check every line, every block and the unsealed tail.

    Ends with 0 when all holds together, with 1 when a row does not; each such row is named. With --anchor a deleted
    tail is found as well, which the chain alone can't show.
    """
    from luodi.journal import queries

    verdict = queries.verify(_read(anchor) if anchor else None)
    click.echo(f"{verdict.sealed} lines in {verdict.blocks} blocks, {verdict.pending} lines waiting to be sealed")
    for fault in verdict.faults:
        name = f"line {fault.line_id}" if fault.line_id is not None else f"block {fault.block_id}"
        click.echo(f"{name}{f' ({fault.event})' if fault.event else ''} {WORDS[fault.code]}", err=True)
    if verdict.faults:
        click.echo(f"{len(verdict.faults)} faults", err=True)
        sys.exit(1)
    click.echo(
        f"all holds; head: block {verdict.head_block} {verdict.head_hash}" if verdict.head_block else "all holds"
    )


@journal.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def anchor(file: Path) -> None:
    """Write the head of the chain (last block and its hash) to FILE, to be kept on another machine."""
    from django.utils import timezone

    from luodi.journal import operations, queries

    operations.seal_blocks(at=timezone.now())
    verdict = queries.verify()
    if verdict.faults:
        raise click.ClickException("the journal does not hold together; see `luodi journal verify`")
    if verdict.head_block is None:
        raise click.ClickException("the journal has no block yet")
    head = {
        "block": verdict.head_block,
        "hash": verdict.head_hash,
        "sealed_lines": verdict.sealed,
        "at": timezone.now().isoformat(),
    }
    file.write_text(json.dumps(head, indent=2) + "\n", encoding="utf-8")
    click.echo(f"anchored block {verdict.head_block} ({verdict.sealed} lines) in {file}")


def _read(anchor: Path) -> dict:
    try:
        head = json.loads(anchor.read_text(encoding="utf-8"))
        return {"block": int(head["block"]), "hash": str(head["hash"])}
    except (ValueError, KeyError, TypeError) as problem:
        raise click.ClickException(f"{anchor} is no anchor: it has to hold a block and its hash") from problem
