"""Runs a command on a terminal of its own: terminal.py COLUMNS ROWS COMMAND...

What the command writes is copied to the standard output, and the standard input
is what is typed. Ends with the command, and with its exit code.
"""

import fcntl
import os
import pty
import select
import struct
import sys
import termios


def main():
    columns, rows = int(sys.argv[1]), int(sys.argv[2])
    command = sys.argv[3:]
    # The size has to be there before the command looks at it.
    owner, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    child = os.fork()
    if child == 0:
        os.close(owner)
        os.login_tty(terminal) if hasattr(os, "login_tty") else login(terminal)
        os.execvp(command[0], command)
    os.close(terminal)
    sources = [owner, 0]
    while True:
        ready, _, _ = select.select(sources, [], [])
        if owner in ready:
            try:
                data = os.read(owner, 65536)
            except OSError:
                data = b""
            if not data:
                break
            os.write(1, data)
        if 0 in ready:
            keys = os.read(0, 65536)
            if keys:
                os.write(owner, keys)
            else:
                sources.remove(0)
    _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status) % 256)


def login(terminal):
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for stream in range(3):
        os.dup2(terminal, stream)
    os.close(terminal)


main()
