"""What is looked for, by Hyperscan, so that grammar.py need not read everything: no name without a value behind it.

    PREFILTER     on one line        password = "x"
    MARKED        as marks have it   password = {+"x"
    APART         names that stand apart from their values, each where its own mark is
    ACROSS        on two lines       name: TOKEN
                                     value: x

It may point at too much. What it does not point at, nobody reads.
"""

from __future__ import annotations

from typing import Final

from .fragments import ANNOTATED, CALL, FIRST, LONG_WORDS, OTHERWISE, QUOTE, SHORT_WORDS, WRAPPED_IN

# What a name is followed by up to its value, for Hyperscan.
_TO_VALUE: Final = (
    rf"[\w.\-]{{0,32}}(?:{QUOTE}?[\])}}]?"
    r"(?:[ \t]{1,4}:?[ \t]{0,2}[A-Za-z'&\[\] ]{3,12}[ \t]{1,4}=|[ \t]{0,24}(?:[:?.+|!=]{0,3}=>?|::?|\|\|)|/?>|%3[aAdD]"
    r"|[ \t,]{1,8}(?:android:)?\\{0,3}[\"']?value\\{0,3}[\"']?[ \t]{0,4}[:=])[ \t]{0,8}[bru@$\[({<]{0,2}[ \t]{0,4}"
    rf"(?:[fln]?{QUOTE}(?:\"\"?|''?)?)?|{QUOTE},[ \t]{{0,8}}{QUOTE}{{1,2}}"
    rf"|[ \t]?\([ \t]{{0,4}}{CALL}[bru@$]?{QUOTE}"
    rf"|{QUOTE}?[ \t]{{1,2}}(?:is:?[ \t]{{1,2}})?{QUOTE}['\"]?)"
    r"(?:(?:Bearer|Basic|Token|ApiKey)[ \t])?"
)
_OF_A_WORD: Final = r"[^\s\"'`<>=:;,(){}\[\]]"
# Passwords in other languages, which are rare: looked for as strings, and as what most names of code have.
_FOREIGN: Final = (
    r"kennwort|contrasen|senha|haslo|heslo|wachtwoord|salasana|sifre|losenord|jelszo|segredo|segreto|geheim"
    r"|(?:clave|chave|chiave|cle|klucz)_api"
)
PREFILTER: Final = (
    rf"(?:{_FOREIGN})[\w.\-]{{0,32}}{QUOTE}?\]?[ \t]{{0,8}}(?:[:?]?=>?|:)[ \t]{{0,4}}[@$]?{QUOTE}?[^\s\"'`<,;]{{4}}",
    rf"(?:{LONG_WORDS}){_TO_VALUE}(?:[^\s\"'`<,;]{{4}}|\x1b)",  # or a terminal's colour
    rf"(?:{SHORT_WORDS}){_TO_VALUE}(?:\x1b\[[0-9;]{{0,16}}m)?[A-Za-z0-9+/=_\-%!@#&*]{{20}}",
    rf"(?:{LONG_WORDS})[\w.\-]{{0,32}}\"[ ]?:[ ]?\"\{{\\{{1,3}}\"",
    rf"[\"'`](?:[ \t]{{0,4}}[!=]==?|\.equals(?:ignorecase)?\()[ \t]{{0,4}}[$\w.]{{0,32}}(?:{LONG_WORDS})",
    rf"-[\w\-]{{0,24}}(?:{LONG_WORDS})[\w\-]{{0,16}}[ \t]{{1,2}}[^\s\"'`<>,;{{}}()$\-]{{4}}",
    # A sentence: of the next word, which has a digit, the grammar decides.
    rf"(?:{LONG_WORDS}|key)[ \t]{{1,2}}(?:is:?[ \t]{{1,2}})?{_OF_A_WORD}{{0,23}}[0-9]{_OF_A_WORD}{{6}}",
    (
        rf"(?:{LONG_WORDS})[\w.\-]{{0,32}}(?:{OTHERWISE.replace(ANNOTATED, '')})[ \t]{{0,4}}[brufln@$]?{QUOTE}"
        r"[^\s\"'`<,;]{4}"
    ),
    rf"(?:{LONG_WORDS})[\w.\-]{{0,32}}(?:[\"'](?:[ ]to|\))|{FIRST})[ ]b?[\"'`][^\s\"'`<,;]{{4}}",
    rf"(?:{LONG_WORDS})[\w.\-]{{0,32}}{WRAPPED_IN}{QUOTE}[^\s\"'`<,;]{{4}}",
    # Words with blanks, of which the first may be short.
    r"passphrase[ \t]{0,4}[:= ][ \t]{0,4}[\"'][a-z]{2,16} [a-z]{2,16} [a-z]{2,16} [a-z]{2}",
    rf"[({{:&][\w.]{{0,24}}(?:{LONG_WORDS})\w{{0,24}},[ ]?(?:<<)?@?[\"'][^\s\"'<,;]{{6}}",
    rf"\bmove[ ]{{1,4}}[\"'][^\s\"']{{4,64}}[\"'][ ]{{1,4}}to[ ]{{1,4}}[\w\-]{{0,32}}(?:{LONG_WORDS})",
    rf"env[ \t]{{1,4}}\w{{0,24}}(?:{LONG_WORDS})\w{{0,16}}[ \t]{{1,4}}[^\s\"'`=<>$(){{}}]{{4}}",
)
# What a view takes away (agent/scan/views/, changed.py): the marks of a word diff between a name and its value, and
# Markdown's backslash within a name.
MARKED: Final = {
    (
        rf"(?:{LONG_WORDS})[\w.\-]{{0,32}}[\"']?[ \t]{{0,4}}(?:[:=]>?[ \t]{{0,4}}(?:\[-|\{{\+)[\"']"
        r"|[:=](?:\+\}[ ]\{\+|-\][ ]\[-))"
    ): r"\[\-\"|\[\-'|\{\+\"|\{\+'|:\+\}\ \{\+|=\+\}\ \{\+|:\-\]\ \[\-|=\-\]\ \[\-",
    (
        rf"[a-z]\\_key[\w.\\\-]{{0,32}}{QUOTE}?[*`]{{0,2}}[ \t]{{0,24}}[:=|]{{1,2}}[ \t]{{0,8}}{QUOTE}?"
        r"[^\s\"'`<,;]{4}"
    ): r"\\_key",
}
# Names that stand apart from their values: a view puts them together (agent/scan/pairs.py). To look for all of that
# everywhere would cost a quarter of a scan: each is looked for where a mark is, which is rare.
_LINE: Final = r"[ \t]{0,8}\r?\n[ \t]{0,40}"
_MARK: Final = r"\\{0,3}[\"']?"
_NAMED: Final = (
    rf"(?:name|key){_MARK}[ \t]{{0,24}}[:=][ \t]{{0,4}}{_MARK}[\w.:/\-]{{0,40}}(?:{LONG_WORDS}|session|cookie)"
)
_NAMES: Final = rf"{_NAMED}[\w.\-]{{0,32}}"
_VALUES: Final = rf"val(?:ue)?{_MARK}[ \t]{{0,24}}[:=][ \t]{{0,4}}{_MARK}"
# Behind `^[ \t]{1,24}` Hyperscan does not find a word by one blank, nor where both are in one group.
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
_OPENED_OBJECT: Final = rf"(?:{LONG_WORDS})[\w.\-]{{0,32}}\\{{0,3}}[\"'][ \t]{{0,4}}[:;][ \t]{{0,4}}[{{|]"
APART: Final = {
    rf"{_NAMES}{_MARK}[\s,][^{{}}<>]{{0,120}}{_VALUES}[^\s{{}}<\[]": _NAMED,
    rf"{_VALUES}[^\s{{}}<>\[][^{{}}<>]{{3,250}}[\s,]{_MARK}[a-z_\-]{{0,16}}{_NAMES}": _NAMED,
    (
        rf"[\"'][\w.\-]{{0,40}}(?:{LONG_WORDS})[\w.\-]{{0,32}}\\{{0,3}}[\"'][ \t]{{0,4}}:[ \t]{{0,4}}"
        rf"\{{[^{{}}]{{1,120}}{_VALUES}[^\s]"
    ): _OPENED_OBJECT,
    rf"{_NAMES}{_MARK}[\s,][^{{}}<>]{{0,120}}{_DEFAULT_LINE}": _DEFAULT_MARK,
    rf"{_NAMES}{_MARK}[\s,][^{{}}<>]{{0,120}}{_DEFAULT_QUOTED}[^\s]": _DEFAULT_QUOTED,
    (
        rf"(?:{LONG_WORDS})[\w.\-]{{0,32}}[\"']?:[ \t]{{0,8}}(?:[#][^\n]{{0,80}})?\r?\n(?:[^{{}}]{{0,200}}\n)?"
        rf"{_DEFAULT_LINE}"
    ): _DEFAULT_MARK,
    (
        rf"(?:{LONG_WORDS})[\w.\-]{{0,32}}\\{{0,3}}[\"'][ \t]{{0,4}}:[ \t]{{0,4}}"
        rf"\{{[^{{}}]{{0,200}}{_DEFAULT_QUOTED}[^\s]"
    ): _DEFAULT_QUOTED,
    rf"(?:{LONG_WORDS})[\w.\-]{{0,32}}{_IN_BRACES}[^{{}}\n]{{0,160}}[^\s{{}}]": _IN_BRACES,
    rf"[\"']--[\w\-]{{0,24}}(?:{LONG_WORDS})[\w\-]{{0,16}}[\"'],{_LINE}[\"'][^\s\"'\-$]{{4}}": _ARGUMENT,
    (
        rf"-[ \t]{{1,4}}[\"']?--[\w\-]{{0,24}}(?:{LONG_WORDS})[\w\-]{{0,16}}[\"']?{_LINE}"
        rf"-[ \t]{{1,4}}[\"']?[^\s\"'\-${{]{{4}}"
    ): _ITEM,
    rf"variable[ \t]{{1,4}}\"[\w\-]{{0,40}}(?:{LONG_WORDS})[\w\-]{{0,32}}\"[ \t]{{0,4}}\{{": r"variable[ \t]{1,4}\"",
    rf"(?:{LONG_WORDS}|key)[\w.\-]{{0,32}}[ \t]{{0,4}}{_ELEMENT}": _ELEMENT,
    rf"(?:{LONG_WORDS})[\w.\-]{{0,32}}:[ ](?:{ANNOTATED[1:]})[ ]?=[ ]?{QUOTE}": r"annotated\[str,",
    (
        rf"(?:{LONG_WORDS}|key)[\w.\-]{{0,32}}[ \t]{{0,4}}</name>\s{{0,48}}(?:<description>[^<]{{0,160}})?"
        rf"{_DESCRIBED}"
    ): _DESCRIBED,
}
# The same across lines: <name>\n  value, name: X\n  value: Y, and name: |\n  value.
ACROSS: Final = (
    rf"(?:{LONG_WORDS}|key)[\w.\-]{{0,32}}>{_LINE}[^\s\"'`<>{{}}()]{{6}}",
    # Of few names: so their strings are looked for, and not every `return`.
    (
        r"get(?:db|user|api|auth|access|client|secret)?(?:password|secret|token|key)\(\)[^\"'`;()]{1,40}"
        r"\breturn[ ][\"'][^\s\"'`]{4}"
    ),
    (
        rf"(?:{LONG_WORDS}|key)[\w.\-]{{0,32}}[\"']?,?{_LINE}[\"']?value[\"']?[ \t]{{0,4}}[:=][ \t]{{0,4}}[\"']?"
        rf"[^\s\"'<>{{}}()]{{6}}"
    ),
    (
        rf"(?:{LONG_WORDS}|key)[\w.\-]{{0,32}}[\"']?[ \t]{{0,8}}(?:(?::|=>?|:=)[ \t]{{0,8}}(?:[|>]-?|\\"
        rf"|[\[(])?{_LINE}(?:-[ ])?[\"'`]?[A-Za-z0-9+/=_\-]{{16}}|=[ ]?\({_LINE}[\"'][^\s\"']{{6}})"
    ),
)
