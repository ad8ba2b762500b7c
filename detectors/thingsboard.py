"""ThingsBoard's credentials of a device, and those with which a device may register itself.

https://thingsboard.io/docs/reference/http-api/ and https://thingsboard.io/docs/user-guide/device-provisioning/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import LOWER, assignment, made, named, one, varied
from .secretive import alnum

ACCESS = one("thingsboard-access-token", "ThingsBoard access token")
PROVISION = CredentialType(
    name="thingsboard-provision-key",
    title="ThingsBoard provisioning key",
    parts=("key", "secret"),
    secret=frozenset({"key", "secret"}),
    identity=("key",),
)

_TOKEN: Final = made(LOWER, 20, "thingsboard")
_SECRET: Final = made(LOWER, 20, "provision")

DETECTORS = (
    Detector(
        type=ACCESS,
        keywords=("/api/v1/",),
        prefilter=r"/api/v1/[a-z0-9]{20}/(?:telemetry|attributes|rpc|claim)",
        pattern=rf"/api/v1/(?P<token>{alnum(20)})/(?:telemetry|attributes|rpc|claim)\b",
        check=varied("token", 3.0),
        examples=((f"https://thingsboard.cloud/api/v1/{_TOKEN}/telemetry", _TOKEN),),
        near_misses=(
            "https://thingsboard.cloud/api/v1/$ACCESS_TOKEN/telemetry",
            f"https://thingsboard.cloud/api/v1/{_TOKEN}/other",
            "https://host/api/v1/organizationsettings/attributes",
        ),
    ),
    named(
        PROVISION,
        r"provision_?Device_?Key",
        alnum(20),
        ("provisiondevicekey", "provision_device_key"),
        (
            (f'{{"provisionDeviceKey": "{_TOKEN}", "provisionDeviceSecret": "{_SECRET}"}}', _TOKEN),
            (f"PROVISION_DEVICE_KEY = '{_TOKEN}'", _TOKEN),
        ),
        (f'"provisionDeviceKey": "{_TOKEN[1:]}"', '"provisionDeviceKey": "PUT_YOUR_PROVISION_KEY_HERE"'),
        companions=(("secret", assignment("secret", r"provision_?Device_?Secret", alnum(20))),),
    ),
)
