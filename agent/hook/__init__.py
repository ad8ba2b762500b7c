"""`stanch hook`: a push is looked at before it lands.

    git receive-pack --old new ref--> stanch hook pre-receive --Texts--> the daemon's scanners, by a socket of its own
                                        | reads the new objects           (desk.py), or scanners started for this push
                                        `- refuses, says where and how to go on; or lets it in

terms.py     [hook] of stanch.toml, as the hook itself reads it: who is pushed to waits, so it imports little
pushed.py    what a push brings: new blobs, messages, names; read by the hook, as only its user may read a quarantine
examine.py   what of it is news and what refuses it; words.py: what is said
session.py   scanners asked, whether in the daemon or here; wire.py: what crosses the socket
desk.py      the daemon's side; bypass.py: what people let through, as evidence
"""
