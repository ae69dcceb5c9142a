"""How alike two things are: names, codes, groups, sites and products of investors."""
