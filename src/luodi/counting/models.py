"""What may be counted: findings of the counting rules, questions to the numbers, inflows, landings."""
