"""`luodi review FILE`: review an agreement or policy against the fair-competition rules, without a database."""

import json
import sys
from pathlib import Path

import click

from luodi.engines import files
from luodi.engines.fairness import Outcome, load_pack, pack_names
from luodi.engines.fairness import review as review_text
from luodi.engines.reading import load
from luodi.values.refusal import Refusal

MAX_CHARS = 2_000_000
MAX_PAGES = 2_000
SEVERITY_NAMES = {"forbid": "禁止", "review": "复核", "note": "提示"}


@click.command("review")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--json", "json_path", type=click.Path(dir_okay=False, path_type=Path), help="Write the findings to this file."
)
@click.option(
    "--text",
    "text_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the text that the findings' spans index to this file (UTF-8).",
)
@click.option("--pack", "pack_name", type=click.Choice(pack_names()), default=pack_names()[-1], show_default=True)
@click.option("--max-mb", type=click.IntRange(1), default=50, show_default=True, help="Refuse larger files unopened.")
def review(file: Path, json_path: Path | None, text_path: Path | None, pack_name: str, max_mb: int) -> None:
    """Review a text (txt, docx, PDF with text) against the fair-competition rules.

    Without --json the findings are printed for reading. Findings propose; a person decides.
    A file that cannot be read is refused in Chinese and English on standard error, with exit code 2.
    """
    try:
        text = _text(file, max_mb * 1024 * 1024)
    except Refusal as refusal:
        click.echo(refusal.sentence("zh"), err=True)
        click.echo(refusal.sentence("en"), err=True)
        sys.exit(2)
    outcome = review_text(text, pack=load_pack(pack_name))
    if text_path:
        text_path.write_bytes(text.encode("utf-8", "surrogatepass"))
    if json_path:
        json_path.write_text(json.dumps(as_json(outcome), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        click.echo(f"{json_path}: {counts(outcome)}")
    else:
        click.echo(summary(file.name, outcome))


def _text(file: Path, max_bytes: int) -> str:
    size = file.stat().st_size
    if size > max_bytes:
        raise files.FileTooLarge(
            filename=file.name, size_mb=f"{size / 1048576:.1f}", limit_mb=f"{max_bytes / 1048576:.0f}"
        )
    return load(file.read_bytes(), file.name, max_bytes=max_bytes, max_pages=MAX_PAGES, max_chars=MAX_CHARS).text


def as_json(outcome: Outcome) -> dict:
    """Give the outcome as the JSON that `--json` writes."""
    return {
        "text_sha256": outcome.text_sha256,
        "pack_version": outcome.pack_version,
        "findings": [
            {
                "id": finding.id,
                "article": finding.article,
                "severity": finding.severity,
                "span": list(finding.span),
                "quote": finding.quote,
                "reason": finding.reason,
                "reason_en": finding.reason_en,
                "rewrite": finding.rewrite,
                "rewrite_en": finding.rewrite_en,
                "confidence": finding.confidence,
            }
            for finding in outcome.findings
        ],
    }


def counts(outcome: Outcome) -> str:
    """Word how many findings there are of each severity."""
    return "、".join(f"{name} {len(outcome.of(code))}" for code, name in SEVERITY_NAMES.items())  # type: ignore[arg-type]


def summary(name: str, outcome: Outcome) -> str:
    """Word an outcome for a person at a terminal."""
    lines = [f"{name} · {outcome.pack_version} · {counts(outcome)}"]
    for finding in outcome.findings:
        lines += [
            "",
            f"[{SEVERITY_NAMES[finding.severity]}] {finding.id} {finding.article} · 置信度 {finding.confidence:.2f}",
            f"   “{' '.join(finding.quote.split())}”({finding.span[0]}–{finding.span[1]})",
            f"   {finding.reason}",
            f"   建议:{finding.rewrite}",
        ]
    if not outcome.findings:
        lines.append("没有发现问题;请仍由人工判断。Nothing was found; a person still decides.")
    return "\n".join(lines)
