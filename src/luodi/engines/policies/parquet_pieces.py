"""Parquet files of firms as pieces that workers open by themselves: a file and one of its row groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.fs import FileSystem


@dataclass(frozen=True, slots=True)
class Piece:
    """One row group of a file; `uri` as every worker reaches it (file, hdfs, s3…)."""

    uri: str
    row_group: int


def pieces_of(places: Iterable[str | Path]) -> list[Piece]:
    """List the row groups of files, in their order; a place is a URI or a local path."""
    found = []
    for place in places:
        uri = place if isinstance(place, str) and "://" in place else Path(place).resolve().as_uri()
        with _file(uri) as file:
            found += [Piece(uri, group) for group in range(file.num_row_groups)]
    return found


def opened(piece: Piece, columns: Iterable[str], rows: int) -> Iterator[pa.RecordBatch]:
    """Read some columns of a piece, batch by batch; those that it doesn't have are left out."""
    with _file(piece.uri) as file:
        there = set(file.schema_arrow.names)
        wanted = [name for name in columns if name in there]
        yield from file.iter_batches(rows, row_groups=[piece.row_group], columns=wanted, use_threads=False)


def _file(uri: str) -> pq.ParquetFile:
    system, path = FileSystem.from_uri(uri)
    return pq.ParquetFile(path, filesystem=system)
