"""Messages to a person: what happened, where to look, whether it was read."""
