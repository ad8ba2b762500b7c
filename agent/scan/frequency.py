"""How often strings come in programs and their texts: what is rare is worth looking for."""

from __future__ import annotations

from typing import Final

_MEGABYTE: Final = 1_000_000
# How rare a letter is in programs and their texts, in bits.
_BITS: Final = {
    **dict.fromkeys("etaoinsr", 4.0),
    **dict.fromkeys("ldcupm", 4.8),
    **dict.fromkeys("hfgby", 5.5),
    **dict.fromkeys("wvk", 6.2),
    **dict.fromkeys("xqjz", 8.0),
}
_OTHER: Final = 6.2
EDGE: Final = "\0"  # of a word, which is as good as a letter
_EDGE_BITS: Final = 3.0
_AROUND: Final = "-_.:=/ "
_AROUND_BITS: Final = 3.0
# They come more often than their letters do, or more seldom: so many times in a megabyte of programs, at most.
_COUNTED: Final = {
    word: times
    for times, words in (
        (4, (
            *("api-", "artif", "as-", "asia", "circle", "eaaa", "elastic", "etsy", "exo", "fixer", "ghost", "google"),
            *("ipinfo", "linear", "ls-", "mj", "mk_", "owm", "pat.", "poly", "reer", "rner", "rtlo", "sanity"),
            *("service:", "sv_", "toggl", "user:", "wx", "\0eaa", "\0key-", "\0o.", "\0re_"),
        )),
        (0.5, (
            *("aiot", "apim", "aqe", "cdp", "circle ", "circle-", "circle.", "circle_", "cu_", "dt0", "duo", "ejy"),
            *("frse", "glm", "gtoa", "ik_", "lrse", "m3o", "md-", "mtoa", "nasa", "oc|", "ocli", "oeli", "osey"),
            *("otx", "oy2", "poly-", "poly.", "poly_", "q~", "reeo", "reep", "rmuo", "rmur", "rneo", "rnep", "rtlm"),
            *("rtln", "rtlp", "rtml", "rtmm", "rtmn", "scw", "snuo", "snup", "snur", "token-", "uunn", "y0_", "y1_"),
            *("y2_", "y3_", "zai", "\0api-", "\0ion_", "\0pat."),
        )),
        (60, (
            *("/api/v1/", "\0atta", "ably", "basic", "cal", "capsule", "click", "clou", "cloud", "coda", "column"),
            *("cred", "cs", "curl", "cursor", "dify", "force", "github"),
            *("kagi", "live", "login", "machine", "mail", "nfo", "page", "passw"),
            *("password", "pool", "postgres", "priv", "private", "private_key", "privatekey", "project"),
            *("ptr", "public", "redis", "reset", "secret", "segment", "sg", "shared", "site", "sl"),
            *("standard", "t1", "web", "xx"),
        )),
        (250, (
            *("acc", "access", "account", "auth", "box", "build", "client", "connect", "host", "http", "https"),
            *("lob", "off", "pass", "server", "service", "sk", "space", "sts", "token", "user", "word", "work"),
        )),
        (1000, (
            *("00", "00d", "api", "app", "base", "code", "config", "data", "file", "form", "info", "item", "key"),
            *("line", "pat", "path", "string", "text", "time", "value", "version", "with"),
        )),
        (10000, (
            *("0", "ion", "name", "on", "port", "re", "self", "test", "type"),
        )),
        (1_000_000, ("",)),
    )
    for word in words
}  # fmt: skip


def often(string: str) -> float:
    """How many times a megabyte it comes, about."""
    if string in _COUNTED:
        return _COUNTED[string]
    plain = string.replace(EDGE, "")
    bits = _EDGE_BITS * (plain != string)
    word = plain.strip(_AROUND)
    if word in _COUNTED:
        return _COUNTED[word] / 2 ** (bits + _AROUND_BITS * (len(plain) - len(word)))
    return _MEGABYTE / 2 ** (bits + sum(_BITS.get(letter, _OTHER) for letter in plain))
