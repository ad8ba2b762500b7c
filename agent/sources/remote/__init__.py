"""Repositories that are elsewhere: mirrored into the state folder, then read by the GitSource like any other.

address.py    a URL as the configuration may write it
recipe.py     the arguments, environment and descriptors of a git that goes to the network
askpass       what git runs to be told our login: a file to execute, no module
line.py       run such a git, within a deadline, a size and an orderly stop; why it failed, in our words
mirror.py     the bare mirror: made whole or not at all, fetched, tidied; a fetch that was killed leaves it usable
turns.py      how many at once, and whose turn is next
source.py     the Source: look through what is there, then fetch, then look through what came
"""
