"""Words for a password, and for who has one, in other languages than English: the one list of them.

    contraseña --forms--> contraseña, contraseÑa     as each is written: Contraseña, CONTRASEÑA
    şifre      --forms--> şifre, Şifre, Şİfre        Turkish has an İ, and some write an I

Patterns are told to ignore the case of letters, and do so for those of ASCII only: a capital Ñ is another letter to
them, as it is to whoever looks for bytes. So a form is given with the capitals that are none of ASCII's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Final

# What means nothing else, or is seldom followed by anything that looks like one.
PASSWORDS: Final = (
    *("kennwort", "passwort", "mot de passe", "contraseña", "contrasena", "contrasenya", "senha", "palavra-passe"),
    *("palavra passe", "wachtwoord", "wagwoord", "hasło", "haslo", "пароль", "парола", "лозинка", "lozinka", "geslo"),
    *("heslo", "şifre", "sifre", "parola", "parola d'ordine", "parolă", "parool", "salasõna", "salasana", "lösenord"),
    *("passord", "adgangskode", "kodeord", "lykilorð", "jelszó", "slaptažodis", "fjalëkalim", "κωδικός", "סיסמה"),
    *("סיסמא", "كلمة المرور", "كلمة السر", "رمز عبور", "گذرواژه", "पासवर्ड", "পাসওয়ার্ড", "mật khẩu", "kata sandi"),
    *("kata laluan", "รหัสผ่าน"),
    *("密码", "密碼", "口令", "비밀번호", "비번", "패스워드", "パスワード"),
)
# What is a password only where one follows.
PERHAPS: Final = ("clave", "mdp", "암호", "暗証番号")
LOGINS: Final = (
    *("benutzer", "benutzername", "utente", "usuario", "utilisateur", "identifiant", "usuário", "użytkownik"),
    *("gebruiker", "gebruikersnaam", "uživatel", "användare", "bruger", "bruker", "käyttäjä", "felhasználó"),
    *("kullan\u0131c\u0131", "пользователь", "користувач", "логин", "логін", "uporabnik", "korisnik", "χρήστης"),
    *("아이디", "계정", "用户名", "用户", "账号", "帐号", "帳號", "ユーザー名", "ユーザー"),
)

_ASCII: Final = {letter: letter + 32 for letter in range(65, 91)}
_TURKISH: Final = ("şifre", "sifre", "kullan\u0131c\u0131")
_DOTTED: Final = str.maketrans({"i": "İ", "\u0131": "I"})
_STROKES: Final = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "ð": "d", "ø": "o", "\u0131": "i"})


def forms(word: str) -> list[str]:
    """All that differ in letters which are none of ASCII's, the small one first."""
    capitals = [word.capitalize(), word.title(), word.upper()]
    if word in _TURKISH:
        capitals.append(word.translate(_DOTTED).upper())
    if "GREEK" in unicodedata.name(word[0]):
        capitals.append(plain(word.upper()))  # which have no accents, in general
    return list(dict.fromkeys(form.translate(_ASCII) for form in (word, *capitals)))


def spelt(words: Iterable[str]) -> tuple[str, ...]:
    """Every form of them, no one twice."""
    return tuple(dict.fromkeys(form for word in words for form in forms(word)))


def pattern(words: Iterable[str]) -> str:
    """Any of them, the longer one first, for a pattern that ignores case. What they begin with alike is tried once."""
    return "|".join(_branches(sorted(spelt(words))))


def _branches(words: Sequence[str]) -> list[str]:
    """`words`: sorted. hasło, haslo, heslo: h(?:as(?:lo|ło)|eslo)"""
    branches = []
    for letter, those in groupby(filter(None, words), key=itemgetter(0)):
        rest = _branches([word[1:] for word in those])
        branches.append(re.escape(letter) + (f"(?:{'|'.join(rest)})" if len(rest) > 1 else rest[0]))
    return branches if all(words) else [*branches, ""]  # one ends here


def begins(words: Iterable[str]) -> str:
    """A class of the letters with which they begin: `re` tries each word at each letter, but where none begins so."""
    return "[" + "".join(sorted({word[0] for word in spelt(words)})) + "]"


def plain(text: str) -> str:
    """Without accents and strokes: Contrasena, Haslo."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_STROKES))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def bare(text: str) -> str:
    """The same in small letters: contrasena, haslo, sifre."""
    return plain(text.lower())


def is_word(text: str) -> bool:
    """Is a word for a password in it, in whatever form?"""
    return _within().search(bare(text)) is not None


@cache
def _within() -> re.Pattern[str]:
    return re.compile("|".join(sorted({re.escape(bare(word)) for word in PASSWORDS})))
