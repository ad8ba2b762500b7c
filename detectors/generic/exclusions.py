"""What a match of the grammar is not, although it looks like a name that is given a value.

    names[key] = x     password == entered     token -> field     sign("secret") => x     API_KEY = "api-key"

Each of them says why nothing is given there, or that what is given is no value.

Over 300 lines: each rule is a few of them, and all are asked of the same match.
"""

from __future__ import annotations

import base64
import re
from typing import Final, NamedTuple

from .names import PASSES_ON
from .surroundings import LONGEST_BEFORE, is_argument, is_one_of_two, is_scoped, is_set
from .values import Strength, strength

_SIGNS: Final = re.compile(r"[\W_]+")
_NO_LIST: Final = re.compile(r"value|default|annotated\[", re.IGNORECASE)
_WRAPPED: Final = re.compile(r"\"[^\"]+\"|'[^']+'")  # buildConfigField 'String', 'API_KEY', '"x"'
_KEYS: Final = re.compile(r"[ \t]{0,4}(?::|=>)")  # password: {"shape": ...
_RETURNED: Final = re.compile(r"[\"'`]\)\s{0,8}=>")  # sign("secret") => what it returns
# What `"prefix_" + made(32)` says is a part of the value; so it is in Lua, with two dots.
_PUT_TOGETHER: Final = re.compile(r"[ ](?:\+|\.\.)[ ](?:[\w.]{1,40}\(|\"[^\"\n]{0,8}\"\.join\()|\.join\(|\)\.append\(")
_COMMAND: Final = re.compile(r"[a-z][\w.\-/]{0,32}[ ]")  # PASSWORD=`pwgen 24`: of a shell, which runs it
_PASSES_ON: Final = re.compile(PASSES_ON)
_BADGE: Final = re.compile(r"(?:badge[^\s]{0,48}|\balt=media&(?:amp;)?)$")  # or a picture of Firebase
# {"key_id": "568250167242549743", "key": "x"}: the public one of a repository, for its secrets
_SAID_OF: Final = ("Possible hardcoded ", "Resumption ")
_PUBLIC: Final = re.compile(r"\"key_id\":[ ]?\"\d{12,20}\",[ ]?\"$")
_CALLED_PUBLIC: Final = re.compile(r"(?<!non-)(?<!not )(?<!the )\b[Pp]ublic[ ]$")
_DRAWN: Final = re.compile(r"(?:<VisioDocument|metric='\d{1,4}')[ ]$")  # what a drawing of Visio is checked with
# h("div", { key: "998217...", class: x }): what a compiler of components calls an element, in code that is packed, too
OF_NODE: Final = re.compile(
    r"(?<![\w$.])(?:[\w$]{1,16}\.)?(?:[\w$]{1,3}|hAsync|createElement|_?jsxs?)\("
    r"(?:\"[a-z][a-z\d\-]{0,24}\"|'[a-z][a-z\d\-]{0,24}'|[\w$.]{1,24}),[ ]?"
    r"(?:Object\.assign\()?\{[ ]?$"
)
_ANCHOR: Final = re.compile(r"[\w/]#$")
# pass:none[text], of AsciiDoc: what is substituted in the text
_PASSED_ON: Final = re.compile(
    r":?(?:(?:none|n|normal|v|verbatim|a|attributes|q|quotes|c|specialchar\w{1,8}|m|macros|r|replacements|p|post_\w{12}|callouts)"
    r",?){0,6}\["
)
_OPENPGP: Final = re.compile(r"(?:[\w.]{0,24}(?:[pP][gG][pP]|[gG][pP][gG])\w{0,24}|(?:user\.)?signingkey)")
_OF_OPENPGP: Final = re.compile(r"0x[0-9A-Fa-f]{8,40}|(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{16}|[0-9A-F]{40})!?")
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# <link xref="user-goodpassword">choose one</link>
_LINKED: Final = re.compile(r"\b(?:xref|href|linkend|idref|action)=\\?[\"'][^\"'<>\s]{0,36}$")
# Pw="jede Stunde",ww="jede Minute": of a program that was made small
_SMALL: Final = re.compile(r"[,;][\w$]{1,3}=")
_NUMBERED: Final = re.compile(r"(\d{2,7})(?:,\s?\"\D{0,24}|\s{1,2})$")
_PUBLIC_TOKEN: Final = re.compile(r"[0-9a-f]{16}")
_WITH_ITS_KEY: Final = re.compile(r"\s{1,4}PublicKey=")
_DEFINED: Final = re.compile(r"[ ](?:created|deleted|defined|undefined|value set)\b")
_CACHED: Final = re.compile(r"\bcache[ ]$", re.IGNORECASE)  # cache key: x
ARCHIVE: Final = re.compile(r"\.(?:apk|bz2|deb|dmg|exe|gz|jar|rpm|tgz|whl|xz|zip|zst)$")  # "token.zip": its digest
_DIGEST: Final = re.compile(r"[0-9a-f]{32,128}")
SHA1: Final = re.compile(r"[0-9a-f]{40}")
# WHERE "django_session"."session_key" = 'x', of what a program logs of its queries
_COLUMN: Final = re.compile(r"(?:[\"`\]]\.|\b(?:SET|WHERE|AND|OR)[ ])[\"`\[]?$")
_MASTER: Final = re.compile(r"[0-9A-F]{96}")  # of TLS' session, as OpenSSL shows it
# "PW": "Palau", "en-PW": "modern": a country, and who speaks there
_PALAU: Final = re.compile(r"(?:[a-z]{2,3}[-_](?:[A-Z][a-z]{3}[-_])?)?PW", re.ASCII)
_ASKED: Final = re.compile(r"\bset[ ]/p[ ]\"?$", re.IGNORECASE)  # set /p PASSWORD=What is read out to who types it:
_DECLARES: Final = re.compile(r"\b(?:resource|data|ephemeral)[ ]{1,4}\"$")  # resource "random_password" "main"
_INDEXED: Final = re.compile(
    r"(?:\[:|(?:\benv|\bphp_(?:admin_)?value)\[)$"
)  # auth[:token] = x, env[TOKEN] = x of PHP-FPM
# What a challenge of ACME shows to everybody, and what a parser read: DNS01(token="x"), strcmp(token, "x")
_SHOWN: Final = re.compile(r"(?<![A-Za-z0-9_])(?:http|dns|tlsalpn)_?01\(\s{0,32}$|(?:cmp|eq)\((?=$)", re.IGNORECASE)
_USER: Final = re.compile(r"[\"']user\d{1,3}[\"'],[ ]?[\"']$")  # connect("user1", "pass1", "db1"): no name
_OF_A_KIND: Final = re.compile(r"(?<=:)[A-Z][a-z]{1,16}[A-Z]\w{1,64}")  # password:InputPassword = Updates
_TYPED: Final = re.compile(r"[?!:]{1,2}[ \t]{0,4}[A-Za-z\[][^=]{2,64}=")
# --password=<password> -p 445, smbpass=<password>,next: the words of a usage, and no element.
_TO_USAGE: Final = re.compile(r"[=:]<$")
_ENDS: Final = re.compile(r"\s{0,8}</")
_LOOKED_UP: Final = (".get", ".pop", ".getlist", ".get_all")  # credentials.get("acme"): what is looked for is called so
# lookup("community.general.onepassword", "who"), of Ansible
_PLUGIN: Final = re.compile(r"(?<![\w.])(?:lookup|query|q)\([ ]?[\"']$")
_LIST_OF_WORDS: Final = re.compile(r"\(\[|%[wWiI][\[({<]")  # declare -A TOKENS=([x]="y"), %w[x y]
_SMALL_WORD: Final = re.compile("=[a-z]+")
# Of an automaton's rules and of a page's links: pw-pbkdf2.la: pw-pbkdf2.lo, <a href="chpasswd.cgi">change</a>
_OF_FILE: Final = re.compile(
    r"\.(?:lo|la|o|obj|c|cc|cpp|h|cgi|php|asp|aspx|jsp|html?|R|jsx?|mjs|tsx?|vue|py|rb|java|go|s?css)$"
)
_NEXT_LINE: Final = re.compile(r"={1,2}\r?\n")  # at the end of what is base64, and what has no value in .env
_TERM: Final = re.compile(r"\d{7}\W{0,2}")
_CONSTANT: Final = re.compile(r"[A-Z]+(?:_[A-Z]+)+;?")
_BEHIND_STRING: Final = re.compile(r"[)\]][\[.,;)]")
_WORD_OF_LOG: Final = re.compile(r"[A-Z][a-z]+[.,]?")  # * command.c (cmd_passwd): Fixed it.
_RANDOM_NAME: Final = 24  # of a piece of what is encoded, which ends in a word by chance


