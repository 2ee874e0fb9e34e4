"""The real udata in one process over mongomock; run by the Python of udata's own environment, which has no Vraagbaak.

It prints one JSON object, its address and the keys of its accounts, and serves until it is killed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from threading import Lock
from typing import Any

import mongoengine
import mongomock
from werkzeug.serving import make_server

connect = mongoengine.connect
mongoengine.connect = lambda name, **words: connect(  # MongoDB 7 is not in Debian
    name, mongo_client_class=mongomock.MongoClient, uuidRepresentation="standard", alias=words.get("alias", "default")
)

from udata.app import create_app, standalone  # noqa: E402
from udata.settings import Defaults, Testing  # noqa: E402


def main(folder: Path) -> None:
    """Serve a udata with an organisation and two accounts, whose files are kept in a folder."""
    server = make_server("127.0.0.1", 0, lambda environ, start: None, threaded=True)
    name = f"127.0.0.1:{server.server_port}"

    class Settings(Testing):
        SERVER_NAME = name
        FS_ROOT = str(folder / "fs")
        FS_PREFIX = "/s"
        URLS_ALLOW_LOCAL = True
        URLS_ALLOW_PRIVATE = True
        MONGODB_HOST = "mongodb://localhost/udata"
        SECRET_KEY = "a secret of the tests"
        DEFAULT_LANGUAGE = "fr"
        MAX_CONTENT_LENGTH = 40_000_000

    app = standalone(create_app(Defaults, override=Settings))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    keys = accounts(app, name)
    alone = Lock()  # mongomock is no database for several at once

    def one_by_one(environ: Any, start: Any) -> Any:
        with alone:
            return list(app.wsgi_app(environ, start))

    server.app = one_by_one
    sys.stdout.write(json.dumps({"address": f"http://{name}", "keys": keys}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


def accounts(app: Any, name: str) -> dict[str, str]:
    """An editor of the organisation and a stranger, each with a key."""
    from udata.core.dataset.models import License
    from udata.core.organization.models import Member, Organization
    from udata.core.user.models import User

    keys = {}
    with app.test_request_context(base_url=f"http://{name}"):
        License(id="cc-by", title="Creative Commons Attribution").save()
        License(id="notspecified", title="License Not Specified").save()
        for who in ("editor", "outsider"):
            user = User(first_name=who, last_name="Tests", email=f"{who}@example.org", password="x", active=True)
            user.save()
            keys[who] = key(user)
            if who == "editor":
                organisation = Organization(name="Vraagbaak", description="Tests")
                organisation.members.append(Member(user=user, role="admin"))
                organisation.save()
    return keys


def key(user: Any) -> str:
    """A key for an account."""
    from udata.core.api_token.models import ApiToken

    _, found = ApiToken.generate(user, name="tests")
    return str(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
