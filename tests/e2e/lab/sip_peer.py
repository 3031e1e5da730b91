# SPDX-License-Identifier: AGPL-3.0-or-later
"""The SIP side of a test: answers and makes calls, echoes speech."""
import itertools
import re

from sipgw_test.pbx import Pbx, body_of, header_of
from sipgw_test.rtp import RtpEcho

_RTPMAP = {3: "GSM/8000", 110: "GSM-EFR/8000", 111: "GSM-HR-08/8000", 112: "AMR/8000"}
_PATIENCE = 20
_counter = itertools.count(1)


class SipPeer:
    def __init__(self, address, gateway):
        self.pbx = Pbx((address, 5060))
        self.gateway = (gateway, 5060)
        self.rtp = RtpEcho(address)
        self._call_ids = set()

    def close(self):
        self.pbx.socket.close()
        self.rtp.close()

    def sdp(self, payload_type=3, direction="sendrecv"):
        address = self.pbx.address[0]
        octet_aligned = f"a=fmtp:{payload_type} octet-align=1\r\n" if payload_type == 112 else ""
        return (f"v=0\r\no=peer 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n"
                f"m=audio {self.rtp.port} RTP/AVP {payload_type}\r\na=rtpmap:{payload_type} {_RTPMAP[payload_type]}\r\n"
                f"{octet_aligned}a={direction}\r\n").encode()

    def called(self, timeout=_PATIENCE):
        """The call that the gateway makes to us."""
        return SipCall(self, self.receive("INVITE ", timeout), caller=False)

    def call(self, number, payload_type=3):
        """Calls `number`; the gateway's 100 is taken."""
        call_id = f"e2e{next(_counter)}"
        self.pbx.invite(self.gateway, number, body=self.sdp(payload_type), call_id=call_id)
        return SipCall(self, self.receive("SIP/2.0 100", call_id=call_id), caller=True, number=number)

    def receive(self, start, timeout=_PATIENCE, call_id=None):
        """The next message of this call, or of a new one; what the gateway repeats of others is passed over."""
        while True:
            message = self.pbx.receive("", timeout)
            received = header_of(message, "Call-ID")
            if received == call_id or call_id is None and received not in self._call_ids:
                break
        self._call_ids.add(received)
        if not message.startswith(start):
            raise AssertionError(f"expected {start}, got\n{message}")
        return message


class SipCall:
    """One call. `invite` is the gateway's INVITE, or the 100 to ours."""

    def __init__(self, peer, invite, *, caller, number=None):
        self._peer, self._pbx, self.invite, self._caller, self._number = peer, peer.pbx, invite, caller, number
        self._dialog = None if caller else Pbx.dialog_of(invite, peer.gateway, caller=False)
        self._call_id = header_of(invite, "Call-ID")
        self._cseq = itertools.count(2)

    # --- as the callee

    def ring(self):
        self._pbx.answer(self.invite, "180 Ringing")

    def answer(self, payload_type=3):
        self._pbx.answer(self.invite, "200 OK", self._peer.sdp(payload_type))
        self._receive("ACK ")

    def refuse(self, status):
        self._pbx.answer(self.invite, status)
        self._receive("ACK ")

    def expect_cancel(self):
        self._pbx.answer(self._receive("CANCEL "), "200 OK")
        self.refuse("487 Request Terminated")

    # --- as the caller

    def expect_ringing(self, timeout=_PATIENCE):
        return self._receive("SIP/2.0 180", timeout)

    def expect_answer(self, timeout=_PATIENCE):
        response = self._receive("SIP/2.0 200", timeout)
        self._dialog = Pbx.dialog_of(response, self._peer.gateway, caller=True)
        self._pbx.say(self._dialog, "ACK", 1, branch=self._branch("ack"))
        return response

    def expect_refusal(self, status, timeout=_PATIENCE):
        response = self._receive(f"SIP/2.0 {status}", timeout)
        self._acknowledge(response)
        return response

    def cancel(self):
        self._send("CANCEL")
        first, second = (self._receive("SIP/2.0 ") for _ in range(2))  # the order is the gateway's
        if header_of(first, "CSeq").endswith("INVITE"):
            first, second = second, first
        assert first.startswith("SIP/2.0 200") and second.startswith("SIP/2.0 487"), (first, second)
        self._acknowledge(second)

    def _acknowledge(self, refusal):
        self._send("ACK", f"To: {header_of(refusal, 'To')}")

    def _send(self, method, to=None):
        """What belongs to our INVITE's transaction: its branch, its CSeq."""
        kept = "".join(f"{line}\r\n" for line in self.invite.split("\r\n") if re.match(r"(Via|From|Call-ID):", line))
        to = to or f"To: {re.sub(';tag=.*', '', header_of(self.invite, 'To'))}"
        host, port = self._peer.gateway
        self._pbx.send(f"{method} sip:{self._number}@{host} SIP/2.0\r\n{kept}{to}\r\nCSeq: 1 {method}\r\n"
                       "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n".encode(), (host, port))

    # --- either

    def expect_bye(self, timeout=_PATIENCE):
        """The gateway's BYE, answered; its Reason."""
        bye = self._receive("BYE ", timeout)
        self._pbx.answer(bye, "200 OK")
        return header_of(bye, "Reason")

    def hang_up(self):
        cseq = next(self._cseq)
        self._pbx.say(self._dialog, "BYE", cseq, branch=self._branch(f"bye{cseq}"))
        self._receive("SIP/2.0 200")

    def expect_reinvite(self, direction="sendrecv"):
        """Answers the gateway's re-INVITE with this direction; the one that it asked for."""
        request = self._receive("INVITE ")
        self._pbx.answer(request, "200 OK", self._peer.sdp(direction=direction))
        self._receive("ACK ")
        return re.search(r"a=(sendrecv|sendonly|recvonly|inactive)", body_of(request)).group(1)

    def expect_info(self):
        """The gateway's INFO, answered; its body."""
        request = self._receive("INFO ")
        self._pbx.answer(request, "200 OK")
        return body_of(request)

    def _receive(self, start, timeout=_PATIENCE):
        return self._peer.receive(start, timeout, self._call_id)

    def _branch(self, name):
        return f"z9hG4bK{self._call_id.partition('@')[0]}{name}"
