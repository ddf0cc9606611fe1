"""Files that are not on this machine: in object stores and on other hosts, by fsspec (``s3://bucket/folder``).

Credentials come from where each store's own tools look for them: for S3 ``AWS_*`` in the environment, the files in
``~/.aws``, the role of the machine; ``AWS_ENDPOINT_URL`` for a store that is not Amazon's; for SFTP the keys in
``~/.ssh`` or an agent. An address holds none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from flows.errors import UsageError

from .formats import is_supported
from .source_files import FileState, SourceFile, is_litter

_TAG_FIELDS = ("ETag", "etag", "md5Hash", "content_md5", "Content-MD5", "generation", "Last-Modified", "LastModified",
               "last_modified", "mtime", "modified", "updated")  # fmt: skip
"""What stores say of an object's content; the names are those that file systems of fsspec use."""
EXTRAS = {"s3": "s3", "s3a": "s3", "http": "https", "https": "https", "sftp": "sftp", "ssh": "sftp"}
"""Scheme of an address → the extra of Saring that reads it; others need the package that fsspec names."""

ASK_AT_ONCE = 16
"""Questions to a web server about files of its listing."""

_TIME_FIELDS = ("Last-Modified", "LastModified", "last_modified", "mtime", "modified", "updated")


@dataclass(frozen=True)
class RemoteFile(SourceFile):
    """One input file elsewhere."""

    fs: Any = field(default=None, compare=False, repr=False)
    """Its file system (fsspec)."""
    key: str = field(default="", compare=False)
    """Its path there."""

    def state(self) -> FileState | None:
        try:
            with storage_errors(self.uri):
                self.fs.invalidate_cache()
                return _state_of(self.fs.info(self.key))
        except OSError:
            return None


def is_remote(path: str) -> bool:
    """Whether a path is an address that fsspec is to look up.

    >>> is_remote("s3://berita/masuk"), is_remote("file:///dumps"), is_remote("dumps/a.jsonl")
    (True, False, False)
    """
    return "://" in path and not path.startswith("file://")


def find_remote(address: str) -> list[RemoteFile]:
    """All files of an address, recursively.

    Raises FileNotFoundError where it does not exist (an object store knows no empty folders: there, one without
    files is empty), :class:`flows.errors.UsageError` for an address that nothing here can read, and OSError where
    the store does not answer.
    """
    if urlsplit(address).password:
        raise UsageError("an address with a password would be kept in the warehouse; put it where the store's own "
                         "tools look for it, e.g. in the environment")  # fmt: skip
    fs, root = _file_system(address)
    with storage_errors(address):
        fs.invalidate_cache()
        infos = _listing(fs, root)
        if not infos and not fs.exists(root) and not _may_be_empty(fs, root):
            raise FileNotFoundError
    found = []
    for key, info in sorted(infos.items()):
        inside = PurePosixPath(key).relative_to(root)
        if info.get("type") == "file" and not key.endswith("/") and not is_litter(inside):
            state = _state_of(info)
            uri = _uri_of(fs, key, address)
            found.append(RemoteFile(uri, Path(PurePosixPath(key).name), state.bytes, state.tag, fs=fs, key=key))
    return found


def fetch(files: Sequence[RemoteFile], to: Sequence[Path]) -> None:
    """Copy files of one file system to this machine, several at a time where the store can.

    Raises FileNotFoundError or PermissionError where one is gone or refused, another OSError where the store does
    not answer.
    """
    with storage_errors(files[0].uri):
        files[0].fs.get([file.key for file in files], [str(path) for path in to])


@contextmanager
def storage_errors(address: str) -> Iterator[None]:
    """What libraries of stores raise, as OSError with the address: input that failed, and may be tried again."""
    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{address}: no such file, folder or bucket") from error
    except PermissionError as error:
        raise PermissionError(f"{address}: access denied ({error})") from error
    except OSError as error:
        raise OSError(f"{address}: {error}") from error
    except Exception as error:  # each library has its own, and not all are OSErrors
        if type(error).__name__.endswith(("CredentialsError", "AuthenticationException")):
            raise PermissionError(f"{address}: {error}; set them as the store's own tools expect them") from error
        raise OSError(f"{address}: {error}") from error


def _listing(fs: Any, root: str) -> dict[str, Mapping[str, Any]]:
    """What a file system says of the file ``root``, or of all files in the folder, by path."""
    if is_supported(root):  # asked first: a web server would be made to send a dump, to be searched for links
        info = fs.info(root)
        if info.get("type") == "file":
            return {root: info}
    folder = root.rstrip("/") + "/"
    found = {key: info for key, info in fs.find(root, detail=True).items() if key == root or _is_in(folder, key)}
    unsized = [key for key, info in found.items() if info.get("size") is None]  # of a web server's listing
    with ThreadPoolExecutor(ASK_AT_ONCE) as pool:
        return found | dict(zip(unsized, pool.map(fs.info, unsized), strict=True))


def _is_in(folder: str, key: str) -> bool:
    """Whether a link leads into the folder; of one that sorts the listing (``?C=M``) that is not so."""
    return key.startswith(folder) and not PurePosixPath(key).name.startswith("?")


def _uri_of(fs: Any, key: str, address: str) -> str:
    """The address of a file; some file systems (``sftp://``) leave their host out of it."""
    uri = str(fs.unstrip_protocol(key))
    return uri if urlsplit(uri).netloc else urlsplit(address)._replace(path=key).geturl()


def _may_be_empty(fs: Any, root: str) -> bool:
    """Whether ``root`` is a folder of a bucket that exists: such a folder is there once a file is in it."""
    return not root.startswith("/") and not is_supported(root) and bool(fs.exists(root.split("/")[0]))


def _file_system(address: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs  # here: most runs read local files

    scheme = urlsplit(address).scheme
    try:
        fs, root = url_to_fs(address, **_options_of(scheme))
    except ImportError as error:
        extra = EXTRAS.get(scheme)
        remedy = f"pip install 'saring[{extra}]'" if extra else "no test of Saring's reads such addresses"
        raise UsageError(f"{address}: {error} ({remedy})") from error
    except ValueError as error:
        raise UsageError(f"{address}: {error}") from error
    except Exception:  # some connect at once
        with storage_errors(address):
            raise
    return fs, str(root)


def _options_of(scheme: str) -> dict[str, Any]:
    if EXTRAS.get(scheme) != "sftp":
        return {}
    from .ssh_hosts import known_hosts_only

    return {"host_key_policy": known_hosts_only()}


def _state_of(info: Mapping[str, Any]) -> FileState:
    size = int(info.get("size") or 0)
    said = [f"{name}={info[name]}" for name in _TAG_FIELDS if info.get(name)]
    changed = next((at for name in _TIME_FIELDS if (at := _seconds(info.get(name))) is not None), None)
    return FileState(size, changed, ";".join([*said, f"size={size}"]) if said else None)


def _seconds(value: Any) -> float | None:
    """A time as file systems give it, in seconds since 1970."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if value[:1].isdigit() else parsedate_to_datetime(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value.timestamp()
    return float(value) if isinstance(value, int | float) else None
