"""Every question we ask the database, by name; a file per feature."""
