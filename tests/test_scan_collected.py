"""Secrets in lists and maps under one telling name, as languages and formats write them, and what only looks alike."""

from __future__ import annotations

import time

import pytest

from agent.scan.engine import Engine
from detectors.forms import ALNUM, HEX, made
from detectors.generic import collected
from tests.sims import compiled

TOKENS = [made(ALNUM, 32, word) for word in ("first", "second")]
CHOSEN = ["Gr8!Ker" + "mit77", "kQ7!vr" + "2pXz"]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def found(engine: Engine, text: str, path: str) -> list[str]:
    """Each value told, in order; which must stand where it is said to stand."""
    data = text.encode()
    hits = [hit for hit in engine.scan(data, path) if not hit.suppressed]
    values = [next(part for name, part in hit.parts.items() if not hit.type).reveal() for hit in hits]
    assert [data[slice(*hit.value)].decode() for hit in hits] == values
    return values


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('API_KEYS = [\n    "{}",\n    "{}",\n]\n', "a.py"),
        ('const tokens = ["{}", "{}"];', "a.js"),
        ('var apiKeys = map[string]string{{\n\t"acme": "{}",\n\t"beta": "{}",\n}}', "a.go"),
        ('List<String> apiKeys = Arrays.asList("{}", "{}");', "A.java"),
        ('string[] tokens = new string[] {{ "{}", "{}" }};', "a.cs"),
        ("'api_keys' => [\n    '{}',\n    '{}',\n],", "a.php"),
        ('const API_KEYS: [&str; 2] = ["{}", "{}"];', "a.rs"),
        ('let tokens = vec!["{}", "{}"];', "a.rs"),
        ('val tokens = listOf("{}", "{}")', "a.kt"),
        ('api_keys <- c("{}", "{}")', "a.R"),
        ('(def api-keys {{:acme "{}" :beta "{}"}})', "a.clj"),
        ('static const char *api_keys[] = {{\n    "{}",\n    "{}",\n}};', "a.c"),
        ('@api_keys %{{"acme" => "{}", "beta" => "{}"}}', "a.ex"),
        ("TOKENS=({} {})", "a.sh"),
        ("TOKENS = %w[{} {}]", "a.rb"),
        ('{{"accessTokens": {{"prod": "{}", "dev": "{}"}}}}', "a.json"),
        ("apiKeys:\n  - {}\n  - {}\n", "values.yaml"),
        ('api_keys:\n- "{}"\n- "{}"', "values.yaml"),
        ('[tokens]\nci = "{}"\ndeploy = "{}"\n\n[other]\nx = 1\n', "a.toml"),
        ("secrets: {{stripe: {}, mail: {}}}", "a.yaml"),
    ],
)
def test_what_a_machine_made(engine: Engine, text: str, path: str) -> None:
    assert found(engine, text.format(*TOKENS), path) == TOKENS


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('Map<String, String> PASSWORDS = Map.of("admin", "{}", "bob", "{}");', "A.java"),
        ('new Dictionary<string, string> passwords = {{\n {{ "admin", "{}" }},\n {{ "bob", "{}" }},\n}};', "a.cs"),
        ("PASSWORDS = {{ admin: '{}', bob: '{}' }}.freeze", "a.rb"),
        ("default['mysql']['passwords'] = {{ 'root' => '{}', 'repl' => '{}' }}", "attributes/default.rb"),
        ("my %passwords = (admin => '{}', bob => '{}');", "a.pl"),
        ("$passwords = @{{ admin = '{}'; bob = '{}' }}", "a.ps1"),
        ('  passwords = {{\n    admin = "{}"\n    bob   = "{}"\n  }}', "main.tf"),
        ('passwords:\n  admin: {}\n  bob: "{}"\n', "group_vars/all.yml"),
        ("[passwords]\nadmin = {}\nbob = {}\n", "a.ini"),
        ('CREDENTIALS = [("admin", "{}"), ("bob", "{}")]', "a.py"),
        ("const users = {{ admin: '{}', bob: '{}' }};", "a.js"),
        ("auth:\n  users:\n    admin: {}\n    bob: {}\n", "a.yaml"),
        ('let passwords = mapOf("a" to "{}", "b" to "{}")', "a.kt"),
        ("passwords = %w({} {})", "a.rb"),
        ("PASSWORDS=({} '{}')", "a.sh"),
        ('declare -A PASSWORDS=([root]="{}" [app]={})', "a.sh"),
        (r'"{{\"passwords\": {{\"root\": \"{}\", \"app\": \"{}\"}}}}"', "a.json"),
        ("passwords:\n  - root: {}\n  - app: {}\n", "a.yml"),
        ("passwords:\n  - root:{}\n  - app:{}\n", "a.yml"),
        ('passwords = ["root:{}", "app:{}"]', "a.py"),
        ("passwords:\n  guest: none\n  root: {}\n  app: {}\n", "a.yml"),
    ],
)
def test_what_somebody_chose(engine: Engine, text: str, path: str) -> None:
    assert found(engine, text.format(*CHOSEN), path) == CHOSEN


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('"password": {{"type": "string", "pattern": "{0}", "x": "{0}"}}', "schema.json"),
        ("WEAK_PASSWORDS = ['{}', '{}']", "a.py"),
        ("tokens = ['{0}'[i] for i in x]; words = ['{0}']", "a.py"),
        ("users = {{'id': '{0}', 'name': '{0}'}}", "a.py"),
        ("passwords:\n  admin:\n    hash: {0}\nother:\n  - {0}\n", "a.yaml"),
        ("passwords:\n  too_short: {}\n  mismatch: {}\n", "en.yml"),
        ("passwords:\n  - who: {0}\n    since: x\n  - who: {0}\n    since: y\n", "a.yml"),
        ("users:\n  - bob:Developers-Team1\n  - eve:Role_Admin2\n", "a.yml"),
        ("TOKENS=(if else end1 fooBar2)\n", "a.sh"),
        ("[passwords]\nlength = 12\n[other]\nx = {0}\n", "a.ini"),
        ("credentials = load('{0}')", "a.py"),
        ("device_tokens = ['{}', '{}']", "a.py"),
        ('rows = data["secrets"]\netag = "{0}"\n', "a.py"),
        ('names = config["users"]\nbanner = "{0}"\n', "a.py"),
        ('credentials = connect("{0}", cluster="{0}")', "a.py"),
        ('  [app.users]\n  x = 1\n\n  [app.groups]\n  staff = "{0}"\n', "a.toml"),
    ],
)
def test_what_is_none(engine: Engine, text: str, path: str) -> None:
    assert found(engine, text.format(*CHOSEN), path) == []


