# SPDX-License-Identifier: AGPL-3.0-or-later
"""A SIP peer made of plain text."""
import re
import socket

SDP = (b"v=0\r\no=pbx 7 8 IN IP4 %s\r\ns=a name\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio 6000 RTP/AVP 3\r\n"
       b"a=rtpmap:3 GSM/8000\r\na=x-unknown:kept\r\n")


class Pbx:
    """A raw SIP peer on UDP: what it sends is under the test's control to the byte."""

    peer = None  # where the last message came from

    def __init__(self, address):
        self.address = address
        is_ipv6 = ":" in address[0]
        self.host = f"[{address[0]}]" if is_ipv6 else address[0]
        self.socket = socket.socket(socket.AF_INET6 if is_ipv6 else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.sdp = (SDP.replace(b"IP4", b"IP6") if is_ipv6 else SDP) % ((address[0].encode(),) * 2)

    def receive(self, start, timeout=5):
        """The next message, which must begin with `start`, as text."""
        self.socket.settimeout(timeout)
        data, self.peer = self.socket.recvfrom(65536)
        text = data.decode()
        if not text.startswith(start):
            raise AssertionError(f"expected {start}, got\n{text}")
        return text

    def expect_silence(self, seconds=0.5):
        self.socket.settimeout(seconds)
        try:
            raise AssertionError(self.socket.recv(65536).decode())
        except TimeoutError:
            pass

    def answer(self, request, status, body=b"", extra="", tag="pbx"):
        kept = "".join(line + "\r\n" for line in request.split("\r\n")
                       if re.match(r"(Via|Record-Route|From|To|Call-ID|CSeq):", line))
        if ";tag=" not in re.search(r"To:.*", kept).group():
            kept = re.sub(r"(To:.*)\r\n", rf"\1;tag={tag}\r\n", kept)
        content = "Content-Type: application/sdp\r\n" if body else ""
        self.send(f"SIP/2.0 {status}\r\n{kept}Contact: <sip:{self.host}:{self.address[1]}>\r\n{extra}{content}"
                  f"Content-Length: {len(body)}\r\n\r\n".encode() + body, self.peer)

    def send(self, data, to):
        self.socket.sendto(data, to)

    def invite(self, to, user, *, to_user=None, extra="", body=None, call_id="c1"):
        body = self.sdp if body is None else body
        head = (f"INVITE sip:{user}@{to[0]} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {self.address[0]}:{self.address[1]};branch=z9hG4bK{call_id}\r\n"
                f"From: <sip:12345@{self.address[0]}>;tag=t1\r\nTo: <sip:{to_user or user}@{to[0]}>\r\nCall-ID: {call_id}\r\n"
                f"CSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContact: <sip:{self.host}:{self.address[1]}>\r\n{extra}"
                f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n\r\n")
        self.send(head.encode() + body, to)
        return head

    def in_transaction(self, method, message, to, extra=""):
        """ACK to a refusal (`message`), or CANCEL of our INVITE (`message`): the same transaction but for the method."""
        kept = "".join(f"{name}: {header_of(message, name)}\r\n" for name in ("Via", "From", "To", "Call-ID"))
        number = header_of(message, "CSeq").split()[0]
        self.send(f"{method} sip:{to[0]} SIP/2.0\r\n{kept}CSeq: {number} {method}\r\nMax-Forwards: 70\r\n{extra}"
                  f"Content-Length: 0\r\n\r\n".encode(), to)

    def say(self, dialog, method, cseq, body=b"", *, extra="", content_type="application/sdp", branch=None):
        """A request in a dialog; `dialog` as dialog_of() makes it."""
        content = f"Content-Type: {content_type}\r\n" if body else ""
        branch = branch or self.branch_of(dialog, method, cseq)
        head = (f"{method} {dialog['target']} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {self.address[0]}:{self.address[1]};branch={branch}\r\n"
                f"From: {dialog['local']}\r\nTo: {dialog['remote']}\r\nCall-ID: {dialog['call_id']}\r\n"
                f"CSeq: {cseq} {method}\r\nMax-Forwards: 70\r\n{dialog['route']}"
                f"Contact: <sip:{self.host}:{self.address[1]}>\r\n{extra}{content}Content-Length: {len(body)}\r\n\r\n")
        self.send(head.encode() + body, dialog["gateway"])

    @staticmethod
    def branch_of(dialog, method, cseq):
        return "z9hG4bK" + re.sub(r"\W", "", f"{method}{cseq}{dialog['call_id']}")

    @staticmethod
    def dialog_of(message, gateway, *, caller):
        """What say() needs: of a response to our INVITE if we are the `caller`, else of the gateway's INVITE."""
        from_value, to_value = (header_of(message, name) for name in ("From", "To"))
        if not caller:
            from_value, to_value = to_value + ";tag=pbx", from_value
        proxies = re.findall(r"^Record-Route: *(.*?)\r$", message, re.M)
        return {"local": from_value, "remote": to_value, "gateway": gateway, "call_id": header_of(message, "Call-ID"),
                "target": re.search(r"^Contact:.*?<(.*?)>", message, re.M).group(1),
                "route": "".join(f"Route: {proxy}\r\n" for proxy in (reversed(proxies) if caller else proxies))}


def body_of(message):
    return message.split("\r\n\r\n", 1)[1]


def header_of(message, name):
    found = re.search(rf"^{name}: *(.*)$", message.split("\r\n\r\n", 1)[0], re.M | re.I)
    return found.group(1).strip() if found else None


def media_of(message):
    """Where the audio stream of its SDP is received."""
    host, port = (re.search(pattern, message).group(1) for pattern in (r"\r\nc=IN IP4 (\S+)", r"\r\nm=audio (\d+)"))
    return host, int(port)
