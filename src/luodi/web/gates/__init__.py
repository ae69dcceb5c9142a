"""Pages about gates beyond one project: the rules, the board at the gates, honest-failure reviews."""
