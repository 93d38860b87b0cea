"""A screen reader in small, run in a D-Bus session of its own: it starts a program, reads what is in its window by
AT-SPI, presses the button with one name, and waits for one with another name to come.

usage: reader.py PROGRAM PRESSED EXPECTED
Prints a JSON object: every name that was found before, and whether the expected one came."""

import json
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
gi.require_version("Gio", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

PATIENCE = 120


def enable():
    """Programs tell nothing until somebody says that he listens."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    for name in ["IsEnabled", "ScreenReaderEnabled"]:
        value = GLib.Variant("(ssv)", ("org.a11y.Status", name, GLib.Variant("b", True)))
        bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set", value, None,
                      Gio.DBusCallFlags.NONE, -1, None)


def parts(node, depth=0):
    """Everything below."""
    if node is None or depth > 20:
        return
    yield node
    for at in range(node.get_child_count()):
        yield from parts(node.get_child_at_index(at), depth + 1)


def all_parts():
    desktop = Atspi.get_desktop(0)
    for at in range(desktop.get_child_count()):
        try:
            yield from parts(desktop.get_child_at_index(at))
        except GLib.Error:
            pass  # It changed while it was read.


def named():
    """What is there, by name."""
    found = {}
    for part in all_parts():
        try:
            name = part.get_name()
        except GLib.Error:
            continue
        if name:
            found.setdefault(name, part)
    return found


def wait_for(name):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        # What is known of the tree is asked anew.
        Atspi.get_desktop(0).clear_cache()
        found = named()
        if name in found:
            return found
        time.sleep(0.5)
    return found


def main():
    program, pressed, expected = sys.argv[1:]
    enable()
    Atspi.init()
    running = subprocess.Popen([program, "--backend", "dummy"], stdout=subprocess.DEVNULL)
    try:
        found = wait_for(pressed)
        before = sorted(found)
        if pressed in found:
            Atspi.Action.do_action(found[pressed], 0)
        has_come = expected in wait_for(expected)
        print(json.dumps({"names": before, "has_come": has_come}))
    finally:
        running.kill()
        running.wait()


main()
