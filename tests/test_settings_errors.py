"""Every mistake in a configuration: file, line, key, what is wrong and the mend, word for word."""

# ruff: noqa: E501 - a case is a line: what was written, and what is said about it

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.settings import Names, SettingsError, load

NAMES = Names(
    types={"postgres-url", "openbao-token"}, providers={"aws", "github", "gitlab", "postgres", "openbao", "slack"}
)
HEAD = '[stanch]\nfallback_owner = "ops"\n'
PG = HEAD + '[[systems]]\nname = "pg"\nprovider = "postgres"\n'
AWS = HEAD + '[[systems]]\nname = "cloud"\nprovider = "aws"\n'
BAO = HEAD + '[[systems]]\nname = "bao"\nprovider = "openbao"\n'
HUB = HEAD + '[[systems]]\nname = "hub"\nprovider = "github"\n'
LAB = HEAD + '[[systems]]\nname = "lab"\nprovider = "gitlab"\n'
SLACK = HEAD + '[[systems]]\nname = "chat"\nprovider = "slack"\n'
ELSEWHERE = (
    "is no AWS account number (12 digits), and other names count on one System only — "
    'write accounts = ["..."] into its [[systems]] table, and remove it here'
)
LISTED = 'remove it, and list what is yours: accounts = ["..."]'
PG2 = '[[systems]]\nname = "two"\nprovider = "postgres"\n'
BAO2 = '[[systems]]\nname = "two"\nprovider = "openbao"\n'
TWICE = "has the same server, so that each finding would be probed and acted on twice — remove one of the two"
RULE = '[[rules]]\nname = "r"\nmode = "auto"\n'
ENTRY = '[[credentials]]\nname = "app-db"\nowner = "ops"\nremoval = "drop it"\n'
NO_SECRET = (
    'a secret does not belong into this file — put it into a file of mode 0600 and name that: admin = { file = "..." }'
)
NO_ADDRESS = "is no address — write "

Complain = Callable[..., list[str]]


