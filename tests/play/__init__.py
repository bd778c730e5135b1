"""Plays conversation files against the companion, on any surface."""
