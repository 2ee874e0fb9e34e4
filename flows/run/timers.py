"""Say how to run the harvest every night without Prefect's schedule: a systemd service and timer, or a crontab line.

Both are for this installation: its command, its working folder, its output. Nothing is installed here.
"""

from __future__ import annotations

import re
import shlex
import sys
from getpass import getuser
from pathlib import Path

from flows.errors import BadInput

DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PART = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d+))?")  # "*/5", "1-5", "mon-fri/2", "30"
UNITS = Path("/etc/systemd/system")
ENVIRONMENT = Path("/etc/default/vraagbaak")

SERVICE = """\
# {units}/vraagbaak.service
# vraagbaak schedule --print systemd | sudo awk '/^# \\/etc/ {{file = $2}} {{print > file}}'
# sudo systemctl daemon-reload && sudo systemctl enable --now vraagbaak.timer
[Unit]
Description=Harvest the written questions of the Belgian Senate
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
WorkingDirectory={folder}
# Settings, one a line, like VRAAGBAAK_CONTACT=someone@example.org; a file that only root can read may hold secrets.
EnvironmentFile=-{environment}
Environment=PREFECT_HOME=%S/vraagbaak
StateDirectory=vraagbaak
Environment={set_output}
ExecStart={command} harvest
# 3: incomplete, and published all the same; the next night asks for the rest.
SuccessExitStatus=3
Nice=10
IOSchedulingClass=idle
UMask=0022
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={output}
PrivateTmp=yes
PrivateDevices=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
"""

TIMER = """\
# {units}/vraagbaak.timer
[Unit]
Description=Harvest the written questions of the Belgian Senate every night

[Timer]
{calendar}
# A night that the machine slept through is made up for, once.
Persistent=true
AccuracySec=1min

[Install]
WantedBy=timers.target
"""

CRONTAB = """\
# cronie and others go by the time zone that CRON_TZ names; Debian's cron goes by the machine's clock instead.
CRON_TZ={timezone}
# The settings are those of {folder}/vraagbaak.toml.
{cron} {run}
"""


def systemd(cron: str, timezone: str, output: Path) -> str:
    """A service and a timer for systemd, each headed by its file; raises BadInput when systemd cannot say the cron."""
    if not output.is_dir():
        raise BadInput(f"there is no folder {output}, and the service may not make it: run `vraagbaak harvest` once")
    calendar = "\n".join(f"OnCalendar={when} {timezone}" for when in calendars(cron))
    folder = str(Path.cwd()).replace("%", "%%")
    service = SERVICE.format(
        units=UNITS, user=getuser(), folder=folder, environment=ENVIRONMENT, command=_for_unit(str(command())),
        output=_for_unit(str(output)), set_output=_for_unit(f"VRAAGBAAK_OUTPUT={output}"),
    )  # fmt: skip
    return f"{service}\n{TIMER.format(units=UNITS, calendar=calendar)}"


def crontab(cron: str, timezone: str, output: Path) -> str:
    """Lines for `crontab -e`."""
    folder = Path.cwd()
    # In a crontab a percent sign ends the command, unless it is escaped.
    words = [shlex.quote(str(path)).replace("%", "\\%") for path in (folder, output, command())]
    run = "cd {} && VRAAGBAAK_OUTPUT={} {} harvest".format(*words)
    return CRONTAB.format(timezone=timezone, folder=folder, cron=cron, run=run)


def command() -> Path:
    """The command `vraagbaak` of this installation."""
    beside = Path(sys.executable).with_name("vraagbaak")
    if not beside.is_file():
        raise BadInput(f"there is no command vraagbaak beside {sys.executable}: install Vraagbaak there")
    return beside


def _for_unit(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "%%").replace('"', '\\"')
    return f'"{escaped}"' if " " in escaped else escaped


def calendars(cron: str) -> list[str]:
    """A cron expression as systemd's calendar events without time zone, "*-*-* 02:30:00"; one of them must be met.

    Raises BadInput for what only some crons know, like L and #.
    """
    minute, hour, day, month, weekday = cron.split()
    at = f"{_field(hour, 0)}:{_field(minute, 0)}:00"
    months, days = _field(month, 1, MONTHS), _field(day, 1)
    if weekday == "*":
        return [f"*-{months}-{days} {at}"]
    weekdays = _weekdays(weekday)
    if day == "*":
        return [f"{weekdays} *-{months}-* {at}"]
    # Cron runs when either the day of the month or the weekday is right, systemd when both are.
    return [f"*-{months}-{days} {at}", f"{weekdays} *-{months}-* {at}"]


def _field(text: str, lowest: int, names: tuple[str, ...] = ()) -> str:
    return ",".join(_part(part, lowest, names) for part in text.split(","))


def _part(text: str, lowest: int, names: tuple[str, ...]) -> str:
    """A part of a field: "*/5" is "0/5", "8-18/2" is "08..18/2", "5" is "05"."""
    match = PART.fullmatch(text)
    if match is None:
        raise BadInput(f"systemd has no word for '{text}': write its own OnCalendar, or serve with Prefect")
    first, last, step = match.groups()
    if first is None:
        return f"{lowest}/{step}" if step else "*"
    written = _number(first, lowest, names)
    if last:
        end = _number(last, lowest, names)
        if end < written:
            raise BadInput(f"systemd has no word for '{text}', which goes past the end: write two ranges")
        written += f"..{end}"
    return f"{written}/{step}" if step else written


def _number(text: str, lowest: int, names: tuple[str, ...]) -> str:
    if text.isdigit():
        return f"{int(text):02}"
    if text.capitalize() in names:
        return f"{names.index(text.capitalize()) + lowest:02}"
    raise BadInput(f"systemd has no word for '{text}': write its own OnCalendar, or serve with Prefect")


def _weekdays(text: str) -> str:
    """The weekdays that a field names, each by its name: systemd knows no steps there."""
    chosen: set[int] = set()
    for part in text.split(","):
        match = PART.fullmatch(part)
        if match is None:
            raise BadInput(f"systemd has no word for '{part}': write its own OnCalendar, or serve with Prefect")
        first, last, step = match.groups()
        begin = _weekday(first) if first else 0
        end = _weekday(last) if last else begin if first else 6
        end += 7 if end < begin else 0  # "fri-mon"
        chosen.update(day % 7 for day in range(begin, end + 1, int(step or 1)))
    return ",".join(DAYS[day] for day in sorted(chosen))


def _weekday(text: str) -> int:
    return int(text) if text.isdigit() else int(_number(text, 0, DAYS))
