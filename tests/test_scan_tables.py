"""What stands in a column that is named after a secret: in SQL, CSV and tables of text, near its header or far."""

# ruff: noqa: S608 - what is searched, and never a query

from __future__ import annotations

import re
import time
from itertools import chain

import pytest

from agent.found import REFUSED, Text
from agent.scan.engine import CORE, Engine
from agent.scan.tables.stream import Tables
from agent.sources.pieces import Pieces
from detectors.forms import ALNUM, HEX, made
from tests.sims import compiled

RANDOM = made(ALNUM, 24, "table")
CHOSEN = "Bl4u" + "feld7er"
WORDS = "Sunshine" + "42"
MD5, SHA1 = made(HEX, 32, "table"), made(HEX, 40, "table")
PASSWORD, SECRET = "password in a table", "secret in a table"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def found(engine: Engine, text: str, path: str = "dump.sql") -> list[tuple[str, str]]:
    """What each is called, and its value; which must stand where it is said to stand."""
    data = text.encode()
    hits = [(hit, next(iter(hit.parts.values())).reveal()) for hit in engine.scan(data, path)]
    assert [data[slice(*hit.value)].decode() for hit, _ in hits] == [value for _, value in hits]
    return [(hit.type.name if hit.type else hit.kind, value) for hit, value in hits]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO users (id, name, password) VALUES (1, 'a', '{0}'), (2, 'it''s (b)', '{1}');",
        "INSERT INTO `app`.`users` (`id`, `user_pass`, `x`) VALUES\n(1, '{0}', NULL),\n-- b\n(2, '{1}', now());",
        "insert into [dbo].[users] ([Name], [Password]) values (N'a, b', N'{0}'), (N'c\\', N'{1}')",
        "INSERT INTO \"users\" (\"n\", \"passwd\") VALUES (E'a\\'b', '{0}'), ('c'::text, '{1}'::text);",
        "REPLACE INTO users (login, pwd) VALUES (\"a\", '{0}'), ('b', \"{1}\");",
        (
            "CREATE TABLE `users` (\n  `id` int(11) NOT NULL DEFAULT '0',\n  `kind` enum('a','b') COMMENT 'x, y',\n"
            "  `password` varchar(255),\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\nLOCK TABLES `users` WRITE;\n"
            "INSERT INTO `users` VALUES (1,'a','{0}'),(2,'b','{1}');"
        ),
        "COPY public.users (id, name, password) FROM stdin;\n1\ta\t{0}\n2\t\\N\t{1}\n\\.\n",
        "name,password\na,{0}\nb,{1}\n",
        '"name";"Password";"note"\r\n"a;b";"{0}";""\r\n"c";"{1}";"x"\r\n',
        "host\tuser\tpassword\nh\ta\t{0}\n\nname\tpassword\nc\t{1}\n",
        "| User | Password | Note |\n|---|---|---|\n| a | `{0}` | x |\n| b | {1} | y |\n",
        "+----+----------+\n| id | password |\n+----+----------+\n|  1 | {0} |\n|  2 | {1} |\n+----+----------+\n",
        " id | name | password \n----+------+----------\n  1 | a    | {0}\n  2 | b    | {1}\n(2 rows)\n",
        "| id | password | note |\n|---|---|---|\n|| x | |\n| 3 | x |  |\n| 4 |||\n| 1 | {0} | |\n|  | {1} ||\n",
        " user | password \n------+---\n a | {0}\n b | \n c |\n d | \n e | {1}\n",
    ],
)
def test_each_row_has_its_value(engine: Engine, text: str) -> None:
    assert found(engine, text.format(CHOSEN, RANDOM)) == [(PASSWORD, CHOSEN), (PASSWORD, RANDOM)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("INSERT INTO users (n, password) VALUES ('', 'it''s{0}');", "it's{0}"),
        ("INSERT INTO users (n, password) VALUES ('', 'a\\'b\"\"{0}\\\\');", 'a\'b""{0}\\'),
        ("INSERT INTO users (n, password) VALUES ('x\\', 'a\\''{0}');", "a\\'{0}"),
        ('INSERT INTO users (n, password) VALUES ("", "a""b\'\'{0}");', "a\"b''{0}"),
        ('COPY users (n, password) FROM stdin;\n"\ta\\\\b"{0}\n\\.\n', 'a\\b"{0}'),
        ('name,password\n"a","b""c,{0}"\n', 'b"c,{0}'),
    ],
)
def test_a_value_is_what_its_cell_says(engine: Engine, text: str, value: str) -> None:
    [hit] = engine.scan(text.format(RANDOM).encode(), "dump.sql")
    assert hit.parts["value"].reveal() == value.format(RANDOM)


