"""All repositories of an owner on a forge: enumerated through its API, mirrored and read each as a source of its own.

    Forge.look --pages--> Listing --> a MirrorSource for each repository, which joins the daemon's sources
                                  --> "there was a push": it is looked at again, the latest first
                                  --> gone, or not listed: a debt; its mirror stays

A forge is a declaration, one file each (github.py, gitlab.py, gitea.py, bitbucket.py): paths, pages, fields.
walk.py reads the pages; forge.py keeps up. An API says which repositories there are, never where they are: they are
cloned from the configured host.
"""
