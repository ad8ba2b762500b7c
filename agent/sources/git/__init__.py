"""Git repositories: all that was ever committed, written about it, or undone. Nothing of a repository is trusted.

source   what a look yields       sweep, order, known   the first look       traces, logs, log, pick   what is new since
run      git itself, by the recipe of agent/git.py      staged, ignore, codeowners   the index and the working tree
"""