def same(name: str, value: str) -> bool:
    """API_KEY = "api-key"."""
    first = value[0]
    if first.isascii() and first.isalnum() and first.lower() not in name.lower():
        return False
    letters = _SIGNS.sub("", name).lower()
    # The beginning of a long value may say already that it is longer.
    begins = _SIGNS.sub("", value[: 2 * len(name)]).lower()
    return begins in letters and (len(value) <= 2 * len(name) or _SIGNS.sub("", value).lower() in letters)


class _Match(NamedTuple):
    """A match of the grammar behind `name`. left: the letter before that. before: as far back as anything looks."""

    text: str
    start: int
    left: str
    before: str
    name: str
    separator: str
    quoted: str | None
    plain: str | None
    hit: re.Match[str]

    def follows(self, pattern: re.Pattern[str]) -> bool:
        return pattern.match(self.text, self.hit.end()) is not None


def _is_asked(at: _Match) -> bool:
    return (" /p " in at.before or " /P " in at.before) and _ASKED.search(at.before) is not None


def _is_no_secret_there(at: _Match) -> bool:
    """A digest of Helm's, what systemd encrypted, /etc/passwd, a type of C, a public badge."""
    before = at.before
    return (
        before.endswith(("checksum/", "CredentialEncrypted=", "struct "))
        or (at.name == "secret" and before.endswith("<encryption "))  # of libvirt, which has the secret's UUID
        or (at.name == "passwd" and before.endswith("/etc/"))
        or (("badge" in before or "media&" in before) and _BADGE.search(before) is not None)
    )