@pytest.fixture
def complain(tmp_path: Path) -> Complain:
    def complain(main: str = HEAD, policy: str | None = None, inventory: str | None = None) -> list[str]:
        for name, text in (("stanch.toml", main), ("policy.toml", policy), ("inventory.toml", inventory)):
            if text is not None:
                (tmp_path / name).write_text(text)
        with pytest.raises(SettingsError) as caught:
            load(tmp_path, environ={"HOME": "/home/x"}, names=NAMES)
        assert str(caught.value) == "\n".join(map(str, caught.value.problems))
        return str(caught.value).split("\n")

    return complain


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # what is missing or unknown
        ("", 'stanch.toml:1: stanch.fallback_owner: is missing — write [stanch] fallback_owner = "who is told when nobody owns a credential"'),
        ('[stanch]\nstate = "x"\n', 'stanch.toml:1: stanch.fallback_owner: is missing — write [stanch] fallback_owner = "who is told when nobody owns a credential"'),
        (HEAD + "scan_worker = 3\n", "stanch.toml:3: stanch.scan_worker: there is no such key — did you mean `scan_workers`?"),
        (HEAD + "[source]\n", "stanch.toml:3: source: there is no such key — did you mean `sources`?"),
        (HEAD + "[caps]\nxyz = 1\n", "stanch.toml:4: caps.xyz: there is no such key — write one of: actions_per_hour, per_owner_per_hour, per_system_per_hour"),
        (HEAD + '[[sources]]\nkind = "git"\npath = "p"\nvisiblity = "public"\n', "stanch.toml:6: sources[1].visiblity: there is no such key — did you mean `visibility`?"),
        (HEAD + '[[sources]]\nname = "app"\nkind = "git"\n', 'stanch.toml:3: sources.app.path: is missing — write path = "/path"'),
        (HEAD + '[[sources]]\nkind = "tree"\npath = "p"\nworktree = true\n', 'stanch.toml:6: sources[1].worktree: is for a kind = "git" with a path — take it out'),
        (HEAD + '[[sources]]\nkind = "git"\npath = "p"\ngitignore = true\n', "stanch.toml:6: sources[1].gitignore: no working tree is read there — take it out, or write worktree = true"),
        (HEAD + '[[sources]]\npath = "p"\n', 'stanch.toml:3: sources[1].kind: is missing — write kind = "git" or "tree" or "log" or "forge" or "vault" or "journal" or "alerts" or "ci"'),
        (PG, 'stanch.toml:3: systems.pg.endpoints: is missing — write ["db1.internal:5432"]'),
        # wrong types and values
        (HEAD + 'scan_workers = "2"\n', "stanch.toml:3: stanch.scan_workers: must be a whole number from 1 to 256, not this text — write a number such as 2, without quotes"),
        (HEAD + "scan_workers = 0\n", "stanch.toml:3: stanch.scan_workers: must be a whole number from 1 to 256, not this number — write a number such as 2, without quotes"),
        (HEAD + "scan_workers = true\n", "stanch.toml:3: stanch.scan_workers: must be a whole number from 1 to 256, not true or false — write a number such as 2, without quotes"),
        (HEAD + "[caps]\nper_owner_per_hour = 1.5\n", "stanch.toml:4: caps.per_owner_per_hour: must be a whole number from 0 to 1000000, not a number with a point — write a number such as 20, without quotes"),
        ("[stanch]\nfallback_owner = 3\n", 'stanch.toml:2: stanch.fallback_owner: must be a text, not this number — write "..."'),
        ('[stanch]\nfallback_owner = ""\n', 'stanch.toml:2: stanch.fallback_owner: must be a text, not an empty text — write "..."'),
        (HEAD + 'state = ""\n', 'stanch.toml:3: stanch.state: must be a path, not an empty text — write "/path"'),
        (HEAD + '[probe]\nmode = "of"\n', "stanch.toml:4: probe.mode: `of` is none of its values — did you mean `off`?"),
        (HEAD + "[probe]\nmode = false\n", 'stanch.toml:4: probe.mode: must be one word of a few, not true or false — write "off" or "own" or "all"'),
        (HEAD + '[probe]\nmode = "a long text, pasted"\n', "stanch.toml:4: probe.mode: (this text) is none of its values — write one of: all, off, own"),
        (HEAD + '[timing]\npoll = "10 s"\n', 'stanch.toml:4: timing.poll: must be a duration, not this text — write a number of s, m, h or d, such as "15m"'),
        (HEAD + "[timing]\npoll = 10\n", 'stanch.toml:4: timing.poll: must be a duration, not this number — write a number of s, m, h or d, such as "15m"'),
        (HEAD + '[timing]\noverlap.public = "0m"\n', 'stanch.toml:4: timing.overlap.public: is no time: the smallest is 1s — write "1s" or more'),
        (HEAD + '[timing]\npoll = "0s"\n', 'stanch.toml:4: timing.poll: is no time: the smallest is 1s — write "1s" or more'),
        (HEAD + "[approvals]\npeople = 9\n", "stanch.toml:4: approvals.people: must be a whole number from 1 to 5, not this number — write a number such as 2, without quotes"),
        (HEAD + '[[sources]]\nkind = "git"\npaths = "/x"\n', "stanch.toml:5: sources[1].paths: there is no such key — did you mean `path`?"),
        (HEAD + "[caps]\nper_owner_per_hour = 1\n# x\nper_owner_per_hour = 2\n", "stanch.toml:6: caps.per_owner_per_hour: is there already, on line 4 — keep one of the two"),
        (HEAD + "[caps]\n[timing]\n[caps]\n", "stanch.toml:5: caps: is there already, on line 3 — keep one of the two"),
        (HEAD + '[[sources]]\nkind = "git"\npath = "a"\nnested = { a = 1, a = 2 }\n', "stanch.toml:6: sources[1].nested.a: is there already, on line 6 — keep one of the two"),
        (HEAD + "a = [1]\n[[stanch]]\n", "stanch.toml:4: stanch: is there already, on line 1 — keep one of the two"),
        (HEAD + '[timing]\nrecheck = ["1h",\n"1 week"]\n', 'stanch.toml:5: timing.recheck[2]: must be a duration, not this text — write a number of s, m, h or d, such as "15m"'),
        (HEAD + '[timing]\nrecheck = ["1d", "1h"]\n', 'stanch.toml:4: timing.recheck: must rise from one to the next — write ["1h", "1d", "7d"]'),
        (HEAD + '[estate]\naccounts = "a"\n', 'stanch.toml:4: estate.accounts: must be a list, not this text — write accounts = ["..."]'),
        (HEAD + '[estate]\naccounts = ["123456789012",\n"acme"]\n', f"stanch.toml:5: estate.accounts[2]: `acme` {ELSEWHERE}"),
        (HEAD + '[estate]\naccounts = ["aws: 1"]\n', f"stanch.toml:4: estate.accounts[1]: (this text) {ELSEWHERE}"),
        (HEAD + "[systems]\n", "stanch.toml:3: systems: must be a list of tables, not a table — write [[systems]]"),
        (HEAD + "[[timing]]\n", "stanch.toml:3: timing: must be a table, not a list — write { ... } or [timing]"),
        # the text itself
        (HEAD + "a = \n", "stanch.toml:3: this is no TOML: Invalid value — mend this line; texts stand in double quotes, lists in square brackets"),
        (HEAD + "a = [1,\n", "stanch.toml: this is no TOML: Invalid value, at the end of the file — close what is open there"),
        # secrets and their places
        (PG + 'endpoints = ["a"]\npassword = "x"\n', f"stanch.toml:7: systems.pg.password: {NO_SECRET}"),
        (BAO + 'endpoints = ["https://a"]\nadmin = { file = "f", token = "x" }\n', f"stanch.toml:7: systems.bao.admin.token: {NO_SECRET}"),
        (BAO + 'endpoints = ["https://a"]\nadmin = { }\n', 'stanch.toml:7: systems.bao.admin: needs one of file and credential — write admin = { file = "/path" }'),
        (BAO + 'endpoints = ["https://a"]\nadmin = { credential = "c" }\n', "stanch.toml:7: systems.bao.admin.credential: $CREDENTIALS_DIRECTORY is not set — start Stanch with LoadCredential= in its unit, or write file = for a path"),
        (BAO + 'endpoints = ["https://a"]\nadmin = { credential = "../c" }\n', "stanch.toml:7: systems.bao.admin.credential: is a path — write the name only, or file = for a path"),
        (AWS + 'admin = { file = "f" }\n', 'stanch.toml:6: systems.cloud.admin.id: is missing — write id = "the access key id that Stanch signs with"'),
        (PG + 'endpoints = ["a"]\nadmin = { file = "f", role = "r", id = "x" }\n', "stanch.toml:7: systems.pg.admin.id: means nothing to postgres — remove it"),
        (PG + 'endpoints = ["a"]\nadmin = { file = "f" }\n', 'stanch.toml:7: systems.pg.admin.role: is missing — write role = "the role that Stanch logs in as"'),
        # Systems
        (HEAD + '[[systems]]\nname = "x"\nprovider = "postgress"\nendpoints = ["a"]\n', "stanch.toml:5: systems.x.provider: there is no provider `postgress` — did you mean `postgres`?"),
        (PG + 'endpoints = ["a"]\n' + PG.removeprefix(HEAD) + 'endpoints = ["b"]\n', "stanch.toml:8: systems.pg.name: `pg` is there already — give it its own name"),
        (HEAD + '[[systems]]\nname = "p*"\nprovider = "postgres"\nendpoints = ["a"]\n', 'stanch.toml:4: systems[1].name: is no plain name — write letters, digits and . _ - only, such as "pg-main"'),
        (PG + "endpoints = []\n", 'stanch.toml:6: systems.pg.endpoints: is empty — write ["db1.internal:5432"]'),
        (PG + 'endpoints = ["a:1",\n"a:1"]\n', "stanch.toml:7: systems.pg.endpoints[2]: `a:1` is another endpoint as well — remove one of them"),
        (PG + 'endpoints = ["a",\n"A.:5432"]\n', f"stanch.toml:7: systems.pg.endpoints[2]: `a` of systems.pg {TWICE}"),
        (PG + 'endpoints = ["a"]\n' + PG2 + 'endpoints = ["b",\n{ address = "a:5432", name = "n" }]\n', f"stanch.toml:11: systems.two.endpoints.n: `a` of systems.pg {TWICE}"),
        (BAO + 'endpoints = ["https://a"]\n' + BAO2 + 'endpoints = ["https://a:443/"]\n', f"stanch.toml:10: systems.two.endpoints[1]: `https://a` of systems.bao {TWICE}"),
        (PG + 'endpoints = ["a:99999"]\n', f'stanch.toml:6: systems.pg.endpoints[1]: {NO_ADDRESS}["db1.internal:5432"]'),
        (PG + 'endpoints = ["a/app"]\n', f'stanch.toml:6: systems.pg.endpoints[1]: {NO_ADDRESS}["db1.internal:5432"]'),
        (PG + 'endpoints = ["u:p@a"]\n', 'stanch.toml:6: systems.pg.endpoints[1]: is more than an address — a user and password belong into a file: admin = { file = "...", role = "..." }'),
        (PG + 'endpoints = [{ address = "", name = "n" }]\n', 'stanch.toml:6: systems.pg.endpoints.n.address: must be a text, not an empty text — write "..."'),
        (PG + 'endpoints = [{ address = "a", primary = false }]\n', "stanch.toml:6: systems.pg.endpoints: none of them is a primary — remove primary = false from one that can write"),
        (PG + 'endpoints = ["a"]\nnamespace = "n"\n', "stanch.toml:7: systems.pg.namespace: means nothing to postgres — remove it"),
        (PG + 'endpoints = ["a"]\nproxy = "http://p:1"\n', "stanch.toml:7: systems.pg.proxy: postgres cannot be reached through a proxy — remove it"),
        (BAO + 'endpoints = ["bao:8200"]\n', f'stanch.toml:6: systems.bao.endpoints[1]: {NO_ADDRESS}["https://bao.internal:8200"]'),
        (BAO + 'endpoints = ["https://u:p@bao"]\n', 'stanch.toml:6: systems.bao.endpoints[1]: is more than an address — a user and password belong into a file: admin = { file = "...", role = "..." }'),
        (BAO + 'endpoints = ["http://bao"]\n', "stanch.toml:6: systems.bao.endpoints[1]: secrets would cross the network unencrypted — write https://, or { address = ..., tls = false } to accept that"),
        (BAO + 'endpoints = [{ address = "https://bao", tls = false }]\n', "stanch.toml:6: systems.bao.endpoints[1].address: https and tls = false contradict each other — remove one of them"),
        (BAO + 'endpoints = ["https://a"]\nproxy = "p:3128"\n', 'stanch.toml:7: systems.bao.proxy: is no address of a proxy — write "http://host:port", without user and password'),
        (HUB + "ours = true\n", f"stanch.toml:6: systems.hub.ours: api.github.com serves everybody — {LISTED}"),
        (LAB + 'endpoints = ["https://GitLab.com."]\nours = true\n', f"stanch.toml:7: systems.lab.ours: gitlab.com. serves everybody — {LISTED}"),
        (AWS + "ours = true\n", f"stanch.toml:6: systems.cloud.ours: sts.amazonaws.com serves everybody — {LISTED}"),
        (HUB + 'admin = { file = "f" }\n', "stanch.toml:6: systems.hub.admin: github has no use for one: whoever holds a token can end it — remove it"),
        (SLACK + 'admin = { file = "f" }\n', "stanch.toml:6: systems.chat.admin: slack has no use for one: whoever holds a token can end it — remove it"),
        (HUB + "endpoints = []\n", 'stanch.toml:6: systems.hub.endpoints: is empty — write ["https://api.github.com"]'),
        (HUB + HUB.removeprefix(HEAD).replace('"hub"', '"two"'), f"stanch.toml:6: systems.two.endpoints[1]: `https://api.github.com` of systems.hub {TWICE}"),
        # sources
        (HEAD + '[[sources]]\nkind = "git"\npath = "a/app.git"\n[[sources]]\nkind = "tree"\npath = "b/app"\n', 'stanch.toml:8: sources[2].path: another source has this name already — write name = "..." with one of its own'),
        (HEAD + '[[sources]]\nkind = "git"\npath = "a/app.git"\nlayout = "jenkins"\n', "stanch.toml:6: sources[1].layout: is only for sources of the kind log — remove it"),
        (HEAD + '[[sources]]\nkind = "log"\npath = "a"\nlayout = "jenkin"\n', "stanch.toml:6: sources[1].layout: `jenkin` is none of its values — did you mean `jenkins`?"),
        (HEAD + '[[sources]]\nkind = "log"\npath = "a"\nunits = ["a"]\n', "stanch.toml:6: sources[1].units: is only for sources of the kind journal — remove it"),
        (HEAD + '[[sources]]\nkind = "tree"\nname = "x"\n', 'stanch.toml:3: sources.x.path: is missing — write path = "/path"'),
        (HEAD + '[[sources]]\nkind = "tree"\npath = "/"\n', 'stanch.toml:5: sources[1].path: yields no name — write name = "..."'),
    ],
)  # fmt: skip
def test_stanch_toml(complain: Complain, text: str, message: str) -> None:
    assert complain(text) == [message]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PG + 'endpoints = ["a:1"]\n', PG2 + 'endpoints = ["a:2"]\n'),
        (BAO + 'endpoints = ["https://a"]\n', BAO2 + 'endpoints = ["https://a"]\nnamespace = "team"\n'),
        (BAO + 'endpoints = ["https://a/x"]\n', BAO2 + 'endpoints = ["https://a/y"]\n'),
        (AWS, '[[systems]]\nname = "two"\nprovider = "aws"\n'),
    ],
)
def test_what_only_looks_like_the_same_server(tmp_path: Path, one: str, other: str) -> None:
    (tmp_path / "stanch.toml").write_text(one + other)
    assert [system.name for system in load(tmp_path, names=NAMES).systems][1:] == ["two"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[rules]]\nname = "r"\n', 'policy.toml:1: rules.r.mode: is missing — write mode = "observe" or "notify" or "approve" or "auto"'),
        (RULE + RULE, "policy.toml:5: rules.r.name: `r` is there already — give it its own name"),
        (RULE + 'types = ["postgres-url",\n"postgres-ulr"]\n', "policy.toml:5: rules.r.types[2]: there is no type `postgres-ulr` — did you mean `postgres-url`?"),
        (RULE + 'systems = ["pgs"]\n', "policy.toml:4: rules.r.systems[1]: there is no system `pgs` — did you mean `pg`?"),
        (RULE + 'visibility = ["pubic"]\n', "policy.toml:4: rules.r.visibility[1]: there is no visibility `pubic` — did you mean `public`?"),
        (RULE + 'methods = ["rovoke"]\n', "policy.toml:4: rules.r.methods[1]: `rovoke` is none of its values — did you mean `revoke`?"),
        (RULE + "owners = []\n", "policy.toml:4: rules.r.owners: an empty list fits nothing — name something, or remove the key"),
        (RULE + 'type = ["x"]\n', "policy.toml:4: rules.r.type: there is no such key — did you mean `types`?"),
        (RULE + 'systems = ["pg"]\ntypes = ["postgres-*"]\nirreversible = "auto"\n', 'policy.toml:6: rules.r.irreversible: `auto` is only for a rule that lists its types without patterns — write types with full names, or irreversible = "approve"'),
        (RULE + 'types = ["postgres-url"]\nirreversible = "auto"\n', 'policy.toml:5: rules.r.irreversible: `auto` is only for a rule that lists its systems without patterns — write systems with full names, or irreversible = "approve"'),
        (RULE + 'irreversible = "yes"\n', "policy.toml:4: rules.r.irreversible: `yes` is none of its values — write one of: approve, auto"),
    ],
)  # fmt: skip
def test_policy_toml(complain: Complain, text: str, message: str) -> None:
    assert complain(PG + 'endpoints = ["a"]\n', policy=text) == [message]


