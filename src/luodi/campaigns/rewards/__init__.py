"""What a year's work is rewarded with: how a pool is split, and the ways in which pools and lists say no."""
