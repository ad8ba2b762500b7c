"""Input and output, state and time: everything that touches the world."""
