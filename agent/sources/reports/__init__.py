"""Credentials that others have found and tell us of: by a webhook (arrivals.py), or as an open alert (alerts.py).

    somebody's JSON --report.py--> Report --text--> a scanner --> its exact type, or a lead

The value goes through a scanner like any other, so that it gets the type that we know it by and is sealed there.
"""
