"""Reports of other scanners, as a way in: `stanch ingest`.

    report --read--> Entries --match, in a scanner process--> Findings --> the daemon's intake, or shown
                        `- its value is hidden: the place that it names is read again (places.py)

read.py    which report it is, within bounds; forms.py: what each tool writes, and nothing else of it is kept
match.py   values to types of ours: by their form, beside what the report has around them and its rule's name
"""