def test_what_a_spreadsheet_puts_before_its_header_is_no_part_of_it(engine: Engine) -> None:
    for text in (f"\ufeffname,password\r\na,{CHOSEN}\r\n", f'\ufeff"Password";"Name"\r\n"{CHOSEN}";"a"\r\n'):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            data = text.encode(encoding)
            [hit] = engine.scan(data, "users.csv")
            assert data[slice(*hit.value)].decode(encoding) == CHOSEN


@pytest.mark.parametrize(
    "name",
    [
        *("user_pass", "Password (initial)", "mot_de_passe", "Mot de passe", "contraseña", "Contraseña"),
        *("密码", "用户密码", "пароль", "パスワード", "dbpass"),
    ],
)
def test_a_column_is_one_in_whatever_its_table_is_written(engine: Engine, name: str) -> None:
    texts = [f"email{mark}{name}\na@b.io{mark}{RANDOM}\n" for mark in ",;\t"]
    texts += [f"{name}{mark}email{mark}x\n{RANDOM}{mark}a@b.io{mark}\n" for mark in ",;\t"]
    texts += [f"| email | {name} |\n|---|---|\n| a@b.io | {RANDOM} |\n", f"| {name} | b |\n|--|--|\n| {RANDOM} | b |\n"]
    texts += [f"INSERT INTO users (email, \"{name}\") VALUES ('a@b.io', '{RANDOM}');"] if "(" not in name else []
    for text in texts:
        assert found(engine, text) == [(PASSWORD, RANDOM)], text


@pytest.mark.parametrize("name", ["Secret access key", "api-key"])
def test_a_key_is_a_column_as_well(engine: Engine, name: str) -> None:
    for header in (f"id,{name}\n", f"id,{name},region\n"):
        assert found(engine, header + f"a,{RANDOM},b\n"[: None if "region" in header else -3] + "\n")


def test_a_pass_is_a_password_where_somebody_has_it(engine: Engine) -> None:
    assert found(engine, f"login,pass\na,{RANDOM}\n") == [(PASSWORD, RANDOM)]
    assert found(engine, f"test,pass\na,{RANDOM}\n") == found(engine, f"Pass | Kind\n{RANDOM} | x\n") == []
    assert found(engine, f"Signal,Pin\nSDA,{RANDOM}\n") == []
    assert found(engine, f"INSERT INTO signals (name, pin) VALUES ('SDA', '{RANDOM}');") == []


def test_translations_have_no_columns(engine: Engine) -> None:
    assert found(engine, "login.field2,Password,Mot de passe\nhello.x,Hello,Bonjour\n") == []
    assert found(engine, "msg_password,Password\nmsg_hello,Hello\n") == []
    for names in ("password,pin", "wifi_password,admin_password"):
        assert found(engine, f"{names}\n{CHOSEN},4711\n") == [(PASSWORD, CHOSEN)]


def test_a_quoted_cell_may_have_many_lines(engine: Engine) -> None:
    text = f'password,note\n{CHOSEN},"a\n\nb\nc,d\ne"\n{RANDOM},5" disk\nx,y\n{CHOSEN}x,z\n'
    assert [value for _, value in found(engine, text)] == [CHOSEN, RANDOM, f"{CHOSEN}x"]


def test_a_table_that_follows_at_once_has_its_own_header(engine: Engine) -> None:
    text = f"name,password\na,{CHOSEN}\nid,user,password\n1,b,{RANDOM}\n2,c,{CHOSEN}x\n"
    assert [value for _, value in found(engine, text)] == [CHOSEN, RANDOM, f"{CHOSEN}x"]


def test_a_table_in_a_frame_that_follows_at_once_has_its_own_header(engine: Engine) -> None:
    first, second = (
        f"| name | zone |\n|---|---|\n| a | {WORDS} |\n",
        f"| name | password |\n|---|---|\n| a | {CHOSEN} |\n",
    )
    bare, ruled = f"# of all\n| name | password |\n| a | {CHOSEN} |\n", second.replace("|---|---|", "+---+---+")
    for text in (second, first + second, bare, f"+---+---+\n{ruled}"):
        assert [value for _, value in found(engine, text)] == [CHOSEN]