def _is_of_another_key(at: _Match) -> bool:
    """One that everybody may see, or that opens nothing."""
    ending = at.name[-3:]
    if ending == "ken":
        return _is_of_assembly(at)
    return ending in ("key", "Key") and (_is_id_of_a_key(at) if len(at.name) > len("key") else _is_called_key(at))


def _is_called_key(at: _Match) -> bool:
    """One that is public, of a cache, of a drawing, or of an element of a page."""
    return (
        _PUBLIC.search(at.before) is not None
        or (at.left == " " and _DRAWN.search(at.before) is not None)
        or (at.separator[0] == ":" and _CALLED_PUBLIC.search(at.before) is not None)
        or (SHA1.fullmatch(at.quoted or "") is not None and OF_NODE.search(at.before) is not None)
        or ("-" in (at.plain or "") and _CACHED.search(at.before) is not None)
    )


def _is_id_of_a_key(at: _Match) -> bool:
    """One of OpenPGP."""
    return _OPENPGP.fullmatch(at.name) is not None and _OF_OPENPGP.fullmatch(at.quoted or at.plain or "") is not None


def _is_of_assembly(at: _Match) -> bool:
    """Of .NET: a short name of who signed it."""
    if at.name not in ("Token", "token") or not _PUBLIC_TOKEN.fullmatch(at.quoted or at.plain or ""):
        return False
    return at.before.endswith(("Public Key ", "Public key ", "public key ")) or at.follows(_WITH_ITS_KEY)


def _is_mnemonic(at: _Match) -> bool:
    """Of a button: the letter behind the stroke."""
    return (at.quoted or "").startswith("_") and at.name.endswith("mnemonic")


def _is_made_small(at: _Match) -> bool:
    """A variable of two letters among others, and what is no password of one: words."""
    return (
        at.name.lower() == "pw"
        and at.separator == "="
        and at.left in (",", " ", ";")
        and not any(map(str.isdigit, at.quoted or ""))
        and at.follows(_SMALL)
    )


