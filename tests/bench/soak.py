"""A hundred harvests stopped at any moment: `python -m tests.bench.soak [kills]`; takes ten minutes.

Each round stops the harvests of a new output folder a dozen times and lets one through, whose release must be that of
an undisturbed harvest, byte for byte.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tests.fault.test_harvest_kills import KILLS, WORLD
from tests.site.killer import Killer
from tests.site.loaded import loaded
from tests.site.server import SiteServer


def main(kills: int) -> None:
    """Print what each round did and, at the end, the sum; stops at the first thing that is not right."""
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    begun, stopped, again = time.monotonic(), Counter[str](), 0
    asking = 0
    folder = Path(tempfile.mkdtemp(prefix="vraagbaak-soak-"))
    with ExitStack() as stack:
        stack.enter_context(prefect_test_harness(server_startup_timeout=600))
        site = stack.enter_context(SiteServer(WORLD))
        program = stack.enter_context(loaded({**os.environ, "PREFECT_API_URL": str(PREFECT_API_URL.value())}))
        chance = Random(kills)
        undisturbed = Killer(site, folder / "undisturbed", program, chance)
        status, output, seconds = undisturbed.run()
        assert status == 0, output
        pages, release = len(site.asked), undisturbed.release()
        for at in range(1, 10**6):
            site.turn_to(0)
            killer = Killer(site, folder / f"round-{at}", program, chance)
            killer.stop_and_go_on(KILLS, seconds, pages)
            assert (twice := killer.asked_twice()) == {}, twice
            assert killer.release() == release
            stopped += killer.stopped
            asking += sum(asked < len(site.asked) for asked in killer.asked_at)
            again += len(site.asked) - pages
            print(f"round {at}: {dict(killer.stopped)}, {len(site.asked)} pages asked for, {pages} undisturbed")  # noqa: T201  # the figures
            shutil.rmtree(killer.output)
            if stopped.total() >= kills:
                break
    shutil.rmtree(folder)
    print(  # noqa: T201  # the figures
        f"{stopped.total()} kills ({dict(stopped)}), {asking} while asking, {stopped.total() - asking} after; "
        f"{at} clean runs, all with the same bytes; {again} pages asked for again; {time.monotonic() - begun:.0f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
