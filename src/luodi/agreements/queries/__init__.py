"""Reading agreements: lists, one agreement, redlines, the library and the legacy ledger."""
