"""Names that stand apart from their values, or under another name, as the files of many tools write them."""

# ruff: noqa: E501 - files of tools, a line each

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable

import pytest

from agent.scan import nested, pairs
from agent.scan.engine import Engine
from agent.scan.hits import Hit
from agent.scan.views.readings import readings
from detectors.forms import ALNUM, HEX, LOWER, made
from tests.sims import compiled

KEY, OTHER = made(HEX, 32, "datadog"), made(ALNUM, 24, "other")
CHOSEN = "Blau" + "-felder!73"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def word(hit: Hit) -> str:
    return hit.type.name if hit.type else hit.kind


def found(engine: Engine, text: str, path: str = "x") -> list[tuple[str, str]]:
    """What each is called, and its value; which must stand where it is said to stand."""
    data = text.encode()
    told: list[tuple[str, str]] = []
    for hit in engine.scan(data, path):
        value = next(iter(hit.parts.values())).reveal()
        stored = data[slice(*hit.value)].decode()
        assert stored in {value, base64.b64encode(value.encode()).decode(), json.dumps(value)[1:-1]}
        told.append((word(hit), value))
    return told


def option(name: str) -> str:
    return "--" + name.lower().replace("_", "-")


APART: dict[str, Callable[[str, str], str]] = {
    "side by side": lambda n, v: json.dumps({"name": n, "value": v}),
    "compact": lambda n, v: f'[{{"name":"x","value":"y"}},{{"name":"{n}","value":"{v}"}}]',
    "the value first": lambda n, v: json.dumps([{"value": v, "name": n}], indent=2),
    "something between": lambda n, v: json.dumps({"name": n, "slotSetting": False, "type": "String", "value": v}, indent=1),
    "something between, the value first": lambda n, v: json.dumps({"value": v, "enabled": True, "key": n}),
    "JSON in JSON": lambda n, v: json.dumps({"body": json.dumps([{"value": v, "key": n}])}),
    "JSON in JSON in JSON": lambda n, v: json.dumps(json.dumps({"body": json.dumps([{"value": v, "key": n}])})),
    "CloudFormation": lambda n, v: json.dumps({"ParameterValue": v, "ParameterKey": n}, indent=4),
    "an argument": lambda n, v: f"--parameters ParameterKey={n},ParameterValue={v} ParameterKey=x,ParameterValue=y",
    "YAML": lambda n, v: f"env:\n  - name: OTHER\n    value: x\n  - name: {n}\n    value: {v}\n  - name: LAST\n    value: y\n",
    "YAML, the value first": lambda n, v: f"env:\n  - value: x\n    name: OTHER\n  - value: {v}\n    name: {n}\n  - value: z\n    name: LAST\n",
    "YAML in a line": lambda n, v: f'env: [{{name: A, value: b}}, {{value: "{v}", name: {n}}}]\n',
    "YAML, a comment between": lambda n, v: f"env:\n  - name: {n}  # the old one\n    # from the old cluster's\n    value: {v}\n  - name: LAST\n    value: y\n",
    "YAML, an anchor": lambda n, v: f"- name: {n}\n  value: &old {v}\n",
    "YAML, a tag": lambda n, v: f'- name: {n}\n  value: !!str "{v}"\n',
    "YAML, folded": lambda n, v: f"- name: {n}\n  value: >\n    {v}\n- name: LAST\n  value: y\n",
    "YAML, folded and stripped": lambda n, v: f"- name: {n}\n  value: >-\n    {v}\n",
    "YAML, a sentence between": lambda n, v: f"- name: {n}\n  description: The one of production, for now\n  value: {v}\n",
    "HCL": lambda n, v: f'env {{\n  name  = "{n}"\n  value = "{v}"\n}}\nenv {{\n  value = "x"\n  name  = "y"\n}}\n',
    "HCL, the value first": lambda n, v: f'env {{\n  value = "{v}"\n  name  = "{n}"\n}}\n',
    "a variable's default": lambda n, v: f'variable "{n.lower()}" {{\n  description = "What it is for"\n  type        = string\n  default     = "{v}"\n}}\n',
    "an object of its own": lambda n, v: json.dumps({n: {"description": "of production", "value": v}}, indent=2),
    "an output of a state": lambda n, v: json.dumps({"outputs": {n.lower(): {"value": v, "type": "string"}}}, indent=2),
    "a parameter of CloudFormation": lambda n, v: f"Parameters:\n  {n}:\n    Type: String\n    Description: Of production, for now\n    AllowedValues:\n      - x\n    Default: {v}\n  Other:\n    Type: String\n",
    "a parameter of CloudFormation, the value first": lambda n, v: f"Parameters:\n  {n}:  # of production\n    Default: '{v}'\n    Type: String\n",
    "a parameter of CloudFormation in a line": lambda n, v: f'Parameters:\n  {n}: {{Type: String, NoEcho: true, Default: {v}}}\n  Other: {{Type: String, Default: "x"}}\n',
    "a parameter of CloudFormation in JSON": lambda n, v: json.dumps({"Parameters": {n: {"Type": "String", "NoEcho": True, "Default": v}}}, indent=2),
    "a parameter of Azure": lambda n, v: json.dumps({"parameters": {n: {"type": "string", "defaultValue": v}}}),
    "an input of a workflow": lambda n, v: f"on:\n  workflow_dispatch:\n    inputs:\n      {n.lower()}:\n        description: 'What it is for, e.g. this'\n        required: false\n        default: '{v}'\n      x:\n        default: y\n",
    "a name and a default": lambda n, v: f"params:\n  - name: {n}\n    type: string\n    default: {v}\n  - name: x\n    default: y\n",
    "a name and a default in JSON": lambda n, v: json.dumps({"params": [{"name": n, "type": "string", "default": v}]}, indent=1),
    "a default and a value": lambda n, v: json.dumps({"name": n, "default": "x", "value": v}),
    "elements": lambda n, v: f"<property>\n  <name>{n}</name>\n  <value>{v}</value>\n</property>\n",
    "a job of Jenkins": lambda n, v: f"<x>\n  <name>{n}</name>\n  <defaultValue>{v}</defaultValue>\n</x>\n",
    "a job of Jenkins, described": lambda n, v: f"<x>\n  <name>{n}</name>\n  <description>Of production.</description>\n  <defaultValue>{v}</defaultValue>\n</x>\n",
    "a job of Jenkins, not described": lambda n, v: f"<x>\n  <name>{n}</name>\n  <description/>\n  <defaultValue>{v}</defaultValue>\n</x>\n",
    "elements, described": lambda n, v: f"<property><name>{n}</name><description>x</description><value>{v}</value></property>\n",
    "arguments": lambda n, v: f"CMD {json.dumps(['app', option(n), v, '--port', '80'])}\n",
    "arguments, each on its line": lambda n, v: json.dumps({"args": ["app", option(n), v, "--port"]}, indent=2),
    "arguments in single quotes": lambda n, v: f"command: ['app', '{option(n)}', '{v}']\n",
    "arguments of YAML": lambda n, v: f"args:\n  - {option(n)}\n  - {v}\n  - --port\n  - '80'\n",
    "arguments of YAML in quotes": lambda n, v: f'args:\n- "{option(n)}"\n- "{v}"\n',
    "a property list": lambda n, v: f"<dict>\n\t<key>{n}</key>\n\t<string>{v}</string>\n</dict>\n",
    "attributes": lambda n, v: f'<Environment name="{n}" type="java.lang.String" value="{v}" override="false"/>',
    "attributes, the value first": lambda n, v: f'<add value="{v}" key="{n}" />\n<add value="x" key="y" />',
}  # fmt: skip


