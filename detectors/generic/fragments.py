"""The words and pieces of which two things are made: what is looked for (prefilter.py), what is then read (grammar.py).

    token    string =     "        x  "
    WORDS    OTHERWISE    QUOTE       QUOTE

They are two spellings of one grammar, and must not drift apart: what both have stands here once, and the words of both
side by side.
"""

from __future__ import annotations

from typing import Final

WORDS: Final = (
    r"passw(?:or|r)?[dt]|passphrase|passcode"
    r"|kennwort|contrase|senha|haslo|heslo|wachtwoord|salasana|sifre|losenord|jelszo|segredo|segreto|geheim"
    r"|(?:clave|chave|chiave|cle|klucz)_api"
    r"|pass|pwd?|pword|psk|psw|secret|token|key|auth|cred|bearer|jwt|cookie|sess|pat|dsn|otp|sig|seed|mnemonic|pepper"
)
LONG_WORDS: Final = (
    r"passw(?:or|r)?[dt]|passphrase|passcode|pwd?|pword|psk|psw|pass|secret|token|cred(?:ential)?s?|authorization|pepper"
    r"|(?:api|app|application|access|auth|authentication|client|private|master|signing|encryption|account|consumer|secret"
    r"|shared|jwt|aes|hmac|cipher|crypto|session)"
    r"[_.\- ]?key"
)
SHORT_WORDS: Final = r"key|auth|cookie|session|seed|sig|otp|dsn|jwt|pat"
QUOTE: Final = r"(?:\\{0,3}[\"'`]|&quot;|&[#](?:39|34|x27|x22);|%22)"
CALL: Final = r"(?:[\w.]{1,40}\([ \t]{0,4})?"  # setKey(Base64.decode("x"))
# Only of what a bracket follows: else each of its letters would be tried.
DECODING: Final = r"(?:(?=[\w.]{3,62}+\()[\w.]{0,40}(?:decode|encode|bytes|b64|base64)\w{0,16}\([ \t]{0,4})?"
# What makes a string of one, or a type of its own: String::from("x"), QStringLiteral("x"), Data("x".utf8).
MADE: Final = (
    r"(?:(?:new[ ])?(?:String(?:::from)?|(?:std::)?w?string|QString(?:Literal)?|QLatin1String|Data|Array"
    r"|SecretStr(?:ing)?|Token|Password|TEXT|_T|Some|T\.pack)\([ \t]{0,4}|pack[ ](?=[\"'])"
    r"|\"?\$\((?:printf|echo)[ ](?:-[ne][ ])?(?:[\"']%s[\"'][ ])?(?=[\"']))"  # of a shell
)
SCHEME: Final = r"(?:Bearer|Basic|Token|token|ApiKey)"

# Looked for apart, where its own word is: so long a type would make a wide expression wider.
ANNOTATED: Final = r"|Annotated\[str,[^\n\]\"']{2,80}\]"
_TYPE: Final = (
    r"(?:str(?:ing)?[!?]?|Final|text|(?:constant[ ])?n?varchar2?\(\d{1,4}\)|SecretStr"
    r"|(?:Optional|Final|ClassVar)\[str\]"
    rf"|str[ ]?\|[ ]?None{ANNOTATED})"
)
TYPE_AT_ALL: Final = _TYPE.replace(" ", "[ ]").replace("[[ ]]", "[ ]")  # of a verbose pattern
# What stands between a name and the value that it has otherwise, and what single languages write for `=`.
OTHERWISE: Final = (
    rf"(?:{QUOTE}?[\]}}]?\){{0,2}}(?:[ \t]{{0,4}}(?:\?\?|\?:|\bor\b|//)"
    rf"|{QUOTE}\){{1,2}}\.(?:type|fill|send_?keys)\("
    r"|\.(?:unwrap_or(?:_else)?|or_?else|get_?or_?else)\([ \t]{0,2}(?:\|_?\|[ ]?|\(\)[ ]?->[ ]?)?"
    r"|[ ]?\{[ ]?(?:return[ ])?)"
    r"|[ \t]{0,2}\|[ \t]{0,2}default[ \t]?\(?"
    r"|[ \t](?:[ ]{0,24}(?:pic|type)[ ](?:x\(\d{1,3}\)|string)[ ]value|by[ ]lazy[ ]?\{|<const>[ ]?=)"
    rf"|{QUOTE}?[ ]?[\]}}][ ]?=|{QUOTE},[ ](?:type=\w{{2,8}},[ ])?default(?:_?value)?[=:]"
    r"|\[\d{0,4}\][ \t]{0,4}=|[ \t]{0,4}<-|:[ \t]{0,2}&?'static[ ]str[ \t]{0,4}=|[ \t]{1,2}as[ ]string[ \t]{0,4}="
    r"|[ \t]{0,4}\{[ \t]{0,4}get;[a-z; \t]{0,40}\}[ \t]{0,4}="
    r"|(?:[ \t]?[:=][ \t]?)?\(\)[^\"'`;(]{0,40}(?:=>?|\breturn)(?=[ ])"
    rf"|(?:[ \t]{{1,2}}|[ \t]{{0,2}}\??:[ \t]{{0,2}}){_TYPE}[ \t]{{0,4}}:?=|{QUOTE}[ \t]{{0,4}}->"
    r"|[ \t]{0,40}\|(?=[ \t]{0,8}`)|:?\*\*:?(?=[ \t]{1,4}`)|[ \t]{1,16}(?=@?[\"']))"
)
# key = []byte("x"), secret = new TextEncoder().encode("x"): what makes bytes of it.
WRAPPED_IN: Final = (
    r"[\"']?[ \t]{0,4}(?::?=|:)[ \t]{0,4}(?:\[\]byte|new[ ](?:TextEncoder\(\)\.encode"
    r"|String(?:Bu(?:ilder|ffer)\(\)\.append)?)|Buffer\.from)\([ \t]{0,4}"
)
# "token" to "x", (getenv "TOKEN") "x", {token, "x"}
BESIDE: Final = rf"(?:{QUOTE}(?:[ ]to|\))(?=[ ]\")|,[ ]?)"
# key = live ? "x" : "y", KEY: &[u8] = b"x": what would else be taken for a value.
FIRST: Final = r"[ \t]?(?:=[ \t]?[^\n\"'`;{}?=]{1,40}[ \t]\?(?=[ ])|:[ ]&?(?:'static[ ])?\[u8[^\]\n]{0,8}\][ ]=(?=[ ]))"
