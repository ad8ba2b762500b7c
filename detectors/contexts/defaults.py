r"""What a field has by default, where the name stands before a call that describes the field.

    smtp_pass: str = Field("x", env="SMTP_PASS")      password = CharField(max_length=64, default="x")
    DB_PASSWORD: z.string().default("x")              val password by option("--pw").default("x")
    Password string `envDefault:"x"`                  #[arg(default_value = "x")] password: String

https://docs.pydantic.dev/latest/concepts/fields/; https://docs.python.org/3/library/dataclasses.html#dataclasses.field
https://www.attrs.org/; https://docs.djangoproject.com/en/stable/ref/models/fields/#default
https://zod.dev/; https://ajalt.github.io/clikt/options/; https://github.com/caarlos0/env; https://docs.rs/clap
A default right behind its name is the grammar's (generic/grammar.py).
"""

from __future__ import annotations

from typing import Final

from detectors.base import CredentialType, Parts
from detectors.generic.exclusions import same
from detectors.generic.names import Named, promise
from detectors.generic.values import Strength

from .shared import CHOSEN, RANDOM, firm, least, mixed, place

DEFAULT: Final = CredentialType(
    name="default-password",
    title="Password that a field has by default",
    parts=("password", "field"),
    secret=frozenset({"password"}),
    identity=("password",),
)

_FIELD: Final = r"(?<![\w.\-])(?P<{}>[A-Za-z_][\w.\-]{{2,60}}+)"
_NAME, _NAME_2, _NAME_3, _NAME_4, _NAME_5 = (
    _FIELD.format(part) for part in ("field", "field__2", "field__3", "field__4", "field__5")
)
_TYPE: Final = r"(?:[ ]?:[ ]?[\w.\[\], |?]{1,60}?)?"
_ASSIGNED: Final = rf"[\"']?{_TYPE}[ ]?(?:=|:|\bby\b)[ ]?(?:new[ ])?"
# What stands in the brackets of a call: words, strings, calls.
_WITHIN: Final = r"(?:[^\n\"'#;()]|\"[^\"\n]{0,80}\"|'[^'\n]{0,80}'|\([^()\n]{0,80}\)){0,80}?"
_TELLS: Final = "(passw|passphrase|pass|pwd|pw|secret|token|api_?key|_key|cred|bearer|jwt|psk)"
_DEFAULT: Final = r"default(?:_?[vV]alue)?(?:=|[ ]=[ ]|:[ ])"


def _value(way: int) -> str:
    return (
        rf"(?:[\w.]{{0,16}}SecretStr\()?(?:\"(?P<password__{way}>[^\s\"$<>{{}}\\]{{6,256}})\""
        rf"|'(?P<password__{way + 1}>[^\s'$<>{{}}\\]{{6,256}})')"
    )


def _is_given(parts: Parts) -> bool:
    """A password that somebody chose, or a secret that a machine made."""
    value, promised = parts["password"].reveal(), promise(parts["field"].reveal())
    if promised not in (Named.PASSWORD, Named.SECRET) or same(parts["field"].reveal(), value):
        return False
    if promised is Named.SECRET:
        return firm("password")(parts) and least("password", Strength.FAIR)(parts)
    return mixed("password")(parts)


DETECTORS = (
    place(
        DEFAULT,
        rf"(?:{_NAME}{_ASSIGNED}(?:[\w.]{{1,24}}\.)?Field\({_value(1)}"
        rf"|{_NAME_2}{_ASSIGNED}[\w.]{{1,40}}\({_WITHIN}"
        rf"(?:\b{_DEFAULT}|\)(?:\.\w{{1,24}}\({_WITHIN}\)){{0,4}}\.(?:default|orElse|getOrElse)\(){_value(3)}"
        rf"|{_NAME_3}[ \t]{{1,24}}string[ \t]{{1,8}}`[^`\n]{{0,120}}?(?:envDefault|\bdefault):{_value(5)}"
        rf"|\bdefault_value(?:_t)?(?:=|[ ]=[ ]){_value(7)}[^\n]{{0,80}}\)\]"
        rf"[ \t]{{0,4}}\r?\n[ \t]{{0,16}}(?:pub[ ])?{_NAME_4}:"
        rf"|[:\"'](?:--)?{_NAME_5}[\"']?\}}?,[ ]"
        rf"(?:[\w:]{{1,24}}(?:[ ]?[=:][ ]?[^,\n=]{{1,40}})?,[ ]){{0,3}}\b{_DEFAULT}{_value(9)})",
        ("default", "field(", "orelse("),
        (
            (f'    smtp_pass: str = Field("{CHOSEN}", env="SMTP_PASS")', CHOSEN),
            (f'    password: Optional[str] = Field(default="{RANDOM}", alias="x")', RANDOM),
            (f'    password: SecretStr = Field(SecretStr("{RANDOM}"))', RANDOM),
            (f'    password: str = field(default="{CHOSEN}")', CHOSEN),
            (f"    password = models.CharField(max_length=100, default='{CHOSEN}')", CHOSEN),
            (f'    password = Column(String(50), default="{RANDOM}")', RANDOM),
            (f'  DB_PASSWORD: z.string().min(8).default("{CHOSEN}"),', CHOSEN),
            (f'  DB_PASSWORD: str({{ default: "{RANDOM}" }}),', RANDOM),
            (f'val dbPassword: String by option("--pw").default("{CHOSEN}")', CHOSEN),
            (f'String password = Optional.ofNullable(System.getenv("X")).orElse("{RANDOM}");', RANDOM),
            (f'Password string `env:"PW" envDefault:"{CHOSEN}"`', CHOSEN),
            (f'#[arg(long, default_value = "{RANDOM}")]\npassword: String,', RANDOM),
            (f'@ConfigProperty(name = "db.password", defaultValue = "{CHOSEN}")', CHOSEN),
            (f'option :password, type: :string, default: "{CHOSEN}"', CHOSEN),
        ),
        (
            '    smtp_pass: str = Field("password1", env="SMTP_PASS")',
            '    smtp_pass: str = Field(..., env="SMTP_PASS")',
            f'    name: str = Field("{RANDOM}", env="NAME")',
            f'    password_field = CharField(max_length=100, default="{CHOSEN}")',
            f'    password = CharField(max_length=64); host = CharField(default="{CHOSEN}")',
            f'    password = CharField(max_length=64), host = CharField(default="{CHOSEN}")',
            '    token: str = Field("bearer", description="x")',
            '    token_type: str = Field(default="oauth2-bearer")',
            '  DB_PASSWORD: z.string().default("postgres"),',
            'Password string `env:"PW" default:"password"`',
        ),
        prefilter=(
            rf"{_TELLS}[\w.\-]{{0,24}}[^\n]{{1,80}}(default(_?value)?(=| = |: )|\.default\(|orelse\(|default:"
            r"|[ .]field\()(secretstr\()?[\"'][^\s]{6}"
            rf"|default_value(_t)?(=| = )[\"'][^\n]{{6,80}}\)\][ \t]{{0,4}}\r?\n[^\n]{{0,40}}{_TELLS}"
        ),
        span=240,
        check=_is_given,
        doubts=lambda parts: not firm("password")(parts),
    ),
)