KEPT = ENTRY + 'type = "postgres-url"\nidentity = { system = "pg", principal = "app" }\n'
IN_BAO = KEPT + 'stored = { system = "bao", path = "secret/data/app" }\n'
BOTH = PG + 'endpoints = ["a"]\n' + BAO.removeprefix(HEAD) + 'endpoints = ["https://b"]\nadmin = { file = "f" }\n'
AT = "inventory.toml:7: credentials.app-db.stored"
TURNS = "inventory.toml:8: credentials.app-db.rotation.turns"
API_PATH = 'write it as the API has it, behind /v1/: "secret/data/app/db" (KV version 2), "kv/app/db" (version 1)'
WHOLE_LINES = 'write whole lines such as "DB={role:url}:{password:url}@db\\n"'
MODE = 'is no mode that keeps everybody else out and lets its owner read — write mode = "0640" or "0600", or another of r and w only'


def vault(rest: str) -> str:
    return KEPT + f'stored = {{ system = "bao", {rest} }}\n'


def file(template: str, rest: str = "", path: str = "/etc/x") -> str:
    return KEPT + f'stored = {{ file = "{path}", template = "{template}"{rest} }}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # which place
        (ENTRY + 'fingerprint = "' + "a" * 64 + '"\nstored = { system = "bao", path = "a/b" }\n', 'inventory.toml:1: credentials.app-db.type: is missing: it says which parts are kept there — write type = "..."'),
        (KEPT + "stored = { }\n", f'{AT}: needs one of system and file — write {{ system = "...", path = "..." }} or {{ file = "/...", template = "..." }}'),
        (KEPT + "stored = 3\n", f'{AT}: must be a text, not this number — write "..."'),
        (vault('path = "a/b", mode = "0600"'), f"{AT}.mode: means nothing beside system — remove it"),
        (file("{password}", ', path = "a/b"'), f"{AT}.path: means nothing beside file — remove it"),
        (vault('path = "a/b", feilds = { }'), f"{AT}.feilds: there is no such key — did you mean `fields`?"),
        # a path of a System
        (KEPT + 'stored = { system = "boa", path = "a/b" }\n', f"{AT}.system: there is no system `boa` — did you mean `bao`?"),
        (KEPT + 'stored = { system = "pg", path = "a/b" }\n', f"{AT}.system: is no OpenBao or Vault — name a system whose provider is openbao"),
        (KEPT + 'stored = { system = "bao" }\n', f'{AT}.path: is missing — write path = "secret/data/app/db"'),
        *((vault(f'path = "{path}"'), f"{AT}.path: is no path of a KV secret — {API_PATH}") for path in ("/secret/data/x", "v1/secret/data/x", "secret", "secret/../sys/x", "a/b?x", "a//b", "a/.")),
        (vault('path = "a/b", fields = ["password"]'), f'{AT}.fields: must be a table, not a list — write fields = {{ ... = "..." }}'),
        (vault('path = "a/b", fields = { password = 3 }'), f'{AT}.fields.password: must be a text, not this number — write "..."'),
        (vault('path = "a/b", fields = { password = "p", user = "u" }'), f"{AT}.fields: postgres-url has no part `user` — write one of: database, host, password, role"),
        (vault('path = "a/b", fields = { role = "u" }'), f"{AT}.fields: lacks password, which is the secret — name password in it"),
        (vault('path = "a/b", fields = { role = "x", password = "x" }'), f"{AT}.fields: two parts share a field — give each its own"),
        # lines of a file
        *((file("{password}", path=path), f'{AT}.file: is no absolute path of a file — write file = "/etc/app/db.env"') for path in ("db.env", "~/db.env", "/etc/x/", "/etc/../x")),
        (KEPT + 'stored = { file = "/x" }\n', f'{AT}.template: is missing — write template = "PASSWORD={{password}}\\n"'),
        (file("{role}"), f"{AT}.template: lacks password, which is the secret — name password in it"),
        (file("{user}:{password}"), f"{AT}.template: postgres-url has no part `user` — write one of: database, host, password, role"),
        (file("PASSWORD"), f"{AT}.template: names no part — {WHOLE_LINES}"),
        (file("{role}{password}"), f"{AT}.template: has two parts that could not be told apart when they are read back: put a mark between them — {WHOLE_LINES}"),
        (file("{role}_x-{password}"), f"{AT}.template: has two parts that could not be told apart when they are read back: put a mark between them — {WHOLE_LINES}"),
        (file("{password!r}"), f"{AT}.template: knows only {{part}} and {{part:url}}; a brace itself is written twice — {WHOLE_LINES}"),
        (file("{password:json}"), f"{AT}.template: knows only {{part}} and {{part:url}}; a brace itself is written twice — {WHOLE_LINES}"),
        (file("{ password }"), f"{AT}.template: knows only {{part}} and {{part:url}}; a brace itself is written twice — {WHOLE_LINES}"),
        (file("{{password}"), f"{AT}.template: has a brace that is not closed or not opened: a brace itself is written twice — {WHOLE_LINES}"),
        *((file("{password}", f', mode = "{mode}"'), f"{AT}.mode: {MODE}") for mode in ("0644", "0750", "4600", "0200", "rw", "0o600", "600 ")),
        *((IN_BAO.replace('identity = { system = "pg", principal = "app" }\n', f"{word} = true\n"), "inventory.toml:1: credentials.app-db: is guarded only by what is known before its path is read — write what `stanch fingerprint` prints for it, or its identity") for word in ("protected", "shared")),
        # rotation
        (KEPT + 'stored = "in the safe"\nrotation = { reread = "5s" }\n', f"{AT}: nothing says where Stanch can write the new value — write stored = {{ system = ..., path = ... }} or {{ file = ..., template = ... }}, not a text"),
        (KEPT + 'rotation = { reread = "5s" }\n', "inventory.toml:1: credentials.app-db.stored: nothing says where Stanch can write the new value — write stored = { system = ..., path = ... } or { file = ..., template = ... }, not a text"),
        *((IN_BAO + f"rotation = {{ turns = {turns} }}\n", f'{TURNS}: two different accounts take turns — write turns = ["app_a", "app_b"]') for turns in ('["app"]', '["app", "app"]', '["app", "b", "c"]')),
        (IN_BAO + 'rotation = { turns = ["a", "b"] }\n', f"{TURNS}: the principal of the identity is none of the two — name it among them, or correct the identity"),
        (file("{password}") + 'rotation = { turns = ["app", "b"] }\n', f"{TURNS}: stored lacks role, so that no consumer would learn whose turn it is — let stored name it"),
        (IN_BAO.replace("postgres-url", "openbao-token") + 'rotation = { turns = ["app", "b"] }\n', f"{TURNS}: two of openbao-token cannot take turns — remove turns"),
        (IN_BAO + 'rotation = { reread = "soon" }\n', 'inventory.toml:8: credentials.app-db.rotation.reread: must be a duration, not this text — write a number of s, m, h or d, such as "15m"'),
    ],
)  # fmt: skip
def test_where_it_is_kept_and_how_it_rotates(complain: Complain, text: str, message: str) -> None:
    assert complain(BOTH, inventory=text) == [message]


