"""HashiCorp's credentials: API tokens of HCP Terraform and Terraform Enterprise, HCP client secrets.

And the administrator's password of a database in Terraform. Vault's tokens are in openbao.py.
https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens and
https://developer.hashicorp.com/hcp/docs/hcp/iam/service-principal
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector
from .forms import ALNUM, URL_SAFE, made, named, one, prefixed, varied
from .places import TESTS

TERRAFORM = one("hashicorp-tf-api-token", "Terraform API token")
HCP = CredentialType(
    name="hashicorp-hcp-client-secret",
    title="HCP client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)
PASSWORD = one("hashicorp-tf-password", "Administrator's password in Terraform", part="password", doubtful=TESTS)

_TERRAFORM: Final = f"{made(ALNUM, 14)}.atlasv1.{made(ALNUM, 67)}"
_HCP: Final = made(URL_SAFE, 64)
_CLIENT: Final = r"(?i:hcp_client_id)[\"' ]{0,4}[:=][\"' ]{0,4}(?P<client_id>[A-Za-z0-9]{32})(?![\w\-])"
_PASSWORD: Final = "Th1s" + made(ALNUM, 9)

DETECTORS = (
    prefixed(
        TERRAFORM,
        r"[A-Za-z0-9]{14}\.(?i:atlasv1)\.[A-Za-z0-9_=\-]{60,70}",
        (".atlasv1.",),
        ((f'token = "{_TERRAFORM}"', _TERRAFORM), (f"TFE_TOKEN={_TERRAFORM}", _TERRAFORM)),
        (_TERRAFORM[:70], f"x{_TERRAFORM}", f"{'x' * 14}.atlasv1.{'x' * 67}"),
    ),
    named(
        HCP,
        r"hcp_client_secret",
        r"[A-Za-z0-9_\-]{64}",
        ("hcp_client_secret",),
        ((f"HCP_CLIENT_SECRET={_HCP}", _HCP),),
        (f"HCP_CLIENT_SECRET={_HCP}0", f"HCP_CLIENT_ID={_HCP}", f"HCP_CLIENT_SECRET={'x' * 64}"),
        companions=(("client_id", _CLIENT),),
    ),
    Detector(
        type=PASSWORD,
        keywords=("administrator_login_password", "master_password"),
        pattern=(
            r"\b(?:administrator_login_password|master_password)[ \t]{0,20}=[ \t]{0,4}"
            r"\"(?P<password>[^\s\"]{8,128})\""
        ),
        confidence=Confidence.CONTEXT,
        check=varied("password", 2.0),
        examples=((f'administrator_login_password = "{_PASSWORD}"', _PASSWORD),),
        near_misses=(
            "administrator_login_password = var.db_password",
            'administrator_login_password = "${var.db_password}"',
            'master_password = "changeme"',
        ),
    ),
)