@pytest.mark.parametrize("form", APART)
def test_a_name_apart_from_its_value(engine: Engine, form: str) -> None:
    """The name tells a type; the name tells a password, which is a word with a number."""
    assert found(engine, APART[form]("DATADOG_API_KEY", KEY)) == [("datadog-api-key", KEY)]
    assert found(engine, APART[form]("DB_PASSWORD", CHOSEN)) == [("assigned password", CHOSEN)]
    assert found(engine, APART[form]("DB_USER", CHOSEN)) == []


@pytest.mark.parametrize(
    "text",
    [
        # Another object's, another element's, another item's.
        f'[{{"name": "DB_PASSWORD"}}, {{"value": "{CHOSEN}"}}]',
        f'[{{"value": "{CHOSEN}"}}, {{"name": "DB_PASSWORD"}}]',
        f"- name: DB_PASSWORD\n- value: {CHOSEN}\n",
        f"- name: DB_USER\n  value: {CHOSEN}\n- name: DB_PASSWORD\n  valueFrom: x\n",
        f'<add key="DB_PASSWORD"/><add value="{CHOSEN}"/>',
        f"<name>DB_PASSWORD</name><name>DB_USER</name><value>{CHOSEN}</value>",
        f"<name>DB_PASSWORD</name><description>x</description></x><x><defaultValue>{CHOSEN}</defaultValue>",
        f'["--db-password", "--{CHOSEN}"]',
        f'["db-password", "{CHOSEN}"]',
        f"- --db-password\n- --user\n- {CHOSEN}\n",
        f"- --db-password\n- name: {CHOSEN}\n",
        f'parser.add_argument("--db-password", "{CHOSEN.replace("!", "_")}")',
        # A comment's, a reference's.
        f"- name: DB_PASSWORD\n  # value: {CHOSEN}\n  valueFrom: x\n",
        f"- name: DB_PASSWORD\n  value: !Ref {CHOSEN}\n",
        f"A:\n  DbPassword:\n    Type: String\n  Size:\n    Default: {CHOSEN}\n",
        f"DbPassword: {{Type: String}}\nSize: {{Type: String, Default: {CHOSEN}}}\n",
        f"password:\ndefault: {CHOSEN}\n",
        # Another name's.
        f'{{"name": "DB_PASSWORD", "key": "DB_USER", "value": "{CHOSEN}"}}',
        f'{{"name": "DB_PASSWORD", "value": "${{{CHOSEN}}}"}}',
        '{"name": "DB_PASSWORD", "value": {"valueFrom": "x"}}',
        f'variable "db_password" {{\n  type = string\n}}\nvariable "x" {{\n  default = "{CHOSEN}"\n}}\n',
    ],
)
def test_what_is_no_pair(engine: Engine, text: str) -> None:
    assert found(engine, text) == []