NEVER = "so that it is never given a new value — name an account that Stanch may change"
OTHER = ENTRY.replace("app-db", "other") + 'identity = { system = "pg", principal = "app_b" }\n'
MARKED = f'fingerprint = "{"a" * 64}"\n'
IN_TURNS = IN_BAO + 'rotation = { turns = ["app", "app_b"] }\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (IN_BAO + 'protected = true\nrotation = { reread = "5s" }\n', "inventory.toml:9: credentials.app-db.rotation: means nothing to a protected entry, which is never acted on — remove rotation, or protected"),
        (IN_BAO + MARKED + 'canary = true\nrotation = { reread = "5s" }\n', "inventory.toml:10: credentials.app-db.rotation: means nothing to a canary entry, which is never acted on — remove rotation, or canary"),
        (IN_TURNS + OTHER + "protected = true\n", f"{TURNS}: `app_b` is protected by credentials.other, {NEVER}"),
        (OTHER + "canary = true\n" + MARKED + IN_TURNS, f"inventory.toml:15: credentials.app-db.rotation.turns: `app_b` is the canary credentials.other, {NEVER}"),
        (IN_TURNS.replace("app_b", "stanch"), f"{TURNS}: `stanch` is the account that Stanch itself uses, {NEVER}"),
    ],
)  # fmt: skip
def test_what_is_guarded_is_not_rotated(complain: Complain, text: str, message: str) -> None:
    own = 'endpoints = ["a"]\nadmin = { file = "f", role = "stanch" }\n'
    assert complain(BOTH.replace('endpoints = ["a"]\n', own), inventory=text) == [message]