def test_addresses_and_ids_are_none(engine: Engine) -> None:
    address, digest = "0x" + made(HEX, 40), made(HEX, 40)
    uuid = f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
    for text in (
        f'tokens = {{"USDC": "{address}"}}',
        f"passwords = {{\n 'bob': '{digest}'\n}}",
        f"credentials = [\n  'no',\n  '{uuid}',\n]",
    ):
        assert found(engine, text, "a.py") == []


def test_each_ends_where_it_ends(engine: Engine) -> None:
    """No remark but behind a blank, none is cut where the piece that is looked at ends, and remarks end no block."""
    hashed = "Xk!29f" + "Qp#Ls8"
    assert found(engine, f"passwords:\n  root: {hashed}\n# of staff\n  joe: {CHOSEN[0]}  # his\n", "a.yaml") == [
        hashed,
        CHOSEN[0],
    ]
    seen = set[int]()
    for size in range(940, 1040):
        filled = "  # of staff\n" * (size // 13) + " " * (size % 13)
        told = found(engine, f'passwords = {{\n  "a": "{CHOSEN[0]}",\n{filled}  "v": "{CHOSEN[1]}"\n}}\n', "a.py")
        assert told == [*CHOSEN[: len(told)]], size
        seen.add(len(told))
    assert seen == {1, 2}, "the edge is among them"


def test_a_long_list_is_one_to_try(engine: Engine) -> None:
    listed = ", ".join(f"'{made(ALNUM, 12, str(number))}'" for number in range(60))
    told = found(engine, f"passwords = [\n'no', {listed}]", "a.py")
    assert told == []


@pytest.mark.parametrize(
    "text", ["tokens = [ ", 'users={"a": ', "passwords: [[[[ ", 'tokens:\n  - "ab"\n', "[tokens]\n"]
)
def test_hostile_text_is_read_a_bounded_number_of_times(text: str) -> None:
    """What is read behind each name is counted, whatever it opens."""
    whole = text * (100_000 // len(text))
    began = time.process_time()
    assert list(collected.find(whole)) == []
    assert time.process_time() - began < 2  # a tenth of it, where nobody else computes; unbounded, it was 14
