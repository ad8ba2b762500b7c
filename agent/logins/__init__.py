"""How Stanch gets in where a token lives for an hour: it is asked for, kept in memory only, and renewed.

tokens.py       who hands out a token, and what is done where the server refuses one: another, once
signed.py       the door for cryptography to what we sign ourselves: the JWT of a GitHub App
github_app.py   the token of an installation of a GitHub App
amazon.py       a key of AWS that ends: a role's, or as somebody renews it in a file
openbao.py      the token of a vault source, by AppRole or Kubernetes: renewed, and revoked when Stanch stops
opened.py       from the configuration to who hands out the token of a source
"""
