"""What waits for the person who looks."""
