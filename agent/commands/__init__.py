"""One file a command: what a person can ask, and how it is answered on a terminal and in a pipe."""
