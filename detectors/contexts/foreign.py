"""Passwords that somebody tells another in another language, or in letters that no name of code has.

As in said.py, whatever stands there may be the next word of a sentence: only what has letters and digits, and is no
word, is told. In translations such words stand without any: a value that has one itself is what somebody shall type.

Just over 300 lines, nearly half of them examples and near misses.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from detectors.base import Confidence, Parts
from detectors.filters.remembered import remembered
from detectors.filters.standards import is_standard
from detectors.forms import made
from detectors.generic.chosen import is_complex
from detectors.generic.foreign import LOGINS, PASSWORDS, PERHAPS, begins, is_word, pattern, spelt

from .said import DIGIT, SAID, VALUE, is_told
from .shared import CHOSEN, RANDOM, firm, is_name, mixed, named, place

_WORD: Final = f"(?={begins(PASSWORDS)})(?:{pattern(PASSWORDS)})"
_ENDING: Final = (
    "(?:et|en|es|em|s|n|u|iniz|niz|si|am|я|ю|ем|и|\u0435|та)?"  # lösenordet, adgangskoden, şifreniz, паролем
)
# A word of a language, to which `\w` alone is one of ASCII's.
_LETTER: Final = r"[\w.\-\u00c0-\u024f\u0370-\u052f\u0590-\u06ff\u0900-\u0dff\u1e00-\u1fff]"
_OF_IT: Final = rf"(?:[ ]{_LETTER}{{1,24}})"
_TAG: Final = "</(?:b|strong|em|label|span)>"
_IS: Final = "lautet|ist|est|c['\u2019]est|es|é|è|is|to|jest|je|adalah|ialah|la|là|on|är|er|este|είναι"
_LEADS: Final = (
    _ENDING + "(?:"
    # Also of what it is: Passwort WLAN Büro: x
    rf"{_OF_IT}{{1,5}}?[ ]?[:\uff1a][ ]{{1,2}}"
    # In bold, as a key in quotes, as a name: **Senha:** x, "senha": "x", SENHA_BD=x
    rf"|(?:_{_LETTER}{{1,24}})?(?:\*\*|__|[\"'`]|{_TAG})?[ ]{{0,2}}(?:=>?|[:\uff1a])(?:\*\*|__|{_TAG})?[ ]{{0,2}}"
    r"|[ ]{1,2}[\-\u2013\u2014][ ]{1,2}"
    r"|(?:[ ](?:für|zum|zur|vom|von|des|der|pour|du|de|del|para|do|da|em|na|no|per|voor|van|till|til|för|for)"
    rf"{_OF_IT}{{1,5}}?|{_OF_IT})?[ ](?:{_IS})[ ]?:?[ ]{{1,2}}(?:<(?:b|strong|em|code)>)?"
    r"|は[ ]?|[은는][ ]{1,2}|[是为為][ ]?[:\uff1a]?[ ]?|(?<=[\u0400-\uffee])[ ]{1,2}(?=[!-~]{8}))"
)
# What a password is changed to, in many translations.
_CHANGED: Final = "(?<![变變修更][更改][他她]的)"
_LENGTH: Final = re.compile(
    r"(?:min(?:imo|imum|dest\w{0,4})?|max(?:imo|imum)?|de)?[\W_]?\d{1,3}[\W_]?"
    r"(?:car[aá]?ct|char|znak|zeich|stell|tekens|tecken|tegn|merk|cifr|haneli|karakter|símb|simb|знак|симв|цифр)\w*",
    re.IGNORECASE,
)
_WHO: Final = ("id", "user", "username", "login", "account", *LOGINS)
_OR: Final = ("pw", "pwd", "pass", "password", "passwd", *PASSWORDS)
_LOGIN: Final = f"(?:{pattern(_WHO)})"
_OR_WORD: Final = f"(?:{pattern(_OR)})"
_PERHAPS_IS: Final = tuple(
    f"{word}{sign}"
    for word in spelt(PERHAPS)
    for sign in (":", " :", "=", " =", "_", " es ", " est ", "**", '"', "'", "`", "\uff1a", "는 ")
)
_OF_FORMS: Final = "(?i:confirm|label|hint|info|oubli|regex|err|msg|message|champ|placeholder|titre)"
_CHOSEN: Final = made("bcdfghjklmnpqrstvwxz", 7, "foreign").capitalize() + "!1974"
_HEX: Final = re.compile(r"(?:0[xX])?[0-9a-fA-F]+")
_WITH_A_YEAR: Final = re.compile(r"[a-z]+20[0-9]{2}")
_RUNS: Final = re.compile(r"[a-z]+|[A-Z]+|[0-9]+")
_LEAST_RUNS: Final = 4  # usuario2024 has two, Usuario2024 three


def _is_told(parts: Parts) -> bool:
    """And no word for it, nor how long it has to be: TuContraseña123, min8znakow, VARCHAR2."""
    return is_told(parts) and not _is_said(parts["password"].reveal())


@remembered(4096)
def _is_said(value: str) -> bool:
    return is_standard(value) or _LENGTH.fullmatch(value) is not None or is_word(value)


def _is_made(parts: Parts) -> bool:
    """By a machine, or as policies want it: what means a key, too, has keys and their numbers behind it."""
    value = parts["password"].reveal()
    mixed = len(_RUNS.findall(value)) >= _LEAST_RUNS and not _HEX.fullmatch(value)
    return mixed and _is_told(parts) and firm("password")(parts)


def _is_quoted(parts: Parts) -> bool:
    return len(parts["password"]) >= _LEAST and mixed("password")(parts) and _is_told(parts)


def _is_chosen(parts: Parts) -> bool:
    """With more digits than a name has: of processes that are Markov's there are names, too."""
    value = parts["password"].reveal()
    counted = sum(map(str.isdigit, value)) >= _LEAST_DIGITS and value.isalnum() and not is_name(value)
    counted = counted and not _WITH_A_YEAR.fullmatch(value)
    return (is_complex(value) or counted) and not _HEX.fullmatch(value) and _is_quoted(parts)


