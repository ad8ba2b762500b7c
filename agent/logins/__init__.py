"""How Stanch gets in where a token lives for an hour: it is asked for, kept in memory only, and renewed.

tokens.py       who hands out a token, and what is done where the server refuses one: another, once
signed.py       the door for cryptography to what we sign ourselves: the JWT of a GitHub App
github_app.py   the token of an installation of a GitHub App
amazon.py       a key of AWS that ends: a role's, by the token of a service account or by another key
profiles.py     a profile of a file of AWS's own format, and the roles that it assumes
metadata.py     the key that AWS serves a container or an instance
chain.py        from the configuration to who has a key of AWS at hand
openbao.py      the token of a vault source, by AppRole or Kubernetes: renewed, and revoked when Stanch stops
pairs.py        what one login with one secret came to, for all sources that share it
opened.py       from the configuration to who hands out the token of a source
"""
