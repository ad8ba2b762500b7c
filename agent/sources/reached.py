"""Was a source that lies elsewhere ever read? Its cursor moves when it fails as well: what it owes is kept there.

Told by the cursor alone. Of what lies here, and of a cursor that cannot be read: it was.
"""

from __future__ import annotations

from agent.found import Cursor
from agent.settings.tables import SourceKind
from agent.sources.ci.books import CiPosition
from agent.sources.forges.forge import ForgePosition
from agent.sources.position import unpack
from agent.sources.remote.source import MirrorPosition
from agent.sources.reports.alerts import AlertPosition
from agent.sources.vaults.source import VaultPosition


def unreached(kind: SourceKind, cursor: Cursor) -> bool:
    """No look at it, under the rules of today, has brought anything but a reason why it did not."""
    match kind:
        case SourceKind.VAULT:
            vault = unpack(cursor, VaultPosition)
            return vault is not None and not vault.marks and bool(vault.debts)
        case SourceKind.GIT:
            mirror = unpack(cursor, MirrorPosition)
            return mirror is not None and not mirror.git and bool(mirror.owed)
        case SourceKind.ALERTS:
            alerts = unpack(cursor, AlertPosition)
            return alerts is not None and not cursor.rules and cursor.source in dict(alerts.owed)
        case SourceKind.CI:
            builds = unpack(cursor, CiPosition)
            return builds is not None and not builds.seen and bool(builds.trouble)
        case SourceKind.FORGE:
            forge = unpack(cursor, ForgePosition)
            return forge is not None and not forge.members
        case _:
            return False
