"""What time it is: the one place where a clock is read, in universal time and whole seconds.

`SOURCE_DATE_EPOCH` (seconds since 1970, reproducible-builds.org) stands in for the clock, so that a night can be
repeated to the byte.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

from flows.errors import BadInput


def now() -> datetime:
    """The moment it is; raises BadInput when SOURCE_DATE_EPOCH is no number of seconds."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if not fixed:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(f"SOURCE_DATE_EPOCH is '{fixed}': give seconds since 1970, like 1789000000") from error
