r"""Who is given what: a name with a word for a secret in it, what leads to the value, and the value.

    password = "x"   "api_key": "x"   'token' => 'x'   token := `x`   var token string = "x"   setProperty("token", "x")
    <token>x</token>   <add key="token" value="x"/>   - name: TOKEN        --password x   password "x"   ?token=x&
                                                        value: x
    env("TOKEN") ?? "x"   TOKEN.unwrap_or("x")   token <- "x"   char token[] = "x"   {{ token | default("x") }}
    | API token | `x` |   the API token is x   ENV TOKEN x   string Token { get; set; } = "x"
What a match of the pattern is not: an index, a list, an ARN, the next word of a sentence.

Over 300 lines: what is looked for and what is then read are two spellings of one grammar, and must not drift apart.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import Final, NamedTuple

from .names import PASSES_ON, Named, promise
from .values import RANDOM_LENGTH, Strength, is_number, is_odd, strength

_WORDS: Final = (
    r"passw(?:or|r)?[dt]|passphrase|passcode|kennwort|contrase|senha|haslo|heslo|wachtwoord|salasana|sifre|losenord|jelszo|pass|pwd?|pword|psk|psw|secret|token|key|auth|cred|bearer"
    r"|jwt|cookie|sess|pat|dsn|otp|sig|seed|mnemonic|pepper"
)
_LONG_WORDS: Final = (
    r"passw(?:or|r)?[dt]|passphrase|passcode|pwd?|pword|psk|psw|pass|secret|token|cred(?:ential)?s?|authorization|pepper"
    r"|(?:api|app|application|access|auth|authentication|client|private|master|signing|encryption|account|consumer|secret"
    r"|shared|jwt|aes|hmac|cipher|crypto|session)"
    r"[_.\- ]?key"
)
_SHORT_WORDS: Final = r"key|auth|cookie|session|seed|sig|otp|dsn|jwt|pat"
_QUOTE: Final = r"(?:\\{0,3}[\"'`]|&quot;|&[#](?:39|34|x27|x22);|%22)"
_CALL: Final = r"(?:[\w.]{1,40}\([ \t]{0,4})?"  # setKey(Base64.decode("x"))
# Only of what a bracket follows: else each of its letters would be tried.
_DECODING: Final = r"(?:(?=[\w.]{3,62}+\()[\w.]{0,40}(?:decode|encode|bytes|b64|base64)\w{0,16}\([ \t]{0,4})?"
# What makes a string of one, or a type of its own: String::from("x"), QStringLiteral("x"), Data("x".utf8).
_MADE: Final = (
    r"(?:(?:new[ ])?(?:String(?:::from)?|(?:std::)?w?string|QString(?:Literal)?|QLatin1String|Data|Array"
    r"|SecretStr(?:ing)?|Token|Password|TEXT|_T|Some|T\.pack)\([ \t]{0,4}|pack[ ](?=[\"'])"
    r"|\"?\$\((?:printf|echo)[ ](?:-[ne][ ])?(?:[\"']%s[\"'][ ])?(?=[\"']))"  # of a shell
)
_SCHEME: Final = r"(?:Bearer|Basic|Token|token|ApiKey)"

# What a name is followed by up to its value, for Hyperscan.
_TO_VALUE: Final = (
    rf"[\w.\-]{{0,32}}(?:{_QUOTE}?[\])}}]?"
    r"(?:[ \t]{1,4}:?[ \t]{0,2}[A-Za-z'&\[\] ]{3,12}[ \t]{1,4}=|[ \t]{0,24}(?:[:?.+|!=]{0,3}=>?|::?|\|\|)|/?>|%3[aAdD]"
    r"|[ \t,]{1,8}(?:android:)?\\{0,3}[\"']?value\\{0,3}[\"']?[ \t]{0,4}[:=])[ \t]{0,8}[bru@$\[({<]{0,2}[ \t]{0,4}"
    rf"(?:[fln]?{_QUOTE}(?:\"\"|'')?)?|{_QUOTE},[ \t]{{0,8}}{_QUOTE}{{1,2}}"
    rf"|[ \t]?\([ \t]{{0,4}}{_CALL}[bru@$]?{_QUOTE}"
    rf"|{_QUOTE}?[ \t]{{1,2}}(?:is:?[ \t]{{1,2}})?{_QUOTE})"
    r"(?:(?:Bearer|Basic|Token|ApiKey)[ \t])?"
)
_OF_A_WORD: Final = r"[^\s\"'`<>=:;,(){}\[\]]"
# Looked for apart, where its own word is: so long a type would make a wide expression wider.
_ANNOTATED: Final = r"|Annotated\[str,[^\n\]\"']{2,80}\]"
_TYPE: Final = (
    r"(?:str(?:ing)?[!?]?|Final|text|(?:constant[ ])?n?varchar2?\(\d{1,4}\)|SecretStr"
    r"|(?:Optional|Final|ClassVar)\[str\]"
    rf"|str[ ]?\|[ ]?None{_ANNOTATED})"
)
_TYPE_AT_ALL: Final = _TYPE.replace(" ", "[ ]").replace("[[ ]]", "[ ]")  # of a verbose pattern
# What stands between a name and the value that it has otherwise, and what single languages write for `=`.
_OTHERWISE: Final = (
    rf"(?:{_QUOTE}?[\]}}]?\){{0,2}}(?:[ \t]{{0,4}}(?:\?\?|\?:|\bor\b|//)"
    rf"|{_QUOTE}\){{1,2}}\.(?:type|fill|send_?keys)\("
    r"|\.(?:unwrap_or(?:_else)?|or_?else|get_?or_?else)\([ \t]{0,2}(?:\|_?\|[ ]?|\(\)[ ]?->[ ]?)?"
    r"|[ ]?\{[ ]?(?:return[ ])?)"
    r"|[ \t]{0,2}\|[ \t]{0,2}default[ \t]?\(?"
    r"|[ \t](?:[ ]{0,24}(?:pic|type)[ ](?:x\(\d{1,3}\)|string)[ ]value|by[ ]lazy[ ]?\{|<const>[ ]?=)"
    rf"|{_QUOTE}?[ ]?[\]}}][ ]?=|{_QUOTE},[ ](?:type=\w{{2,8}},[ ])?default(?:_?value)?[=:]"
    r"|\[\d{0,4}\][ \t]{0,4}=|[ \t]{0,4}<-|:[ \t]{0,2}&?'static[ ]str[ \t]{0,4}=|[ \t]{1,2}as[ ]string[ \t]{0,4}="
    r"|[ \t]{0,4}\{[ \t]{0,4}get;[a-z; \t]{0,40}\}[ \t]{0,4}="
    r"|(?:[ \t]?[:=][ \t]?)?\(\)[^\"'`;(]{0,40}(?:=>?|\breturn)(?=[ ])"
    rf"|(?:[ \t]{{1,2}}|[ \t]{{0,2}}\??:[ \t]{{0,2}}){_TYPE}[ \t]{{0,4}}:?=|{_QUOTE}[ \t]{{0,4}}->"
    r"|[ \t]{0,40}\|(?=[ \t]{0,8}`)|:?\*\*:?(?=[ \t]{1,4}`)|[ \t]{1,16}(?=@?[\"']))"
)
# key = []byte("x"), secret = new TextEncoder().encode("x"): what makes bytes of it.
_WRAPPED_IN: Final = (
    r"[\"']?[ \t]{0,4}(?::?=|:)[ \t]{0,4}(?:\[\]byte|new[ ](?:TextEncoder\(\)\.encode"
    r"|String(?:Bu(?:ilder|ffer)\(\)\.append)?)|Buffer\.from)\([ \t]{0,4}"
)
# "token" to "x", (getenv "TOKEN") "x", {token, "x"}
_BESIDE: Final = rf"(?:{_QUOTE}(?:[ ]to|\))(?=[ ]\")|,[ ]?)"
# key = live ? "x" : "y", KEY: &[u8] = b"x": what would else be taken for a value.
_FIRST: Final = (
    r"[ \t]?(?:=[ \t]?[^\n\"'`;{}?=]{1,40}[ \t]\?(?=[ ])|:[ ]&?(?:'static[ ])?\[u8[^\]\n]{0,8}\][ ]=(?=[ ]))"
)
# Passwords in other languages, which are rare: looked for as strings, and as what most names of code have.
_FOREIGN: Final = r"kennwort|contrasen|senha|haslo|heslo|wachtwoord|salasana|sifre|losenord|jelszo"
PREFILTER: Final = (
    rf"(?:{_FOREIGN})[\w.\-]{{0,32}}{_QUOTE}?\]?[ \t]{{0,8}}(?:[:?]?=>?|:)[ \t]{{0,4}}[@$]?{_QUOTE}?[^\s\"'`<,;]{{4}}",
    rf"(?:{_LONG_WORDS}){_TO_VALUE}[^\s\"'`<,;]{{4}}",
    rf"(?:{_SHORT_WORDS}){_TO_VALUE}[A-Za-z0-9+/=_\-%!@#&*]{{20}}",
    rf"(?:{_LONG_WORDS})[\w.\-]{{0,32}}\"[ ]?:[ ]?\"\{{\\{{1,3}}\"",
    rf"[\"'`](?:[ \t]{{0,4}}[!=]==?|\.equals(?:ignorecase)?\()[ \t]{{0,4}}[$\w.]{{0,32}}(?:{_LONG_WORDS})",
    rf"-[\w\-]{{0,24}}(?:{_LONG_WORDS})[\w\-]{{0,16}}[ \t]{{1,2}}[^\s\"'`<>,;{{}}()$\-]{{4}}",
    # A sentence: of the next word, which has a digit, the grammar decides.
    rf"(?:{_LONG_WORDS}|key)[ \t]{{1,2}}(?:is:?[ \t]{{1,2}})?{_OF_A_WORD}{{0,23}}[0-9]{_OF_A_WORD}{{6}}",
    (
        rf"(?:{_LONG_WORDS})[\w.\-]{{0,32}}(?:{_OTHERWISE.replace(_ANNOTATED, '')})[ \t]{{0,4}}[brufln@$]?{_QUOTE}"
        r"[^\s\"'`<,;]{4}"
    ),
    rf"(?:{_LONG_WORDS})[\w.\-]{{0,32}}(?:[\"'](?:[ ]to|\))|{_FIRST})[ ]b?[\"'`][^\s\"'`<,;]{{4}}",
    rf"(?:{_LONG_WORDS})[\w.\-]{{0,32}}{_WRAPPED_IN}{_QUOTE}[^\s\"'`<,;]{{4}}",
    # Words with blanks, of which the first may be short.
    r"passphrase[ \t]{0,4}[:= ][ \t]{0,4}[\"'][a-z]{2,16} [a-z]{2,16} [a-z]{2,16} [a-z]{2}",
    rf"[({{:&][\w.]{{0,24}}(?:{_LONG_WORDS})\w{{0,24}},[ ]?(?:<<)?@?[\"'][^\s\"'<,;]{{6}}",
    rf"\bmove[ ]{{1,4}}[\"'][^\s\"']{{4,64}}[\"'][ ]{{1,4}}to[ ]{{1,4}}[\w\-]{{0,32}}(?:{_LONG_WORDS})",
    rf"env[ \t]{{1,4}}\w{{0,24}}(?:{_LONG_WORDS})\w{{0,16}}[ \t]{{1,4}}[^\s\"'`=<>$(){{}}]{{4}}",
)
# What a view takes away (agent/scan/views/, changed.py): the marks of a word diff between a name and its value, and
# Markdown's backslash within a name.
MARKED: Final = {
    (
        rf"(?:{_LONG_WORDS})[\w.\-]{{0,32}}[\"']?[ \t]{{0,4}}(?:[:=]>?[ \t]{{0,4}}(?:\[-|\{{\+)[\"']"
        r"|[:=](?:\+\}[ ]\{\+|-\][ ]\[-))"
    ): r"\[\-\"|\[\-'|\{\+\"|\{\+'|:\+\}\ \{\+|=\+\}\ \{\+|:\-\]\ \[\-|=\-\]\ \[\-",
    (
        rf"[a-z]\\_key[\w.\\\-]{{0,32}}{_QUOTE}?[*`]{{0,2}}[ \t]{{0,24}}[:=|]{{1,2}}[ \t]{{0,8}}{_QUOTE}?"
        r"[^\s\"'`<,;]{4}"
    ): r"\\_key",
}
# Names that stand apart from their values: a view puts them together (agent/scan/pairs.py). To look for all of that
# everywhere would cost a quarter of a scan: each is looked for where a mark is, which is rare.
_LINE: Final = r"[ \t]{0,8}\r?\n[ \t]{0,40}"
_MARK: Final = r"\\{0,3}[\"']?"
_NAMES: Final = (
    rf"(?:name|key){_MARK}[ \t]{{0,24}}[:=][ \t]{{0,4}}{_MARK}[\w.:/\-]{{0,40}}"
    rf"(?:{_LONG_WORDS}|session|cookie)[\w.\-]{{0,32}}"
)
_VALUES: Final = rf"val(?:ue)?{_MARK}[ \t]{{0,24}}[:=][ \t]{{0,4}}{_MARK}"
# Behind `^[ \t]{1,24}` Hyperscan does not find a word by one blank, nor where both are in one group.
_VALUE_OF: Final = r"val(?:ue)?(?:[ \t]{0,24}=[ \t]{0,4}\"|:[ \t])"
_VALUE_MARK: Final = (
    r"val(?:ue)?(?:\\{0,3}[\"'][ \t]{0,24}[:=]|=\\{0,3}[\"'])|parametervalue=|\{[ \t]{0,4}val(?:ue)?:"
    rf"|^{_VALUE_OF}|\n[ \t]{_VALUE_OF}|^[ \t\-]{{2,24}}{_VALUE_OF}"
)
_DEFAULT_QUOTED: Final = r"[\"']default[_\-]?(?:value)?\\{0,3}[\"'][ \t]{0,8}:[ \t]{0,4}\\{0,3}[\"']"
_DEFAULT_OF: Final = r"default[_\-]?(?:value)?:[ \t]{1,4}[^\s{\[]"
_DEFAULT_LINE: Final = rf"[ \t]{{1,24}}{_DEFAULT_OF}"
_DEFAULT_MARK: Final = rf"\n[ \t]{_DEFAULT_OF}|^[ \t]{{2,24}}{_DEFAULT_OF}"
_IN_BRACES: Final = r":[ \t]{1,4}\{[ \t]{0,4}(?:type|default|description|noecho|required):"
# ["--password", "x"] over lines, and as a list of YAML.
_ARGUMENT: Final = r"[\"']--[a-z][\w\-]{2,40}[\"'],[ \t]{0,8}\r?\n"
_ITEM: Final = r"^[ \t]{0,24}-[ \t]{1,4}[\"']?--[a-z]"
_ELEMENT: Final = r"</(?:name|key|param-name)>\s{0,48}<(?:value|string|param-value|defaultvalue)>"
_DESCRIBED: Final = r"<(?:/description|description/)>\s{0,48}<(?:value|defaultvalue)>"
# With a class for each sign: otherwise Hyperscan looks for `":` and `: {`, of which JSON is full, and not for the word.
_OPENED_OBJECT: Final = rf"(?:{_LONG_WORDS})[\w.\-]{{0,32}}\\{{0,3}}[\"'][ \t]{{0,4}}[:;][ \t]{{0,4}}[{{|]"
APART: Final = {
    rf"{_NAMES}{_MARK}[\s,][^{{}}<>]{{0,120}}{_VALUES}[^\s{{}}<\[]": _NAMES,
    rf"{_VALUES}[^\s{{}}<>\[][^{{}}<>]{{3,250}}[\s,]{_MARK}[a-z_\-]{{0,16}}{_NAMES}": _NAMES,
    (
        rf"[\"'][\w.\-]{{0,40}}(?:{_LONG_WORDS})[\w.\-]{{0,32}}\\{{0,3}}[\"'][ \t]{{0,4}}:[ \t]{{0,4}}"
        rf"\{{[^{{}}]{{1,120}}{_VALUES}[^\s]"
    ): _OPENED_OBJECT,
    rf"{_NAMES}{_MARK}[\s,][^{{}}<>]{{0,120}}{_DEFAULT_LINE}": _DEFAULT_MARK,
    rf"{_NAMES}{_MARK}[\s,][^{{}}<>]{{0,120}}{_DEFAULT_QUOTED}[^\s]": _DEFAULT_QUOTED,
    (
        rf"(?:{_LONG_WORDS})[\w.\-]{{0,32}}[\"']?:[ \t]{{0,8}}(?:[#][^\n]{{0,80}})?\r?\n(?:[^{{}}]{{0,200}}\n)?"
        rf"{_DEFAULT_LINE}"
    ): _DEFAULT_MARK,
    (
        rf"(?:{_LONG_WORDS})[\w.\-]{{0,32}}\\{{0,3}}[\"'][ \t]{{0,4}}:[ \t]{{0,4}}"
        rf"\{{[^{{}}]{{0,200}}{_DEFAULT_QUOTED}[^\s]"
    ): _DEFAULT_QUOTED,
    rf"(?:{_LONG_WORDS})[\w.\-]{{0,32}}{_IN_BRACES}[^{{}}\n]{{0,160}}[^\s{{}}]": _IN_BRACES,
    rf"[\"']--[\w\-]{{0,24}}(?:{_LONG_WORDS})[\w\-]{{0,16}}[\"'],{_LINE}[\"'][^\s\"'\-$]{{4}}": _ARGUMENT,
    (
        rf"-[ \t]{{1,4}}[\"']?--[\w\-]{{0,24}}(?:{_LONG_WORDS})[\w\-]{{0,16}}[\"']?{_LINE}"
        rf"-[ \t]{{1,4}}[\"']?[^\s\"'\-${{]{{4}}"
    ): _ITEM,
    rf"variable[ \t]{{1,4}}\"[\w\-]{{0,40}}(?:{_LONG_WORDS})[\w\-]{{0,32}}\"[ \t]{{0,4}}\{{": r"variable[ \t]{1,4}\"",
    rf"(?:{_LONG_WORDS}|key)[\w.\-]{{0,32}}[ \t]{{0,4}}{_ELEMENT}": _ELEMENT,
    rf"(?:{_LONG_WORDS})[\w.\-]{{0,32}}:[ ](?:{_ANNOTATED[1:]})[ ]?=[ ]?{_QUOTE}": r"annotated\[str,",
    (
        rf"(?:{_LONG_WORDS}|key)[\w.\-]{{0,32}}[ \t]{{0,4}}</name>\s{{0,48}}(?:<description>[^<]{{0,160}})?"
        rf"{_DESCRIBED}"
    ): _DESCRIBED,
}
# The same across lines: <name>\n  value, name: X\n  value: Y, and name: |\n  value.
ACROSS: Final = (
    rf"(?:{_LONG_WORDS}|key)[\w.\-]{{0,32}}>{_LINE}[^\s\"'`<>{{}}()]{{6}}",
    # Of few names: so their strings are looked for, and not every `return`.
    (
        r"get(?:db|user|api|auth|access|client|secret)?(?:password|secret|token|key)\(\)[^\"'`;()]{1,40}"
        r"\breturn[ ][\"'][^\s\"'`]{4}"
    ),
    (
        rf"(?:{_LONG_WORDS}|key)[\w.\-]{{0,32}}[\"']?,?{_LINE}[\"']?value[\"']?[ \t]{{0,4}}[:=][ \t]{{0,4}}[\"']?"
        rf"[^\s\"'<>{{}}()]{{6}}"
    ),
    (
        rf"(?:{_LONG_WORDS}|key)[\w.\-]{{0,32}}[\"']?[ \t]{{0,8}}(?:(?::|=>?|:=)[ \t]{{0,8}}(?:[|>]-?|\\"
        rf"|[\[(])?{_LINE}(?:-[ ])?[\"'`]?[A-Za-z0-9+/=_\-]{{16}}|=[ ]?\({_LINE}[\"'][^\s\"']{{6}})"
    ),
)

# "token": "{\"user\": \"x\", \"key\": \"y\"}"
_OBJECT: Final = r"\{(?:\\{1,3}\"[\w\-]{1,40}\\{1,3}\":[ ]?\\{1,3}\"[^\"\\\n]{0,200}\\{1,3}\"[ ,]{0,2}){1,6}\}"
# Each written out: `re` looks a letter up in a set of letters, and goes through one that has a kind of letters in it.
_PLAIN_LETTER: Final = r"[^ \t\n\r\f\v\"'`<>\\]"
# Searched for in the text in lower case, which is quick; _ASSIGNMENT is then matched behind it.
_WORD: Final = re.compile(_WORDS)
# What a name is told by that stands in the value of another; and one that leaves no room for a value before it.
_NEXT_NAME: Final = re.compile(rf"(?:{_WORDS})[\w.\-]{{0,32}}+(?:[\"']?[:=](?![=\s\"'`,;&]|$)|%3[ad])", re.ASCII)
_NAMED: Final = re.compile(rf"[\w.\-]{{0,32}}?[\"']?(?:[:=]|%3[ad])[\"']?.{{0,3}}?{_NEXT_NAME.pattern}", re.ASCII)
_ASSIGNMENT: Final = re.compile(
    rf"""
    (?P<separator>
        {_QUOTE}?(?:[ ]?[\])}}])?
        (?:(?:[ \t]{{0,4}}(?:\??:)?[ \t]{{1,4}}|\??:)  # a type
           (?:{_TYPE_AT_ALL}(?=[ \t]{{0,4}}:?=)
             |(?:&?(?:'static[ ])?str(?:ing)?|String|\[\]byte|char|text|any|varchar)\b\??(?:\[\d{{0,4}}\])?))?
        (?:{_WRAPPED_IN}(?={_QUOTE})
          |{_FIRST}[ ](?=b?{_QUOTE})
          |[ \t]{{0,4}}:[ \t]{{0,4}}\r?\n[ \t]{{0,24}}-[ \t]{{1,2}}(?!\S{{1,40}}:\s)  # a list of YAML
          |\s{{0,32}}(?:[:?.+|!=]{{0,3}}=>?|::?|\|\|)\s{{0,8}}
          |\s{{0,8}}:\s{{0,4}}[|>]-?\s{{1,40}}
          |[\s,]{{1,40}}(?:android:)?\\{{0,3}}[\"']?value\\{{0,3}}[\"']?\s{{0,4}}[:=]\s{{0,4}}
          |[ \t]{{0,4}},[ \t]{{0,8}}(?={_QUOTE})
          |[ \t]?\([ \t]{{0,4}}{_CALL}(?={_QUOTE})
          |\s{{0,4}}/?>\s{{0,40}}
          |%3[aAdD]
          |[ \t]{{1,4}}is:?[ \t]{{1,4}}
          |(?:{_OTHERWISE}|{_BESIDE})[ \t]{{0,8}}(?=[brufln@$]?{_QUOTE})
          |[ \t]{{1,2}}
        )
        (?:(?<=:[ ])(?:&[\w\-]{{1,40}}|!!\w{{1,20}})[ \t]{{1,4}})?  # YAML's anchor or tag
        (?:{_MADE}|{_DECODING})(?:[bruflnBRUFLN@$]{{0,2}}(?={_QUOTE})|\"(?=\\\")
          |(?:[\[({{]|<<)[ \t]{{0,4}}(?={_QUOTE})|[\[(]\s{{0,40}}(?={_QUOTE}))?
    )
    (?:(?P<quote>\"{{3}}|'{{3}}|{_QUOTE})(?:(?P<scheme>{_SCHEME})[ ]{{1,2}})?
      (?P<quoted>(?:(?!(?P=quote))[^\r\n]){{3,512}})(?P=quote)
      |\"(?P<object>{_OBJECT})\"
      |(?:{_SCHEME}[ ]{{1,2}})?(?P<plain>{_PLAIN_LETTER}{{3,512}})
    )
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
# if ("x" == password)
_COMPARED: Final = re.compile(
    r"(?P<quote>[\"'`])(?:[ \t]{0,4}[!=]==?|\.equals(?:IgnoreCase)?\()[ \t]{0,4}(?P<name>[$\w.]{2,64})(?![\w(\[])",
    re.ASCII,
)
_SHORTEST_COMPARED, _LONGEST_COMPARED = 4, 128
# MOVE 'x' TO WS-PASSWORD, of COBOL and ABAP
_MOVED: Final = re.compile(
    r"\bMOVE[ ]{1,4}(?P<quote>[\"'])(?P<value>[^\"'\s]{4,64})(?P=quote)[ ]{1,4}TO[ ]{1,4}(?P<name>[\w\-]{2,64})",
    re.ASCII | re.IGNORECASE,
)
_CRUMB: Final = re.compile(r"(?P<name>[^\s=;,]{1,64})=(?P<value>[^\s=;,]{1,512}={0,2})(?=[;\s]|$)")
_IN_OBJECT: Final = re.compile(r":[ ]?\\{1,3}\"([^\"\\]+)")
_LINE_END: Final = re.compile(r"[\r\n]")
_SIGNS: Final = re.compile(r"[\W_]+")
_LOWER: Final = {letter: letter + 32 for letter in range(65, 91)}
_REST: Final = re.compile(r"[\w.\-]{0,40}", re.ASCII)
_OF_A_NAME: Final = string.ascii_letters + string.digits + "_.-$@"
_LONGEST_BEFORE: Final = 48
_TRAILING: Final = ",;:)]}"
# Each form by the sign that it begins with: `re` skips what is none.
_NEXT_PARAMETER: Final = re.compile(
    r"&(?:amp;)?[\w \-]{1,40}=|\\u0026[\w \-]{1,40}=|;\s?[\w \-]{1,40}=|,[A-Za-z][\w.\-]{0,40}="
)
_COMMENT: Final = re.compile(r"\s*(?:$|#|//|--|/\*|;|\\$|\\[nr]|&&|\||\"|'|</?[a-z]|\}[ \t]*$)", re.MULTILINE)
_NO_LIST: Final = re.compile(r"value|default|annotated\[", re.IGNORECASE)
_OPENED: Final = re.compile(
    r"(?:\w\(|\b[Vv](?i:alues)[ ]\(|\bresValue[ (]{1,2}[\"']string[\"'],|\.set\([\"'][\w.\-]{1,32}[\"'],)"
    r"[ \t]{0,4}\\?[\"'`][#.]?$"
)
# get(ENV, "TOKEN", "x"), StringVar(&token, "token", "x", "of what"), options("User", "app", "Password", "x")
_NTH: Final = re.compile(r"\w\((?:[&\w.]{1,24},[ ]?|[\"'][\w.\- ]{1,24}[\"'],[ ]?){1,3}[\"']$")
# (7, 'default', 'smtp/password', 'x', of a dump in SQL
_ROW: Final = re.compile(
    r"(?:\bvalues[ ]?|\),[ ]?|^|\n)\((?:\d{1,9},[ ]?|[\"'][\w.\-]{0,24}[\"'],[ ]?){0,4}[\"'](?:\w{1,24}/){0,3}$",
    re.IGNORECASE,
)
# { "token", "x" }, of C# and Java: a pair
_PAIR: Final = re.compile(r"\{[ ]?[\"']$")
_PAIRED: Final = re.compile(r"[ ]?\}")
_WRAPPED: Final = re.compile(r"\"[^\"]+\"|'[^']+'")  # buildConfigField 'String', 'API_KEY', '"x"'
_KEYS: Final = re.compile(r"[ \t]{0,4}(?::|=>)")  # password: {"shape": ...
_RETURNED: Final = re.compile(r"[\"'`]\)\s{0,8}=>")  # sign("secret") => what it returns
_RETURNS: Final = re.compile(r"(?:[ ]?[:=][ ]?)?\(\)[^\"'`;(]{0,40}(?:=>?|\breturn)[ ]")
# What `"prefix_" + made(32)` says is a part of the value.
_PUT_TOGETHER: Final = re.compile(r"[ ]\+[ ](?:[\w.]{1,40}\(|\"[^\"\n]{0,8}\"\.join\()|\.join\(|\)\.append\(")
_COMMAND: Final = re.compile(r"[a-z][\w.\-/]{0,32}[ ]")  # PASSWORD=`pwgen 24`: of a shell, which runs it
_LISTED: Final = re.compile(r"\n[ \t]*-[ \t]+$|[\[(]\s*\n\s*$")  # the first of several
_ONLY: Final = re.compile(r"[,\s]{0,40}[\])]")  # but none follows
_TIED: Final = re.compile(r"[:=>]")
_PASSES_ON: Final = re.compile(PASSES_ON)
_ANOTHER: Final = re.compile(r"[A-Za-z_][\w.\-]{0,64}=[^=]")
_BADGE: Final = re.compile(r"(?:badge[^\s]{0,48}|\balt=media&(?:amp;)?)$")  # or a picture of Firebase
_IN_DOCUMENT: Final = re.compile(r"(?<!\|)\|\s*$|\*\*")
_SENTENCE: Final = re.compile(r"\s+(?:is:?\s+)?", re.IGNORECASE)
_SET: Final = re.compile(r"(?:^|\s)(?:set)?env[ \t]{1,4}$", re.IGNORECASE)  # ENV TOKEN x, of a Dockerfile
_ASKED: Final = re.compile(r"\bset[ ]/p[ ]\"?$", re.IGNORECASE)  # set /p PASSWORD=What is read out to who types it:
_DECLARES: Final = re.compile(r"\b(?:resource|data|ephemeral)[ ]{1,4}\"$")  # resource "random_password" "main"
_SET_HERE: Final = re.compile(r"(?:^|\s|;)set[ \t]{1,4}$")  # set $token x; of nginx
_INDEXED: Final = re.compile(
    r"(?:\[:|(?:\benv|\bphp_(?:admin_)?value)\[)$"
)  # auth[:token] = x, env[TOKEN] = x of PHP-FPM
_TOGETHER: Final = re.compile(r"[\w.]{1,40},[ ]?$")  # user, password = "app", "x"
_SECOND: Final = re.compile(
    r"\s{0,4},\s{0,8}(?P<quote>[\"'])(?P<value>[^\"'\n]{4,256})(?P=quote)\s{0,4}(?:\)|;|#|$)", re.MULTILINE
)
_AROUND: Final = re.compile(r"\*{1,3}(?!\*)|~~(?!~)|__(?!_)")
_CONTENT: Final = re.compile(r"[^<\r\n]{1,512}")
# "API key", "using key": what a key is for stands before it.
_BEFORE: Final = re.compile(r"([A-Za-z]{2,16})[ ]$")
_OURS: Final = frozenset({"using", "use", "used", "your", "my"})
_PLAIN: Final = "{noop}"  # of Spring Security: what follows is no hash
_LEAST_SAID: Final = 8
_LEAST_DIGEST: Final = 32
_LEAST_OF_CONTENT: Final = 16
_TIGHT: Final = ("=", ":", "%3D", "%3d")
_CONTENT_OF: Final = (".Text", ".text", ".Value", ".value")
# q{x} and %q(x), of Perl and Ruby, and [[x]] of Lua: quotes, too.
_OTHER_QUOTES: Final = re.compile(
    r"(?:%?[qQ]q?(?:\{([^{}\s]{4,200})\}|\(([^()\s]{4,200})\)|\[([^\[\]\s]{4,200})\]|\|([^|\s]{4,200})\||!([^!\s]{4,200})!)"
    r"|\[\[([^\[\]\s]{4,200})\]\])(?=[\s;,.)\]}\\\"'<]|$)"
)
_SCOPE: Final = re.compile(
    r"^[ \t]{0,8}[\"']?[a-z][a-z0-9_]{0,40}::(?:[a-z][a-z0-9_]{0,40}::){0,4}$", re.ASCII | re.MULTILINE
)
# What a challenge of ACME shows to everybody, and what a parser read: DNS01(token="x"), strcmp(token, "x")
_SHOWN: Final = re.compile(r"(?<![A-Za-z0-9_])(?:http|dns|tlsalpn)_?01\(\s{0,32}$|cmp\((?=$)", re.IGNORECASE)
_USER: Final = re.compile(r"[\"']user\d{1,3}[\"'],[ ]?[\"']$")  # connect("user1", "pass1", "db1"): no name
_OF_A_KIND: Final = re.compile(r"(?<=:)[A-Z][a-z]{1,16}[A-Z]\w{1,64}")  # password:InputPassword = Updates
_TYPED: Final = re.compile(r"[?!:]{1,2}[ \t]{0,4}[A-Za-z\[][^=]{2,64}=")
_SMALL_WORD: Final = re.compile("=[a-z]+")
_RANDOM_NAME: Final = 24  # of a piece of what is encoded, which ends in a word by chance
_DIRECTORIES: Final = frozenset({"PWD", "OLDPWD", "$PWD", "$OLDPWD"})


class Assignment(NamedTuple):
    """A value at `start`, and its name with what that promises.

    bare:  in no quotes, nor part of a quoted `name=value`
    alone: nothing but a comment follows on the line, or it is tied to its name, or it is quoted, or of an option of
           a command and has a digit; never the first of a list over lines
    tied:  by a colon, an equals sign or an element rather than by standing side by side
    said:  in a sentence or a table of a document: whatever follows may be its next word
    counts: of what can be no value, whatever is around it, nothing else is worked out
    """

    name: str
    promised: Named
    value: str
    start: int
    bare: bool = False
    alone: bool = False
    tied: bool = False
    said: bool = False
    counts: bool = True


def lowered(text: str) -> str:
    """In small letters, and as long."""
    small = text.lower()
    # A letter may become two, but never two letters one.
    return small if len(small) == len(text) else text.translate(_LOWER)


class Crowd:
    """Names that stand in what seem to be the values of others, in a text in small letters. Each is looked for once,
    though the values run into one another.
    """

    __slots__ = ("_found", "_since", "_small")

    def __init__(self, small: str) -> None:
        self._small, self._since, self._found = small, len(small) + 1, _NEXT_NAME.match("")

    def up_to_next(self, start: int, value: str) -> str:
        """What begins there ends where the next name begins."""
        if start < self._since or (self._found and self._found.start() < start):
            self._since, self._found = start, _NEXT_NAME.search(self._small, start)
        following = self._found
        # Behind a name's sign of equality something follows in this value.
        if following is None or following.end() + (following[0][-1] in ":=") > start + len(value):
            return value
        return value[: following.start() - start]


class Reader:
    """Reads what is assigned in `text`, one after the other. `at`: where to go on; behind a value that counts, as
    another name may stand in what only seemed to be one. `small`: the same in small letters.
    """

    __slots__ = ("_found", "_of", "_text", "at", "small")

    def __init__(self, text: str) -> None:
        self._text, self.small, self.at = text, lowered(text), 0
        self._of: tuple[int, int, Crowd | None] = -1, -1, None
        self._found: Assignment | None = None

    def next(self, crowd: Crowd | None = None) -> Assignment | None:
        while word := _WORD.search(self.small, self.at):
            self.at = word.end()
            if crowd and _NAMED.match(self.small, self.at):
                continue
            of = *_name(self._text, word.start(), self.at), crowd
            if of != self._of:  # else it has several such words
                self._of, self._found = of, _assignment(self._text, *of)
            if self._found is not None:
                return self._found
        return None


def compared(text: str) -> Iterator[Assignment]:
    """Values that stand before what they are compared with."""
    moved = _MOVED.finditer(text) if "MOVE" in text or "move" in text else ()
    if not moved and "==" not in text and "!=" not in text and ".equals" not in text:
        return
    for name, start, end in (*_named_behind(text), *((hit["name"], *hit.span("value")) for hit in moved)):
        promised, value = promise(name), text[start:end]
        # What is compared with a key is a name, in general.
        if promised in (Named.PASSWORD, Named.SECRET) and not same(name, value):
            yield Assignment(name, promised, value, start, bare=False, alone=True, tied=False)


def _named_behind(text: str) -> Iterator[tuple[str, int, int]]:
    """The name, and where the string before it begins and ends, that is found from its end: far fewer end so."""
    free = 0
    for hit in _COMPARED.finditer(text):
        end = hit.start()
        start = text.rfind(hit["quote"], max(free, end - _LONGEST_COMPARED - 1), end) + 1
        if start and end - start >= _SHORTEST_COMPARED and not _LINE_END.search(text, start, end):
            yield hit["name"], start, end
            free = hit.end()


def _name(text: str, at: int, end: int) -> tuple[int, int]:
    """From where to where the name is in which a word stands from `at` to `end`."""
    before = text[max(0, at - _LONGEST_BEFORE) : at]
    start = at - len(before) + len(before.rstrip(_OF_A_NAME))
    rest = _REST.match(text, end)
    behind = rest.end() if rest else end
    if text[start] == "-" or text[start - 1 : start] == "\\":
        start += _before_name(text, start, behind)
    return start, behind


def _counts(promised: Named, value: str) -> bool:
    """May it be one, whatever is around it? Of a key only what is random counts."""
    if promised is Named.KEY and len(value) < RANDOM_LENGTH:
        return False
    if strength(value) is not Strength.NONE:
        return True
    return promised is Named.PASSWORD and (is_odd(value) or is_number(value))


def _assignment(text: str, start: int, behind: int, crowd: Crowd | None) -> Assignment | None:
    """What the name from `start` to `behind` is given. `crowd`: up to the next name."""
    name = text[start:behind]
    if name.endswith(_CONTENT_OF):
        name = name.rpartition(".")[0]
    name = name.removeprefix("process.env.")
    promised = promise(name) or (_returned(text, name, behind) if name.startswith("get") else None)
    if promised is None:
        return None
    hit = _ASSIGNMENT.match(text, behind)
    if (
        hit is None
        or (name in _DIRECTORIES and hit["plain"] is not None)
        or (hit["separator"][-1] in "fF" and "{" in (hit["quoted"] or ""))
    ):
        return None  # f"what is {put} together"
    left, separator, plain = text[max(0, start - 1) : start], hit["separator"], hit["plain"]
    said = (
        plain is not None
        and separator[0].isspace()
        and _SENTENCE.fullmatch(separator) is not None
        and not _is_set(text, start, name)
    )
    other = _OTHER_QUOTES.match(text, hit.start("plain")) if plain and "=" in separator else None
    value = (
        (other and other[other.lastindex or 0])
        or hit["quoted"]
        or hit["object"]
        or (_word(plain or "", promised, separator) if said else _cut(plain or "", left, separator))
    )
    if not value or same(name, value) or _is_something_else(text, start, left, hit):
        return None
    quoted = plain is None or other is not None
    if name.lower().endswith("cookie") and not hit["object"] and (crumb := _crumb(value)):
        name, value, at = crumb
        begins = hit.start("quoted" if hit["quoted"] else "plain") + at
        promised = promise(name) or Named.KEY
        value = crowd.up_to_next(begins, value) if crowd else value
        return Assignment(name, promised, value, begins, bare=not quoted, alone=True, tied=True)
    if other:
        begins = other.start(other.lastindex or 0)
    elif quoted:
        begins, value = _within(hit, value)
        if second := _of_two(text, start, hit):
            begins, value = second.start("value"), second["value"]
    else:
        begins, value = _of_content(text, hit, value) if ">" in separator else _unmarked(hit.start("plain"), value)
    promised = _for_what(text, start, name) or promised
    whole, value = value, crowd.up_to_next(begins, value) if crowd else value
    if not _counts(promised, value):
        return Assignment(name, promised, value, begins, counts=False)
    tight = separator in _TIGHT or text.startswith((left, "\\n", "\\r"), hit.end())  # "name: value\n"
    return Assignment(
        name=name,
        promised=promised,
        value=value,
        start=begins,
        bare=not quoted and not (tight and _is_held(text, start, hit)),
        alone=("\n" not in separator or not _LISTED.search(separator) or _ONLY.match(text, hit.end()) is not None)
        and (
            quoted
            or not separator[-1].isspace()
            or _COMMENT.match(text, hit.end()) is not None
            or (name.startswith("-") and any(map(str.isdigit, whole)))
        ),
        tied=_TIED.search(separator) is not None or _is_argument(text, start, hit) or _is_env(text, start, name, hit),
        said=said or (("|" in separator or "*" in separator) and _IN_DOCUMENT.search(separator) is not None),
    )


def _is_scoped(text: str, start: int, hit: re.Match[str]) -> bool:
    """A key of Hiera's, which begins its line: profile::web::admin_password: x."""
    if hit["separator"].strip("\"' \t") != ":":
        return False
    return _SCOPE.search(text, max(0, start - _LONGEST_BEFORE), start) is not None


def _before_name(text: str, start: int, behind: int) -> int:
    r"""How much is none of it: -DTOKEN="x", of a preprocessor; "hello\npassword: x"."""
    if text.startswith("-D", start):
        return len("-D")
    escaped = text[start - 1 : start] == "\\" and text[start] in "nrt"
    return 1 if escaped and promise(text[start:behind]) is None else 0


def _returned(text: str, name: str, behind: int) -> Named | None:
    """What `getToken` is called for, if what it returns follows: getToken() { return "x" }, getToken = () => "x"."""
    return promise(name.removeprefix("get")) if _RETURNS.match(text, behind) else None


def _is_held(text: str, start: int, hit: re.Match[str]) -> bool:
    """Is `name=value` a part of something quoted: a parameter, a field of a connection string, a default?"""
    left = text[max(0, start - 1) : start]
    return (
        left in ("'", '"', "`", "?", "&")
        or text.endswith("%env ", 0, start)
        or text.startswith("${", start - 2)
        or (left == ";" and ";" in hit["plain"])
    )


def _for_what(text: str, start: int, name: str) -> Named | None:
    """SECRET if the word before a key says so."""
    before = _BEFORE.search(text, max(0, start - _LONGEST_BEFORE), start) if name.lower() in ("key", "keys") else None
    if before is None:
        return None
    return Named.SECRET if before[1].lower() in _OURS or promise(f"{before[1]} {name}") is Named.SECRET else None


def _is_set(text: str, start: int, name: str) -> bool:
    """What a command or a Dockerfile gives a value stands before it, with nothing but a blank between them."""
    set_by = _SET_HERE if name.startswith("$") else _SET
    return name.startswith("-") or set_by.search(text, max(0, start - _LONGEST_BEFORE), start) is not None


def _is_env(text: str, start: int, name: str, hit: re.Match[str]) -> bool:
    """ENV PASSWORD x and SetEnv PASSWORD x, and --db-password x where x has a digit, as no word has that follows."""
    if name.startswith("--") and hit["plain"] is not None and any(map(str.isdigit, hit["plain"])):
        return True
    return text[start - 1 : start].isspace() and _SET.search(text, max(0, start - _LONGEST_BEFORE), start) is not None


def _word(value: str, promised: Named, separator: str) -> str | None:
    """Of a sentence: what is no word of a language. Behind a key without "is" a fingerprint stands more often."""
    value = value.rstrip(_TRAILING).rstrip(".")
    if len(value) < _LEAST_SAID or value.isdigit() or not any(map(str.isdigit, value)):
        return None
    digest = separator.isspace() and set(value.lower()) <= set(string.hexdigits)
    return None if digest and (promised is Named.KEY or len(value) < _LEAST_DIGEST) else value


def _of_two(text: str, start: int, hit: re.Match[str]) -> re.Match[str] | None:
    """The second value, if the name is the second of two: user, password = "app", "x"."""
    named = "=" in hit["separator"] and text[start - 1 : start] in (" ", ",") and _SECOND.match(text, hit.end())
    return named if named and _TOGETHER.search(text, max(0, start - _LONGEST_BEFORE), start) else None


def _of_content(text: str, hit: re.Match[str], value: str) -> tuple[int, str]:
    """Of an element's words the longest, if one is long: `<secret>{AQAAABAAA x}</secret>`."""
    content = _CONTENT.match(text, hit.start("plain"))
    words = content[0].split() if content else []
    longest = max((word.strip("{}()[],;") for word in words), key=len, default="")
    if len(words) < len(("some", "words")) or len(longest) < _LEAST_OF_CONTENT or longest.isalpha():
        return hit.start("plain"), value
    return text.index(longest, hit.start("plain")), longest


def _unmarked(begins: int, value: str) -> tuple[int, str]:
    """Without Markdown's marks around it, if the same are on either side: *x*, **x**, ~~x~~."""
    marks = _AROUND.match(value) if value[0] in "*~_" else None
    inner = value.rstrip(".") if marks else ""
    if marks is None or not inner.endswith(marks[0]) or len(inner) <= len("123") + 2 * marks.end():
        return begins, value
    inner = inner[marks.end() : -marks.end()]
    return (begins, value) if inner[-1] in "*~_" else (begins + marks.end(), inner)


def _crumb(value: str) -> tuple[str, str, int] | None:
    """Of `theme=dark; sessionid=x; Path=/` the longest value, with its name and its place."""
    found = max(_CRUMB.finditer(value), key=lambda each: len(each["value"]), default=None)
    return (found["name"], found["value"], found.start("value")) if found else None


def _within(hit: re.Match[str], value: str) -> tuple[int, str]:
    """Where a quoted value begins, and what it is: without further quotes, or the longest string of an object."""
    if hit["object"]:
        inner = max(_IN_OBJECT.finditer(hit["object"]), key=lambda each: len(each[1]), default=None)
        return (hit.start("object") + inner.start(1), inner[1]) if inner else (hit.start("object"), value)
    if value.startswith(_PLAIN):
        return hit.start("quoted") + len(_PLAIN), value[len(_PLAIN) :]
    twice = value[0] in "\"'" and value[-1] == value[0] and len(value) > len("'123'")
    return (hit.start("quoted") + 1, value[1:-1]) if twice else (hit.start("quoted"), value)


def _cut(value: str, left: str, separator: str) -> str | None:
    """An unquoted value without what ends it."""
    if "\n" in separator and (value.endswith(":") or (">" not in separator and _ANOTHER.match(value))):
        return None  # what stands below the name
    if left == "{":
        value = value.partition("}")[0]  # ${PASSWORD:-x}
        if value.startswith("?"):
            return None  # ${PASSWORD:?must be set}
    if left in ("?", "&", ";"):
        value = value.partition("&")[0].partition(";")[0]
    if "=" in value and ("&" in value or ";" in value or "," in value):
        value = _NEXT_PARAMETER.split(value, maxsplit=1)[0]
    value = value if "{" in value else value.rstrip(_TRAILING)
    return value if len(value) > len("123") else None


def same(name: str, value: str) -> bool:
    """API_KEY = "api-key"."""
    first = value[0]
    if first.isascii() and first.isalnum() and first.lower() not in name.lower():
        return False
    letters = _SIGNS.sub("", name).lower()
    # The beginning of a long value may say already that it is longer.
    begins = _SIGNS.sub("", value[: 2 * len(name)]).lower()
    return begins in letters and (len(value) <= 2 * len(name) or _SIGNS.sub("", value).lower() in letters)


def _is_argument(text: str, start: int, hit: re.Match[str]) -> bool:
    """["--password", "x"], not parser.add_argument("--password", "-p")."""
    listed = hit["separator"].strip("\\\"'` \t") == "," and text.startswith("-", start)
    return (
        listed
        and not (hit["quoted"] or "-").startswith("-")
        and not _OPENED.search(text, max(0, start - _LONGEST_BEFORE), start)
    )


def _is_one_of_two(text: str, start: int, hit: re.Match[str]) -> bool:
    """set("token", "x") and what takes a name and its value among others; a pair in braces; {password, "x"}."""
    digits = any(map(str.isdigit, hit["quoted"] or ""))
    if hit["separator"][0] == ",":
        return digits and text[start - 1 : start] in ("(", "{", ":", "&")
    if text.startswith("-", start):
        return False  # what begins with an option defines it
    before = text[max(0, start - _LONGEST_BEFORE) : start]
    if _OPENED.search(before) or (_PAIR.search(before) and _PAIRED.match(text, hit.end())):
        return True
    return digits and (_NTH.search(before) is not None or _ROW.search(before) is not None)


def _is_declared(text: str, start: int, separator: str) -> bool:
    """Of a schema or of code: what follows a type is no value unless it is quoted."""
    return _TYPED.match(separator) is not None or _OF_A_KIND.match(text, start) is not None


def _is_something_else(text: str, start: int, left: str, hit: re.Match[str]) -> bool:
    """An ARN, `names[key] = x`, what a call completes, "pass `x` to", --password=$VAR "next", ["password", "user"] but
    of arguments in no call, a name in an object, what a call returns, HTTP Basic, a public badge, a digest of Helm's, a
    field behind an arrow, what is declared, a command in a shell's variable, a piece of base64 that ends in a word.
    """
    separator, name = hit["separator"], text[start : hit.start()]
    before = text[max(0, start - _LONGEST_BEFORE) : start]
    bare = hit["plain"] is not None
    return (
        ((" /p " in before or " /P " in before) and _ASKED.search(before) is not None)
        or before.endswith("checksum/")
        or (name == "passwd" and before.endswith("/etc/"))
        or (name[-1] == "-" and separator[0] == ">")  # pw->pw_gid
        or (name == "token" and "(" in before and _SHOWN.search(before) is not None)
        or (name[-1:].isdigit() and "user" in before and _USER.search(before) is not None)
        or (bare and "=" in separator and (left == ":" or ":" in separator) and _is_declared(text, start, separator))
        or (
            bare
            and name[0] == "$"
            and " " in separator
            and _SMALL_WORD.fullmatch(separator.strip() + hit["plain"]) is not None
        )
        or (separator.isspace() and len(name) >= _RANDOM_NAME and name.isalnum() and any(map(str.isdigit, name)))
        or (before.endswith(' "') and _DECLARES.search(text, max(0, start - _LONGEST_BEFORE), start) is not None)
        or (
            left == ":"
            and (separator in (":", "::") or (text.endswith("::", 0, start) and not _is_scoped(text, start, hit)))
        )
        or (
            separator[0] == "}"
            and ("=" not in separator or left == "$" or text[start] == "$")
            and not text.endswith("ENV{", 0, start)
        )
        or (separator[0] == "]" and not _INDEXED.search(text, max(0, start - _LONGEST_BEFORE), start))
        or (
            separator.isspace()
            and (
                (name[0] == "$" and not _is_set(text, start, name))
                or name.lower() == "pass"
                or _PASSES_ON.fullmatch(name) is not None
            )
        )
        or (
            "," in separator
            and not _NO_LIST.search(separator)
            and not _is_one_of_two(text, start, hit)
            and not _is_argument(text, start, hit)
            and not _WRAPPED.fullmatch(hit["quoted"] or "")
            and not separator.endswith('"')
        )
        or (hit["quote"] == "`" and separator == "=" and _COMMAND.match(hit["quoted"]) is not None)
        or (hit["quoted"] is not None and _PUT_TOGETHER.match(text, hit.end()) is not None)
        or (separator.endswith("{") and _KEYS.match(text, hit.end()) is not None)
        or (")" in separator and _RETURNED.match(separator) is not None)
        or (hit["scheme"] or "").lower() == "basic"
        # password == entered, password = options["password"]
        or (
            hit["plain"] is not None
            and ("==" in separator or (hit["plain"][-1] in "[(" and text[hit.end() : hit.end() + 1] in ("'", '"')))
        )
        or (("badge" in before or "media&" in before) and _BADGE.search(before) is not None)
    )
