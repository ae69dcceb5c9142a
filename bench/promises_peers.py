"""The same verdicts written by hand: in SQL for PostgreSQL, and in Polars, which is put beside the environment."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from bench import beside
from bench.promises_made import RULES, TABLES, TODAY, read

POLARS = "polars==2.1.0"
CREATE = """
DROP TABLE IF EXISTS b_promises, b_terms, b_acts, b_observations;
CREATE UNLOGGED TABLE b_promises (promise int8, subject int8, indicator int8, measure int8, direction int8, tolerance_ppm int8);
CREATE UNLOGGED TABLE b_terms (term int8, promise int8, start int8, "end" int8, due int8, target int8, known_at int8);
CREATE UNLOGGED TABLE b_acts (act int8, term int8, kind int8, day int8, known_at int8);
CREATE UNLOGGED TABLE b_observations (observation int8, subject int8, indicator int8, origin int8, start int8, "end" int8,
                                      value int8, known_at int8, state int8);
"""
INDEX = """
CREATE UNIQUE INDEX ON b_promises (promise);
CREATE UNIQUE INDEX ON b_terms (term);
CREATE INDEX ON b_acts (term, kind, known_at DESC, act DESC) INCLUDE (day);
CREATE INDEX ON b_observations (subject, indicator, start, "end", known_at DESC, observation DESC) INCLUDE (value, state);
"""
VERDICTS = f"""
WITH act AS (
  SELECT DISTINCT ON (term, kind) term, kind, day FROM b_acts WHERE known_at <= {TODAY}
  ORDER BY term, kind, known_at DESC, act DESC
), decided AS (
  SELECT term, MAX(day) FILTER (WHERE kind = 1) moved, MAX(day) FILTER (WHERE kind = 2) waived,
         MAX(day) FILTER (WHERE kind = 3) cure FROM act GROUP BY term
), frame AS (
  SELECT t.term, p.subject, p.indicator, p.measure, p.direction, p.tolerance_ppm, t.start, t.target, d.waived, d.cure,
         t."end" + GREATEST(d.moved - t.due, 0) "end", t.due + GREATEST(d.moved - t.due, 0) due
  FROM (SELECT term, promise, start, "end", due, target FROM b_terms WHERE known_at <= {TODAY}) t
  JOIN b_promises p USING (promise) LEFT JOIN decided d USING (term)
), framed AS (
  SELECT *, "end" + CASE WHEN cure > due THEN cure - due ELSE 0 END cure_end FROM frame
), known AS (
  SELECT DISTINCT ON (subject, indicator, start, "end") subject, indicator, start, "end", value, state
  FROM b_observations WHERE known_at <= {TODAY} AND state <> 1
  ORDER BY subject, indicator, start, "end", known_at DESC, observation DESC
), measured AS (
  SELECT f.term, COUNT(*) FILTER (WHERE k."end" <= f."end") n,
    CASE WHEN f.measure IN (1, 4) THEN SUM(k.value) FILTER (WHERE k."end" <= f."end")
         WHEN f.measure = 3 THEN SUM(k.value * (k."end" - k.start)) FILTER (WHERE k."end" <= f."end")
         ELSE (ARRAY_AGG(k.value ORDER BY k."end" DESC) FILTER (WHERE k."end" <= f."end"))[1] END::int8 total,
    CASE WHEN f.measure = 3 THEN SUM(k."end" - k.start) FILTER (WHERE k."end" <= f."end") ELSE 1 END::int8 weight,
    COUNT(*) cure_n,
    CASE WHEN f.measure IN (1, 4) THEN SUM(k.value) WHEN f.measure = 3 THEN SUM(k.value * (k."end" - k.start))
         ELSE (ARRAY_AGG(k.value ORDER BY k."end" DESC))[1] END::int8 cure_total,
    CASE WHEN f.measure = 3 THEN SUM(k."end" - k.start) ELSE 1 END::int8 cure_weight
  FROM framed f JOIN known k ON k.subject = f.subject AND k.indicator = f.indicator AND k.state = 2
    AND k.start >= f.start AND k."end" <= f.cure_end
  GROUP BY f.term, f.measure
), done AS (
  SELECT f.*, COALESCE(m.n, 0) n, m.total, f.measure IN (1, 4) flow, {TODAY} > f.due past, m.cure_n,
    LEAST(GREATEST({TODAY} + 1, f.start), f."end") - f.start elapsed, f."end" - f.start length,
    CASE WHEN f.direction = 1 THEN m.total * 1000000 / (f.target * m.weight)
         WHEN m.total <= f.target * m.weight THEN 1000000 ELSE f.target * m.weight * 1000000 / m.total END done,
    CASE WHEN f.direction = 1 THEN m.cure_total * 1000000 / (f.target * m.cure_weight)
         WHEN m.cure_total <= f.target * m.cure_weight THEN 1000000
         ELSE f.target * m.cure_weight * 1000000 / m.cure_total END cure_done
  FROM framed f LEFT JOIN measured m USING (term)
), progressed AS (
  SELECT *, CASE WHEN NOT flow THEN done WHEN elapsed = 0 THEN NULL
    WHEN direction = 1 THEN (total * length * 1000000 / (target * elapsed))
    WHEN total <= 0 THEN 1000000 ELSE (target * elapsed * 1000000 / (total * length)) END progress
  FROM done
)
SELECT term, CASE
  WHEN waived <= {TODAY} THEN 7 WHEN {TODAY} < start THEN 0
  WHEN n = 0 AND NOT (past OR {TODAY} - start >= {RULES.silence_days}) THEN 0 WHEN n = 0 THEN 8
  WHEN past AND done >= 1000000 - tolerance_ppm THEN 3
  WHEN past AND cure > due AND cure_n > 0 AND cure_done >= 1000000 - tolerance_ppm THEN 6
  WHEN past AND {TODAY} <= cure THEN 5 WHEN past THEN 4
  WHEN flow AND direction = 1 AND done >= 1000000 THEN 3 WHEN progress IS NULL THEN 0
  WHEN progress >= {RULES.at_risk_below_ppm} THEN 1 ELSE 2 END verdict, CASE WHEN n > 0 THEN done END completion