_QUOTES: Final = "\"'`\u201e\u201c\u201d\u201a\u2018\u2019\u00ab\u00bb\u2039\u203a\u300c\u300d\u300e\u300f"
_LEAST, _LEAST_DIGITS = 8, 2
_UNPARTED: Final = ("密码", "密碼", "口令", "パスワード")

DETECTORS = (
    place(
        SAID,
        rf"(?i:{_CHANGED}{_WORD}{_LEADS}){VALUE}",
        spelt(PASSWORDS),
        (
            (f"Ihr Kennwort lautet: {RANDOM}", RANDOM),
            (f"Das Passwort ist {CHOSEN}.", CHOSEN),
            (f"mot de passe : {RANDOM}", RANDOM),
            (f"le mot de passe admin c'est {RANDOM}", RANDOM),
            (f"contraseña: {CHOSEN}", CHOSEN),
            (f"la contraseña del servidor es {CHOSEN}", CHOSEN),
            (f"пароль: {RANDOM}", RANDOM),
            (f"senha: {CHOSEN}", CHOSEN),
            (f"wachtwoord: {RANDOM}", RANDOM),
            (f"hasło: {RANDOM}", RANDOM),
            (f"密码\uff1a{RANDOM}", RANDOM),
            (f"비밀번호: {CHOSEN}", CHOSEN),
            (f"임시 비번은 {RANDOM} 입니다", RANDOM),
            (f"パスワードは {CHOSEN} です", CHOSEN),
            (f"口令是{CHOSEN}", CHOSEN),
            (f"密码为{RANDOM}", RANDOM),
            (f"账号 admin 密码 {CHOSEN}", CHOSEN),
            (f"Passwort WLAN Büro: {CHOSEN}", CHOSEN),
            (f"Kennwort der Datenbank: {RANDOM}", RANDOM),
            (f"Contraseña de la base de datos: {CHOSEN}", CHOSEN),
            (f"Hasło administratora to {RANDOM}", RANDOM),
            (f"Lösenordet är {CHOSEN}", CHOSEN),
            (f"Пароль - {CHOSEN}", CHOSEN),
            (f"Пароль администратора: {CHOSEN}", CHOSEN),
            (f"كلمة المرور: {RANDOM}", RANDOM),
            (f"şifre: {CHOSEN}", CHOSEN),
            (f"Heslo je: x, heslo: {CHOSEN}", CHOSEN),
            (f"mật khẩu là: x, mật khẩu: {RANDOM}", RANDOM),
            (f'CONTRASEÑA = "{CHOSEN}"', CHOSEN),
            (f"DB_HASŁO={RANDOM}", RANDOM),
            (f"ПАРОЛЬ_БД={CHOSEN}", CHOSEN),
            (f"- **Mot de passe :** {RANDOM}", RANDOM),
            (f'{{"contraseña": "{CHOSEN}"}}', CHOSEN),
            (f"<b>Пароль:</b> {RANDOM}<br>", RANDOM),
            (f"Das neue Kennwort für das ERP lautet <b>{RANDOM}</b>, bitte ändern", RANDOM),
            (f'"kodeord"=>"{CHOSEN}"', CHOSEN),
        ),
        (
            "Das Passwort ist falsch",
            "mot de passe : au moins 8 caractères",
            "contraseña: ********",
            "senha: usuario.senha",
            "hasło: $HASLO1",
            "비밀번호: 8자 이상",
            "パスワードは 8文字以上",
            "密码是什么",
            "密码 SHA256 算法",
            "Passwort Regeln Version: 2024-01",
            f"變更他的密碼為{CHOSEN}",
            "пароль - не менее 8 символов",
            "parola: o palavra2",
        ),
        needs=DIGIT,
        check=_is_told,
    ),
    # In quotes of any kind, right behind the word or what is said of it: mot de passe provisoire `x`, heslo „x“
    place(
        SAID,
        rf"(?i:{_CHANGED}{_WORD}{_ENDING})(?:[ ]{_LETTER}{{1,16}})?[ ]?[:\uff1a]?[ ]?[{_QUOTES}]"
        rf"(?P<password>[^\s{_QUOTES}<>\\$]{{6,64}})[{_QUOTES}]",
        spelt(PASSWORDS),
        (
            (f"Kennwort „{CHOSEN}“, bitte ändern", CHOSEN),
            (f"mot de passe provisoire `{CHOSEN}`.", CHOSEN),
            (f"パスワード\uff1a`{RANDOM}`", RANDOM),
            (f"логин bob, пароль «{CHOSEN}»", CHOSEN),
            (f"heslo „Medovn\u00edk{10 + 1}kg“", f"Medovn\u00edk{10 + 1}kg"),
        ),
        (
            "Passwort „vergessen“",
            "das Passwort `admin1`",
            "mot de passe `motdepasse1`",
            "senha «${SENHA_1}»",
            "пароль `PBKDF2-SHA256`",
        ),
        needs=DIGIT,
        check=_is_quoted,
        doubts=named("password"),
    ),
    # Where no blanks part words: the value is what is of ASCII
    place(
        SAID,
        rf"(?:{'|'.join(_UNPARTED)})(?:は|是|为|為)?[ ]?[:\uff1a]?[ ]?[{_QUOTES}]?"
        rf"(?P<password>(?=[!-~]{{0,64}}[0-9])[!#%&*+\-.0-9=?@A-Z\^_a-z~]{{8,64}})(?=[{_QUOTES}]?[\u3001-\u9fff\uac00-\ud7a3\uff01-\uffee])",
        _UNPARTED,
        (
            (f"パスワードは{CHOSEN}です", CHOSEN),
            (f"パスワードは「{RANDOM}」です。", RANDOM),
            (f"密码是:{CHOSEN}\uff0c别外传", CHOSEN),
            (f"临时密码为{RANDOM}\u3002", RANDOM),
        ),
        (
            "パスワードはuser2024です",
            "密码是password1\u3002",
            "密码是SHA256加密的",
            "パスワードは8文字以上です",
            "密码:PBKDF2-SHA256算法",
        ),
        needs=DIGIT,
        check=_is_quoted,
        doubts=named("password"),
    ),
    # In the midst of a sentence, which goes on with all kinds of names.
    replace(
        place(
            SAID,
            rf"(?i:{_CHANGED}{_WORD}{_ENDING})[ ]{VALUE}",
            spelt(PASSWORDS),
            (
                (f"Der Kunde nutzt app mit Passwort {RANDOM} und bekommt Fehler 401", RANDOM),
                (f"entra con la contraseña {RANDOM} en el panel", RANDOM),
            ),
            (
                "Passwort Version2Neu",
                "mit Passwort SHA256 oder SHA512",
                "senha usuario2024",
                "mot de passe admin1",
            ),
            needs=DIGIT,
            check=_is_made,
        ),
        confidence=Confidence.LEAD,
    ),
    # What means other things as well, too: of Spanish a key, of a text an abbreviation.
    place(
        SAID,
        rf"(?i:(?<![\w.\-/])(?:{pattern(PERHAPS)})(?:_{_LETTER}{{1,16}})?(?:\*\*|[\"'`])?"
        r"(?:[ ]?(?:=>?|[:\uff1a])(?:\*\*)?[ ]{0,2}|[ ](?:est|es)[ ]?:?[ ]|는[ ]))" + VALUE,
        _PERHAPS_IS,
        (
            (f"clave: {RANDOM}", RANDOM),
            (f"mdp : {RANDOM}", RANDOM),
            (f"MDP_BDD={RANDOM}", RANDOM),
            (f"le mdp est {RANDOM}", RANDOM),
            (f"암호: {RANDOM}", RANDOM),
        ),
        (
            "clave: valor2",
            "clave: 3AA5C34371567BD2",
            "palabra clave: python3-requests",
            "la clave es sha256-rsa",
            "mdp: reward_2024",
            f"enclave: {RANDOM}",
            f"MDP {RANDOM}",
        ),
        needs=DIGIT,
        check=_is_made,
    ),
    # Of French alone, also behind what it is of; as people choose it.
    place(
        SAID,
        rf"(?:\b|_)(?i:mdp)(?!_{_OF_FORMS})(?:_{_LETTER}{{1,16}})?(?:[ ]?(?:=>?|:)[ ]{{0,2}}|[ ](?:est|c'est)[ ]?:?[ ])"
        + VALUE,
        (*(f"mdp{sign}" for sign in (":", " :", "=", " =", "_", " est ", " c'est ")),),
        (
            (f"$mdp = '{_CHOSEN}';", _CHOSEN),
            (f"BDD_MDP={_CHOSEN}", _CHOSEN),
            (f"mdp: {_CHOSEN}", _CHOSEN),
        ),
        (
            "mdp: reward_2024",
            "mdp = GridWorld5",
            "mdp: sha256-rsa",
            "mdp: usuario2024",
            "$mdp = '$_POST[mdp2]'",
            "mdp: mdp@1a01000",
            "mdp_hash = 'Argon2id'",
            f"'mdp_confirm': '{_CHOSEN}'",
        ),
        needs=DIGIT,
        check=_is_chosen,
        doubts=lambda parts: not is_complex(parts["password"].reveal()),
    ),
    # Both at once.
    place(
        SAID,
        rf"(?i:(?<![\w/]){_LOGIN}[ ]?/[ ]?{_OR_WORD})[ ]{{0,2}}(?:[:\uff1a=]|[ ]-[ ])[ ]{{0,2}}[\"'`]?"
        rf"(?P<user>[^\s\"'`:/,;(){{}}<>$]{{1,64}})[\"'`]?[ ]{{0,2}}[/:,|][ ]{{0,2}}{VALUE}",
        tuple(sorted({f"/{space}{word}" for space in ("", " ") for word in spelt(_OR)})),
        (
            (f"ID/PW: admin/{CHOSEN}", CHOSEN),
            (f"user / pass : app@example.com / {RANDOM}", RANDOM),
            (f"Username/Password = `root`:`{CHOSEN}`", CHOSEN),
            (f"아이디/비번: admin / {CHOSEN}", CHOSEN),
            (f"用户名/密码\uff1aadmin/{RANDOM}", RANDOM),
            (f"Логин/пароль: admin / {CHOSEN}", CHOSEN),
            (f"ЛОГИН/ПАРОЛЬ: admin / {RANDOM}", RANDOM),
        ),
        (
            "ID/PW: admin/password",
            "username/password: required / optional",
            "user/pass: see the wiki",
            "user/password: $USER/$PASSWORD",
            "id/pass: int / str2",
        ),
        prefilter=rf"{_LOGIN}[ ]?/[ ]?{_OR_WORD}[ ]{{0,2}}".replace("(?:", "(") + "(:|\uff1a|=|-)",
        needs=DIGIT,
        check=_is_told,
    ),
)
