# SPDX-License-Identifier: AGPL-3.0-or-later
"""The SIP users of planned calls: a table of dialogs over UDP with its retransmissions (RFC 3261 §17)."""
import itertools
import re
import socket

from .fates import NORMAL_CLEARING, End
from .pbx import SDP

_T1, _T2, _GIVE_UP = 0.5, 4, 32
_PHRASES = {100: "Trying", 180: "Ringing", 200: "OK", 481: "No Such Call", 487: "Request Terminated"}
_Q850 = re.compile(r"Q\.850;cause=(\d+)")
_MIRRORED = {"sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive"}
_BUFFER = 4 << 20


class Message:
    """A request or response; headers by lower-case name."""

    def __init__(self, data):
        head, _, self.body = data.decode().partition("\r\n\r\n")
        self.start, *lines = head.split("\r\n")
        self.headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            name, value = name.lower(), value.strip()
            self.headers[name] = f"{self.headers[name]}, {value}" if name in self.headers else value
        first, second, _ = self.start.split(" ", 2)
        self.status = int(second) if first == "SIP/2.0" else None
        cseq, self.method = self.headers["cseq"].split()
        self.cseq = int(cseq)
        self.user = None if self.status else second.partition("sip:")[2].partition("@")[0]
        self.branch = re.search(r"branch=([^;,\s]+)", self.headers["via"]).group(1)
        reason = _Q850.search(self.headers.get("reason", ""))
        self.cause = int(reason.group(1)) if reason else None

    @property
    def direction(self):
        found = re.search(r"^a=(sendonly|recvonly|inactive)", self.body, re.M)
        return found.group(1) if found else None

    def __repr__(self):
        return f"{self.start} ({self.headers['cseq']})"


def _reason(cause):
    return {"Reason": f"Q.850;cause={cause}"} if cause else {}