def _is_numbered(at: _Match) -> bool:
    """A token in a vocabulary, whose number is one more than that of the last: "x": 4711, "pw": 4712. PW9uZQ== 4713"""
    if at.plain is None or not "0" <= at.plain[0] <= "9":
        return False
    value = at.plain.rstrip(",}")
    if not (value.isdecimal() and value.isascii()):
        return False
    if at.separator in ("= ", "== "):
        return _is_encoded(at.name + at.separator.strip())
    last = _NUMBERED.search(at.before)
    return last is not None and int(value) == int(last[1]) + 1


def _is_encoded(name: str) -> bool:
    try:
        return base64.b64decode(name, validate=True).decode().isprintable()
    except ValueError:
        return False


def _is_defined(at: _Match) -> bool:
    """Secret 8c1f4d2e-... created, as virsh says."""
    return (
        at.name in ("Secret", "secret")
        and _UUID.fullmatch(at.plain or "") is not None
        and _DEFINED.match(at.text, at.hit.end()) is not None
    )


def _is_remark(at: _Match) -> bool:
    """Behind a type."""
    return (
        at.plain is not None
        and at.plain[0] == "#"
        and at.separator[-1] in " \t"
        and at.separator.rstrip()[-1:].isalpha()
    )


def _is_usage(at: _Match) -> bool:
    return (
        at.separator[0] == ">"
        and at.left == "<"
        and _TO_USAGE.search(at.before) is not None
        and not at.follows(_ENDS)  # an element, behind a label in a log
    )


def _is_looked_up(at: _Match) -> bool:
    if "getenv(" in at.separator:  # setPassword(System.getenv("JASYPT"))
        return True
    if at.name.endswith(_LOOKED_UP):
        return at.separator.lstrip().startswith("(") and strength(at.quoted or "") < Strength.RANDOM
    return (
        at.quoted is not None
        and "," in at.separator
        and at.name.endswith("password")
        and strength(at.quoted) < Strength.FAIR
        and _PLUGIN.search(at.before) is not None
    )


def _is_digest(at: _Match) -> bool:
    return ARCHIVE.search(at.name) is not None and _DIGEST.fullmatch(at.quoted or at.plain or "") is not None


def _is_said_of(at: _Match) -> bool:
    """The key of a session that is over, as OpenSSL shows it; a word in which Bandit sees a password."""
    if not at.before.endswith(_SAID_OF):
        return False
    return at.before.endswith("Resumption ") or not (
        at.quoted is not None and any(map(str.isdigit, at.quoted)) and any(map(str.isalpha, at.quoted))
    )


def _is_of_session(at: _Match) -> bool:
    """A column of sessions; the key of TLS' session, as OpenSSL shows it; AWS access_key:..., which is signed."""
    return (
        ("session_" in at.name and _COLUMN.search(at.before) is not None)
        or (at.name == "Master-Key" and _MASTER.fullmatch(at.plain or "") is not None)
        or (at.separator == ":" and at.before.endswith("AWS "))
    )


def _is_palau(at: _Match) -> bool:
    """Of a list of countries or locales: what is in quotes, and no more than words."""
    if at.left not in ("'", '"') or not at.name.endswith("PW") or not _PALAU.fullmatch(at.name):
        return False
    value = at.quoted or ""
    words = value.replace(" ", "").replace("-", "").isalpha() or "-" in at.name or "_" in at.name
    return words and strength(value) < Strength.FAIR


def _is_field(at: _Match) -> bool:
    """pw->pw_gid."""
    return at.name[-1] == "-" and at.separator[0] == ">"


def _is_shown(at: _Match) -> bool:
    return at.name == "token" and "(" in at.before and _SHOWN.search(at.before) is not None


def _is_of_a_user(at: _Match) -> bool:
    return "user" in at.before and at.name[-1:].isdigit() and _USER.search(at.before) is not None


