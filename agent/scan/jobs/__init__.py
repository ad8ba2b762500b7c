"""What a scanner does with the parts of a job; worker.py hands them out.

files.py      files, each the very one that the source had seen
versions.py   versions of files in a repository, and what was written into commits and tags
sweeps.py     objects of a repository, of which only marks are told
handed.py     what the job itself brings: texts, names, paths
account.py    what it all adds up to: findings, debts, bytes
together.py   several texts in one buffer;  blocks.py is one text, block by block
"""
