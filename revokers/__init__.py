"""What to say to a provider, and which of its answers mean live or dead. No sockets."""