BLOCKS: dict[str, str] = {
    "YAML": "datadog:\n  enabled: true\n  apiKey: {}\n",
    "YAML, deeper": "global:\n  datadog:\n    # of production\n    auth:\n      user: x\n      apiKey: '{}'\n",
    "YAML, an item": "datadog:\n- site: eu\n  api_key: {}\n",
    "YAML in a line": "datadog: {{enabled: true, apiKey: {}}}\n",
    "JSON": '{{\n  "datadog": {{\n    "site": "eu",\n    "apiKey": "{}"\n  }}\n}}\n',
    "JSON in a line": '{{"datadog": {{"site": "eu", "apiKey": "{}"}}}}',
    "TOML": '[datadog]\nsite = "eu"\n\napi_key = "{}"\n',
    "INI": "[other]\nx = y\n[datadog]\nsite=eu\ntoken={}\n",
    "HCL": 'provider "datadog" {{\n  site    = "eu"\n  api_key = "{}"\n}}\n',
    "HCL, a comment of C": 'provider "datadog" {{ /* of production */\n  site    = "eu"\n  api_key = "{}"\n}}\n',
    "YAML, a comment": "datadog:  # of production\n  auth_token: '{}'\n",
    "JavaScript": "const datadog = {{\n  site: 'eu',\n  apiKey: '{}',\n}};\n",
    "PHP": "'datadog' => [\n    'site' => 'eu',\n    'secret' => '{}',\n],\n",
    "Python": 'class Datadog:\n    site = "eu"\n    API_KEY = "{}"\n',
}


@pytest.mark.parametrize("form", BLOCKS)
def test_the_name_of_a_block_tells_what_it_is_for(engine: Engine, form: str) -> None:
    assert found(engine, BLOCKS[form].format(KEY)) == [("datadog-api-key", KEY)]


