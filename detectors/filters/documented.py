"""Values that everybody copies from documentation: they are somebody's example, wherever they stand.

From RFC 5849, 6749 and 6750, OAuth Core 1.0, the drafts of its MAC tokens, the documentation of otpauth's URLs, of AWS,
Oracle, Grafana, Stripe, Azure (its emulators, and the tenant of all personal accounts), Ethereum's tools (Ganache,
Truffle, and the accounts of Hardhat and Anvil), PostgreSQL, Docker, Netlify, Zoho, Salt, Datadog and HashiCorp Vault
(as Ansible has them), WordPress (the keys in wp-includes, which each copy of it has), jwt.io (the signature of its
first example), bcrypt, Icinga, pysnmp, Docker Swarm, Flickr, OpenStack, RFC 7009, openssl.cnf, the description of
GitHub's API, AWS' IAM, Terraform's provider of AWS, web3.js, Ansible's collections of Cisco, Arista and Google,
Binance, MinIO, Mappedin, Seam, Helicone, Unleash, Go's oauth2, NIST (its keys of AES), OpenSSL (what its module of
FIPS is checked with), and of Python and npm libraries; the UUID that texts about UUIDs show, and what MD5, SHA-1 and
SHA-256 make of nothing. As digests: written out, they would make scanners bark at this file.
"""

from __future__ import annotations

import hashlib
from typing import Final

from .remembered import remembered

_DIGESTS: Final = """
    005de5ee0c 013116b314 0335691d64 033c32a78a 037640baa2 03872d7306 03b6d33367 0459b93c40 04654c84f9
    06bbb83aac 087433b617 0879d01c9e 08b7554146 094401e2b8 0a637c7d6c 0ada7c7d42 0ae74154d9 0cbad497c8
    0cc9db464d 0de21ccdca 0fdcdf756f 1171d58d81 12d8ff23fb 12e1e0260c 1340ee377c 14bb12e29e 14db989483
    172baf981d 1763405e66 1824b0769b 18d60a6688 1a163c23c4 1ae31b3e3c 1dbcb81b5c 1e77a417cf 1fafeeb50f
    215d7b1540 220556711b 22645abac3 22b68d3406 24a443ac2d 2599aa5d42 262682cac1 267a494caa 27ed3014da
    27fdce62be 288c84c10e 28969fe6f4 296e8ef338 2987732c5e 2b4f87f5c9 2b5c6b4a6a 2c821c938e 2ca0aac24c
    2cddb9e2d0 2e0e104537 2e806eed1f 2ea1bcad1a 2ec84b3fb4 302160ab8a 3112230691 31649103d5 32b17f5f38
    3ef78770d1 3f784e8e54 412db55d59 4185e07264 43e11a0693 445b17449b 46a6dd850e 46d158fdd3 4856568c2b
    48a260b802 4921a5131b 4a45780361 4dd2dd8fda 4e7d376e51 4f09f16193 55bdba4cc0 56425d05d9 57220bcde8
    58772e769a 58db8f579b 5ab2664521 5f3d3f570b 6245e3401c 62fe240a8f 630ec77ebc 653519e7d6 663c25b369
    66ed4f259d 67fc98a17f 6a1ed6a49e 6ada55b100 6cd2a670ac 6e32b8a38f 6f0e1e18fd 6fa7a965ce 708285b5ba
    70d31b4583 71a01f5925 723cc6dd46 74232b9a7a 7532fee1f1 755846e0f1 75dd264ce6 769fc3e431 797d00feae
    7c796af09f 7cfc531b3b 7d7d84425f 8088b648e1 80ce87b7e7 822c224ead 833f4720da 8355ab4f9b 8566ce6af3
    86217fdb02 8cd3eed019 8d05ed34cd 8f99fe549e 8fcca8b7fa 944c4373dc 9552aade85 96753f3102 97a67ab861
    9a1988a424 9a24807498 9c5198a4f8 9e72515b8e 9f344cf88e 9f6000fb8d 9f8b142cc3 a179116fa7 a235f4ad3e
    a3914c0601 a7576c854b a86985ea8c a8b052153f ac33085c10 ad0386add2 ad0701f046 ad4a845398 aec9a93f66
    aee05e1beb b066387c70 b161a3bbae b237743905 b40d112b05 b428489403 b493418a71 b8f05ce90d baa9956810
    bc0a0a6997 bc52ffa502 bd528abfae bfede07bb4 c6df7912c9 c781066d30 c85c6f1d3c ccb0a953f5 ce4aea0415
    cee7a411cf cf390b1b62 d07e6cc319 d136553b64 d1e12d5f7f d1f945313b d356978000 d4321d5ea3 d769fb037f
    d83c81ea85 d884971ca3 db2d9771a0 db42e0b3be dce0082965 de31375aef de31fbd32b de445f1596 de965a23ee
    deb019e830 df25f9541e df599b87bd dffcd794b3 e19a983e7c e77cb90346 e8c8a7a871 ea90b97a56 ebb6783dac
    ec5043ccd8 ed7da01cb8 f022591711 f1183862bd f1d3867706 f37853f597 f6573bdba2 f6676235c7 f6d92d6126
    f6f0aec6e5 f7099c321a f72dff883c f8a58cc3d0 f9309372cf f931d55ebd ff21f19454
"""
_PUBLISHED: Final = frozenset(_DIGESTS.split())


@remembered(4096)
def is_published(value: str) -> bool:
    """Is it one of these, to the letter?"""
    return hashlib.blake2b(value.encode(errors="replace"), digest_size=5).hexdigest() in _PUBLISHED


@remembered(4096)
def is_documented(value: str) -> bool:
    """Is it one of these, or says that it is an example, as AWS' do?"""
    return "EXAMPLE" in value or is_published(value)