def test_an_account_of_another_system_is_another_one(tmp_path: Path) -> None:
    """And what is protected may say where it stands."""
    elsewhere = OTHER.replace('"pg"', '"bao"') + "protected = true\n"
    kept = ENTRY.replace("app-db", "kept") + MARKED + 'type = "postgres-url"\nprotected = true\n'
    kept += f'stored = {{ file = "{tmp_path}/app/.env", template = "{{password}}" }}\n'
    (tmp_path / "stanch.toml").write_text(BOTH + _source("tree", tmp_path / "app"))
    (tmp_path / "inventory.toml").write_text(IN_TURNS + elsewhere + kept)
    names = [entry.name for entry in load(tmp_path, environ={"HOME": "/home/x"}, names=NAMES).inventory.entries]
    assert names == ["app-db", "other", "kept"]


def _source(kind: str, path: Path) -> str:
    return f'[[sources]]\nname = "app"\nkind = "{kind}"\nvisibility = "private"\npath = "{path}"\n'


SCANNED = (
    f"{AT}.file: is scanned by the source `app`, so that each new value would be found there as a leak and replaced "
    "again — keep it in a folder where no source looks, or take that folder out of the source"
)


@pytest.mark.parametrize(
    ("kind", "source", "place", "is_scanned"),
    [
        ("tree", "app", "app/.env", True),
        ("tree", "app", "app/deep/er/.env", True),
        ("tree", "app/.env", "app/.env", True),
        ("tree", "app", "link/.env", True),
        ("tree", "link", "app/.env", True),
        ("tree", "app", "apple/.env", False),
        ("tree", "app/deep", "app/.env", False),
        ("git", "app", "app/conf/.env", True),
        ("git", "app/.git", "app/conf/.env", True),
        ("git", "shop.git", "app/.env", False),
        ("log", "app/build.log", "app/build.log", True),
        ("log", "app/*", "app/db.env", True),
        ("log", "app/*/*.env", "app/one/db.env", True),
        ("log", "link/*/*.env", "app/one/db.env", True),
        ("log", "app", "app/one/db.env", True),
        ("log", "app/**/*.env", "app/one/two/db.env", True),
        ('log"\nlayout = "jenkins', "app", "app/jobs/x/builds/1/log", True),
        ('log"\nlayout = "jenkins', "app", "app/secrets/db.env", False),
        ("log", "app/build.log", "app/db.env", False),
        ("log", "app/*", "app/one/db.env", False),
    ],
)
def test_a_place_where_a_source_looks(
    complain: Complain,
    tmp_path: Path,
    kind: str,
    source: str,
    place: str,
    is_scanned: bool,  # noqa: FBT001 - a case
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "app")
    main = BOTH + _source(kind, tmp_path / source)
    text = file("{password}", path=str(tmp_path / place))
    if is_scanned:
        assert complain(main, inventory=text) == [SCANNED]
        return
    (tmp_path / "stanch.toml").write_text(main)
    (tmp_path / "inventory.toml").write_text(text)
    [entry] = load(tmp_path, environ={"HOME": "/home/x"}, names=NAMES).inventory.entries
    assert str(entry.sink) == str(tmp_path / place)


