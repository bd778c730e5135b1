"""The machine: everything between a platform and the rules of studying."""