class SipUser(End):
    """A SIP user in one call."""

    kind = "peer"

    def __init__(self, table, plan, call_id):
        super().__init__(table, plan)
        self.call_id = call_id
        self.local = self.remote = ""  # From and To of our requests
        self.target = f"sip:{table.gateway[0]}:{table.gateway[1]}"
        self.cseq = 0
        self.invite = None    # theirs, until it has its final response; ours: its branch
        self.proceeding = self.leaving = False

    def request(self, method, body=b"", *, branch=None, **headers):
        """A new transaction; its branch. CANCEL shares that of the INVITE, and its number."""
        self.cseq += method != "CANCEL"
        branch = branch or self.table.new_branch()
        self.table.send_request(self, method, branch, headers, body)
        return branch

    # --- by plan

    def begin(self):
        self.target = f"sip:{self.plan.called or 'nobody'}@{self.table.gateway[0]}"
        self.local = f"<sip:{self.plan.caller}@{self.table.address[0]}>;tag={self.plan.number}"
        self.remote = f"<{self.target}>"
        self.invite = self.request("INVITE", self.table.sdp)
        self.calling()

    def invited(self, invite):
        self.invite = invite
        self.local, self.remote = invite.headers["to"] + f";tag={self.plan.number}", invite.headers["from"]
        self.table.respond(self, invite, 100)
        self.called()

    def ring(self):
        if self.invite:
            self.table.respond(self, self.invite, 180)

    def accept(self):
        if self.invite:
            self.table.respond(self, self.invite, 200, self.table.sdp)
            self.invite = None

    def refuse(self, status, cause):
        if self.invite:
            self._refuse(status, _reason(cause))

    def _refuse(self, status, headers):
        self.table.respond(self, self.invite, status, **headers)
        self.invite = None

    def give_up(self):
        self.leaving = True
        if self.proceeding:
            self.request("CANCEL", branch=self.invite, **_reason(NORMAL_CLEARING))

    def hang_up(self):
        if not self.leaving:
            self.leaving = True
            self.request("BYE", **_reason(NORMAL_CLEARING))

    def hold(self):
        self._offer(b"a=sendonly\r\n")

    def retrieve(self):
        self._offer(b"a=sendrecv\r\n")

    def _offer(self, direction):
        if not self.leaving:
            self.request("INVITE", self.table.sdp + direction)

    # --- from the gateway

    def on_response(self, response, branch):
        if response.method == "BYE" and response.status >= 200:
            self.end()
        elif response.method == "INVITE" and branch == self.invite:
            self._on_invite_response(response)
        elif response.method == "INVITE" and response.status >= 200 and not self.leaving and not self.over:
            self._on_offer_answered(response)

    def _on_invite_response(self, response):
        if response.status < 200:
            if self.leaving and not self.proceeding:
                self.request("CANCEL", branch=self.invite, **_reason(NORMAL_CLEARING))
            self.proceeding = True
        elif response.status >= 300:
            if response.cause is None and not self.leaving:
                self.table.fault(self, f"{response} without a cause")
            self.end((response.status, response.cause))
        else:
            self.invite = None
            if self.leaving:  # our CANCEL crossed it
                self.request("BYE", **_reason(NORMAL_CLEARING))
            else:
                self.talk()

    def _on_offer_answered(self, response):
        if response.status != 200:
            self.table.fault(self, f"{response} to a re-INVITE")
        elif not self.held:
            self.hold_agreed()

    def on_request(self, request):
        getattr(self, "_on_" + request.method.lower())(request)

    def _on_invite(self, request):
        direction = _MIRRORED.get(request.direction)
        self.table.respond(self, request, 200, self.table.sdp + (f"a={direction}\r\n".encode() if direction else b""))

    def _on_cancel(self, request):
        self.table.respond(self, request, 200)
        if self.invite:
            self._told(request)
            self._refuse(487, {})

    def _on_bye(self, request):
        self.table.respond(self, request, 200)
        if not self.leaving:  # else our own BYE crossed it and ends the dialog
            self.leaving = True
            self._told(request)
            self.end(self.told)

    def _told(self, request):
        if request.cause is None:
            self.table.fault(self, f"{request} without a cause")
        self.told = (request.method, request.cause)

    def on_ack(self, status):
        """Of our final response to an INVITE."""
        if status >= 300:
            self.end(self.told)
        elif not self.connected and not self.leaving:
            self.talk()