def test_what_a_column_promises_decides(engine: Engine) -> None:
    rows = f"INSERT INTO t (api_token, note, password) VALUES ('{RANDOM}', '{CHOSEN}', '{WORDS}')"
    assert found(engine, rows) == [(SECRET, RANDOM), (PASSWORD, WORDS)]


def test_what_many_have_is_a_password_among_others(engine: Engine) -> None:
    weak = ["let" + "mein1", "Passw" + "0rd1", "qwerty" + "12345", "admin" + "123", "password" + "123"]
    rows = [*weak, WORDS, CHOSEN]
    inserts = "".join(f"INSERT INTO users (name, password) VALUES ('a', '{row}');\n" for row in rows)
    for text in ("name,password\n" + "".join(f"a,{row}\n" for row in rows), inserts):
        assert found(engine, text) == [(PASSWORD, row) for row in rows]
        assert found(engine, text, "users.md") == [(PASSWORD, WORDS), (PASSWORD, CHOSEN)]
        assert found(engine, text.replace(WORDS, CHOSEN)) == [(PASSWORD, CHOSEN)] * 2
    others = ["your_password1", "string255", "xxxx1234", "change" + "me1", "required"]
    text = "name,password\n" + "".join(f"a,{row}\n" for row in (*others, WORDS, CHOSEN))
    assert found(engine, text) == [(PASSWORD, WORDS), (PASSWORD, CHOSEN)]


def test_what_is_left_out_for_want_of_others_can_be_told() -> None:
    engine = Engine((), None, refused=True, decoders=False)
    [hit] = engine.scan(f"name,password\na,{'admin' + '123'}\n".encode(), "users.csv")
    assert hit.suppressed == REFUSED


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT INTO users (name, password) VALUES ('a', '{MD5}'), ('b', '{SHA1}'), ('c', '*{SHA1.upper()}');",
        f"INSERT INTO users (name, password) VALUES ('a', '$P$B{RANDOM}abcdefg'), ('b', 'sha1$ab12${SHA1}');",
        f"INSERT INTO users (name, password) VALUES ('a', 'pbkdf2:sha256:150000$x1${SHA1}{MD5[:24]}');",
        f"INSERT INTO users (name, password_hash) VALUES ('a', '{RANDOM}');",
        f"INSERT INTO users (name, password) VALUES ('{CHOSEN}', '', ''), ('a', 'b', '{CHOSEN}');",
        "INSERT INTO users (name, password) VALUES (?, ?), (:name, :password), ('%s', '%s'), ('{{n}}', '{{password}}')",
        f"INSERT INTO users (name, password) SELECT name, '{CHOSEN}' FROM others;",
        f"INSERT INTO users VALUES (1, '{CHOSEN}');",
        f"name,password\nthe password of the user\n{CHOSEN}\n",
        f"name,password\n1\n2\n3\na,{CHOSEN}\n",
        f"call(name,password\n  x,{CHOSEN}\n",
        f"user,password,password\na,b,{CHOSEN}\n",
        "password,Passwort\nlogin,angemeldet\nlogout,abgemeldet\n",
        "token,tag\nthe,DT\nJohannesburg,NNP\n",
        "| Option | Password |\n|---|---|\n| see below | required |\n",
        f"| Variable | Needed |\n|---|---|\n| password | no |\n| zone | {CHOSEN} |\n",
        f"| zone | yes |\n| password | no |\n| group | {CHOSEN} |\n",
        f"PHONE_PASSWORD_FLOOD\tYou have tried to log in too many times\n{CHOSEN}\tThe sticker set is invalid\n",
        "type A = Name | Password | Token\nlet b1 = 4242\n",
    ],
)
def test_what_is_none(engine: Engine, text: str) -> None:
    assert found(engine, text) == []


def test_what_holds_in_which_files(engine: Engine) -> None:
    rows = f"name,password\na,{CHOSEN}\n"
    assert found(engine, rows, "users.csv") == found(engine, rows, "users.md") == [(PASSWORD, CHOSEN)]
    assert found(engine, rows, "users.py") == found(engine, rows, "tests/users.csv") == []


@pytest.mark.parametrize(
    ("header", "row", "end"),
    [
        ("INSERT INTO users (id, note, password) VALUES ", "({}, 'it''s nothing', '{}'),\n", "(0, '', '');"),
        ("COPY users (id, note, password) FROM stdin;\n", "{}\tnothing\t{}\n", "\\.\n"),
        ("id,note,password\n", '{},"no,thing",{}\n', ""),
    ],
)
def test_rows_go_on_over_the_edges_of_buffers(engine: Engine, header: str, row: str, end: str) -> None:
    count = 5 * CORE // 2 // len(row.format(10**6, ""))
    text = header + "".join(row.format(10**6 + at, CHOSEN if at % 9999 == 0 else "") for at in range(count)) + end
    hits = list(engine.scan(text.encode(), "dump.sql"))
    assert [hit.value[0] for hit in hits] == [each.start() for each in re.finditer(CHOSEN, text)]
    assert {hit.unread for hit in hits} == {""}


