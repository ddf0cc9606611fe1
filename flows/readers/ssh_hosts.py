"""Which hosts a connection by SSH trusts: those of ``~/.ssh/known_hosts``, as ``sftp`` itself does unattended."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def known_hosts_only() -> Any:
    """A policy for paramiko that refuses a host whose key is not known. Raises ImportError without paramiko."""
    import paramiko

    class KnownHostsOnly(paramiko.MissingHostKeyPolicy):
        def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
            path = Path("~/.ssh/known_hosts").expanduser()
            if not (path.exists() and paramiko.HostKeys(str(path)).check(hostname, key)):
                raise PermissionError(
                    f"the host's key {key.fingerprint} is not in {path}; when you trust it, add it by: sftp {hostname}"
                )

    return KnownHostsOnly()