FROM progressed
"""


def postgresql(folder: Path) -> dict:
    """Load the snapshot, index, vacuum, and store the verdicts into a table; give the time of the last step."""
    import psutil
    from django.db import connections

    connection = connections["owner"]
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        for name in TABLES:
            for table in read(folder, name):
                _copy(connection.connection, name, table)
        cursor.execute(INDEX)
        for name in TABLES:
            cursor.execute(f"VACUUM ANALYZE b_{name}")
        cursor.execute("SET work_mem = '512MB'")
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
        wall, before = time.perf_counter(), backend.cpu_times()
        cursor.execute("DROP TABLE IF EXISTS b_answers")
        cursor.execute(f"CREATE UNLOGGED TABLE b_answers AS {VERDICTS}")
        took, after = time.perf_counter() - wall, backend.cpu_times()
        cursor.execute(f"SELECT term, verdict, COALESCE(completion, {-(2**63)}) FROM b_answers ORDER BY term")
        answers = np.array(cursor.fetchall(), dtype=np.int64)
        cursor.execute("RESET ALL")
    _agree(folder, answers, "PostgreSQL")
    return {"wall": took, "cpu": after.user + after.system - before.user - before.system}


def _copy(connection, name: str, table) -> None:
    """Copy a batch in PostgreSQL's binary form: for each row the number of columns, then length and value of each."""
    names = table.column_names
    fields = [("count", ">i2")] + [part for name in names for part in ((f"l_{name}", ">i4"), (name, ">i8"))]
    rows = np.zeros(table.num_rows, dtype=fields)
    rows["count"] = len(names)
    for column in names:
        rows[f"l_{column}"], rows[column] = 8, table[column].to_numpy()
    columns = ", ".join(f'"{column}"' for column in names)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY b_{name} ({columns}) FROM STDIN (FORMAT binary)") as copy,
    ):
        copy.write(b"PGCOPY\n\xff\r\n\0" + b"\0" * 8)
        copy.write(rows.tobytes())
        copy.write(b"\xff\xff")


def _agree(folder: Path, answers: np.ndarray, who: str) -> None:
    """See that every verdict and every completion is the engine's."""
    ours = np.load(folder / "answers.npy")
    ours, answers = ours[np.argsort(ours[:, 0])], answers[np.argsort(answers[:, 0])]
    if (ours != answers).any():
        row = int((ours != answers).any(axis=1).argmax())
        raise AssertionError(f"{who}: {answers[row].tolist()}, the engine {ours[row].tolist()}")


