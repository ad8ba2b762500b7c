"""Credentials without a form of their own, known by the place where they stand: a command, a call, a file.

commands   commands, options, administration, arguments, argv (each in quotes), accounts (user/password), keystrokes,
           fed (standard input), written (into files), scripted, tools, printed, asked (what a command answers)
code       calls, fields (of forms), connected (by their position), defaults, keys, octets (keys of bytes), ciphers,
           logins, hashed
files      files, positional (by their names), manifests (Kubernetes), config, services, daemons, settings, setup,
           directives, ldif
networks   urls, http, databases, dialogues (mail, FTP), network, devices, appliances
systems    enterprise (Oracle, IBM i, Jenkins, Windows)
texts      said, brief, sentences, foreign, noted, handed, tabled (Markdown), listed (combo lists), pages, cells (HTML)
shared.py  what they may not be, and how sure it is
"""