def _is_typed(at: _Match) -> bool:
    """Of a schema or of code: what follows a type is no value unless it is quoted."""
    if at.plain is None or "=" not in at.separator or not (at.left == ":" or ":" in at.separator):
        return False
    return _TYPED.match(at.separator) is not None or _OF_A_KIND.match(at.text, at.start) is not None


def _is_declared(at: _Match) -> bool:
    return at.before[-2:] == ' "' and _DECLARES.search(at.before) is not None


def _is_small_word(at: _Match) -> bool:
    """$token =word, test "$pass" = word."""
    return (
        at.plain is not None
        and at.name[0] == "$"
        and " " in at.separator
        and _SMALL_WORD.fullmatch(at.separator.strip(' "') + at.plain) is not None
    )


def _is_of_test(at: _Match) -> bool:
    """What a shell tests: "x$token" = "xyes"."""
    return at.name[1:2] == "$" and "=" in at.separator and (at.quoted or at.plain or "").startswith(at.name[0])


def _is_term(at: _Match) -> bool:
    """Of a condition: ok ? COOKED_PASS : COOKED_FAIL. PW:0000859, of an ontology of pathways. A macro: pass:q[x]"""
    if at.plain is None or ":" not in at.separator:
        return False
    if at.name[-4:] == "pass" and at.separator == ":" and at.name.lstrip("_*+") == "pass":
        return _PASSED_ON.match(at.plain) is not None
    if at.name == "PW":
        return at.separator == ":" and _TERM.fullmatch(at.plain) is not None
    return at.before.endswith("? ") and _CONSTANT.fullmatch(at.plain) is not None


def _is_directory(at: _Match) -> bool:
    """-v `pwd`:/app, $(pwd):/app, cd x && pwd || echo"""
    return (
        at.plain is not None
        and at.name == "pwd"
        and (at.separator in ("`:", "):") or (at.separator[0] in " `" and "||" in at.separator))
    )


def _is_of_file(at: _Match) -> bool:
    return "." in at.name and _OF_FILE.search(at.name) is not None


def _is_closed(at: _Match) -> bool:
    """partition("token=")[2].split("/"): what stands between two strings."""
    return at.quoted is not None and at.left == at.hit["quote"] and _BEHIND_STRING.match(at.quoted) is not None


def _is_on_next_line(at: _Match) -> bool:
    return at.plain is not None and _NEXT_LINE.fullmatch(at.separator) is not None


def _is_of_log(at: _Match) -> bool:
    """Of what changed in a function."""
    return at.separator == "): " and at.plain is not None and _WORD_OF_LOG.fullmatch(at.plain) is not None


def _is_next_word(at: _Match) -> bool:
    """Of a sentence, "pass `x` to", of a command: --password=$VAR "next"; of what is encoded."""
    if at.name[0] == "$" and at.separator[0] in "\"'" and at.separator[1:].isspace():
        return True  # docker run -e "PASSWORD=$PASSWORD" the/image
    if not at.separator.isspace():
        return False
    encoded = len(at.name) >= _RANDOM_NAME and at.name.isalnum() and any(map(str.isdigit, at.name))
    return (
        encoded
        or (at.name[0] == "$" and not is_set(at.text, at.start, at.name))
        or at.name.lower() == "pass"
        or _PASSES_ON.fullmatch(at.name) is not None
    )


def _is_of_a_path(at: _Match) -> bool:
    """An ARN, or what a name in a scope leads to."""
    if at.separator in ("%3A", "%3a") and (at.plain or "").startswith(at.separator):
        return True
    if at.left != ":":
        return False
    is_scope = at.text.endswith("::", 0, at.start)
    return at.separator in (":", "::") or (is_scope and not is_scoped(at.text, at.start, at.hit))


def _is_anchor(at: _Match) -> bool:
    """Of a link, whose text follows: {@link https://h/job#secret Job#secret}."""
    return at.left == "#" and at.separator.isspace() and _ANCHOR.search(at.before) is not None


def _is_linked(at: _Match) -> bool:
    """Where a link leads, whose text follows."""
    return at.separator.lstrip("\\\"'")[:1] == ">" and at.left != ">" and _LINKED.search(at.before) is not None


