"""Vault stores: what should exist, where, whose it is, and until when. Read with a credential that can only read.

    Store.paths --> Store.about --changed?--> Store.read --> values --fingerprint--> KeptPath --> ledger, register
                    metadata only  no: not asked for        and forgotten

      store.py      the protocol of a store, and what its tags mean      marks.py   from a version to fingerprints
      door.py       one HTTP door: a few at once, patient, left alone when asked to wait
      source.py     the Source: a look, its cursor, its debts
      openbao.py aws_secrets.py aws_ssm.py kubernetes.py gcp.py azure.py files.py     a file a store, its least policy
      opened.py     from the configuration to a Store           kept.py    all of them, wired to ledger and register

Rules
- A healthy value is never sealed and never leaves the process: it is fingerprinted where it is read, and forgotten.
- The cursor keeps, for each path, a mark of its versions and metadata. A path whose mark is the same is not read again.
- What may not be listed or read is a debt that names the permission which is missing; all else is read.
- Where a store asks to wait, nothing more is asked until then.
"""