@pytest.mark.parametrize("name", ["pat", "userPat", "admin_pw", "adminpw"])
def test_a_short_word_at_the_end_of_a_name_in_a_line(name: str) -> None:
    text = f"cko: {{url: y, {name}: z}}\n".encode()
    at = text.index(name.encode())
    assert [*nested.below(text)] == [(at, at, b"cko.")]


def test_a_name_between_an_account_and_its_secret_may_stand_apart(engine: Engine) -> None:
    account, secret = "3MVG9" + made(ALNUM, 80, "structure"), made(HEX, 64, "structure").upper()
    text = json.dumps({"consumerKey": {"value": account}, "consumerSecret": {"value": secret}})
    assert [word(hit) for hit in engine.scan(text.encode(), "x")] == ["salesforce-consumer-secret"]


def test_a_list_of_tokens_in_a_string(engine: Engine) -> None:
    token = f"{made(LOWER, 6, 'structure')}.{made(LOWER, 16, 'structure')}"
    text = f"tokens:\n- token: {token}\n"
    for _ in range(3):
        assert found(engine, text) == [("kubernetes-bootstrap-token", token)]
        text = json.dumps({"kubeadm.yaml": text})


@pytest.mark.parametrize(
    "text",
    [
        "datadog:\n  enabled: true\nother:\n  apiKey: {}\n",
        "datadog:\n  enabled: true\napiKey: {}\n",
        "[datadog]\nsite = eu\n[other]\napi_key = {}\n",
        'provider "datadog" {{\n  site = "eu"\n}}\n\nprovider "other" {{\n  api_key = "{}"\n}}\n',
        '{{\n  "datadog": {{\n    "site": "eu"\n  }},\n  "apiKey": "{}"\n}}\n',
        '{{"datadog": {{"site": "eu"}}, "other": {{"apiKey": "{}"}}}}',
        *(
            f"datadog:\n  enabled: true\n  {name}: {{}}\n"
            for name in (
                "objectKey",
                "flag_key",
                "primary_key",
                "keyName",
                "secretName",
                "token_type",
                "loginUrl",
                "pullSecret",
            )
        ),
        "datadog:\n  enabled: true\n  revision: {}\n",
        "datadog:\n  enabled: true\n  {}: x\n",
    ],
)
def test_what_stands_outside_of_a_block_is_not_of_it(engine: Engine, text: str) -> None:
    assert "datadog-api-key" not in [kind for kind, _ in found(engine, text.format(KEY))]


@pytest.mark.parametrize(
    "name", ["author", "authority", "cache_key", "cacheKey", "idempotency-key", "keyspace", "monkey"]
)
def test_names_that_say_nothing_of_a_secret(engine: Engine, name: str) -> None:
    uuid = "3f9a1c0b-7e5d-4826-af10-c39b58e7d264"
    for text in (f"{{0}}:\n  enabled: true\n  {name}: {{1}}\n", f"{{0}}_{name}: {{1}}\n"):
        assert [kind for kind, _ in found(engine, text.format("datadog", KEY)) if kind == "datadog-api-key"] == []
        assert [kind for kind, _ in found(engine, text.format("heroku", uuid)) if kind == "heroku-api-key"] == []
    assert found(engine, f"datadog_{name}_token: {KEY}\n") == [("datadog-api-key", KEY)]


@pytest.mark.parametrize("name", ["authenticity_token", "csrfmiddlewaretoken", "tokenCSRF", "antiforgery-token"])
def test_what_a_page_gives_to_everybody(engine: Engine, name: str) -> None:
    value = made(ALNUM, 40, "page")
    assert found(engine, f'<input type="hidden" name="{name}" value="{value}" autocomplete="off">') == []
    assert found(engine, json.dumps({"name": name, "value": value})) == []