@pytest.mark.parametrize("secret", range(2))
@pytest.mark.parametrize(
    ("header", "row", "end"),
    [
        (
            "INSERT INTO users (a, password) VALUES ",
            "('{}', '{}'),\n",
            "('', '');\nINSERT INTO users (a) VALUES (1);",
        ),
        (
            "INSERT INTO users (password, b) VALUES ",
            "('{}', '{}'),\n",
            "('', '');\nINSERT INTO users (pwd) VALUES (1);",
        ),
        ("a,password\n", "{},{}\n", ""),
        ("password,b\n", "{},{}\n", ""),
    ],
)
def test_a_row_across_an_edge_is_told_once(engine: Engine, header: str, row: str, end: str, secret: int) -> None:
    cells = [CHOSEN, "x" * 24][:: 1 if "password," in header else -1]
    last = row.format(*cells)
    for before in range(1, len(last), 3 + secret):
        first = header + row.format("", "y" * (CORE // 512)) * 511
        pad = CORE - len(first) - before - len(row.format("", ""))
        text = first + row.format("", "y" * pad) + last + row.format("", "y" * 500) * 40 + end
        hits = list(engine.stream(text[at : at + CORE].encode() for at in range(0, len(text), CORE)))
        assert [hit.parts["value"].reveal() for hit in hits] == [CHOSEN]


def test_a_line_that_is_full_of_the_ends_of_headers_takes_no_time(engine: Engine) -> None:
    begin = time.process_time()
    assert list(engine.scan(b") FROM stdin" * 20_000, "dump.sql")) == []
    assert time.process_time() - begin < 2


def test_declarations_within_declarations_take_no_time(engine: Engine) -> None:
    """Read from each of them, all that follows is a column's."""
    begin = time.process_time()
    text = ("CREATE TABLE t(x \\') " * 18 + "',a '") * 250
    assert [bool(hit.unread) for hit in engine.scan(text.encode(), "dump.sql")] == [True]
    assert time.process_time() - begin < 2


def test_rows_that_another_part_of_the_file_has_are_told_to_be_unread(engine: Engine) -> None:
    first, behind = f"id,password\n1,{CHOSEN}\n".encode(), f"2,{RANDOM}\n".encode()
    *_, told = engine.stream([first], after=behind, path="users.csv")
    assert (told.unread, told.line) == (
        "rows of a table that begins above were not read by the names of its columns",
        3,
    )
    assert [hit.unread for hit in engine.stream([first], path="users.csv")] == [""]


def test_rows_of_a_pipe_are_named_by_its_first_line(engine: Engine) -> None:
    """Each of its pieces may be another scanner's."""
    row = "{},{},nothing\n"
    text = "id,password,note\n" + "".join(row.format(at, CHOSEN if at % 5000 == 0 else "") for at in range(160_000))
    pieces = Pieces(Text("-", b""))
    texts = [*pieces.add(text.encode()), *pieces.finish()]
    hits = [
        *chain.from_iterable(
            engine.stream(
                [each.data], before=each.before, after=each.after, offset=each.offset, tables=Tables(each.head)
            )
            for each in texts
        )
    ]
    assert len(texts) > 2
    assert [hit.value[0] for hit in hits] == [each.start() for each in re.finditer(CHOSEN, text)]
    assert {hit.unread for hit in hits} == {""}
    other = f"id,{CHOSEN},x\n" + "x" * (CORE // 4) + "\n"
    assert (
        list(engine.stream([b"a\n" * 4, other.encode()], before=b"a\n", after=b"a\n", tables=Tables(texts[0].head)))
        == []
    )


def test_a_row_that_is_longer_than_what_buffers_share_is_told(engine: Engine) -> None:
    text = f"INSERT INTO users (password, note) VALUES ('{CHOSEN}', ''),\n('{RANDOM}', '" + "x" * 2 * CORE + "');"
    *hits, told = engine.scan(text.encode(), "dump.sql")
    assert [hit.parts["value"].reveal() for hit in hits] == [CHOSEN]
    assert told.unread


def test_an_expression_is_not_what_was_not_read_and_hides_nothing(engine: Engine) -> None:
    into = "INSERT INTO users (name, password) VALUES "
    rows = ("('a' || 'b', 'c')", "('C:\\', 'c')", "('it\\'s' || 'b', 'c')")
    text = "".join(f"{into}{row};\n" for row in rows * 16) + f"{into}('a', '{RANDOM}');\n" + "-- \n" * (CORE // 8)
    [hit] = engine.scan(text.encode(), "dump.sql")
    assert (hit.parts["value"].reveal(), hit.unread) == (RANDOM, "")


def test_a_line_that_is_too_long_for_a_row_is_told(engine: Engine) -> None:
    text = f"COPY users (note, password) FROM stdin;\n\t{CHOSEN}\n{'x' * 20_000}\t{RANDOM}\n\\.\n"
    *hits, told = engine.scan(text.encode(), "dump.sql")
    assert [hit.parts["value"].reveal() for hit in hits] == [CHOSEN]
    assert told.unread
    assert list(engine.scan(f"name,password\n{'x' * 20_000}\n".encode(), "dump.sql")) == []


@pytest.mark.parametrize("before", range(4))
def test_where_a_table_ends_does_not_depend_on_an_edge(engine: Engine, before: int) -> None:
    first = "name,password\n" + f"a,{'y' * 1021}\n" * (CORE // 1024 - 1)
    text = first + "a," + "y" * (CORE - len(first) - 3 - 2 * before) + "\n" + f"1\n2\n3\na,{CHOSEN}\n" + "x\n" * 20_000
    assert list(engine.scan(text.encode(), "users.csv")) == []


def _dump(tables: int, columns: int = 1) -> bytes:
    """Its INSERT says no column, and is of the table that was created last."""
    secret = ", ".join(f"password_{'x' * 50}{at} text" for at in range(columns))
    created = "".join(f"CREATE TABLE t{number} (id int, {secret});\n" for number in range(tables))
    row = f", '{CHOSEN}'" * columns
    return f"{created}INSERT INTO t{tables - 1} VALUES (1{row});\n".encode()


def test_many_tables_are_remembered_and_what_is_forgotten_is_told(engine: Engine) -> None:
    [hit] = engine.scan(_dump(500), "dump.sql")
    assert (hit.parts["value"].reveal(), hit.unread) == (CHOSEN, "")
    hits = list(engine.scan(_dump(200, 100), "dump.sql"))
    assert [hit.unread for hit in hits] == [
        "rows of a table that begins above were not read by the names of its columns"
    ]
    assert list(engine.scan(_dump(200, 100).replace(b"INTO t199", b"INTO t199 (id)"), "dump.sql")) == []


@pytest.mark.parametrize("before", [1, 40])
def test_the_header_of_a_table_that_follows_at_once_is_seen_at_an_edge(engine: Engine, before: int) -> None:
    """The table above it might still go on."""
    row = f"u1\t{CHOSEN}\n"
    last = f"COPY users (name, password) FROM stdin;\n{row}"
    first = "id,note,password\n" + f"1,{'y' * 1019},\n" * (CORE // 1024 - 1)
    first += "1," + "y" * (CORE - len(first) - len(last) - before - 4) + ",\n"
    text = first + last + row * 3 + "\\.\n" + "-- \n" * 20_000
    hits = list(engine.scan(text.encode(), "dump.sql"))
    assert [hit.parts["value"].reveal() for hit in hits] == [CHOSEN] * 4


def test_it_is_told_of_a_text_that_is_looked_at_as_a_whole(engine: Engine) -> None:
    row = "INSERT INTO users (password, note) VALUES ('{}', '{}');\n"
    text = (row.format(CHOSEN, "") + row.format(RANDOM, "x" * (CORE >> 3))).encode()
    [(_, hits)] = engine.sweep(bytearray(text), [(0, len(text))])
    assert [(hit.parts["value"].reveal(), bool(hit.unread)) for hit in hits] == [(CHOSEN, False), ("", True)]


@pytest.mark.parametrize("digest", [MD5, SHA1])
def test_what_is_a_hash_of_a_password_is_a_token_as_it_is(engine: Engine, digest: str) -> None:
    text = "env\tname\t{}\trotated\nprod\tbilling\t{}\t2024-03-01\n"
    assert found(engine, text.format("token", digest), "tokens.tsv") == [(SECRET, digest)]
    assert found(engine, text.format("password", digest), "users.tsv") == []
