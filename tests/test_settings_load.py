"""What a configuration comes to when it is right, value by value; the reference files among them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from agent.found import Visibility
from agent.initialise import REFERENCE_FILES, reference
from agent.inventory.register import FilePlace, VaultPlace
from agent.model import Address, CredentialRef, System
from agent.response.estate import Estate, Guard
from agent.response.methods import Method, Mode
from agent.response.policy import Policy, Rule
from agent.settings import (
    Caps,
    Evidence,
    LogLevel,
    Names,
    ProbeLimits,
    ProbeMode,
    SettingsError,
    SourceKind,
    SourceSettings,
    Timing,
    Web,
    config_directory,
    load,
)
from agent.settings.tables import Hygiene
from revokers.base import Identity

NAMES = Names(
    types={"postgres-url", "openbao-token"}, providers={"aws", "github", "gitlab", "postgres", "openbao", "slack"}
)
HEAD = '[stanch]\nfallback_owner = "ops"\nstate = "state"\n'
MARK = "ab" * 32
NO_REPOSITORY = 'no repository is there — name the folder that has .git in it, or write kind = "tree"'


def write(directory: Path, main: str, **others: str) -> None:
    (directory / "stanch.toml").write_text(main)
    for name, text in others.items():
        (directory / f"{name}.toml").write_text(text)


def systems_of(directory: Path, text: str, **environ: str) -> tuple[System, ...]:
    write(directory, HEAD + text)
    return load(directory, environ={"HOME": "/home/x", **environ}, names=NAMES).systems


def test_what_is_not_written_has_the_default(tmp_path: Path) -> None:
    write(tmp_path, '[stanch]\nfallback_owner = "ops"\n')
    settings = load(tmp_path, environ={"HOME": "/home/x"}, names=NAMES)
    assert settings.directory == tmp_path
    assert settings.state == Path("/home/x/.local/state/stanch")
    assert (settings.fallback_owner, settings.scan_workers, settings.log_level) == ("ops", 2, LogLevel.INFO)
    assert settings.probe == ProbeLimits(mode=ProbeMode.OWN, control_per_10_minutes=3)
    assert settings.caps == Caps(actions_per_hour=20, per_system_per_hour=10, per_owner_per_hour=10)
    assert (settings.timing.poll, settings.timing.quiet) == (timedelta(seconds=10), timedelta(seconds=2))
    assert settings.timing.recheck == (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
    assert settings.timing.overlap.public == timedelta(minutes=15)
    assert settings.timing.overlap.internal == timedelta(hours=4)
    assert settings.timing.overlap.private == timedelta(days=1)
    assert settings.evidence == Evidence(settings.state / "anchor.jsonl", timedelta(minutes=5))
    assert settings.web == Web("127.0.0.1", 9464, frozenset({"127.0.0.1", "localhost"}))
    assert (settings.sources, settings.systems, settings.warnings) == ((), (), ())
    assert settings.policy == Policy((), Estate(frozenset()), Guard())


def test_what_is_written_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/x")
    (tmp_path / "app.git").mkdir()
    write(
        tmp_path,
        HEAD
        + 'scan_workers = 4\nlog_level = "debug"\n[probe]\nmode = "all"\ncontrol_per_10_minutes = 0\n'
        + '[caps]\nactions_per_hour = 0\n[timing]\nquiet = "2m"\noverlap.public = "5m"\n'
        + '[evidence]\nanchor = "~/anchor"\n[estate]\naccounts = ["123456789012"]\n'
        + '[[sources]]\nkind = "git"\npath = "app.git"\nexclude = ["*.lock"]\n'
        + '[[sources]]\nkind = "log"\npath = "/var/log/none"\nname = "ci"\nvisibility = "public"\n',
    )
    settings = load(tmp_path, environ={}, names=NAMES)
    assert settings.state == tmp_path / "state"
    assert (settings.scan_workers, settings.log_level) == (4, LogLevel.DEBUG)
    assert settings.probe == ProbeLimits(mode=ProbeMode.ALL, control_per_10_minutes=0)
    assert settings.caps == Caps(actions_per_hour=0)
    assert settings.timing.quiet == timedelta(minutes=2)
    assert settings.timing.overlap.public == timedelta(minutes=5)
    assert settings.evidence.anchor == Path("/home/x/anchor")
    assert settings.policy.estate == Estate(frozenset({"123456789012"}))
    assert settings.sources == (
        SourceSettings("app", SourceKind.GIT, tmp_path / "app.git", Visibility.UNKNOWN, ("*.lock",)),
        SourceSettings("ci", SourceKind.LOG, Path("/var/log/none"), Visibility.PUBLIC),
    )
    assert [str(warning) for warning in settings.warnings] == [
        f"stanch.toml:20: sources[1].path: {NO_REPOSITORY}",
        "stanch.toml:24: sources.ci.path: there is nothing yet — check the path, or wait for it",
    ]


def test_what_is_not_there_is_worth_a_word(tmp_path: Path) -> None:
    """And what a pattern leads to, or a layout has, is there."""
    for folder in ("jenkins/jobs", "repo/.git", "plain", "logs"):
        (tmp_path / folder).mkdir(parents=True)
    sources = [
        'kind = "log"\npath = "jenkins"\nlayout = "jenkins"',
        'kind = "log"\nname = "wrong"\npath = "plain"\nlayout = "jenkins"',
        'kind = "log"\nname = "pattern"\npath = "logs/**/*.log"',
        'kind = "log"\nname = "nowhere"\npath = "gone/*.log"',
        'kind = "git"\npath = "repo"',
        'kind = "git"\npath = "plain"',
        f'kind = "git"\nurl = "file://{tmp_path}/repo"\nname = "mirror"',
        f'kind = "git"\nurl = "file://{tmp_path}/plain"\nname = "no mirror"',
        'kind = "git"\nname = "ssh"\nurl = "ssh://git@h.example/x.git"\nkey = "key"\nknown_hosts = "repo"',
        'kind = "git"\nname = "tls"\nurl = "https://h.example/x.git"\nca = "ca.pem"',
    ]
    write(tmp_path, HEAD + "".join(f"[[sources]]\n{one}\n" for one in sources))
    layout = "let path be the folder of jenkins, or remove layout"
    assert [str(one).partition(": sources")[2] for one in load(tmp_path, environ={}, names=NAMES).warnings] == [
        f".wrong.layout: of jobs, logs none is there, or may be seen — {layout}",
        ".nowhere.path: there is nothing yet — check the path, or wait for it",
        f"[6].path: {NO_REPOSITORY}",
        "[8].url: no repository is there yet — check the path, or wait for it",
        ".ssh.key: there is no such file yet — make it, or mend the path",
        ".ssh.known_hosts: there is no such file yet — make it, or mend the path",
        ".tls.ca: there is no such file yet — make it, or mend the path",
    ]


def test_own_rules_are_read_and_their_types_may_be_named(tmp_path: Path) -> None:
    rule = '[[rules]]\nname = "corp-key"\ntitle = "C"\npattern = "corp_[a-z]{9}"\nkeywords = ["corp_"]\n'
    (tmp_path / "corp.toml").write_text(rule)
    gitleaks = '[[rules]]\nid = "x"\nregex = "corp-[a-z]{9}"\nkeywords = ["corp-"]\nvalidate = "y"\n'
    (tmp_path / "gitleaks.toml").write_text(gitleaks)
    (tmp_path / "policy.toml").write_text('[[rules]]\nname = "corp"\ntypes = ["corp-key"]\nmode = "notify"\n')
    write(tmp_path, HEAD + 'rules = ["corp.toml", "gitleaks.toml"]\n')
    settings = load(tmp_path, environ={})
    assert [rule.name for rule in settings.detection.rules] == ["corp-key", "gitleaks-x"]
    assert settings.detection.hashed("0" * 16) != "0" * 16
    # Its types are known in this process from here on, and still its own.
    assert load(tmp_path, environ={}).detection == settings.detection
    assert [str(warning) for warning in settings.warnings] == [
        "stanch.toml:4: stanch.rules: gitleaks.toml: x: validate is not honoured — it is left out"
    ]
    (tmp_path / "corp.toml").write_text(rule.replace("keywords", "keyword"))
    with pytest.raises(SettingsError, match=r"stanch\.toml:4: stanch\.rules: cannot be used: corp\.toml:1: "):
        load(tmp_path, environ={})


@pytest.mark.parametrize(
    ("text", "web"),
    [
        ('listen = "off"', None),
        ('listen = "[::1]:80"', Web("::1", 80, frozenset({"[::1]", "localhost"}))),
        ('listen = "127.9.9.9:0"', Web("127.9.9.9", 0, frozenset({"127.9.9.9", "localhost"}))),
        (
            'listen = "10.0.0.5:9464"\nbeyond_loopback = true\nhosts = ["CI.internal"]',
            Web("10.0.0.5", 9464, frozenset({"10.0.0.5", "localhost", "ci.internal"})),
        ),
    ],
)
def test_where_it_answers(tmp_path: Path, text: str, web: Web | None) -> None:
    write(tmp_path, f"{HEAD}[web]\n{text}\n")
    assert load(tmp_path, environ={}, names=NAMES).web == web


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('listen = "9464"', 'listen: is no address with a port — write "127.0.0.1:9464", or "off"'),
        ('listen = "localhost:9464"', 'listen: is no address with a port — write "127.0.0.1:9464", or "off"'),
        ('listen = "127.0.0.1:65536"', 'listen: is no address with a port — write "127.0.0.1:9464", or "off"'),
        ('listen = "127.0.0:80"', 'listen: is no address with a port — write "127.0.0.1:9464", or "off"'),
        (
            'listen = "0.0.0.0:9464"',
            (
                "listen: others can reach this address — "
                'write "127.0.0.1:9464", or beyond_loopback = true if others shall read it'
            ),
        ),
        ('hosts = ["a/b"]', 'hosts[1]: is no host name — write a name alone, such as "ci.internal"'),
    ],
)
def test_where_it_does_not_answer(tmp_path: Path, text: str, problem: str) -> None:
    write(tmp_path, f"{HEAD}[web]\n{text}\n")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, environ={}, names=NAMES)
    assert str(caught.value) == f"stanch.toml:5: web.{problem}"


def test_a_postgres_system(tmp_path: Path) -> None:
    [system] = systems_of(
        tmp_path,
        '[[systems]]\nname = "pg"\nprovider = "postgres"\narmed = true\naliases = ["DB", "db:5432"]\ndatabase = "app"\n'
        'endpoints = ["db1", "127.0.0.1:6432", "[::1]:5433",\n'
        '  { address = "db2:5432", name = "replica", primary = false }, { address = "db3", tls = false }]\n'
        'ca = "ca.pem"\nadmin = { file = "pg.password", role = "stanch" }\nenvironment = "staging"\n',
    )
    assert system == System(
        name="pg",
        provider="postgres",
        endpoints=(
            Address("db1", "db1", 5432, tls=True),
            Address("127.0.0.1:6432", "127.0.0.1", 6432, tls=False),
            Address("[::1]:5433", "::1", 5433, tls=False),
            Address("replica", "db2", 5432, tls=True, primary=False),
            Address("db3", "db3", 5432, tls=False),
        ),
        accounts=frozenset(),
        ours=True,
        armed=True,
        admin=CredentialRef(tmp_path / "pg.password", "stanch"),
        ca=tmp_path / "ca.pem",
        proxy=None,
        environment="staging",
        aliases=frozenset({"db", "db:5432"}),
        database="app",
    )


def test_an_openbao_system(tmp_path: Path) -> None:
    text = (
        '[[systems]]\nname = "bao"\nprovider = "openbao"\nours = false\naccounts = ["a"]\nnamespace = "team"\n'
        'endpoints = ["https://bao.internal:8200/base/", "https://bao.internal", "http://127.0.0.1:8200",\n'
        '  { address = "http://plain:80", tls = false }]\n'
        'proxy = "http://proxy:3128"\nadmin = { credential = "bao-admin" }\n'
    )
    [system] = systems_of(tmp_path, text, CREDENTIALS_DIRECTORY="/run/credentials/x")
    assert system.endpoints == (
        Address("https://bao.internal:8200/base", "bao.internal", 8200, tls=True, base="/base"),
        Address("https://bao.internal", "bao.internal", 443, tls=True),
        Address("http://127.0.0.1:8200", "127.0.0.1", 8200, tls=False),
        Address("http://plain:80", "plain", 80, tls=False),
    )
    assert (system.ours, system.accounts, system.armed) == (False, frozenset({"a"}), False)
    assert (system.environment, system.namespace, system.proxy) == ("production", "team", "http://proxy:3128")
    assert system.admin == CredentialRef(Path("/run/credentials/x/bao-admin"))


def test_a_command_that_only_reads_needs_no_credentials_of_the_service(tmp_path: Path) -> None:
    text = '[[systems]]\nname = "bao"\nprovider = "openbao"\nendpoints = ["https://b"]\n'
    write(tmp_path, HEAD + text + 'admin = { credential = "bao-admin" }\n')
    with pytest.raises(SettingsError, match="CREDENTIALS_DIRECTORY is not set"):
        load(tmp_path, environ={}, names=NAMES)
    assert load(tmp_path, environ={}, names=NAMES, reads_only=True).systems[0].name == "bao"


def test_the_registries_say_which_names_exist(tmp_path: Path) -> None:
    system = '[[systems]]\nname = "bao"\nprovider = "openbao"\nendpoints = ["https://b"]\n'
    rule = '[[rules]]\nname = "r"\nmode = "observe"\ntypes = ["postgres-url", "openbao-token"]\n'
    write(tmp_path, HEAD + system, policy=rule)
    assert load(tmp_path).policy.rules == (Rule("r", Mode.OBSERVE, types=("postgres-url", "openbao-token")),)
    write(tmp_path, HEAD + system.replace("openbao", "openbaoo"), policy=rule.replace("token", "tokens"))
    with pytest.raises(SettingsError) as caught:
        load(tmp_path)
    assert [(problem.key, problem.mend) for problem in caught.value.problems] == [
        ("systems.bao.provider", "did you mean `openbao`?"),
        ("rules.r.types[2]", "did you mean `openbao-token`?"),
    ]


def test_rules_keep_their_order_and_a_pattern_for_nothing_is_only_noted(tmp_path: Path) -> None:
    policy = (
        '[[rules]]\nname = "first"\nmode = "auto"\ntypes = ["postgres-url"]\nsystems = ["pg"]\n'
        'methods = ["deactivate", "revoke"]\nirreversible = "auto"\nvisibility = ["public", "unknown"]\n'
        '[[rules]]\nname = "rest"\nmode = "notify"\ntypes = ["aws-*"]\nowners = ["team-?"]\n'
        'environments = ["staging"]\n'
    )
    write(tmp_path, HEAD + '[[systems]]\nname = "pg"\nprovider = "postgres"\nendpoints = ["a"]\n', policy=policy)
    settings = load(tmp_path, environ={"HOME": "/home/x"}, names=NAMES)
    assert settings.policy_hash == hashlib.sha256(policy.encode()).hexdigest()
    assert settings.policy.rules == (
        Rule(
            "first",
            Mode.AUTO,
            types=("postgres-url",),
            systems=("pg",),
            visibility=("public", "unknown"),
            methods=(Method.DEACTIVATE, Method.REVOKE),
            irreversible=Mode.AUTO,
        ),
        Rule("rest", Mode.NOTIFY, types=("aws-*",), owners=("team-?",), environments=("staging",)),
    )
    assert [str(warning) for warning in settings.warnings] == [
        "policy.toml:12: rules.rest.types[1]: no type fits `aws-*` today — write one of: openbao-token, postgres-url"
    ]


@pytest.mark.parametrize(
    ("mode", "types", "methods", "mend"),
    [
        ("auto", '["postgres-url"]', '["restrict"]', "add one of: deactivate, rotate, revoke"),
        ("approve", '["openbao-*"]', '["restrict", "deactivate"]', "add one of: revoke"),
        ("auto", '["*"]', '["restrict"]', "add one of: deactivate, rotate, revoke"),
        ("auto", '["*"]', '["restrict", "revoke"]', None),
        ("auto", '["postgres-url", "openbao-token"]', '["deactivate"]', None),
        ("notify", '["postgres-url"]', '["restrict"]', None),
    ],
)
def test_a_rule_whose_methods_do_not_exist_is_noted(
    tmp_path: Path, mode: str, types: str, methods: str, mend: str | None
) -> None:
    policy = f'[[rules]]\nname = "r"\nmode = "{mode}"\ntypes = {types}\nmethods = {methods}\n'
    write(tmp_path, HEAD, policy=policy)
    said = [str(warning) for warning in load(tmp_path, environ={"HOME": "/home/x"}, names=NAMES).warnings]
    none = "none of these exists for any type of this rule, so nothing is done"
    assert said == ([f"policy.toml:5: rules.r.methods: {none} — {mend}"] if mend else [])


def test_the_inventory_guards_and_knows(tmp_path: Path) -> None:
    inventory = (
        f'[[credentials]]\nname = "app-db"\nowner = "team"\ntype = "postgres-url"\nfingerprint = "{MARK.upper()}"\n'
        'identity = { system = "pg", principal = "app" }\nprotected = true\nexpires = 2027-01-31\nsystems = ["shop"]\n'
        f'[[credentials]]\nname = "bait"\nowner = "sec"\ncanary = true\nremoval = "never"\n'
        f'fingerprint = "{"cd" * 32}"\n'
    )
    write(
        tmp_path,
        HEAD
        + '[[systems]]\nname = "pg"\nprovider = "postgres"\nendpoints = ["a"]\n'
        + 'admin = { file = "f", role = "stanch" }\n',
        inventory=inventory,
    )
    settings = load(tmp_path, environ={"HOME": "/home/x"}, names=NAMES)
    # The role that Stanch logs in as is protected without being written down.
    assert settings.policy.guard == Guard(
        protected=frozenset({MARK}),
        canaries=frozenset({"cd" * 32}),
        principals=frozenset({("pg", "app"), ("pg", "stanch")}),
    )
    entry = settings.inventory.entries[0]
    assert (entry.expires, entry.systems, entry.identity) == (date(2027, 1, 31), ("shop",), ("pg", "app"))
    assert settings.inventory.by_fingerprint(["00", MARK]) == entry
    assert settings.inventory.by_identity("pg", "app") == entry
    assert settings.inventory.by_identity("bao", "app") is None
    assert settings.inventory.known([MARK]) == "postgres-url"
    assert settings.inventory.known(["cd" * 32]) is None
    assert settings.inventory.known([]) is None
    [lack] = settings.inventory.findings
    assert lack.startswith("inventory.toml:1: credentials.app-db.removal: nobody wrote down how it is removed — write ")


def test_a_login_of_the_inventory_is_the_same_in_any_case(tmp_path: Path) -> None:
    entries = "".join(
        f'[[credentials]]\nname = "{system}-bot"\nowner = "team"\nremoval = "never"\nprotected = true\n'
        f'identity = {{ system = "{system}", principal = "Acme-Bot" }}\n'
        for system in ("hub", "pg")
    )
    two = '[[systems]]\nname = "pg"\nprovider = "postgres"\nendpoints = ["a"]\n[[systems]]\nname = "hub"\n'
    write(tmp_path, HEAD + two + 'provider = "github"\n', inventory=entries)
    settings = load(tmp_path, environ={"HOME": "/home/x"})
    hub, pg = settings.inventory.entries
    guard = settings.policy.guard
    assert settings.inventory.by_identity("hub", "acme-bot") == hub
    assert guard.protects(frozenset(), "hub", Identity("acme-bot", "acme-bot"))
    assert settings.inventory.by_identity("pg", "Acme-Bot") == pg
    assert settings.inventory.by_identity("pg", "acme-bot") is None
    assert not guard.protects(frozenset(), "pg", Identity("pg", "acme-bot"))


SHOP = (
    '[[credentials]]\nname = "shop"\nowner = "team"\nremoval = "never"\ntype = "postgres-url"\n'
    'identity = { system = "pg", principal = "shop_a" }\nprotected = true\n'
)
TWO_SYSTEMS = (
    HEAD
    + '[[systems]]\nname = "pg"\nprovider = "postgres"\nendpoints = ["a"]\n'
    + '[[systems]]\nname = "bao"\nprovider = "openbao"\nendpoints = ["https://b"]\nadmin = { file = "f" }\n'
)


@pytest.mark.parametrize(
    ("stored", "sink", "words"),
    [
        ('"in the safe"', None, "in the safe"),
        (
            '{ system = "bao", path = "secret/data/shop/db" }',
            VaultPlace("bao", "secret/data/shop/db", {"role": "role", "password": "password"}),
            "bao: secret/data/shop/db",
        ),
        (
            '{ system = "bao", path = "kv/db", fields = { password = "pw" } }',
            VaultPlace("bao", "kv/db", {"password": "pw"}),
            "bao: kv/db",
        ),
        (
            '{ file = "/etc/shop/db.env", template = "PW={password}\\n" }',
            FilePlace(Path("/etc/shop/db.env"), "PW={password}\n"),
            "/etc/shop/db.env",
        ),
        (
            '{ file = "/x", template = "{host} {password:url}", owner = "shop", group = "www", mode = "0640" }',
            FilePlace(Path("/x"), "{host} {password:url}", "shop", "www", 0o640),
            "/x",
        ),
    ],
)
def test_where_a_credential_is_kept(
    tmp_path: Path, stored: str, sink: VaultPlace | FilePlace | None, words: str
) -> None:
    write(tmp_path, TWO_SYSTEMS, inventory=f"{SHOP}stored = {stored}\n")
    [entry] = load(tmp_path, environ={"HOME": "/home/x"}, names=NAMES).inventory.entries
    assert (entry.sink, entry.stored, entry.turns, entry.reread) == (sink, words, (), None)


def test_a_path_may_be_all_that_an_entry_is_known_by(tmp_path: Path) -> None:
    text = '[[credentials]]\nname = "x"\nowner = "o"\nremoval = "r"\ntype = "postgres-url"\n'
    write(tmp_path, TWO_SYSTEMS, inventory=text + 'stored = { system = "bao", path = "secret/data/shop/db" }\n')
    [entry] = load(tmp_path, environ={"HOME": "/home/x"}, names=NAMES).inventory.entries
    assert (entry.fingerprint, entry.identity) == (None, None)


def test_accounts_that_take_turns_are_one_entry(tmp_path: Path) -> None:
    stored = 'stored = { system = "bao", path = "secret/data/shop/db" }\n'
    rotation = 'rotation = { turns = ["shop_a", "shop_b"], reread = "10s" }\n'
    write(tmp_path, TWO_SYSTEMS, inventory=SHOP.replace("protected", "shared") + stored + rotation)
    settings = load(tmp_path, environ={"HOME": "/home/x"}, names=NAMES)
    [entry] = settings.inventory.entries
    assert (entry.turns, entry.reread) == (("shop_a", "shop_b"), timedelta(seconds=10))
    for principal in ("shop_a", "shop_b"):
        assert settings.inventory.by_identity("pg", principal) == entry
    assert settings.inventory.by_identity("bao", "shop_b") is None
    assert settings.inventory.by_identity("pg", "shop_c") is None
    assert settings.policy.guard.shared_principals == {("pg", "shop_a"), ("pg", "shop_b")}


@pytest.mark.parametrize(
    ("environ", "directory", "state"),
    [
        ({"HOME": "/h"}, "/h/.config/stanch", "/h/.local/state/stanch"),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"}, "/c/stanch", "/s/stanch"),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "c", "XDG_STATE_HOME": "s"}, "/h/.config/stanch", "/h/.local/state/stanch"),
        (
            {"HOME": "/h", "CONFIGURATION_DIRECTORY": "/etc/stanch:/x", "STATE_DIRECTORY": "/var/lib/stanch:/y"},
            "/etc/stanch",
            "/var/lib/stanch",
        ),
    ],
)
def test_where_configuration_and_state_are(tmp_path: Path, environ: dict[str, str], directory: str, state: str) -> None:
    assert config_directory(environ=environ) == Path(directory)
    assert config_directory(tmp_path, environ=environ) == tmp_path
    write(tmp_path, '[stanch]\nfallback_owner = "ops"\n')
    assert load(tmp_path, environ=environ, names=NAMES).state == Path(state)


def test_a_public_service_has_its_address_and_is_not_ours(tmp_path: Path) -> None:
    names = ("github", "gitlab", "slack")
    found = systems_of(tmp_path, "".join(f'[[systems]]\nname = "{each}"\nprovider = "{each}"\n' for each in names))
    assert [(each.name, each.ours, each.armed, set(each.aliases), each.endpoints) for each in found] == [
        ("github", False, False, {"github.com"}, (Address("https://api.github.com", "api.github.com", 443, tls=True),)),
        ("gitlab", False, False, set(), (Address("https://gitlab.com", "gitlab.com", 443, tls=True),)),
        ("slack", False, False, set(), (Address("https://slack.com", "slack.com", 443, tls=True),)),
    ]
    [own] = systems_of(
        tmp_path,
        '[[systems]]\nname = "ghes"\nprovider = "github"\nours = true\naliases = ["Git"]\n'
        'endpoints = ["https://github.internal/api/v3"]\n',
    )
    assert (own.ours, set(own.aliases), own.endpoints[0].host, own.endpoints[0].base) == (
        True,
        {"git"},
        "github.internal",
        "/api/v3",
    )


# --- the reference files ----------------------------------------------------------------------------


def uncommented(text: str) -> str:
    """Prose begins with `# `, an entry with `#` alone."""
    return re.sub(r"(?m)^#(?=\S)", "", text)


def test_the_working_tree_of_a_repository_is_a_source_beside_it(tmp_path: Path) -> None:
    (tmp_path / "app" / ".git").mkdir(parents=True)
    (tmp_path / "bare.git").mkdir()
    git = '[[sources]]\nkind = "git"\nvisibility = "public"\n'
    write(
        tmp_path,
        HEAD
        + f'{git}path = "app"\ngitignore = true\nexclude = ["x"]\n{git}path = "bare.git"\nunreachable = true\n'
        + f'{git}path = "app"\nname = "history"\nworktree = false\n'
        + f'{git}path = "later"\nworktree = true\n',
    )
    about = (Visibility.PUBLIC, ("x",))
    assert load(tmp_path, environ={}, names=NAMES).sources == (
        SourceSettings("app", SourceKind.GIT, tmp_path / "app", *about),
        SourceSettings("app (files)", SourceKind.TREE, tmp_path / "app", *about, of="app", gitignore=True),
        SourceSettings("bare", SourceKind.GIT, tmp_path / "bare.git", Visibility.PUBLIC, unreachable=True),
        SourceSettings("history", SourceKind.GIT, tmp_path / "app", Visibility.PUBLIC),
        SourceSettings("later", SourceKind.GIT, tmp_path / "later", Visibility.PUBLIC),
        SourceSettings("later (files)", SourceKind.TREE, tmp_path / "later", Visibility.PUBLIC, of="later"),
    )


def test_a_name_that_nobody_wrote_is_shown_like_a_files(tmp_path: Path) -> None:
    """Metrics, messages and the ledger have it; one that somebody wrote is to be no credential."""
    token = "hvs." + "kQ7mZt2XwR9bNc4LpVf8sHyD"
    (tmp_path / token).mkdir()
    write(tmp_path, f'{HEAD}[[sources]]\nkind = "tree"\nvisibility = "public"\npath = "{token}"\n')
    [source] = load(tmp_path, environ={}, names=NAMES).sources
    assert (source.name, source.path) == ("(openbao-token)", tmp_path / token)
    write(tmp_path, f'{HEAD}[[sources]]\nkind = "tree"\nvisibility = "public"\npath = "x"\nname = "{token}"\n')
    with pytest.raises(SettingsError, match="is like a credential, and names are shown") as caught:
        load(tmp_path, environ={}, names=NAMES)
    assert token not in str(caught.value)


def test_the_reference_files_load_when_everything_is_uncommented(tmp_path: Path) -> None:
    from agent.settings.slack import SlackTable

    for name in REFERENCE_FILES:
        (tmp_path / name).write_text(uncommented(reference(name)))
    settings = load(tmp_path, environ={"HOME": "/home/x", "CREDENTIALS_DIRECTORY": "/run/x"}, names=NAMES)
    # Every key stands there with its default.
    assert (settings.probe, settings.caps, settings.timing) == (ProbeLimits(), Caps(), Timing())
    assert settings.hygiene == Hygiene()
    assert (settings.scan_workers, settings.log_level) == (2, LogLevel.INFO)
    assert settings.evidence.checkpoint_every == timedelta(minutes=5)
    assert settings.web is not None
    assert replace(settings.web, hooks=()) == Web("127.0.0.1", 9464, frozenset({"127.0.0.1", "localhost"}))
    hooks = [hook.name for hook in settings.web.hooks]
    assert hooks == ["forge", "breaker", "partner", "partner-offline", "revocation"]
    names = [
        "app",
        "app (files)",
        "jenkins",
        "journal",
        "shop",
        "desk",
        "acme",
        "acme-labs",
        "acme-alerts",
        "bao-prod",
        "bao-apps",
        "bao-pods",
        "aws-secrets",
        "aws-ssm",
        "aws-pods",
        "aws-other-account",
        "aws-here",
        "github-acme",
    ]
    assert [source.name for source in settings.sources] == names
    assert settings.slack is not None
    assert settings.slack.base_url == SlackTable().base_url
    assert [system.name for system in settings.systems] == ["pg-main", "bao", "aws-prod", "github", "gitlab", "slack"]
    assert [rule.name for rule in settings.policy.rules] == ["leaked database passwords", "everything else"]
    assert [entry.name for entry in settings.inventory.entries] == ["app-db"]
    assert settings.inventory.findings == ()


def test_the_reference_files_as_they_are_only_lack_the_fallback_owner(tmp_path: Path) -> None:
    for name in REFERENCE_FILES:
        (tmp_path / name).write_text(reference(name))
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, environ={"HOME": "/home/x"}, names=NAMES)
    assert [problem.key for problem in caught.value.problems] == ["stanch.fallback_owner"]


@pytest.mark.parametrize("name", REFERENCE_FILES)
def test_the_reference_explains_every_key_that_exists(name: str) -> None:
    from agent.settings.inventory import CredentialTable
    from agent.settings.rules import RuleTable
    from agent.settings.slack import SlackTable, TokenTable
    from agent.settings.stored import RotationTable, StoredTable
    from agent.settings.systems import AdminTable, EndpointTable, SystemTable
    from agent.settings.tables import EvidenceTable, Main, Overlap, SourceTable, WebTable
    from agent.settings.webhooks import WebHookTable

    tables = {
        "stanch.toml": (
            *(Main, ProbeLimits, Caps, Timing, Overlap, EvidenceTable, SourceTable, SystemTable, EndpointTable),
            *(AdminTable, SlackTable, TokenTable, WebTable, WebHookTable),
        ),
        "policy.toml": (RuleTable,),
        "inventory.toml": (CredentialTable, StoredTable, RotationTable),
    }[name]
    text = reference(name)
    keys = {key for table in tables for key in table.__struct_fields__}
    assert {key for key in keys if not re.search(rf"\b{key}( =|\.)", text)} == set()


def test_an_aws_account_is_of_the_system_that_lists_it(tmp_path: Path) -> None:
    """AWS answers every System for every account: another one would act beside what is protected and rotated there."""
    system = '[[systems]]\nname = "{}"\nprovider = "aws"\n{}'
    write(
        tmp_path,
        HEAD
        + '[estate]\naccounts = ["123456789012", "111122223333"]\n'
        + system.format("main", 'accounts = ["123456789012"]\n')
        + system.format("other", ""),
    )
    settings = load(tmp_path, environ={}, names=NAMES)
    main, other = settings.systems
    mine, theirs = Identity("123456789012", "x"), Identity("111122223333", "x")
    holds = settings.policy.estate.holds
    assert [holds(mine, main), holds(mine, other)] == [True, False]
    assert [holds(theirs, main), holds(theirs, other)] == [True, True]
