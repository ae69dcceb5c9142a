"""Fair-competition review of a text: rules as data, findings with article, span, reason and rewrite."""