def with_polars(folder: Path) -> dict | None:
    """Compute the verdicts lazily in Polars, with all cores, as a person would; None where it can't be installed."""
    if not beside.importable(POLARS):
        return None
    import polars as pl

    wall, cpu = time.perf_counter(), time.process_time()
    col = pl.col
    tables = {name: pl.scan_parquet(folder / f"{name}-*.parquet") for name in TABLES}
    act = tables["acts"].filter(col("known_at") <= TODAY).sort("known_at", "act").group_by("term").agg(
        *(col("day").filter(col("kind") == kind).last().alias(name) for kind, name in ((1, "moved"), (2, "waived"), (3, "cure")))
    )  # fmt: skip
    shift = (col("moved") - col("due")).clip(0).fill_null(0)
    frame = (
        tables["terms"].filter(col("known_at") <= TODAY).drop("known_at")
        .join(tables["promises"], on="promise").join(act, on="term", how="left")
        .with_columns((col("end") + shift).alias("until"), (col("due") + shift).alias("due")).drop("end")
        .with_columns((col("until") + (col("cure") - col("due")).clip(0).fill_null(0)).alias("cure_end"))
    )  # fmt: skip
    key = ["subject", "indicator", "start", "end"]
    known = (
        tables["observations"].filter((col("known_at") <= TODAY) & (col("state") != 1)).sort(*key, "known_at", "observation")
        .group_by(key, maintain_order=True).agg(col("value").last(), col("state").last()).filter(col("state") == 2)
        .rename({"start": "from"})
    )  # fmt: skip
    joined = frame.join(known, on=["subject", "indicator"]).filter(
        (col("from") >= col("start")) & (col("end") <= col("cure_end"))
    )
    inside, days = col("end") <= col("until"), col("end") - col("from")
    measured = joined.sort("end").group_by("term").agg(
        inside.sum().alias("n"), pl.len().alias("cure_n"),
        *(expression.alias(f"{prefix}{name}")
          for prefix, value, length in (("", col("value").filter(inside), days.filter(inside)), ("cure_", col("value"), days))
          for name, expression in (("sum", value.sum()), ("last", value.last()), ("days", length.sum()),
                                   ("product", (value * length).sum()))),
    )  # fmt: skip
    rows = frame.join(measured, on="term", how="left")
    rows = _judged(pl, rows).collect()
    answers = rows.select("term", "verdict", col("completion").fill_null(-(2**63))).to_numpy().astype(np.int64)
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    _agree(folder, answers, "Polars")
    return took


def _judged(pl, rows):
    col = pl.col
    flow, higher = col("measure").is_in([1, 4]), col("direction") == 1
    for prefix in ("", "cure_"):
        average = col("measure") == 3
        rows = rows.with_columns(
            pl.when(flow).then(col(f"{prefix}sum")).when(average).then(col(f"{prefix}product"))
            .otherwise(col(f"{prefix}last")).alias(f"{prefix}total"),
            (col("target") * pl.when(average).then(col(f"{prefix}days")).otherwise(1)).alias(f"{prefix}bound"),
        )  # fmt: skip
        total, bound = col(f"{prefix}total"), col(f"{prefix}bound")
        done = pl.when(higher).then(total * 1_000_000 // bound).when(total <= bound).then(1_000_000)
        rows = rows.with_columns(done.otherwise(bound * 1_000_000 // total).alias(f"{prefix}done"))
    elapsed = pl.min_horizontal(pl.max_horizontal(pl.lit(TODAY + 1), col("start")), col("until")) - col("start")
    over, used = col("target") * elapsed, col("total") * (col("until") - col("start"))
    progress = pl.when(~flow).then(col("done")).when(higher).then(used * 1_000_000 // over).when(col("total") <= 0)
    rows = rows.with_columns(
        progress.then(1_000_000).otherwise(over * 1_000_000 // used).alias("progress"),
        col("n").fill_null(0),
        (col("due") < TODAY).alias("past"),
    )
    enough, silent = 1_000_000 - col("tolerance_ppm"), col("past") | (TODAY - col("start") >= RULES.silence_days)
    cured = (col("cure") > col("due")) & (col("cure_n") > 0) & (col("cure_done") >= enough)
    verdict = (
        pl.when(col("waived") <= TODAY).then(7).when(col("start") > TODAY).then(0)
        .when((col("n") == 0) & ~silent).then(0).when(col("n") == 0).then(8)
        .when(col("past") & (col("done") >= enough)).then(3).when(col("past") & cured).then(6)
        .when(col("past") & (col("cure") >= TODAY)).then(5).when(col("past")).then(4)
        .when(flow & higher & (col("done") >= 1_000_000)).then(3).when(col("progress").is_null()).then(0)
        .when(col("progress") >= RULES.at_risk_below_ppm).then(1).otherwise(2)
    )  # fmt: skip
    return rows.with_columns(
        verdict.alias("verdict"), pl.when(col("n") > 0).then(col("done")).otherwise(None).alias("completion")
    )
