"""Pages of the import of ledgers: template, upload, check, import, undo, and a row as the source of a number."""
