"""How a web server should serve the exported folder: rules for nginx and for Apache, from one list of types.

A packed file is sent as it is, never as a page that is compressed on the way (no Content-Encoding): then its bytes are
those of SHA256SUMS. A dated version never changes; everything else is looked at again after five minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from flows.publish.formats import FORMATS

VERSION = "[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{12}"  # 2026-11-25-9134ae8d3cfd
DATED = f"/download/{VERSION}/"
FOR_EVER = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=300"
OTHERS = {
    "html": "text/html", "rdf": "application/rdf+xml", "gz": "application/gzip", "zip": "application/zip",
    "txt": "text/plain", "css": "text/css", "minisig": "text/plain", "sig": "application/octet-stream",
    "asc": "application/pgp-signature",
}  # fmt: skip
TYPES = {ending: kind.media for ending, kind in FORMATS.items() if "." not in ending} | OTHERS
# Endings of two parts, which no server's table of types can hold: "csv-metadata.json".
LONG = {re.escape(f".{ending}"): kind.media for ending, kind in FORMATS.items() if "." in ending}
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Range, If-Range, If-None-Match, If-Modified-Since",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Length, Content-Range, ETag, Last-Modified",
}
NGINX = """# Written by `vraagbaak export site`. Include it inside a server block:
#     server {{ listen 80; server_name data.example.org; include {folder}/nginx.conf; }}
root "{folder}";
index index.html;
gzip off;                # what is large is packed already, and a checksum is of the bytes that are sent
default_type text/plain; # SHA256SUMS
charset utf-8;
charset_types text/plain text/turtle text/csv text/markdown; # besides text/html
types {{
{types}
}}
{places}
location ~ "/\\." {{ return 404; }}
location = /nginx.conf {{ return 404; }}
"""
APACHE = """# Written by `vraagbaak export site`. It needs AllowOverride FileInfo AuthConfig, and mod_headers.
{types}
{long}
# A packed file is sent as a file, not as a page that is compressed on the way.
RemoveEncoding .gz
AddCharset utf-8 .html .ttl .csv .md .txt
<Files "SHA256SUMS">
    ForceType text/plain
</Files>
<IfModule mod_setenvif.c>
    SetEnvIf Request_URI ".*" no-gzip=1 no-brotli=1
    SetEnvIf Request_URI "{dated}" for_ever=1
</IfModule>
<IfModule mod_headers.c>
{headers}
    Header set Cache-Control "{now}" env=!for_ever
    Header set Cache-Control "{ever}" env=for_ever
</IfModule>
<Files "nginx.conf">
    Require all denied
</Files>
"""


def nginx(folder: Path) -> str:
    """The part of a `server` block that serves a folder."""
    types = "\n".join(f"    {media} {ending};" for ending, media in sorted(TYPES.items()))
    return NGINX.format(folder=folder, types=types, places="\n".join(_places()))


def apache() -> str:
    """The file `.htaccess` of the folder; symbolic links are followed by default."""
    return APACHE.format(
        types="\n".join(f"AddType {media} .{ending}" for ending, media in sorted(TYPES.items())),
        long="\n".join(f'<FilesMatch "{end}$">\n    ForceType {media}\n</FilesMatch>' for end, media in LONG.items()),
        headers="\n".join(f'    Header always set {name} "{value}"' for name, value in CORS.items()),
        dated=DATED,
        now=FOR_NOW,
        ever=FOR_EVER,
    )


def _places() -> Iterator[str]:
    """The locations of nginx; of those with patterns the first that fits counts."""
    for end, media in LONG.items():
        for below, cache in ((f"^{DATED}.*", FOR_EVER), ("", FOR_NOW)):
            yield _place(f'~ "{below}{end}$"', cache, f"    types {{ }}\n    default_type {media};\n")
    yield _place(f'~ "^{DATED}"', FOR_EVER)
    yield _place("/", FOR_NOW)


def _place(pattern: str, cache: str, more: str = "") -> str:
    headers = "\n".join(f'    add_header {name} "{value}" always;' for name, value in CORS.items())
    return (
        f"location {pattern} {{\n{more}{headers}\n"
        f'    add_header Cache-Control "{cache}";\n'
        "    if ($request_method = OPTIONS) { return 204; }\n}"
    )
