"""What AWS documents, and a door to moto's STS and IAM."""

from __future__ import annotations

from datetime import timedelta

from agent.doors.aws import AwsDoor
from agent.doors.http import HttpEndpoint
from detectors.base import Parts

STS = "https://sts.amazonaws.com/doc/2011-06-15/"
IAM = "https://iam.amazonaws.com/doc/2010-05-08/"


def opened(port: int, own: Parts | None) -> AwsDoor:
    http = HttpEndpoint(system="cloud", name="one", host="127.0.0.1", port=port, deadline=timedelta(seconds=5))
    return AwsDoor(sts=http, iam=http, own=own)
