"""A web server and an SFTP server on loopback, for the tests of inboxes on other hosts."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import paramiko

SORTING = b'<a href="?C=N;O=D">Name</a> <a href="/">Parent</a> <a href="../">..</a> <a href="https://lain.example/x.csv">x</a>'


class _Listing(SimpleHTTPRequestHandler):
    """Listings as web servers make them, with links that sort and links elsewhere."""

    def list_directory(self, path: str) -> None:  # type: ignore[override]
        names = sorted(name + "/" if os.path.isdir(os.path.join(path, name)) else name for name in os.listdir(path))
        page = SORTING + b"".join(f'<a href="{name}">{name}</a>\n'.encode() for name in names)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(page)

    def do_HEAD(self) -> None:
        if os.path.isdir(self.translate_path(self.path)):
            self.list_directory(self.translate_path(self.path))
        else:
            super().do_HEAD()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def web_server(folder: Path) -> Iterator[str]:
    """Serve a folder; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Listing, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Login(paramiko.ServerInterface):
    def __init__(self, allowed: paramiko.PKey) -> None:
        self.allowed = allowed

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return paramiko.AUTH_SUCCESSFUL if key == self.allowed else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Files(paramiko.SFTPServerInterface):
    """A folder, for reading."""

    root: Path

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        try:
            found = list((self.root / path.lstrip("/")).iterdir())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        return [paramiko.SFTPAttributes.from_stat(file.stat(), file.name) for file in found]

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        try:
            return paramiko.SFTPAttributes.from_stat((self.root / path.lstrip("/")).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    lstat = stat

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        try:
            file = (self.root / path.lstrip("/")).open("rb")
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        handle = paramiko.SFTPHandle(flags)
        handle.readfile = file  # type: ignore[attr-defined]
        return handle


@contextmanager
def sftp_server(folder: Path, home: Path) -> Iterator[str]:
    """Serve a folder to the key that is put into ``home``, whose known hosts name the server; gives its address."""
    key, host_key = paramiko.RSAKey.generate(2048), paramiko.RSAKey.generate(2048)
    (home / ".ssh").mkdir()
    key.write_private_key_file(str(home / ".ssh" / "id_rsa"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"[127.0.0.1]:{listening.getsockname()[1]}"
        known = f"{address} {host_key.get_name()} {host_key.get_base64()}\n"
        (home / ".ssh" / "known_hosts").write_text(known, encoding="utf-8")
        files = type("Files", (_Files,), {"root": folder})

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                transport = paramiko.Transport(connection)
                transport.add_server_key(host_key)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, files)
                transport.start_server(server=_Login(key))

        threading.Thread(target=serve, daemon=True).start()
        yield f"sftp://saya@127.0.0.1:{listening.getsockname()[1]}"
