"""Archives and other containers, opened in memory: what is in them is read as if it lay in a folder `archive!/`.

    bytes --kinds.kind--> zip, tar, ar, gzip ... --walk.members--> Member(path, blocks) --> the engine
                                                       `-- Limits.unread: what was not read, and why

Nothing is ever written to a disk, no name is ever used as a path, and every size that a container states is a lie until
its bytes were counted (budget.py). What is damaged, encrypted, too deep or too large is named as unread; the rest of it
is read all the same.
"""
