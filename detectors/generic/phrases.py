"""Passwords of several words, which read like names and sentences: by dice, or of somebody's own.

tulip engine marble snore     tulip-engine-marble-snore     falcon-orchid-tiger-17
"""

from __future__ import annotations

import re
from typing import Final

from .chosen import is_of_words
from .sequences import is_sequence

_PHRASE: Final = re.compile(r"[a-z]{2,16}(?: [a-z]{2,16}){3,7}")
# Of what is read by somebody who shall type one in, or who typed a wrong one, or reads what it is for.
_INSTRUCTS: Final = re.compile(
    r"\b(?:passphrases?|passwords?|phrases?|passcode|keys?|secrets?|words?|(?:re)?enter|typed?|choose|confirm|repeat|again"
    r"|please|must|should|cannot|can|will|yours?|you|our|the|this|that|these|its?|is|are|be|was|to|for|of|if|or|not?|with"
    r"|without|when|where|which|what|how|same|invalid|wrong|incorrect|bad|weak|mismatch|match(?:es|ing)?|failed|errors?"
    r"|missing|empty|blank|required|optional|need(?:s|ed)?|new|current|default|values?|strings?|text|files?|wallet"
    r"|(?:en|de)crypt(?:s|ed|ion)?|unlocks?|protect(?:s|ed)?|used?|uses|using|sets?|provided?|given|changed?|least"
    r"|characters|example|users?|account|login|private|public|backup|see|by|stored|managed|kept|vault|too|try"
    r"|mots?|passe|votre|vos|saisir|saisissez|entrez|nouve(?:au|lle)|confirmez|frase|clave|contrasena|introduzca|introduce"
    r"|ingrese|escriba|nueva|sua?|senha|digite|insira|nova|parola|inserisci|inserire|nuova|tua|chiave"
    r"|bitte|(?:ein)?geben|kennwort|passwort\w*|ihre?n?|neues?|wachtwoord\w*|voer|uw|nieuwe|opnieuw|haslo|wpisz|nowe|heslo"
    r"|zadejte)\b"
)
# The same with dashes, where nothing but a password stands. What is called so has a word that says what it is.
_DASHED: Final = re.compile(r"[a-z]{3,16}(?:-[a-z]{3,16}){3,7}")
# And with the number that a policy asks for: falcon-orchid-tiger-17. Of as many words are names of servers.
_NUMBERED: Final = re.compile(r"[A-Za-z][a-z]{2,12}([-_])(?:[A-Za-z][a-z]{2,12}\1){1,4}\d{2,4}")
_CALLED: Final = re.compile(
    r"\b(?:names?|apps?|api|svc|services?|servers?|clients?|hosts?|nodes?|clusters?|prod|production|stage|staging|dev|test(?:ing|s)?"
    r"|demo|admin|root|master|read|only|write|backups?|databases?|data|store|vault|config|settings?|environment|env|build"
    r"|deploy(?:ment)?|release|latest|main|cloud|web|site|http|ssh|ssl|tls|ldap|cert(?:ificate)?s?|groups?|roles?|teams?"
    r"|project|resource|kubernetes|docker|internal|external|forms?|fields?|inputs?|labels?|buttons?|page|view|some|very"
    r"|real|fake|strong|secure|long|random|super|hard|change|replace|put|here)\b"
)
_TWO: Final = re.compile(r"[A-Za-z][a-z]{3,11}[A-Z][a-z]{3,11}\d{2,4}")
_PARTS: Final = re.compile(r"[A-Z]?[a-z]+")
_LEAST_JOINED: Final = 3


def is_plain(value: str) -> bool:
    """Words with blanks between them, and none of an instruction."""
    return _PHRASE.fullmatch(value) is not None and not _INSTRUCTS.search(value)


def is_phrase(value: str) -> bool:
    """Words by dice, and none of a name or of an instruction: for where nothing but a password stands."""
    if _INSTRUCTS.search(value) or value.startswith("correct horse"):
        return False
    return _PHRASE.fullmatch(value) is not None or (_DASHED.fullmatch(value) is not None and not _CALLED.search(value))


def is_numbered(value: str) -> bool:
    """The same with a number behind it, three words at the least: no name of a server, an image or a release."""
    found = _NUMBERED.fullmatch(value)
    if found is None or is_sequence(value) or not is_of_words(value):
        return False
    spoken = value.lower().replace(found[1], "-")
    return spoken.count("-") >= _LEAST_JOINED and not _CALLED.search(spoken) and not _INSTRUCTS.search(spoken)


def is_two_words(value: str) -> bool:
    """Two words and a number, which no name of code ends in: marbleThunder22."""
    if _TWO.fullmatch(value) is None or is_sequence(value) or not is_of_words(value):
        return False
    spoken = "-".join(_PARTS.findall(value)).lower()
    return not _CALLED.search(spoken) and not _INSTRUCTS.search(spoken)
