"""Places that consumers read a credential from, and where Stanch puts its replacement."""
