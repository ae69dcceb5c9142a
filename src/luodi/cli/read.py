"""`luodi read FILE`: read a newspaper page into facts, without a database."""

import json
import sys
from datetime import date, datetime
from pathlib import Path

import click

from luodi.engines import files
from luodi.engines.reading import Reading, load
from luodi.engines.reading import read as read_text
from luodi.values.refusal import Refusal

TYPE_NAMES = {
    "date": "日期", "person": "人员", "count": "计数", "money": "金额", "quantity": "数量",
    "org": "单位", "site": "地点", "named": "名称", "deal": "签约", "task": "任务",
}  # fmt: skip


@click.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--issue-date",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="Day of the newspaper's issue (出报日期); gives dates their year.",
)
@click.option(
    "--json", "json_path", type=click.Path(dir_okay=False, path_type=Path), help="Write the whole reading to this file."
)
@click.option("--max-mb", type=click.IntRange(1), default=50, show_default=True, help="Refuse larger files unopened.")
def read(file: Path, issue_date: datetime | None, json_path: Path | None, max_mb: int) -> None:
    """Read a page (txt, docx, PDF with text) into articles and facts.

    Without --json a short summary is printed. Without --issue-date the year of a date stays unknown unless the text gives it.
    A file that cannot be read is refused in Chinese and English on standard error, with exit code 2.
    """
    try:
        reading = _read(file, issue_date.date() if issue_date else None, max_mb * 1024 * 1024)
    except Refusal as refusal:
        click.echo(refusal.sentence("zh"), err=True)
        click.echo(refusal.sentence("en"), err=True)
        sys.exit(2)
    if issue_date and issue_date.date() > date.today():
        click.echo("注意:出报日期在将来,请核对。Note: the issue date lies in the future; please check it.", err=True)
    if not reading.articles:
        click.echo(
            "没有读出文章:这不像报纸版面。No article was found: this does not look like a newspaper page.", err=True
        )
    if json_path:
        json_path.write_text(json.dumps(reading.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        click.echo(f"{json_path}: {len(reading.articles)} 篇, {sum(len(a.facts) for a in reading.articles)} 条事实")
    else:
        click.echo(summary(reading))


def _read(file: Path, issue_date: date | None, max_bytes: int) -> Reading:
    size = file.stat().st_size
    if size > max_bytes:
        raise files.FileTooLarge(
            filename=file.name, size_mb=f"{size / 1048576:.1f}", limit_mb=f"{max_bytes / 1048576:.0f}"
        )
    loaded = load(file.read_bytes(), file.name, max_bytes=max_bytes)
    return read_text(loaded.text, issue_date=issue_date, doc=file.name)


def summary(reading: Reading) -> str:
    """Word a reading for a person at a terminal: each article, its event, its facts by type, its gaps."""
    lines = [f"{reading.doc} · {reading.chars} 字 · {len(reading.articles)} 篇"]
    for article in reading.articles:
        event = article.event
        day = event.get("date") or event.get("vague") or "日期不详"
        lines += [
            "",
            f"{article.id} {article.headline}",
            f"   {event['kind']} · {day}" + ("" if article.complete else " · 不完整"),
        ]
        for kind, name in TYPE_NAMES.items():
            quotes = list(dict.fromkeys(_short(fact.fields, fact.quote) for fact in article.facts if fact.type == kind))
            if quotes:
                shown = "、".join(quotes[:6]) + (f" 等 {len(quotes)} 项" if len(quotes) > 6 else "")
                lines.append(f"   {name}:{shown}")
        lines += [f"   缺失:{gap}" for gap in article.gaps]
    return "\n".join(lines)


def _short(fields, quote: str) -> str:
    text = str(fields.get("name") or fields.get("project") or quote)
    return text if len(text) <= 24 else text[:23] + "…"
