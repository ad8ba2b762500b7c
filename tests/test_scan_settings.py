"""Settings of services and devices, files whose names alone tell what they hold, and what only looks like that."""

from __future__ import annotations

import time

import pytest

from agent.scan.engine import Engine
from detectors.contexts.services import SERVICE
from detectors.forms import ALNUM, made
from tests.sims import compiled

VALUE = made(ALNUM, 24, "settings")
# As somebody makes one up, whose policy asks for a capital, a digit and a sign.
YEAR = "Quartz." + "kernel1985"
SIGNED = "Marble29" + "ginger!"
DOLLAR = "VELember" + "59$"
WORDS = "berlin-" + "badger36"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def found(engine: Engine, text: str, path: str) -> list[str]:
    data = text.encode()
    return [data[slice(*hit.value)].decode() for hit in engine.scan(data, path)]


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("admin_password = {}\n", "grafana.ini", YEAR),
        ("  password: {}\n", "values.yaml", YEAR),
        ("[manager]\nsecret = {}\n", "manager.conf", SIGNED),
        ("auth_server_shared_secret={}\n", "hostapd.conf", WORDS),
        ("rocommunity {} 10.0.0.0/8\n", "snmpd.conf", DOLLAR),
        ("SetEnv DB_PASSWORD {}\n", "site.conf", WORDS),
        ("az sql server update --admin-password {}\n", "deploy.sh", WORDS),
        ("helm upgrade x y --set adminPassword={} -n z\n", "install.sh", WORDS),
        ("curl -u app:{} https://example.org\n", "deploy.sh", WORDS),
        ("smtp://app:{}@mail.example.org\n", "mail.env", "yonder" + "Mango31"),
        ("_auth=YXBwOnlvbmRlck1hbmdvMzE=\n", ".npmrc", "YXBwOnlvbmRlck1hbmdvMzE="),
        ("%env API_TOKEN={}\n", "a.ipynb", VALUE),
    ],
)
def test_a_password_that_somebody_chose_is_found_in_settings(engine: Engine, text: str, path: str, value: str) -> None:
    assert found(engine, text.format(value), path) == [value]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("password: ${{DB_PASSWORD:?must be set}}\n", "compose.yml"),
        ("update_password: on_create\n", "play.yml"),
        ("admin_password = $__file{{/etc/secrets/pw}}\n", "grafana.ini"),
        ("secret: tls-frontend-x2k8z\n", "deployment.yaml"),
        ("password = settings.kernel\n", "app.ini"),
        ("password sufficient pam_unix.so sha512\n", "common-password"),
        ("community: https://example.org/x7q2\n", "metadata.yaml"),
        ("POSTGRES_PASSWORD: $CI_DB_PASS2\nbuild:\n", ".gitlab-ci.yml"),
        ("    proxy_pass x81yqwert;\n", "site.conf"),
        ('storePassword "$storePw1"\n', "build.gradle"),
        ("deploy:\n\tPASSWORD=$(shell cat pw2) ./run2.sh\n", "Makefile"),
        ("passwd[22]: pam_unix(passwd:chauthtok): password changed for app2\n", "auth.log"),
        ("community = forum2go\n", "forum.conf"),
    ],
)
def test_what_is_none(engine: Engine, text: str, path: str) -> None:
    assert found(engine, text.format(), path) == []


@pytest.mark.parametrize("value", ["welcome2acme", "tokyo-drift3", "ike2-psk"])
@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("  remote_password {}\n", "vpn.conf"),
        ("  shared_key {}\n", "vpn.conf"),
        ("com2sec ro default {}\n", "snmpd.conf"),
        ("kubectl get secret db -o jsonpath='{{.data.password}}' | base64 -d\n{}\n", "notes.md"),
        ("app={}\n", "users.properties"),
        ("app\n{}\n", "vpn-auth.txt"),
    ],
)
def test_what_may_be_a_name_is_a_lead(engine: Engine, text: str, path: str, value: str) -> None:
    hits = [hit for hit in engine.scan(text.format(value).encode(), path) if hit.kind == SERVICE.title]
    assert [(hit.type, hit.parts["value"].reveal()) for hit in hits] == [(None, value)]


def test_what_a_file_is_called_decides_of_a_lead_too(engine: Engine) -> None:
    text = f"app\n{'tokyo-' + 'drift3'}\n"
    assert [len(found(engine, text, path)) for path in ("vpn-auth.txt", "notes.txt")] == [1, 0]
    text = f"app={'tokyo-' + 'drift3'}\npassword='{VALUE}'\n"
    assert [len(found(engine, text, path)) for path in ("users.properties", "app.properties")] == [2, 1]


def test_the_name_of_a_file_tells_which_of_two_forms_holds(engine: Engine) -> None:
    """Both are nothing but a value in a short file, and are of one type."""
    text = f"{VALUE}\n"
    assert [found(engine, text, path) for path in (".vault_pass", ".erlang.cookie", "notes.conf")] == [
        [VALUE],
        [VALUE],
        [],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_file_that_is_a_value_may_begin_with_a_mark(engine: Engine, encoding: str) -> None:
    data = f"\ufeff{VALUE}\r\n".encode(encoding)
    assert [data[slice(*hit.value)].decode(encoding) for hit in engine.scan(data, ".vault_pass")] == [VALUE]


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("fastcgi_param DB_PASS {};", "site.conf"),
        ("cachemgr_passwd {} all", "squid.conf"),
        ("user=app:{}", "turnserver.conf"),
        ("password: {}", ".pypirc"),
        ("bindpw {}", "ldap.conf"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_the_first_line_begins_behind_a_mark(engine: Engine, line: str, path: str, encoding: str) -> None:
    data = f"\ufeff{line.format(VALUE)}\n".encode(encoding)
    hits = [(hit.line, data[slice(*hit.value)].decode(encoding)) for hit in engine.scan(data, path) if hit.type]
    assert hits == [(1, VALUE)]


@pytest.mark.parametrize(
    ("text", "path", "values"),
    [
        ("backup:{}\nmirror:{}\n", "rsyncd.secrets", [WORDS, SIGNED]),
        (
            "# who may copy\n\nbackup:{}\nmirror:{}\nnightly:password\nsomebody.else:password\n",
            "rsyncd.secrets",
            [WORDS, SIGNED],
        ),
        ("# client\tserver\tsecret\tIP addresses\napp\t*\t{}\t*\nb\tisp\t{}\n", "chap-secrets", [WORDS, SIGNED]),
        ("app\n{}\n", "auth.txt", [WORDS]),
        ('"app" "{}"\n', "userlist.txt", [WORDS]),
    ],
)
def test_each_line_of_a_list_of_users(engine: Engine, text: str, path: str, values: list[str]) -> None:
    data = text.format(*values)
    assert found(engine, data, path) == values
    assert found(engine, data, "other.conf") == []


@pytest.mark.parametrize(
    "piece",
    [
        'secure_link_md5 "' + "$" + "a" * 29 + ("$" + "a" * 29) * 2 + "{}\n",
        "radius server i{}\n" + "     a\n" * 6,
    ],
)
def test_a_setting_costs_little_whatever_is_in_it(engine: Engine, piece: str) -> None:
    """Parts of it could be read in several ways each, and were in all that these make together."""
    list(engine.scan(piece.encode()))  # what is compiled once
    data = "".join(map(piece.format, range(40_000 // len(piece))))
    begin = time.thread_time()
    assert found(engine, data, "notes") == []
    assert time.thread_time() - begin < 0.1
