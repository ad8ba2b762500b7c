"""Kubernetes: tokens of service accounts, and those with which a machine joins a cluster.

The first are JWTs of the cluster's own: one that stands in a Secret never ends, one that is bound says whom it is for.
https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector, Parts, Secret
from .forms import LOWER, URL_SAFE, UUID, made, named, one, varied
from .jwt import PATTERN, claims, example, is_of_kubernetes, is_signed, with_claims


def _with_account(parts: Parts) -> Parts:
    said = claims(parts["token"].reveal())
    bound = said.get("kubernetes.io")
    told = bound if isinstance(bound, dict) else {}
    account = told.get("serviceaccount")
    names = {
        "namespace": told.get("namespace", said.get("kubernetes.io/serviceaccount/namespace")),
        "account": account.get("name")
        if isinstance(account, dict)
        else said.get("kubernetes.io/serviceaccount/service-account.name"),
    }
    known = {name: Secret(value) for name, value in names.items() if isinstance(value, str) and value}
    return {**with_claims(parts), **known}


SERVICE_ACCOUNT = CredentialType(
    name="kubernetes-service-account-token",
    title="Kubernetes service account token",
    parts=("token", "namespace", "account", "issuer", "expires"),
    secret=frozenset({"token"}),
    identity=("token",),
    derive=_with_account,
)
BOOTSTRAP = one("kubernetes-bootstrap-token", "Kubernetes bootstrap token")
BOOTSTRAP_PARTS = CredentialType(
    name="kubernetes-bootstrap-secret",
    title="Kubernetes bootstrap token",
    parts=("secret", "id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

# The examples of the documentation.
_SHOWN: Final = frozenset({"abcdef.0123456789abcdef", "0123456789abcdef"})


def _is_of_kubernetes(parts: Parts) -> bool:
    token = parts["token"].reveal()
    return is_signed(token) and is_of_kubernetes(claims(token))


def _is_not_shown(parts: Parts) -> bool:
    return not any(part.reveal() in _SHOWN for part in parts.values())


_SAID: Final = {"namespace": "shop", "serviceaccount": {"name": "deployer", "uid": UUID[:8]}}
_BOUND: Final = example(
    {"alg": "RS256", "kid": "k1"},
    {"iss": "https://kubernetes.default.svc", "kubernetes.io": _SAID},
    made(URL_SAFE, 342),
)
_OF_SECRET: Final = example(
    {"alg": "RS256", "kid": ""},
    {"iss": "kubernetes/serviceaccount", "kubernetes.io/serviceaccount/namespace": "shop"},
    made(URL_SAFE, 342),
)
_ID, _REST_OF_IT = made(LOWER, 6), made(LOWER, 16)
_BOOTSTRAP: Final = f"{_ID}.{_REST_OF_IT}"

DETECTORS = (
    Detector(
        type=SERVICE_ACCOUNT,
        keywords=("ey",),
        prefilter=r"(?-i:ey[A-DI-L])[A-Za-z0-9_\-]{13}",
        pattern=rf"(?:(?<![A-Za-z0-9_\-.])|(?<=%[0-9A-F][0-9A-F])|(?<=\\[nrt]))(?P<token>{PATTERN})(?![A-Za-z0-9_\-])",
        parse=_with_account,
        check=varied("token", 3.5, _is_of_kubernetes),
        examples=((f"    token: {_BOUND}", _BOUND), (f"kubectl --token={_OF_SECRET} get pods", _OF_SECRET)),
        near_misses=(_BOUND.rpartition(".")[0], "kubernetes/serviceaccount", "eyJ.eyJ.eyJ"),
    ),
    named(
        BOOTSTRAP,
        r"bootstrap[-_]?token|kubeadm (?:join|init)[^\n]{0,120}--token|\btokens:\s{0,4}-\s{0,4}token|discovery-token",
        r"[a-z0-9]{6}\.[a-z0-9]{16}",
        ("bootstrap", "kubeadm", "tokens:", "discovery-token"),
        (
            (f'BOOTSTRAP_TOKEN: "{_BOOTSTRAP}"', _BOOTSTRAP),
            (f"kubeadm join 10.0.0.1:6443 --token {_BOOTSTRAP} --discovery-token-ca-cert-hash sha256:1", _BOOTSTRAP),
            (f"--tls-bootstrap-token {_BOOTSTRAP}", _BOOTSTRAP),
        ),
        ("kubeadm join --token abcdef.0123456789abcdef", _BOOTSTRAP, "bootstrap_token = module1.longmethodname12"),
        least=2.7,
        prefilter=(
            r"(bootstrap[\-_]?token|kubeadm (join|init)|tokens:(\s|\\{1,7}[nr]){0,4}-\s{0,4}token|discovery-token)"
            r"([^\n]{0,160}\n[^\n]{0,40}|[^\n]{0,200})[a-z0-9]{6}\.[a-z0-9]{16}"
        ),
        check=_is_not_shown,
    ),
    Detector(
        type=BOOTSTRAP_PARTS,
        confidence=Confidence.CONTEXT,
        keywords=("token-secret",),
        pattern=(
            r"token-id:[ \t]{1,4}[\"']?(?P<id>[a-z0-9]{6})[\"']?\s{1,40}"
            r"token-secret:[ \t]{1,4}[\"']?(?P<secret>[a-z0-9]{16})(?![\w\-])"
        ),
        span=200,
        check=varied("secret", 2.7, _is_not_shown),
        examples=((f"token-id: {_ID}\ntoken-secret: {_REST_OF_IT}\n", _REST_OF_IT),),
        near_misses=("token-id: abcdef\ntoken-secret: 0123456789abcdef\n", f"token-secret: {_REST_OF_IT}\n"),
    ),
)
