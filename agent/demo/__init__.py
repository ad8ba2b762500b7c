"""The servers and simulators of `stanch demo`; the tests use the same ones."""
