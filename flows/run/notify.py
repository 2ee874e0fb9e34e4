"""Tell somebody of a night, at the addresses of the setting `notify`: a webhook, an e-mail, what Apprise knows.

An address may hold a password: no part of it but its kind ("json", "mailto") ever reaches a log, a text or an error.
"""

from __future__ import annotations

import logging

import structlog

from flows.settings import Settings


def tell(settings: Settings, title: str, text: str) -> bool:
    """Send a text in Markdown to every address; False when one was not reached, with an event in the log for each.

    Nothing is raised, whatever an address or its server does; a server has some seconds to answer (Apprise's 4 s for
    a webhook and 15 s for e-mail; `?cto=` and `?rto=` in the address set others).
    """
    addresses = settings.notify.get_secret_value().split() if settings.notify else []
    reached = [_send(address, title, text) for address in addresses]
    return all(reached)


def _send(address: str, title: str, text: str) -> bool:
    import apprise  # takes half a second, and most runs tell nobody

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # its messages hold addresses
    kind = address.partition("://")[0] if "://" in address else "?"
    messenger = apprise.Apprise()
    try:
        if not messenger.add(address):
            problem = "address not understood"
        elif messenger.notify(body=text, title=title, body_format=apprise.NotifyFormat.MARKDOWN):
            return True
        else:
            problem = "not taken by the server, or no answer"
    except Exception as error:  # a plug-in's fault; its text may hold the address
        problem = type(error).__name__
    structlog.get_logger().error("notice not sent", kind=kind, problem=problem, title=title)
    return False