def test_a_path_of_a_system_without_a_credential_of_ours(complain: Complain) -> None:
    lines = complain(BOTH.replace('admin = { file = "f" }\n', ""), inventory=IN_BAO)
    mend = "give the system an admin that may read and update this path"
    assert lines == [f"{AT}.system: has no credential with which Stanch could write there — {mend}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ENTRY, "inventory.toml:1: credentials.app-db: has neither fingerprint nor identity, so that nothing can match it — write what `stanch fingerprint` prints for it, or identity = { system = ..., principal = ... }"),
        (ENTRY + 'fingerprint = "hunter2"\n', "inventory.toml:5: credentials.app-db.fingerprint: is no fingerprint (64 hexadecimal digits) — write what `stanch fingerprint` prints, never the value itself"),
        (ENTRY + f'fingerprint = "{"A" * 64}"\n' + ENTRY.replace("app-db", "two") + f'fingerprint = "{"a" * 64}"\n', "inventory.toml:10: credentials.two.fingerprint: is that of credentials.app-db as well — make one entry of the two"),
        (ENTRY + 'canary = true\nidentity = { system = "pg", principal = "app" }\n', "inventory.toml:1: credentials.app-db.fingerprint: a canary is never probed, so that only its fingerprint can tell it — write what `stanch fingerprint` prints for it"),
        (ENTRY + 'identity = { system = "pgg", principal = "app" }\n', "inventory.toml:5: credentials.app-db.identity.system: there is no system `pgg` — did you mean `pg`?"),
        (ENTRY + 'identity = { system = "pg" }\n', 'inventory.toml:5: credentials.app-db.identity.principal: is missing — write principal = "..."'),
        (ENTRY + f'fingerprint = "{"a" * 64}"\ntype = "postgres"\n', "inventory.toml:6: credentials.app-db.type: there is no type `postgres` — did you mean `postgres-url`?"),
        (ENTRY + f'fingerprint = "{"a" * 64}"\nexpires = "soon"\n', "inventory.toml:6: credentials.app-db.expires: must be a date, not this text — write a date such as 2027-01-31, without quotes"),
        (ENTRY + f'fingerprint = "{"a" * 64}"\nsecret = "x"\n', f"inventory.toml:6: credentials.app-db.secret: {NO_SECRET}"),
    ],
)  # fmt: skip
def test_inventory_toml(complain: Complain, text: str, message: str) -> None:
    assert complain(PG + 'endpoints = ["a"]\n', inventory=text) == [message]


