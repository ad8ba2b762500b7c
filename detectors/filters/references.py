"""What stands beside the name of a secret and tells where it is to be had, or of which type it is.

!Ref DbPassword   vault:secret/data/db#x   op://vault/db/x   arn:aws:...   /run/secrets/db   import.meta.env.DB_PASSWORD
POSTGRES_PASSWORD: str = Field()   REDIS_PASSWORD: not set
"""

from __future__ import annotations

import re
from typing import Final

_REFERENCE: Final = re.compile(
    r"~$|[{}\[\]|>]{1,3}$|!(?:Ref|Sub|GetAtt|Join|Select|ImportValue|FindInMap|If|vault|reference|secret|include|file"
    r"|env\w*|encrypted/\w+)\b"
    r"|\*[a-z]\w*_\w+$"  # an alias of YAML
    r"|(?:arn|urn|vault|ref|ref\+\w+|ssm|kms|keyring|secretsmanager|file|env|gcp|awssm|bws|akv):[\w/:]"
    r"|\w+://[^\s:@]*$|(?:projects|refs)/|secrets?/(?:data/)?[\w/.\-]+(?:\#\w+)?$|@Microsoft\.KeyVault"
    r"|(?:[A-Za-z]:)?[~./\\]{1,3}[\w.\-]+[/\\]|(?:\w[\w.\-]*/)+[\w.\-]+\.[a-z]{1,5}$"
    r"|(?:[A-Za-z_]\w*\??\.){2,}[A-Za-z_]\w*;?$|\$\w+(?:\[|->?|::)"
    r"|sha\d+:|SCRAM-SHA-\d+\$|\d{4}-\d\d-\d\dT|\d{1,3}(?:\.\d{1,3}){3}$"
    r"|ENC\[|AQICA"
)
# A type, or the first word of a sentence.
_WORDS: Final = re.compile(
    r"str(?:ing)?|bytes|any|text|secretstr|optional|union|none|not|using|see|the|is|was|will|must|raise|return",
    re.IGNORECASE,
)


def is_reference(value: str) -> bool:
    """Is it none, to the letter or by how it begins? A dot between two words may stand in a password."""
    return _REFERENCE.match(value) is not None or _WORDS.fullmatch(value.strip("?!,;")) is not None
