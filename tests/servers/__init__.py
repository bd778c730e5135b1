"""Local servers that enforce the rules of the vendors we talk to."""