def test_all_mistakes_of_all_files_come_at_once_in_the_order_of_the_lines(complain: Complain) -> None:
    main = (
        'x = 1\n[caps]\nper_owner_per_hour = "1"\n' + BAO + 'endpoints = ["bao"]\nwhat = 1\n' + "[timing]\npoll = 1\n"
    )
    assert [line.split(": ", 2)[:2] for line in complain(main, policy="rule = 1\n", inventory="x = [\n")] == [
        ["stanch.toml:1", "x"],
        ["stanch.toml:3", "caps.per_owner_per_hour"],
        ["stanch.toml:9", "systems.bao.endpoints[1]"],
        ["stanch.toml:10", "systems.bao.what"],
        ["stanch.toml:12", "timing.poll"],
        ["policy.toml:1", "rule"],
        ["inventory.toml", "this is no TOML"],
    ]


def test_a_table_with_a_mistake_does_not_hide_those_of_the_next(complain: Complain) -> None:
    second = '[[systems]]\nname = "two"\nprovider = "postgress"\nendpoints = ["a"]\n'
    assert [line.split(": ", 2)[:2] for line in complain(PG + second)] == [
        ["stanch.toml:3", "systems.pg.endpoints"],
        ["stanch.toml:8", "systems.two.provider"],
    ]


