"""Words for a password in other languages, in whatever letters and forms, and where they stand without one."""

from __future__ import annotations

import pytest

from agent.scan.engine import Engine
from detectors.filters.standards import is_standard
from detectors.forms import ALNUM, made
from detectors.generic.foreign import PASSWORDS, forms, is_word
from tests.sims import compiled

VALUE = made(ALNUM, 12, "foreign")
CHOSEN = f"Granite{31}"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def values(engine: Engine, text: str, path: str = "notes.txt") -> list[str]:
    hits = list(engine.scan(text.encode(), path))
    return [hit.parts["password" if "password" in hit.parts else "value"].reveal() for hit in hits]


@pytest.mark.parametrize("word", PASSWORDS)
def test_each_word_is_known_in_each_of_its_forms(engine: Engine, word: str) -> None:
    spelt = {word, word.capitalize(), word.title(), word.upper(), *forms(word)}
    assert [form for form in sorted(spelt) if values(engine, f"{form}: {VALUE}") != [VALUE]] == []


@pytest.mark.parametrize("word", ["ŞİFRE", "ŞIFRE", "Şifre", "Şifreniz", "ΚΩΔΙΚΟΣ", "MẬT KHẨU", "Mdp", "CLAVE", "암호"])
def test_capitals_are_those_of_the_language(engine: Engine, word: str) -> None:
    assert values(engine, f"{word}: {VALUE}") == [VALUE]


@pytest.mark.parametrize("value", [VALUE, CHOSEN])
@pytest.mark.parametrize(
    "text",
    [
        "LA CONTRASEÑA DEL SERVIDOR ES {}",
        "Логин/Пароль: admin / {}",
        "ЛОГИН/ПАРОЛЬ: admin / {}",
        "ПАРОЛЬ_БД={}",
        "CONTRASEÑA_BD={}",
        "HASŁO_DB={}",
        "Пароль администратора: {}",
        "Пароль к базе: {}",
        "пароль для сервера: {}",
        "Passwort WLAN Büro: {}",
        "Lösenordet är {}",
        "Adgangskoden er {}",
        "Passordet er {}",
        "Hasło administratora to {}",
        "Contraseña de la base de datos: {}",
        "密码为{}",
        "- **Kennwort:** {}",
        "- **Senha**: {}",
        "**Mot de passe :** {}",
        "**ПАРОЛЬ:** {}",
        "<b>Пароль:</b> {}<br>",
        '{{"пароль": "{}"}}',
        '{{"contraseña": "{}"}}',
        '{{"hasło": "{}", "x": 1}}',
        '{{"密码": "{}"}}',
        "'contraseña' => '{}',",
    ],
)
def test_what_leads_to_a_value(engine: Engine, text: str, value: str) -> None:
    assert values(engine, text.format(value)) == [value]


@pytest.mark.parametrize(
    "text", ["mdp: {}", "le mdp est {}", "MDP_BDD={}", "clave: {}", '"clave": "{}"', "la clave es {}"]
)
def test_what_means_something_else_too_needs_a_clear_one(engine: Engine, text: str) -> None:
    assert values(engine, text.format(VALUE)) == [VALUE]
    for other in ("valor2", "sha256-rsa", "usuario2024", "3AA5C34371567BD2", "clave primaria: id_2"):
        assert values(engine, text.format(other)) == []


@pytest.mark.parametrize(
    "text",
    [
        'NOMBRE_CONTRASEÑA = "campo_contraseña_1"',
        "CONTRASEÑA: TuContraseña123",
        "CONTRASEÑA: MINIMO8CARACTERES",
        "ПАРОЛЬ: VARCHAR2",
        "CONTRASEÑA - ISO27001",
        "HASŁO: min8znakow",
        f"Пароль должен содержать: {8}символов",
        '{"contraseña": "Nueva contraseña", "пароль": "Пароль 2"}',
        '{"密码": "密码长度不能少于6位"}',
        '"Hasło" = "Hasło (min. 8 znaków)";',
        "**Contraseña**: mínimo 8 caracteres",
        "ПАРОЛЬ_БД=${DB_PASSWORD1}",
        f"變更他的密碼為{VALUE}",
    ],
)
def test_what_stands_there_otherwise(engine: Engine, text: str) -> None:
    assert values(engine, text) == values(engine, text, "strings.json") == []


@pytest.mark.parametrize(
    ("login", "word"), [("Логин", "Пароль"), ("ЛОГИН", "ПАРОЛЬ"), ("Login", "Hasło"), ("Kullan\u0131c\u0131", "ŞİFRE")]
)
def test_a_column_may_be_called_so(engine: Engine, login: str, word: str) -> None:
    for text in (f"| {login} | {word} |\n|---|---|\n| admin | {VALUE} |\n", f"{login},{word}\nadmin,{VALUE}\n"):
        assert values(engine, text) == [VALUE], text
    assert values(engine, f"| {login} | {word} |\n|---|---|\n| Password | {word} 2 |\n") == []


@pytest.mark.parametrize("word", ["TuContraseña123", "ŞİFRE1", "haslo2", f"ПАРОЛЬ{7}"])
def test_a_word_is_one_without_its_accents(word: str) -> None:
    assert is_word(word)
    assert not is_word(VALUE)


def test_a_standard_is_named_as_it_is_written() -> None:
    names = (
        *("RFC2307", "RFC2307bis", "SHA512", "SSHA512", "SHA3-256", "PBKDF2-SHA512", "SCRAM-SHA-256", "DIGEST-MD5"),
        *("NTLMv2", "sha512crypt", "md5crypt", "bcrypt12", "AES-128", "AES256-GCM", "X500", "varchar64", "i18n"),
        *("ISO27001", "VARCHAR2", "OpenLDAP2.4"),
    )
    assert [name for name in names if not is_standard(name)] == []
    others = ("AES2024", "Md2024", "MD5-77", "admin123", CHOSEN, VALUE)
    assert [name for name in others if is_standard(name)] == []
