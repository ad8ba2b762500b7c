"""Where Stanch looks: git repositories, directory trees, log files; and what wakes them.

    event or poll --> Source.chunks(cursor) --> Chunk, Chunk(cursor), ... --> scanner --> ledger

Rules that every source keeps:
- It has no memory of its own. All that it knows is in the cursor's position, so a crash repeats reads and
  loses none.
- An event or a poll only says "look again"; the cursor decides what is new.
- A chunk with a cursor carries all debts that the source itself has at that moment: what it could not offer to a
  scanner. They replace those it told before. Debts of the scanner (a blob that is too large) are the scanner's.
- Under new rules, what is new since the old cursor comes first (it is no backlog), then everything again as backlog.
- What a source reads is hostile: no symbolic link is followed, nothing but regular files is opened.
"""