def test_names_of_systems_are_not_blamed_when_stanch_toml_cannot_be_read(complain: Complain) -> None:
    assert [line.partition(": ")[0] for line in complain("=", policy=RULE + 'systems = ["pg"]\n')] == ["stanch.toml:1"]


def test_a_system_with_a_mistake_is_still_one_that_rules_may_name(complain: Complain) -> None:
    assert [line.partition(": ")[0] for line in complain(PG, policy=RULE + 'systems = ["pg"]\n')] == ["stanch.toml:3"]


def test_without_stanch_toml_init_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, names=NAMES)
    assert str(caught.value) == (
        f"stanch.toml: there is none in {tmp_path} — run `stanch init`, which makes one, or name its folder with --config"
    )


def test_a_file_that_is_none(complain: Complain, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").mkdir()
    mend = f"make {tmp_path}/policy.toml a file that the user who runs Stanch may read"
    assert complain() == [f"policy.toml: cannot be read (IsADirectoryError) — {mend}"]


def test_a_file_that_is_not_utf_8(complain: Complain, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_bytes(b"# one\n# \xff\n")
    assert complain() == ["policy.toml:2: the text is not UTF-8 — save the file as UTF-8"]


def test_what_may_be_a_secret_is_not_repeated(complain: Complain) -> None:
    value = "s.aB3" + "dE5fG7hJ9kL1" * 3 + "="
    text = (
        PG
        + f'endpoints = ["postgres://stanch:{value}@db/x"]\nproxy = "{value}"\nsecret_id = "{value}"\narmed = "{value}"\n'
    )
    lines = complain(text, inventory=ENTRY + f'fingerprint = "{value}"\n')
    assert value[5:13] not in "\n".join(lines)
    assert [line.partition(": ")[0] for line in lines] == ["stanch.toml:8", "stanch.toml:9", "inventory.toml:5"]
