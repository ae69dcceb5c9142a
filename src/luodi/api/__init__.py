"""The JSON API `/api/v1`: the same operations, permissions and visibility as the pages, for programs."""
