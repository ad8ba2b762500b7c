"""Values that a column names: rows of SQL, of pg_dump, of CSV, and of tables in text, however far below their header.

    INSERT INTO users (name, password) VALUES ('a', 'x'), ('b', 'y');      name,password       | name | password |
    CREATE TABLE users (id int, password text); INSERT INTO users VALUES   a,x                 |------|----------|
    COPY users (name, password) FROM stdin;                                "b","y"             | a    | x        |

A header is pointed at by a trigger (triggers.py); what its cells hold is judged by the names of their columns
(cell in detectors/generic/leads.py). Rows go on over the edges of buffers. A row with another number of cells is none.

table.py    a table: how many columns, which of them name a secret, and what a row of it has
sql.py      statements, what they declare, and rows in parentheses
text.py     CSV, tables between bars, pg_dump: a header is a line, and so is a row
stream.py   those of one stream, and what is open at the edge of a buffer

Linear: a table's rows are read once, whatever in them looks like a header, and what is read for nothing is bounded.
"""