class SipUsers:
    """All dialogs by Call-ID. `calls` hears of their ends and faults, and knows the plans."""

    def __init__(self, loop, address, gateway, calls):
        self.loop, self.address, self.gateway, self.calls = loop, address, gateway, calls
        self.users, self.dead = {}, {}
        self.retransmitted = 0
        self.sdp = SDP % ((address[0].encode(),) * 2)
        self._numbers = itertools.count(1)
        self._unanswered = {}  # key of a transaction -> user, and our status that waits for an ACK
        self._responses = {}   # (method, branch) -> last response
        self._acks = {}        # branch of our INVITE -> ACK
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._socket.bind(address)
        loop.watch(self._socket, self._receive)

    def close(self):
        self.loop.forget(self._socket)
        self._socket.close()

    def begin(self, plan):
        user = self._add(plan, f"{plan.number}@{self.address[0]}")
        user.begin()
        return user

    def pending(self):
        """Transactions that wait for their answer."""
        return list(self._unanswered)

    def new_branch(self):
        return f"z9hG4bK{next(self._numbers)}"

    def fault(self, user, text):
        self.calls.fault(user.plan, f"{user.kind} {user.call_id} {text}")

    def ended(self, user):
        self.dead[user.call_id] = self.users.pop(user.call_id)
        self.calls.ended(user)

    def _add(self, plan, call_id):
        user = self.users[call_id] = SipUser(self, plan, call_id)
        return user

    # --- sending

    def send_request(self, user, method, branch, headers, body=b""):
        data = self._request(user, method, user.cseq, user.remote, branch, headers, body)
        self._send_until_settled((method, branch), data, user)

    def _request(self, user, method, cseq, remote, branch, headers, body):
        headers = {"Via": f"SIP/2.0/UDP {self.address[0]}:{self.address[1]};branch={branch}", "From": user.local,
                   "To": remote, "Call-ID": user.call_id, "CSeq": f"{cseq} {method}", "Max-Forwards": 70, **headers}
        return self._encode(f"{method} {user.target} SIP/2.0", headers, body)

    def respond(self, user, request, status, body=b"", **headers):
        kept = {name: request.headers[name.lower()] for name in ("Via", "From", "Call-ID", "CSeq")}
        kept["To"] = user.local if user and status > 100 else request.headers["to"]
        data = self._encode(f"SIP/2.0 {status} {_PHRASES.get(status, 'Refused')}", {**kept, **headers}, body)
        self._responses[request.method, request.branch] = data
        if request.method == "INVITE" and status >= 200:
            self._send_until_settled(("ACK", request.headers["call-id"], request.cseq), data, user, status)
        else:
            self._send(data)

    def _encode(self, start, headers, body):
        if body:
            headers["Content-Type"] = "application/sdp"
        lines = [start, f"Contact: <sip:{self.address[0]}:{self.address[1]}>",
                 *(f"{name}: {value}" for name, value in headers.items()), f"Content-Length: {len(body)}"]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def _send(self, data):
        self._socket.sendto(data, self.gateway)

    def _send_until_settled(self, key, data, user, status=None):
        self._unanswered[key] = (user, status)
        self._send(data)
        self.loop.after(_T1, lambda: self._send_again(key, data, _T1, _T1))

    def _send_again(self, key, data, interval, elapsed):
        if key not in self._unanswered:
            return
        if elapsed > _GIVE_UP:
            user, _ = self._unanswered.pop(key)
            return self.calls.fault(user.plan, f"no answer to {key} for {elapsed} s")
        self.retransmitted += 1
        self._send(data)
        interval = min(2 * interval, _T2)
        self.loop.after(interval, lambda: self._send_again(key, data, interval, elapsed + interval))

    # --- receiving

    def _receive(self):
        message = Message(self._socket.recv(65536))
        call_id = message.headers["call-id"]
        user = self.users.get(call_id) or self.dead.get(call_id)
        if message.status:
            self._on_response(message, user)
        elif message.method == "ACK":
            self._on_ack(message)
        elif again := self._responses.get((message.method, message.branch)):
            self._send(again)
        elif user is None and message.method == "INVITE":
            user = self._add(self.calls.plan_of(message.user), call_id)
            self.calls.reached(user)
            user.invited(message)
        elif user is None or user.over:
            self.calls.fault(user and user.plan, f"{message} in no dialog")
            self.respond(None, message, 481)
        else:
            user.on_request(message)

    def _on_response(self, response, user):
        key = (response.method, response.branch)
        final, of_invite = response.status >= 200, response.method == "INVITE"
        if of_invite and response.branch in self._acks:
            return self._send(self._acks[response.branch])
        if not of_invite and key not in self._unanswered:
            return None  # the same once more
        if final or of_invite:
            self._unanswered.pop(key, None)
        if final and of_invite:
            self._acknowledge(response, user)
        return user.on_response(response, response.branch)

    def _acknowledge(self, response, user):
        refused = response.status >= 300
        if not refused:
            user.remote = response.headers["to"]
        branch = response.branch if refused else self.new_branch()
        ack = self._request(user, "ACK", response.cseq, response.headers["to"], branch, {}, b"")
        self._acks[response.branch] = ack
        self._send(ack)

    def _on_ack(self, ack):
        user, status = self._unanswered.pop(("ACK", ack.headers["call-id"], ack.cseq), (None, None))
        if user:
            user.on_ack(status)
