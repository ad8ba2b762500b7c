"""Credentials without a form of their own, known by the place where they stand: a command, a call, a file."""