def test_a_har_file(engine: Engine) -> None:
    key, session, stay, token, password = (made(ALNUM, 40, seed) for seed in ("key", "session", "stay", "token", "pw"))
    answer = base64.b64encode(json.dumps({"access_token": token}).encode()).decode()
    text = json.dumps(
        {
            "request": {
                "headers": [
                    {"name": "x-api-key", "value": key},
                    {"name": "Cookie", "value": f"theme=dark; connect.sid={session}"},
                ],
                "cookies": [{"name": "sessionid", "value": stay, "path": "/", "httpOnly": True}],
                "postData": {"params": [{"name": "user", "value": "ops"}, {"name": "password", "value": password}]},
            },
            "response": {"content": {"mimeType": "application/json", "text": answer, "encoding": "base64"}},
        },
        indent=2,
    )
    for written in (text, json.dumps(json.loads(text)), json.dumps(json.loads(text), separators=(",", ":"))):
        values = {next(iter(hit.parts.values())).reveal() for hit in engine.scan(written.encode(), "x.har")}
        assert values == {key, session, stay, token, password}


def test_each_value_of_a_secret_of_kubernetes(engine: Engine) -> None:
    data = {"password": CHOSEN, "api-token": OTHER}
    packed = {name: base64.b64encode(value.encode()).decode() for name, value in data.items()}
    lines = "".join(f"  {name}: {value}\n" for name, value in {"username": "YXBw", **packed}.items())
    first = f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ndata:\n{lines}"
    last = f"apiVersion: v1\ndata:\n{lines}kind: Secret\nmetadata:\n  name: app\n"
    manifest = {"apiVersion": "v1", "data": packed, "kind": "Secret", "metadata": {"name": "app"}}
    moved = {"kind": "Secret", "metadata": {"name": "app", "labels": {"a": "b"}}, "data": packed}
    both = [("kubernetes-secret", CHOSEN), ("kubernetes-secret", OTHER)]
    for text in (first, last, json.dumps(manifest), json.dumps(manifest, indent=4), json.dumps(moved, indent=2)):
        assert found(engine, text) == both
    assert "kubernetes-secret" not in [kind for kind, _ in found(engine, first.replace("Secret", "ConfigMap"))]


def test_other_structures(engine: Engine) -> None:
    """Postman's list of an API key; arguments of Helm; what an output of a notebook prints."""
    postman = {
        "auth": {"type": "apikey", "apikey": [{"key": "value", "value": OTHER}, {"key": "key", "value": "X-Key"}]}
    }
    assert found(engine, json.dumps(postman, indent="\t")) == [("http-api-key", OTHER)]
    helm = f"helm upgrade x y --set auth.password={CHOSEN},auth.database=orders --set image.tag=1"
    assert found(engine, helm) == [("assigned password", CHOSEN)]
    notebook = json.dumps({"outputs": [{"text": [f"api_key: {OTHER}\n", "done\n"]}]}, indent=1)
    assert found(engine, notebook, "x.ipynb") == [("assigned secret", OTHER)]


def test_encrypted_variables_of_ansible_are_none(engine: Engine) -> None:
    text = f"db_password: !vault |\n          $ANSIBLE_VAULT;1.1;AES256\n          {made('0123456789', 80)}\nansible_become_pass: {CHOSEN}\n"
    assert found(engine, text) == [("assigned password", CHOSEN)]
    assert found(engine, f"web1 ansible_user=ops ansible_password={CHOSEN}\n") == [("assigned password", CHOSEN)]


@pytest.mark.parametrize(
    "piece",
    ['"name":"token",', '"value":"x",', "value: x\n", "name=a,", "key:\n ", "key: {", " key=", "a.", '{"a":{"value":', "<name>a</name>", 'variable "a" {', '"a": b, ', "val=a b=c ", "data:\n", "datadog: {api: ", "a:\n  b: c\n", "a:\n  default: b\n", "a: {default: b, ", "default: ", "- --a\n", '"--a",\n'],
)  # fmt: skip
def test_a_hundred_kilobytes_of_it_take_no_time(engine: Engine, piece: str) -> None:
    for text in (piece * (100_000 // len(piece)), f"datadog_api_key {piece * 40}\n" * (100_000 // (40 * len(piece)))):
        data = text.encode()[:100_000]
        readings.cache_clear()
        start = time.thread_time()
        list(pairs.together(data))
        list(nested.below(data[:20_000]))
        middle = time.thread_time()
        list(engine.scan(data))
        assert middle - start < 0.1
        assert time.thread_time() - middle < 0.5
