"""What keeps it running and visible: clock, logs, metrics, secrets."""
