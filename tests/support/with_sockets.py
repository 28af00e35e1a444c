"""Runs a program with listening sockets, as systemd hands them over.

Arguments: their names, separated by colons, the program, and its arguments.
"""

import fcntl
import os
import socket
import sys

FIRST = 3

names, *program = sys.argv[1:]
count = len(names.split(":"))
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
moved = [
    fcntl.fcntl(listener.fileno(), fcntl.F_DUPFD, FIRST + count)
    for listener in sockets
]
for number, descriptor in enumerate(moved):
    os.dup2(descriptor, FIRST + number)
    os.close(descriptor)
os.environ["LISTEN_PID"] = str(os.getpid())
os.environ["LISTEN_FDS"] = str(count)
os.environ["LISTEN_FDNAMES"] = names
os.execvp(program[0], program)
