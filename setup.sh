#!/bin/sh
# Sets up what the program needs: Python 3.11 or later, the system libraries, and .venv; with the word `browser`, what
# the tests of its pages need besides: Chromium; with the word `bench`, that and the other peers that it is measured
# beside. Called by make.
set -eu
cd "$(dirname "$0")"
here=$(pwd -P)
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf 'set-up: %s\n' "$*" >&2; }
stop() { say "$@"; exit 1; }

can_run() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in python3 python3.13 python3.12 python3.11; do
        if can_run "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

# The Debian packages that are missing, one a line.
missing_packages() {
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        case $("$python" -c 'import sys; print(sys.executable)') in
            /usr/bin/*) if [ "$python" = python3 ]; then echo python3-venv; else echo "$python-venv"; fi ;;
            *) echo "python-with-venv" ;;
        esac
    fi
    "$python" - <<'PYTHON'
from ctypes import CDLL

PACKAGES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
for library, package in PACKAGES.items():
    try:
        CDLL(library)
    except OSError:
        print(package)
PYTHON
}

install_on_debian() {
    command="apt-get install -y --no-install-recommends $*"
    if [ "$(id -u)" = 0 ]; then
        sudo=
    elif command -v sudo >/dev/null; then
        sudo=sudo
    else
        stop "this needs an administrator. Run as root: apt-get update && $command"
    fi
    say "running: ${sudo:+sudo }$command"
    $sudo apt-get update -qq || say "the package lists could not be renewed; trying those that are there"
    $sudo env DEBIAN_FRONTEND=noninteractive $command -qq -o Dpkg::Use-Pty=0 >&2
}

install_on_mac() {
    command -v brew >/dev/null || stop "Homebrew is missing. Install it, then run: brew install pango harfbuzz"
    for formula in pango harfbuzz; do
        brew list --versions "$formula" >/dev/null || brew install "$formula"
    done
}

system_libraries() {
    if [ "$(uname -s)" = Darwin ]; then
        install_on_mac
        return
    fi
    missing=$(missing_packages)
    case $missing in
        '') ;;
        *python-with-venv*)
            stop "$python cannot make virtual environments (no venv or ensurepip). Install a complete Python 3.11 or later." ;;
        *)
            if command -v apt-get >/dev/null; then
                # shellcheck disable=SC2086  # one word a package
                install_on_debian $missing
                missing=$(missing_packages)
                [ -z "$missing" ] || stop "still missing after installing:" $missing
            else
                say "missing, as Debian names it:" $missing
                say "install these with your system's package manager, then run make again:"
                say "  Fedora:  sudo dnf install pango harfbuzz"
                say "  Arch:    sudo pacman -S pango harfbuzz"
                stop "  openSUSE: sudo zypper install libpango-1_0-0 libharfbuzz-subset0"
            fi ;;
    esac
}

# An environment that was moved, or whose Python is gone, is made again.
environment() {
    if [ ! -x .venv/bin/python ] || ! can_run .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1 ||
        { [ -e .venv/.ready ] && [ "$(cat .venv/.ready)" != "$here" ]; }; then
        say "making .venv with $("$python" --version)"
        "$python" -m venv --clear .venv
    fi
    rm -f .venv/.ready
    say "installing the Python packages of constraints.txt"
    .venv/bin/python -m pip install --quiet --constraint constraints.txt hatchling editables
    .venv/bin/python -m pip install --quiet --constraint constraints.txt --no-build-isolation --editable '.[dev]'
    printf '%s\n' "$here" >.venv/.ready
}

# The system's own browser. Where it cannot be installed here, the tests that need it are skipped and say so.
system_chromium() {
    if ! command -v chromium >/dev/null; then
        if command -v apt-get >/dev/null; then
            install_on_debian chromium
        else
            say "the tests of the pages in a browser need the command chromium; install it with your system's"
            say "package manager, then run: touch pyproject.toml"
        fi
    fi
}

# What the tests need or the benchmarks, besides the program: the extra of pyproject.toml with that name.
extra() {
    system_chromium
    .venv/bin/python -m pip install --quiet --constraint constraints.txt --no-build-isolation --editable ".[dev,$1]"
    touch ".venv/.$1"
}

case ${1-} in
    browser | bench) extra "$1"; exit ;;
esac
python=$(find_python)
[ -n "$python" ] || stop "no Python 3.11 or later was found. Install one (Debian: apt-get install python3), then run make again."
system_libraries
environment
say "ready"
