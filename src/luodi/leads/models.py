"""First contact: registrations, the rights they confer, conflicts and rulings."""
