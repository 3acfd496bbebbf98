#!/usr/bin/env python3
"""Packs a directory as .tar.gz or .zip: sorted, owned by nobody in particular, dated SOURCE_DATE_EPOCH."""

import gzip
import os
import sys
import tarfile
import time
import zipfile
from pathlib import Path


def files(tree):
    return sorted(path for path in tree.rglob("*") if path.is_file())


def mode(path):
    return 0o755 if path.name.startswith("wso2-portlint") and path.suffix in ("", ".exe") else 0o644


def tar(tree, archive, epoch):
    with open(archive, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=epoch) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for path in files(tree):
                entry = tarfile.TarInfo(path.relative_to(tree.parent).as_posix())
                entry.size, entry.mtime, entry.mode = path.stat().st_size, epoch, mode(path)
                with path.open("rb") as content:
                    tar.addfile(entry, content)


def zip_(tree, archive, epoch):
    date = time.gmtime(max(epoch, 315532800))[:6]  # zip knows no year before 1980
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in files(tree):
            entry = zipfile.ZipInfo(path.relative_to(tree.parent).as_posix(), date)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, mode(path) << 16
            packed.writestr(entry, path.read_bytes())


tree, archive = Path(sys.argv[1]), sys.argv[2]
pack = zip_ if archive.endswith(".zip") else tar
pack(tree, archive, int(os.environ["SOURCE_DATE_EPOCH"]))
