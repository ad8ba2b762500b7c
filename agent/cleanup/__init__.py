"""After a credential is dead: what can be done about the places where it was seen (`stanch cleanup`).

    occurrence --places.py--> a Spot: how it stands there, and what can be done
                 files.py     a file of a source: opened below its root, never through a link; replaced whole
                 held.py      a scanner finds the value again, and its fingerprint says that it is the one
                 history.py   what leads to a commit, and how a person rewrites it: never done from here
                 reference.py what is written in its place
                 builds.py    the log of a build, erased through its API where a person says so
                 erased.py    the daemon's half: the event on the incident's chain

Nothing is opened that was sealed: the value is still where it leaked, so it is found there, compared and forgotten.
"""
