"""What stands where a secret should stand: templates, masks and the words of documentation.

Only the obvious is named here. A weak password is still a password: `postgres`, `admin` and `Password1` are real ones
somewhere, so a word counts as a placeholder only if nobody could mean it as a value.
"""

from __future__ import annotations

import re
from typing import Final

from detectors.generic.foreign import PASSWORDS, bare

from .remembered import remembered
from .wordlike import known

# ${VAR} $(cmd) `cmd {{ var }} <%= erb %> %(name)s %s %@ {name} {one}-{two} <name> &lt;name&gt; [name] $VAR $$VAR \$VAR
# $1 $VAR$ $var$ $OneVar PREFIX-YYY $ONE_VARandmore $dbPassword $env:VAR %VAR% @var@ @@var@@ __VAR__, and masks
# What may stand anywhere is searched for apart, each form by the letter that it begins with: `re` skips the others.
_TEMPLATE: Final = re.compile(
    r"""
      \$\{[^{}\]]*(?:\}|$) | \$\( | \{\{[^{}]*(?:\}\}|$) | <% | \#\{ | %\(\w*\) | \$\[\[
    | \*\*\* | \[(?i:masked|redacted|filtered|secure)\] | \.\.\. | \u2026 | \u2022\u2022 | \\u2022\\u2022
    """,
    re.VERBOSE,
)
_TEMPLATE_ALONE: Final = re.compile(
    r"""
      [^{]*\}\} | (?:\{[^{}]*\}[\-_.:/\\]?)+$ | <[^<>]*>?$ | &lt;[\w\ .\-]*&gt;?$ | \[[^\[\]]*\]$
    | \\?\$\$?(?:[A-Z_][A-Z0-9_]*\$?|[a-z_][a-z_]*\$?|\d)$ | \$(?:[A-Z][a-z]{2,15}(?:(?<=Base)(?:32|64))?){2,6}$
    | [\w\-]{2,16}-([XYZ*])\1{2,}$ | \$[a-z]+(?:[A-Z][a-z]+)*(?:Pass(?:w(?:or)?d)?|Pwd?)$
    | \$[A-Z]{2,}(?:_[A-Z][A-Z0-9]+)+(?![A-Z0-9_]) | \$[Ee]nv:\w+$ | `{1,2}[a-z_./]+`{0,2}$
    | %[a-zA-Z@]$ | %[A-Za-z_]+%$ | @{1,2}[a-zA-Z_.]+@{1,2}$
    | __[A-Za-z_]+(?:-\d+)?__$ | _[A-Z]+(?:_[A-Z0-9]+)*_$ | :[A-Za-z_]+$ | xox[a-z]-\d{1,6}(?:-\d{1,6})?$
    | (?:[Yy]our_)?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:PASSWORD|PASSWD|SECRET|TOKEN)(?:_(?i:here))?$  # a variable's name
    | [A-Z]{2,}(?:_[A-Z]+)+PASS$ | [A-Z]{2,}(?:_[A-Z]+)*(?:_PASS|_PW|_?DB_?PASS(?:WORD)?)$
    | [*xX.\-_\#?\u2022]+$ | \*\*[a-z]+\*\*$ | \*\*[A-Z][a-z]{1,5}$
    """,
    re.VERBOSE,
)

# Another than $ecretPw9, which somebody chose: it begins with a word.
_NUMBERED: Final = re.compile(r"\$([a-z]+)(?:[A-Z][a-z]+)*Pw\d{1,2}")
_LEAST_WORD: Final = 4

# A word for a secret, with the words that documentation puts around it: your-password-here, <db_pass>, MY_SECRET.
_WORDS: Final = re.compile(
    r"""
    (?:(?:your|my|the|some|a|an|new|enter|insert|put|use|replace|example|sample|dummy|fake|db|database|postgres|pg|user|username
        |account|client|auth|access|api|super|strong|secure|long|random|very|vault|app|foo|bar)[\W_]*)*
    (?:passw(?:or)?d|passphrase|pass|pwd|pswd|pw|secret|token|key|apikey|cookie|credentials?|value|string)
    (?:[\W_]*(?:goes|here|id|key|token|value|string|placeholder|example|todo))*
    """,
    re.VERBOSE | re.IGNORECASE,
)
# The same in other languages, also written in one, and of those that have no other use: heslo, motdepasse.
_FOREIGN: Final = frozenset(
    {*map(bare, PASSWORDS), *(bare(word).replace(" ", "").replace("-", "") for word in PASSWORDS)}
    | {"pasahitza", "contrasinal", "pasvorto", "nenosiri", "sandi"}
)
_DIGIT: Final = re.compile(r"[0-9]")

