"""Working days of the Chinese calendar with its shifted weekends, and due days."""
