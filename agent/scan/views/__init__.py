r"""Undoes what quoting, escaping, colouring, wrapping and concatenating did to a value in a text.

    {\"token\": \"gh                        {"token": "gh                      ghp_...
    pass%3Dword&amp;x                        pass=word&x                      --View.span--> where it stands in the
    "ghp_" +\n   "..."                       "ghp_..."                        bytes that it was made from
    2026-01-02T03:04:05Z KEY=ghp_Ab          KEY=ghp_AbCd...
    2026-01-02T03:04:05Z Cd...

Undoing is a guess (a password may well hold `%41`), so a view is only looked at where the plain text gave nothing, or a
match with an escape in it; then both readings are kept.

edits.py           a View: bytes with a way back to the original ones
escapes.py         of JSON, C, URLs, HTML, a shell, a terminal
concatenation.py   "a" + "b", and lines that end in a backslash
lines.py           the lines below one, which are looked at once for all that asks about them
wrapping.py        values that go on on the next line
extents.py         how far a window must reach for all that, and whether there is anything to be undone in it
readings.py        every way to read a text, the likeliest first

Pure, linear, and bounded: so many edits a view, so many lines a wrapped value, so many levels of escapes.
"""
