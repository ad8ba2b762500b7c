"""Passwords of entries of a directory: weak ones where a record is, strong ones anywhere, and of hashes none."""

from __future__ import annotations

import base64

import pytest

from agent.scan.engine import Engine
from detectors.forms import ALNUM, HEX, made
from detectors.generic.names import promise
from detectors.generic.values import Strength, strength
from tests.sims import compiled

VALUE = made(ALNUM, 12, "ldif")
DN = "dn: uid=app,ou=people,dc=example,dc=org\n"
HASH = base64.b64encode(b"{SSHA}" + base64.b64encode(made(ALNUM, 24, "ldif").encode())).decode()
WEAK = (
    *("admin123", "Admin123", "secret99", "letmein7", "test1234", "password123", "Passw0rd", "hello1", "n0tSecret"),
    *("abcd1234", "4711-0815", f"пароль{77}", "root:toor9", "10.20.30.40x", "12345", "AES2024", "Md2024", "MD5-77"),
    *("Blauer Himmel 7!", "a{b}c<d>9"),
)
STANDARDS = (
    *("RFC2307", "SHA512", "SSHA512", "AES-128", "PBKDF2-SHA512", "SCRAM-SHA-256", "DIGEST-MD5", "NTLMv2", "X500"),
    *("sha512crypt", "md5crypt", "bcrypt12", "SHA3-256", "AES256-GCM", "RFC2307bis", "varchar64", "i18n"),
    *("OpenLDAP2.4", "2.5.4.35"),
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def found(engine: Engine, text: str, path: str = "users.ldif") -> list[tuple[str, str]]:
    """What each is called, its value, and how it is written."""
    data = text.encode()
    hits = list(engine.scan(data, path))
    values = [hit.parts["password" if "password" in hit.parts else "value"].reveal() for hit in hits]
    return [(value, data[slice(*hit.value)].decode()) for hit, value in zip(hits, values, strict=True)]


@pytest.mark.parametrize("value", WEAK)
def test_in_a_record_whatever_stands_there_is_one(engine: Engine, value: str) -> None:
    for name in ("userPassword", "userPassword;lang-en", "olcRootPW", "nsslapd-rootpw"):
        assert found(engine, f"{DN}objectClass: person\n{name}: {value}\nsn: x\n") == [(value, value)]
    assert found(engine, f"{DN}changetype: modify\r\nuserPassword: {{cleartext}}{value}\r\n") == [(value, value)]


def test_each_record_and_each_of_its_values_has_one(engine: Engine) -> None:
    values = [f"{made('bcdfgh', 5, str(number))}{number}" for number in range(600)]
    pairs = zip(values[::2], values[1::2], strict=True)
    text = "".join(f"{DN}uid: app\nuserPassword: {one}\nuserPassword: {other}\n\n" for one, other in pairs)
    assert [value for value, _ in found(engine, text)] == values


@pytest.mark.parametrize("value", STANDARDS)
def test_a_standard_is_none(engine: Engine, value: str) -> None:
    for text in (f"userPassword: {value}\n", f"{DN}userPassword: {value}\n", f"The userPassword: {value}\n"):
        assert found(engine, text) == found(engine, text, "notes.txt") == []


@pytest.mark.parametrize("value", ["Contraseña1", "string", "$PASSWORD1", "{{ password1 }}", "<password1>", "********"])
def test_what_is_filled_in_later_is_none(engine: Engine, value: str) -> None:
    assert found(engine, f"userPassword: {value}\n") == []


def test_a_text_without_a_record_needs_a_strong_one(engine: Engine) -> None:
    assert found(engine, f"userPassword: {VALUE}\n") == [(VALUE, VALUE)]
    for weak in ("admin123", "secret99", "test1234", "password123", "12345", "4711-0815"):
        assert found(engine, f"userPassword: {weak}\n", "a.md") == []


@pytest.mark.parametrize("scheme", ["{SSHA}", "{SSHA512}", "{CRYPT}", "{PBKDF2-SHA512}", "{ARGON2}", "{SASL}"])
def test_a_hash_is_no_secret_to_act_on(engine: Engine, scheme: str) -> None:
    plain = scheme + base64.b64encode(made(ALNUM, 48, scheme).encode()).decode()
    coded = base64.b64encode(plain.encode()).decode()
    for value in (plain, f"{plain[:20]}\n {plain[20:]}"):
        assert found(engine, f"{DN}userPassword: {value}\n") == []
    for value in (coded, f"{coded[:62]}\n {coded[62:]}", f"{coded[:61]}\n {coded[61:]}"):
        for name in ("userPassword", "olcRootPW"):
            assert found(engine, f"{DN}{name}:: {value}\nsn: x\n") == found(engine, f"{name}:: {value}\n") == []


def test_of_samba_the_hash_that_logs_in_by_itself_is_a_lead(engine: Engine) -> None:
    """No salt is in it, and who has it needs no password; of the older one Windows takes none any more."""
    digest = made(HEX, 32, "nt").upper()
    for name in ("sambaNTPassword", "sambaLMPassword"):
        assert promise(name) is None
        hits = [*engine.scan(f"{DN}{name}: {digest}\n".encode(), "users.ldif")]
        told = [(hit.type, part.reveal()) for hit in hits for part in hit.parts.values()]
        assert told == ([(None, digest)] if "NT" in name else [])


def test_only_the_name_of_a_scheme_makes_one_a_hash() -> None:
    assert strength(HASH) is Strength.NONE
    assert strength("e1" + made(ALNUM, 22, "ldif")) is Strength.RANDOM


def test_what_is_in_base64_is_told_as_it_is_meant(engine: Engine) -> None:
    coded = base64.b64encode(VALUE.encode()).decode()
    wide = base64.b64encode(f'"{VALUE}"'.encode("utf-16-le")).decode()
    for text, written in (
        (f"userPassword:: {coded}", coded),
        (f"olcRootPW:: {coded}", coded),
        (f"unicodePwd:: {wide}", wide),
    ):
        assert found(engine, f"{DN}{text}\n") == [(VALUE, written)]


def test_a_line_goes_on_behind_one_blank(engine: Engine) -> None:
    coded = base64.b64encode(VALUE.encode()).decode()
    for end in ("\n", "\r\n"):
        folded = f"{VALUE[:5]}{end} {VALUE[5:]}"
        assert found(engine, f"{DN}userPassword: {folded}{end}sn: x{end}") == [(VALUE, folded)]
        folded = f"{coded[:5]}{end} {coded[5:]}"
        assert found(engine, f"{DN}userPassword:: {folded}{end}sn: x{end}") == [(VALUE, folded)]


@pytest.mark.parametrize(
    "text", ["ldappasswd -s {} uid=a", "ldappasswd -x -D cn=a -W -s '{}' uid=a", "ldappasswd -a {} -S"]
)
def test_a_new_one_is_given_to_a_command(engine: Engine, text: str) -> None:
    assert found(engine, text.format(VALUE), "a.sh") == [(VALUE, VALUE)]
    other = made(ALNUM, 12, "other")
    assert found(engine, f"ldappasswd -w {other} -s {VALUE}", "a.sh") == [(other, other), (VALUE, VALUE)]


def test_lines_that_hold_none_are_looked_at_together(engine: Engine) -> None:
    """Each had a window of its own, twice: a megabyte of them took seconds."""

    def looks(line: str) -> int:
        text = (1000 * line).encode()
        hits, windows = engine.looked(text, engine.prefilter.ends(text))
        assert hits == []
        return len(windows)

    assert looks("userPassword: ab1\n") < looks("someTpassword: ab1\n") + 100
