"""Listens on what standard input lists, as servers would; says `ready`, and ends when standard input does.

A line is `PROTOCOL ADDRESS PORT`. A datagram is answered.
"""

import selectors
import socket
import sys

selector = selectors.DefaultSelector()
for line in iter(sys.stdin.readline, "\n"):
    protocol, address, port = line.split()
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM
    listener = socket.socket(family, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, int(port)))
    if protocol == "tcp":
        listener.listen()
    selector.register(listener, selectors.EVENT_READ, protocol)
selector.register(sys.stdin, selectors.EVENT_READ, "end")
print("ready", flush=True)
while True:
    for key, _ in selector.select():
        if key.data == "end":
            sys.exit()
        if key.data == "tcp":
            key.fileobj.accept()[0].close()
        else:
            answer, sender = key.fileobj.recvfrom(64)
            key.fileobj.sendto(answer, sender)
