"""The logs of builds, read through the API of who ran them.

    CiSource --projects, runs--> lists.py       what there is, newest first (pages.py reads the pages)
             --logs of a run---> github.py ...  a file a provider: paths, fields, which states are final
             --bytes-----------> fetch.py       from the API's door, or from a host that it may send us to
                                 reading.py     in pieces, with the right line and offset, from where we stopped
             --TextsPart-------> scanner        nothing is written to disk

look.py goes through them in turn. base.py says what a provider is, books.py what is known of each project: what was
read, what is still running.
"""
