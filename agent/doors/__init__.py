"""The only doors to the network: one for each wire protocol. Pinned addresses, no redirects, deadlines, byte caps."""
