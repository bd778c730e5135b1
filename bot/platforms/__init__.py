"""The surfaces: one folder a platform, each turning updates into events and messages into calls."""
