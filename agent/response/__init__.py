"""From a finding to a proof: lifecycle says what comes next, policy whether it may be, and each act is asked after.

dispatcher --> respond --> claim/ --> probing, rotate, batch

lifecycle, policy, locate, sift   pure
methods, estate                   of the policy: what a method comes to, whose an account is; pure, too
arming, limits, people            what holds it back, and who decides
"""
