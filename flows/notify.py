"""Tell somebody of a night, at the addresses of the setting `notify`: a webhook, an e-mail, what Apprise knows."""

from __future__ import annotations

import structlog

from flows.settings import Settings


def tell(settings: Settings, title: str, text: str) -> bool:
    """Send a text in Markdown; False, with an event in the log, when nobody is to be told or nobody could be."""
    if settings.notify is None:
        return False
    import apprise  # takes half a second, and most runs tell nobody

    log = structlog.get_logger()
    messenger = apprise.Apprise()
    for address in settings.notify.get_secret_value().split():
        if not messenger.add(address):
            # The address may hold a password: only its kind is named.
            log.error("notice address not understood", kind=address.partition(":")[0])
    sent = bool(messenger.notify(body=text, title=title, body_format=apprise.NotifyFormat.MARKDOWN))
    if not sent:
        log.error("notice not sent", title=title)
    return sent
