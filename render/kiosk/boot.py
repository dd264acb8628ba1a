"""How to start the kiosk with the machine, with the paths of this very installation."""

import sys
from pathlib import Path

from render.kiosk.config import ROOT

_LINUX = """\
Linux (systemd): the kiosk runs in the session of a user who is logged in automatically.

1. In the display manager, log in a user without a password of any value automatically; switch off screen blanking,
   screen lock, notifications and automatic updates for that user.
2. Save this as ~/.config/systemd/user/ions-kiosk.service :

[Unit]
Description=Ions that make a voltage (kiosk)
After=graphical-session.target
PartOf=graphical-session.target
StartLimitIntervalSec=0

[Service]
ExecStart={linux}
Restart=on-failure
RestartSec=2
TimeoutStopSec=15

[Install]
WantedBy=graphical-session.target

3. systemctl --user daemon-reload
   systemctl --user enable --now ions-kiosk
   A desktop that does not reach graphical-session.target starts the same line from its autostart folder.

The staff chord ends the kiosk, and it stays ended until the next login or `systemctl --user start ions-kiosk`.
"""

_WINDOWS = """\
Windows (Task Scheduler): the kiosk starts when its user logs on.

1. Let a local user without rights log on automatically (netplwiz); set "turn off the display" and "sleep" to never;
   switch off edge swipes (group policy "Allow edge swipe") and notifications.
2. In a PowerShell of that user:

$action   = New-ScheduledTaskAction -Execute '{python}' -Argument '{arguments}' -WorkingDirectory '{folder}'
$trigger  = New-ScheduledTaskTrigger -AtLogOn -User $env:USERNAME
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit 0 -RestartCount 999 `
            -RestartInterval (New-TimeSpan -Minutes 1) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
Register-ScheduledTask -TaskName 'Ions kiosk' -Action $action -Trigger $trigger -Settings $settings

3. Start-ScheduledTask -TaskName 'Ions kiosk'
   To take it away: Unregister-ScheduledTask -TaskName 'Ions kiosk'
"""


def instructions(config: Path | None = None, language: str | None = None) -> str:
    """For both systems; config, language: as given on the command line."""
    main = ROOT / "main.py"
    options = ["kiosk"]
    if config is not None:
        options += ["--config", str(config.resolve())]
    if language is not None:
        options += ["--lang", language]
    linux = " ".join(_unit_word(word) for word in (sys.executable, str(main), *options))
    windowless = Path(sys.executable).with_name("pythonw.exe")
    python = str(windowless if windowless.is_file() else sys.executable)
    arguments = " ".join(f'"{word}"' if " " in word or "\\" in word else word for word in (str(main), *options))
    windows = _WINDOWS.format(python=_quoted(python), arguments=_quoted(arguments), folder=_quoted(str(ROOT)))
    return _LINUX.format(linux=linux) + "\n" + windows


def _unit_word(word: str) -> str:
    """A word of ExecStart: % and $ mean something to systemd, blanks separate."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if " " in word or '"' in word else escaped


def _quoted(text: str) -> str:
    """Inside a PowerShell text in single quotes."""
    return text.replace("'", "''")
