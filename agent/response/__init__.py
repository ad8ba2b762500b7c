"""From a finding to a proof: lifecycle says what comes next, policy whether it may be, and each act is asked after.

lifecycle, policy, locate, sift   pure          dispatcher --> respond --> claim/ --> probing, rotate, batch
arming, limits, people            what holds it back, and who decides
"""
