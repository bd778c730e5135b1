"""Figures as ratios: ours and a named baseline, turn by turn in the same run."""
