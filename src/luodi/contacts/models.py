"""The daily act: visits and calls, investors' contacts, progress notes, comments."""
