"""OpenStack's passwords as an openrc file exports them, and the secrets of application credentials.

https://docs.openstack.org/python-openstackclient/latest/cli/authentication.html
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import URL_SAFE, assignment, made, named, one

PASSWORD = CredentialType(
    name="openstack-password",
    title="OpenStack password",
    parts=("password", "user"),
    secret=frozenset({"password"}),
    identity=("password",),
)
SECRET = one("openstack-application-credential", "OpenStack application credential secret", part="secret")

_PASSWORD: Final = f"s3cr{'et-Pw9'}"
_JOINED: Final = f"k9Jd&x={'4mQz!pL'}"
_SECRET: Final = made(URL_SAFE, 86)

_NO_NEXT: Final = r"&(?!OS_\w{1,40}=)"  # of a query the next one follows

DETECTORS = (
    named(
        PASSWORD,
        r"(?<![A-Za-z0-9_$])(?:OS|OPENSTACK)_PASSWORD(?!_)",
        rf"(?=[A-Za-z_]{{0,127}}(?:[0-9!#%*+./:=?@^~\-]|{_NO_NEXT}))(?:[^\s\"'`,;<>(){{}}\[\]$&]|{_NO_NEXT}){{6,128}}",
        ("os_password", "openstack_password"),
        (
            (f"export OS_USERNAME=admin\nexport OS_PASSWORD={_PASSWORD}", _PASSWORD),
            (f'OPENSTACK_PASSWORD: "{_PASSWORD}"', _PASSWORD),
            (f"OS_PASSWORD={_JOINED}", _JOINED),
            (f"export OS_PASSWORD='{_JOINED}'", _JOINED),
        ),
        (
            "export OS_PASSWORD=$OS_PASSWORD_INPUT",
            "OS_PASSWORD=password",
            "http://192.0.2.1:8000/#OS_USERNAME=app&OS_PASSWORD=testing&OS_STORAGE_URL=x",
            'OS_PASSWORD={config_value}, "other_name"',
            "os.environ['OS_PASSWORD']",
            f"MACOS_PASSWORD={_PASSWORD}",
        ),
        least=2.0,
        companions=(("user", assignment("user", r"OS_USERNAME", r"[A-Za-z0-9_.@\-]{1,64}")),),
    ),
    named(
        SECRET,
        r"(?:OS_)?APPLICATION_CREDENTIAL_SECRET",
        r"[A-Za-z0-9_\-]{32,128}",
        ("application_credential_secret",),
        ((f"export OS_APPLICATION_CREDENTIAL_SECRET={_SECRET}", _SECRET),),
        ("OS_APPLICATION_CREDENTIAL_SECRET=short", f"APPLICATION_CREDENTIAL_ID={_SECRET}"),
        least=3.4,
    ),
)
