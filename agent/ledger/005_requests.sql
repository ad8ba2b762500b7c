-- Who asks for the revocation of what he has in hand (`stanch revoke -`), in the present epoch.
ALTER TABLE incidents ADD COLUMN requested_by TEXT;
