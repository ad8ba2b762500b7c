"""Scanner processes: read, decode, match, fingerprint, seal.

Chunk --pool.ScanPool--> worker process --Result(findings, debts, bytes)--> intake

pool.py        the daemon's end: processes, deadlines, retries
wire.py        what crosses the pipe
worker.py      the process: reads files and git objects for itself (jobs/), holds no credentials
sandbox.py     what it takes from itself before the first hostile byte
gitobjects.py  reading objects out of a repository that somebody else wrote
engine.py      bytes -> Hits;  decode.py is text encodings
patterns.py    Hyperscan;  literals.py: for which strings it looks (frequency.py);  checks.py: around what it found
search.py      one buffer -> Founds: windows.py, finders.py and confirm.py look, resolve.py decides between several
encoded/       what is written in base64, hex, UTF-16, escapes and dumps, decoded
tables/        rows of SQL, CSV and tables in text: values that a column names
views/         what quoting, escaping, wrapping and concatenating did to a value, undone
positions.py   Found -> Hit (hits.py): lines, columns, offsets
findings.py    Hit -> Finding: fingerprinted and sealed
"""