def _is_index(at: _Match) -> bool:
    """names[key] = x, and of variables put in: {key} x, ${key} = x."""
    if at.separator[0] == "]":
        return not _INDEXED.search(at.before)
    put_in = "=" not in at.separator or at.left == "$" or at.text[at.start] == "$"
    return at.separator[0] == "}" and put_in and not at.text.endswith("ENV{", 0, at.start)


def _is_listed(at: _Match) -> bool:
    """["password", "user"], but of arguments in no call."""
    return (
        "," in at.separator
        and not _NO_LIST.search(at.separator)
        and not is_one_of_two(at.text, at.start, at.hit)
        and not is_argument(at.text, at.start, at.hit)
        and not _WRAPPED.fullmatch(at.quoted or "")
        and not at.separator.endswith('"')
    )


def _is_words(at: _Match) -> bool:
    """A list of a shell's or of Ruby's, which collected.py has."""
    if at.plain is None or not at.separator.endswith(("=", "= ")):
        return False
    return _LIST_OF_WORDS.match(at.plain) is not None or (at.plain[0] == "(" and at.name[-1] in "sS")


def _is_command(at: _Match) -> bool:
    return (
        at.hit["quote"] == "`"
        and at.separator == "="
        and at.quoted is not None
        and _COMMAND.match(at.quoted) is not None
    )


def _goes_on(at: _Match) -> bool:
    """What a call completes, or what is an object's first name."""
    return (at.quoted is not None and at.follows(_PUT_TOGETHER)) or (
        "{" in at.separator and at.separator.rstrip(" ")[-1:] == "{" and at.follows(_KEYS)
    )


def _is_returned(at: _Match) -> bool:
    return ")" in at.separator and _RETURNED.match(at.separator) is not None


def _is_basic(at: _Match) -> bool:
    """HTTP's, for which there is a detector."""
    return (at.hit["scheme"] or "").lower() == "basic"


def _is_of_code(at: _Match) -> bool:
    """A comparison, password == entered; what an index leads to, password = options["password"]; $env->{PASSWORD}."""
    if at.plain is None:
        return False
    end = at.hit.end()
    if at.plain[0] == "$" and at.plain[-1] == "-" and at.text[end : end + 1] == ">":
        return True
    return "==" in at.separator or (at.plain[-1] in "[(" and at.text[end : end + 1] in ("'", '"'))


_RULES: Final = (
    _is_asked,
    _is_no_secret_there,
    _is_of_another_key,
    _is_looked_up,
    _is_digest,
    _is_said_of,
    _is_of_session,
    _is_palau,
    _is_shown,
    _is_of_a_user,
    _is_declared,
    _is_of_a_path,
    _is_of_file,
    _goes_on,
    _is_basic,
)
# Most names of a text are asked, and so there are few for them: those of any value, of one in no quotes, and of one in
# quotes; and those that can hold only where what leads to it is not this.
_OF_PLAIN: Final = (*_RULES, _is_numbered, _is_typed, _is_term, _is_small_word, _is_words, _is_of_code)
_OF_QUOTED: Final = (*_RULES, _is_mnemonic, _is_made_small, _is_command, _is_closed)
_USUAL: Final = frozenset({"=", ":", " = ", ": "})
_UNUSUAL: Final = (
    _is_of_test,
    _is_directory,
    _is_usage,
    _is_field,
    _is_next_word,
    _is_defined,
    _is_anchor,
    _is_linked,
    _is_index,
    _is_listed,
    _is_returned,
    _is_remark,
    _is_on_next_line,
    _is_of_log,
)


def is_something_else(text: str, start: int, left: str, hit: re.Match[str]) -> bool:
    """Does any of the rules say so?"""
    name, before, separator = text[start : hit.start()], text[max(0, start - LONGEST_BEFORE) : start], hit["separator"]
    at = _Match(text, start, left, before, name, separator, hit["quoted"], hit["plain"], hit)
    for rule in _OF_QUOTED if at.plain is None else _OF_PLAIN:
        if rule(at):
            return True
    return separator not in _USUAL and any(rule(at) for rule in _UNUSUAL)
