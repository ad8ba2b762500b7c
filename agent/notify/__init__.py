"""Telling people: an outbox in the ledger, and the task that empties it into Slack's direct messages.

    state changes --same transaction--> outbox row --sender--> who? still true? --> direct message --> sent, thread

wanted.py      what is to be told to whom in which state, and when a message is out of date. Pure
text.py        a message's words, and how text of files and commits is made harmless. Pure
story.py       everything that a message tells about an incident, gathered. Pure
recipients.py  an owner's name -> a Slack user whom we may tell
slack.py       the only importer of slack_sdk
sender.py      the task: what is due, to whom and in what order, for days
delivery.py    a message to its recipients: at least once, each message once a thread as far as Slack lets us
backlog.py     what the first look at a source found: a digest, and `stanch backlog release`
"""
