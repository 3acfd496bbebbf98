"""Tries each `PROTOCOL ADDRESS PORT` of standard input; says `open`, `refused` or the error, a line each."""

import socket
import sys

for line in sys.stdin:
    protocol, address, port = line.split()
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM
    with socket.socket(family, kind) as connection:
        connection.settimeout(5)
        try:
            connection.connect((address, int(port)))
            if protocol == "udp":
                connection.send(b"x")
                connection.recv(1)
            print("open")
        except ConnectionRefusedError:
            print("refused")
        except OSError as error:
            print(error)
