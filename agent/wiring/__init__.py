"""Builds what runs from the configuration: which class, with which endpoint and whose token. Called by agent/commands/.

    daemon.py     all that a daemon needs, opened                           service.py   health, web and hook around it
    ledger.py     the ledger, with what it asks of others                   sources.py   a source of each kind
    remotes.py    repositories elsewhere, and the forges that bring them      ci.py        logs of builds
    alerts.py     a forge's alerts, and who closes them                       webhooks.py  who may send us webhooks

Each also tells which secrets of its own the daemon holds, as these are never acted on.
"""
