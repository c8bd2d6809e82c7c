"""`make test`: everything that must hold, step after step, each with its time; what failed is told at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console

from tests.ground import NAME, VARIABLE

ROOT = Path(__file__).resolve().parent.parent
PY = sys.executable
NODE = str(ROOT / ".venv" / "node" / "bin" / "node")
CODE = ["src", "config", "demo", "bench", "tests", "conftest.py", "manage.py"]
STEPS: dict[str, list[str]] = {
    "format": [PY, "-m", "ruff", "format", "--check", "--quiet", *CODE],
    "lint": [PY, "-m", "ruff", "check", "--quiet", *CODE],
    "types": [PY, "-m", "mypy"],
    "floors": [PY, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
    # Asked of the files alone: what a developer's own database holds is another matter.
    "migrations in step": [
        "env",
        "DATABASE_URL=postgresql://nowhere:1/none",
        PY,
        "manage.py",
        "makemigrations",
        "--check",
    ],
    "settings": [PY, "manage.py", "check", "--fail-level", "ERROR"],
    "front end types": [NODE, "node_modules/typescript/bin/tsc", "--noEmit"],
    "tests": [
        PY,
        "-m",
        "pytest",
        "-q",
        "-n",
        "3",
        "--durations",
        "8",
        "--dist",
        "worksteal",
        "--requirements",
        "var/requirements.json",
    ],
}
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FONTS, FONT = "fonts-noto-cjk", "NotoSansCJK"
#: Of each the first that can be had. The shell is the same browser without a window, and takes a third less to run.
BROWSER = (("chromium-headless-shell", "chromium"), (FONTS,))
console = Console(highlight=False)


def main() -> int:
    """Run every step; returns 1 when one of them failed."""
    _bring_browser()
    os.environ |= {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    ground = subprocess.Popen([PY, "-m", "tests.ground"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    failed = [name for name, command in STEPS.items() if name != "tests" and not _holds(name, command)]
    if _is_laid(ground):
        os.environ[VARIABLE] = NAME
    failed += ["tests"] if not _holds("tests", STEPS["tests"]) else []
    subprocess.run([PY, "-m", "tests.ground", "drop"], cwd=ROOT, check=False)
    if failed:
        console.print(f"failed: {', '.join(failed)}", style="bold red")
        return 1
    console.print("all holds", style="bold green")
    return 0


def _holds(name: str, command: list[str]) -> bool:
    """Run one step and say how long it took; a quiet step shows its output only when it fails."""
    begun = time.monotonic()
    loud = name == "tests"
    done = subprocess.run(command, cwd=ROOT, capture_output=not loud, text=True, check=False)
    seconds = time.monotonic() - begun
    if done.returncode and not loud:
        console.print(done.stdout + done.stderr, markup=False)
    word, style = ("ok", "green") if not done.returncode else ("FAILED", "red")
    console.print(f"{name:<20} {word} {seconds:6.1f}s", style=style)
    return not done.returncode


def _is_laid(ground: subprocess.Popen[bytes]) -> bool:
    """Wait for the database to copy from. Without it the tests still run, and say themselves what is wrong."""
    said, _none = ground.communicate()
    if ground.returncode:
        console.print(said.decode(errors="replace"), markup=False)
    return not ground.returncode


def _bring_browser() -> None:
    """Install Debian's browser and Chinese fonts where that is allowed, else say what the browser tests will miss."""
    if os.geteuid() == 0 and shutil.which("apt-get") and not all(_is_there(wanted[0]) for wanted in BROWSER):
        quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)  # type: ignore[call-overload]
        for wanted in BROWSER:
            for package in wanted:
                if _is_there(package):
                    break
                console.print(f"installing {package}")
                subprocess.run(
                    ["apt-get", "install", "-qy", "--no-install-recommends", package],
                    check=False,
                    **quiet,  # type: ignore[call-overload]
                )
    if missing := [wanted[-1] for wanted in BROWSER if not any(map(_is_there, wanted))]:
        console.print(
            f"missing: {', '.join(missing)}; the browser tests need it, install it and run again", style="yellow"
        )


def _is_there(package: str) -> bool:
    if package != FONTS:
        return shutil.which(package) is not None
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts"]
    return any(next(folder.rglob(f"{FONT}*"), None) for folder in folders if folder.is_dir())


if __name__ == "__main__":
    sys.exit(main())
