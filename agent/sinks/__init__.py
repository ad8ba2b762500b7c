"""Sinks: the places where a credential is kept for its consumers, and where its replacement is written.

    inventory: stored = { ... } --registry.open_sink--> Sink   base.py: the protocol, and when it refuses
                                                               file.py, template.py: whole lines of a file
                                                               vault.py: fields of an OpenBao or Vault KV secret

Either is all or nothing, may be repeated, and replaces nothing but the value that it is told to expect there.
"""