_STATED: Final = re.compile(
    r"(?:change|replace|fill|set|add|edit)[\W_]?(?:it|this|me|in|with)(?:[\W_].*)?|changeit|(?:must|to)[\W_]be[\W_]changed"
    r"|example|dummy|masked|hidden|removed|omitted|missing|none|%[+\-#0]{0,2}\d{0,3}(?:\.\d{1,4})?[sdiuxX]"
    r"|null|nil|undefined|unset|empty|todo|tbd|fixme|true|false|yes|no"
    r"|(?:example|sample|dummy|fake|bogus|wrong|invalid|incorrect|bad)[\W_]?(?:passw(?:or)?d|pass|pw|secret|token|(?:api[\W_]?)?key)"
    r"(?:[\W_]?1234?)?[!@#]?|invalid|incorrect|wrong|bogus|avoid[\W_]plain[\W_]?text[\W_]passwords?"
    r"|must[\W_]?be[\W_]?(?:\d{1,2}|[a-z]{3,8})[\W_]?char(?:s|act?ers?)"
    r"|bytes|bla(?:h|bla)?|(?:your|my)[\W_]\d{2,4}[\W_]bit[\W_](?:secret|key)(?:[\W_].*)?"
    r"|my(?:public|private)|ipmi_pass(?:word)?"  # of an example's community, of OpenStack's manual
    # beside a token of GitHub's or Bitbucket's
    r"|x[\W_]{1,2}oauth[\W_]{1,2}basic|x[\W_](?:access|token)[\W_](?:token|auth)"
    r"|anonymous@[\w.]{0,40}|protected|define|undef|>nul|nul|digest"
    r"|chauthtok",  # pam_unix(passwd:chauthtok): password changed
    re.IGNORECASE,
)

# A value that is code: settings.PASSWORD, os.environ[...], process.env.X
_CODE: Final = re.compile(
    r"(?:os|sys|process|env|environ|settings|config|cfg|conf|self|this|secrets?|vars?|local|module|data|values|params?|args|opts"
    r"|options|kwargs|inputs|github|system|request|app|props|ctx|context)(?:\.[A-Za-z_]|\[|\()",
    re.IGNORECASE,
)

# A word and the digits in order: what tutorials set (admin123, abc123456, root@1234).
_COUNTED: Final = re.compile(
    r"[a-z]{0,8}[\W_]?(?:0?123(?:4(?:5(?:6(?:7(?:8(?:90?)?)?)?)?)?)?|(?:123){2}|321|666666|888888)[!@#]?|letmein\d+|s3cr3t|1234abcd"
    r"|(?=[a-z]*\d)(?:(?:abc|def|ghi)\d{0,8}){1,16}",
    re.IGNORECASE,
)
_REPEATED: Final = 4
# All is in order, or begins anew with each piece: abcd-efgh-ijkl-mnop, 01234567-0123-0123-0123-012345678901.
_SIGNS: Final = re.compile(r"[\-_.: ]")
_LEAST_COUNTED: Final = 15  # a shorter one may be somebody's password
_ORDER: Final = (
    "0123456789abcdefghijklmnopqrstuvwxyz",
    "1234567890abcdefghijklmnopqrstuvwxyz",
    "0123456789abcdef" * 8,
)
_ANEW: Final = re.compile(r"(?=0123)[\d\-]+")


@remembered(8192)  # a value is asked about by each who finds it
def is_placeholder(value: str) -> bool:
    """Is this a template, a mask or a word of documentation rather than a value?"""
    if not value or (len(value) >= _REPEATED and value.count(value[0]) == len(value)):
        return True
    if _TEMPLATE_ALONE.match(value) or _TEMPLATE.search(value):
        return True
    if ("." in value or "[" in value or "(" in value) and _CODE.match(value):
        return True
    if (
        value[0] == "$"
        and (numbered := _NUMBERED.fullmatch(value))
        and (len(numbered[1]) < _LEAST_WORD or known(numbered[1]))
    ):
        return True
    if len(value) >= _LEAST_COUNTED and _counts(value):
        return True
    inner = value.strip("<>[]{}()-\\")
    is_of_words = not _DIGIT.search(inner) and (_WORDS.fullmatch(inner) is not None or bare(inner) in _FOREIGN)
    return is_of_words or _STATED.fullmatch(inner) is not None or _is_stated_within(inner)


def _counts(value: str) -> bool:
    if value[:3].lower() not in ("012", "123", "abc"):
        return False
    if any(_SIGNS.sub("", value.lower()) in order for order in _ORDER):
        return True
    numbered = value[:-2].split("-")  # they may be numbered at their end
    return _ANEW.fullmatch(value) is not None and all(part in "0123456789" * 2 for part in numbered)


def _is_stated_within(value: str) -> bool:
    small = value.lower()
    return ("placeholder" in small or "redacted" in small or "changeme" in small) and "\n" not in value


def is_of_tutorials(password: str) -> bool:
    """Is it a word and the digits in order? Somebody may have it all the same, but where it stands does not tell."""
    return _COUNTED.fullmatch(password) is not None


def behind_format(name: str, value: str) -> str:
    """Of `{role:url}:{password:url}` the password: the name seemed to end at the colon of its format."""
    _, closed, rest = value.partition("}:")
    return rest if closed and name.startswith("{") and "}" not in name else value
