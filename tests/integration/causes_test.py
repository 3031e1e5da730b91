# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each row of both cause tables (spec/causes.md) with the real daemon: the tables below are the specification's."""
import unittest

from sipgw_test.calls import CallTest
from sipgw_test.net import loopback_address
from sipgw_test.pbx import header_of
from sipgw_test.rows import EachRow

BY_US, BY_TRUNK, BY_USER = 1, 10, 0  # locations: private network, beyond the interworking point, user
NOTHING = "nothing more"

# Status of a final response -> cause. 491 to a re-INVITE: hold_modes_test; 422 with a session timer: sip_features_test.
REFUSALS = [
    (300, 31), (301, 22), (302, 31), (305, 31), (380, 31),
    (400, 41), (401, 21), (402, 21), (403, 21), (404, 1), (405, 63), (406, 79), (407, 21), (408, 102), (409, 41),
    (410, 22), (411, 127), (412, 127), (413, 127), (414, 127), (415, 79), (416, 127), (417, 127),
    (421, 127), (422, 127), (423, 127), (424, 21), (428, 21), (429, 21), (430, 38), (433, 21), (437, 21), (438, 21),
    (480, 18), (481, 41), (482, 127), (483, 127), (484, 28), (485, 1), (486, 17), (487, 31), (488, 65),
    (493, 21), (494, 21),
    (500, 41), (501, 79), (502, 38), (503, 41), (504, 102), (505, 127), (513, 127), (555, 41), (580, 41), (599, 41),
    (600, 17), (603, 21), (604, 1), (606, 65), (607, 21), (608, 21), (666, 127), (699, 127),
]

# Status, header -> cause: what says more than the status does.
REFUSALS_EXPLAINED = [
    (486, "Reason: Q.850;cause=21", 21),
    (600, "Reason: Q.850;cause=1", 1),
    (503, 'Reason: SIP;cause=486, Q.850;cause=34;text="No circuit"', 34),
    (486, "Reason: SIP;cause=603", 17),
    (480, "Reason: Q.850;cause=20", 31),  # not in 24.008: the last cause of its class
    (480, "Reason: Q.850;cause=46", 47),
    (480, "Reason: Q.850;cause=53", 63),
    (480, "Reason: Q.850;cause=66", 79),
    (480, "Reason: Q.850;cause=90", 95),
    (480, "Reason: Q.850;cause=103", 111),
    (480, "Reason: Q.850;cause=125", 127),
    (488, 'Warning: 370 pbx "Insufficient bandwidth"', 58),
    (488, 'Warning: 304 pbx "Media type"', 65),
    (488, 'Warning: 305 pbx "Media format"', 65),
    (488, 'Warning: 306 pbx "Attribute"', 65),
    (488, 'Warning: 399 pbx "Something"', 31),
    (606, 'Warning: 370 pbx "Insufficient bandwidth"', 58),
    (606, 'Warning: 399 pbx "Something"', 31),
    (500, "Retry-After: 30", 41),
]

# Header of a BYE -> cause.
BYES = [
    (NOTHING, 16),
    ("Reason: Q.850;cause=41", 41),
    ("Reason: Q.850;cause=39", 47),
    ("Reason: SIP;cause=200", 16),
    ('Reason: SIP;cause=503;text="x", Q.850;cause=31', 31),
]

# Header of a CANCEL -> cause.
CANCELS = [
    (NOTHING, 16),
    ('Reason: SIP;cause=200;text="Call completed elsewhere"', 26),
    ("Reason: SIP;cause=487", 16),
    ("Reason: Q.850;cause=31", 31),
    ("Reason: SIP;cause=200, Q.850;cause=17", 17),
]


def lines(header):
    return "" if header == NOTHING else header + "\r\n"


class SipToGsm(CallTest):
    """What the peer says, told to the phone."""

    def release_heard(self, cause, location):
        self.assert_told(self.expect("DISC_REQ"), cause, location)
        self.say("REL_IND", cause=cause)
        self.bed.wait_for_no_calls()
        record = self.bed.vty("show calls last 1").splitlines()[-1].split()
        self.assertEqual(record[record.index(str(cause), 5):], [str(cause), "SIP", "peer"])

    def refuse(self, status, extra=""):
        self.pbx.answer(self.invite, f"{status} Refused", extra=extra)
        self.pbx.receive("ACK")

    @EachRow("a_call_refused_with_{}_gives_cause_{}", REFUSALS)
    def a_refusal(self, status, cause):
        self.call_out()
        self.refuse(status)
        self.release_heard(cause, BY_TRUNK)

    @EachRow("a_call_refused_with_{}_and_{}_gives_cause_{}", REFUSALS_EXPLAINED)
    def an_explained_refusal(self, status, header, cause):
        self.call_out()
        self.refuse(status, lines(header))
        self.release_heard(cause, BY_TRUNK)

    def test_420_to_the_invite_and_to_the_one_without_extensions_gives_cause_127(self):
        self.call_out()
        self.refuse(420)
        self.invite = self.pbx.receive("INVITE")
        self.assertIsNone(header_of(self.invite, "Supported"))
        self.refuse(420)
        self.release_heard(127, BY_TRUNK)

    def test_480_after_180_gives_cause_19(self):
        self.call_out()
        self.pbx.answer(self.invite, "180 Ringing")
        self.expect("ALERT_REQ")
        self.refuse(480)
        self.release_heard(19, BY_TRUNK)

    @EachRow("a_bye_with_{}_gives_cause_{}", BYES)
    def a_bye(self, header, cause):
        self.answer_call_out()
        self.peer_releases(lines(header), cause=cause)

    @EachRow("a_cancel_with_{}_while_the_phone_rings_gives_cause_{}", CANCELS)
    def a_cancel(self, header, cause):
        self.ring_call_in()
        self.cancel(header)
        self.release_heard(cause, BY_TRUNK)

    @EachRow("a_cancel_with_{}_while_the_phone_is_paged_gives_cause_{}", CANCELS)
    def a_cancel_while_paging(self, header, cause):
        self.call_in()
        self.cancel(header)
        self.assert_told(self.expect("REL_REQ"), cause, BY_TRUNK)
        self.say("REL_CNF")
        self.bed.wait_for_no_calls()

    def cancel(self, header):
        self.pbx.in_transaction("CANCEL", self.incoming, self.bed.gateway, lines(header))
        self.assertIsNone(header_of(self.pbx.receive("SIP/2.0 200"), "Reason"))
        self.assertIsNone(header_of(self.refused(487), "Reason"))

    def test_the_record_of_a_failed_call_names_status_and_cause(self):
        self.call_out()
        self.refuse(502, "Reason: Q.850;cause=27\r\n")
        self.release_heard(27, BY_TRUNK)
        failed = self.bed.vty("show calls last failed").splitlines()[-1]
        self.assertRegex(failed, r"MO +12345 +98766 .* 27 SIP peer$")
        record = self.bed.vty(f"show call {failed.split()[0]}")
        self.assertRegex(record, r"\n  SIP side: +INVITE 502, cause 27 \(Destination out of order\) heard")
        self.assertRegex(record, r"\n  GSM side: +cause 27 \(Destination out of order\) told by .*,\s+location 10")


class Congestion(CallTest):
    """On a bed of its own: the peer is left alone for a while after it."""

    def test_a_503_with_retry_after_gives_cause_42_and_so_does_the_next_call(self):
        self.call_out()
        self.pbx.answer(self.invite, "503 Service Unavailable", extra="Retry-After: 30\r\n")
        self.pbx.receive("ACK")
        self.assert_told(self.expect("DISC_REQ"), 42, BY_TRUNK)
        self.say("REL_IND", cause=42)
        self.bed.wait_for_no_calls()
        self.callref += 1
        self.say("SETUP_IND", called="555", calling="1001", imsi="901700000001001", bearer=[0])
        self.assert_told(self.expect("REJ_REQ"), 42, BY_US)
        self.pbx.expect_silence()


class NobodyThere(CallTest):
    extra = f" remote {loopback_address()} 5060\n"

    def test_a_transport_failure_gives_cause_38(self):
        self.set_up()
        self.assign()
        self.expect("CALL_PROC_REQ")
        self.assert_told(self.expect("DISC_REQ"), 38, BY_US)
        self.say("REL_IND")
        self.bed.wait_for_no_calls()


class NoAddress(CallTest):
    extra = " remote nobody.invalid 5060\n"

    def test_a_name_that_is_not_found_gives_cause_38(self):
        self.set_up()
        self.assert_told(self.expect("REJ_REQ"), 38, BY_US)
        self.bed.wait_for_no_calls()


class SilentPeer(CallTest):
    def test_no_response_at_all_gives_cause_38_after_32_seconds(self):
        self.call_out()
        # After 20 s a placeholder, or the MSC would give up first, and a sign of life, or the phone would.
        signs = [self.msc.receive(25).name, self.msc.receive(5).name]
        self.assertCountEqual(signs, ["RTP_CONNECT", "PROGRESS_REQ"])
        self.assert_told(self.msc.expect("DISC_REQ", self.callref, timeout=20), 38, BY_US)
        self.say("REL_IND")
        self.bed.wait_for_no_calls()


class Draining(CallTest):
    def setUp(self):
        super().setUp()
        self.bed.vty("drain stay")

    def test_a_call_from_the_phone_gets_cause_42(self):
        self.set_up()
        self.assert_told(self.expect("REJ_REQ"), 42, BY_US)
        self.bed.wait_for_no_calls()

    def test_a_call_to_the_phone_gets_503_with_retry_after_and_cause_42(self):
        self.offer_call_in()
        refusal = self.refused(503)
        self.assert_reason(refusal, 42)
        self.assertGreater(int(header_of(refusal, "Retry-After")), 0)


class LosingTheMediaGateway(CallTest):
    anchor = True

    def test_a_media_gateway_lost_before_the_answer_gives_cause_47_to_both(self):
        self.call_out()
        self.bed.mgw.kill()
        self.pbx.answer(self.invite, "200 OK", self.pbx.sdp)
        self.pbx.receive("ACK")
        self.assert_told(self.msc.expect("DISC_REQ", self.callref, timeout=30), 47, BY_US)
        bye = self.pbx.receive("BYE")
        self.assert_reason(bye, 47)
        self.pbx.answer(bye, "200 OK")
        self.say("REL_IND")
        self.bed.wait_for_no_calls()


class NoMediaGateway(CallTest):
    anchor = True
    start_mgw = False

    def test_a_call_from_the_phone_gets_cause_47(self):
        self.set_up()
        self.assert_told(self.expect("REJ_REQ"), 47, BY_US)

    def test_a_call_to_the_phone_gets_503_and_cause_47(self):
        self.offer_call_in()
        self.assert_reason(self.refused(503), 47)


# Cause -> status of the final response.
CAUSES = [
    (1, 404), (3, 404), (6, 503), (8, 403), (16, 480), (17, 486), (18, 480), (19, 480), (20, 480), (21, 403), (22, 410),
    (25, 480), (26, 404), (27, 502), (28, 484), (29, 501), (30, 480), (31, 480),
    (34, 503), (38, 503), (41, 503), (42, 503), (43, 503), (44, 503), (47, 503),
    (49, 503), (50, 403), (55, 403), (57, 403), (58, 503), (63, 503),
    (65, 488), (68, 501), (69, 501), (70, 488), (79, 501),
    (81, 500), (87, 403), (88, 488), (91, 502), (95, 500), (96, 500), (97, 500), (98, 500), (99, 500), (100, 500),
    (101, 500), (102, 504), (111, 500), (127, 500),
    (2, 500), (33, 500), (126, 500),  # other
]
NO_CAUSE = [("no", None), ("zero", 0)]
PAGED = [("REL_IND", 17, 486), ("REL_IND", 18, 480), ("REL_IND", 27, 502), ("REL_IND", 28, 484), ("REL_IND", 88, 488),
         ("REJ_IND", 17, 486)]


class GsmToSip(CallTest):
    """What the phone or the MSC says, told to the peer."""

    def refuse(self, cause):
        self.ring_call_in()
        self.say("DISC_IND", cause=cause)
        self.expect("REL_REQ")

    def end(self):
        self.say("REL_CNF")
        self.bed.wait_for_no_calls()

    @EachRow("cause_{}_refuses_a_call_with_{}", CAUSES)
    def a_cause(self, cause, status):
        self.refuse((BY_US, cause))
        refusal = self.refused(status)
        self.assert_reason(refusal, cause)
        self.assertIsNone(header_of(refusal, "Retry-After"))
        self.end()

    @EachRow("cause_{}_after_the_answer_stands_in_the_bye", CAUSES)
    def a_cause_after_the_answer(self, cause, _):
        self.answer_call_in()
        self.assert_reason(self.hang_up((BY_US, cause)), cause)

    @EachRow("cause_{}_of_a_call_given_up_stands_in_the_cancel", CAUSES)
    def a_cause_before_the_answer(self, cause, _):
        self.call_out()
        self.pbx.answer(self.invite, "180 Ringing")
        self.expect("ALERT_REQ")
        self.say("DISC_IND", cause=cause)
        self.expect("REL_REQ")
        cancel = self.pbx.receive("CANCEL")
        self.assert_reason(cancel, cause)
        self.pbx.answer(cancel, "200 OK")
        self.pbx.answer(self.invite, "487 Request Terminated")
        self.pbx.receive("ACK")
        self.end()

    def assert_any_cause(self, message):
        self.assertRegex(message, r"\r\nReason: Q\.850;cause=[1-9]")

    @EachRow("{}_cause_refuses_a_call_with_480", NO_CAUSE)
    def no_cause(self, _, cause):
        self.refuse(cause)
        self.assert_any_cause(self.refused(480))
        self.end()

    @EachRow("{}_cause_after_the_answer_makes_a_bye_with_some", NO_CAUSE)
    def no_cause_after_the_answer(self, _, cause):
        self.answer_call_in()
        self.assert_any_cause(self.hang_up(cause))

    @EachRow("{}_with_cause_{}_while_the_phone_is_paged_makes_{}", PAGED)
    def the_end_of_paging(self, message, cause, status):
        self.call_in()
        self.say(message, cause=(BY_US, cause))
        self.assert_reason(self.refused(status), cause)
        self.bed.wait_for_no_calls()

    def test_cause_21_of_the_user_refuses_a_call_with_603(self):
        self.refuse((BY_USER, 21))
        self.assert_reason(self.refused(603), 21)
        self.end()

    def test_cause_22_that_names_the_new_number_refuses_a_call_with_301(self):
        self.refuse((BY_US, 22, bytes.fromhex("5e049194 03f1")))
        refusal = self.refused(301)
        self.assertEqual(header_of(refusal, "Contact"), f"<sip:+49301@{self.bed.gateway[0]}>")
        self.assert_reason(refusal, 22)
        self.end()

    def test_cause_25_names_the_preemption(self):
        self.refuse((BY_US, 25))
        self.assertIn("\r\nReason: preemption;cause=1\r\n", self.refused(480))
        self.end()

    @EachRow("cause_{}_warns_of_codecs", [(65,), (88,)])
    def a_warning(self, cause):
        self.refuse((BY_US, cause))
        self.assertRegex(header_of(self.refused(488), "Warning"), "^304 ")
        self.end()

    def test_no_other_cause_warns_of_anything(self):
        self.refuse((BY_US, 70))
        self.assertIsNone(header_of(self.refused(488), "Warning"))
        self.end()

    def test_the_record_of_a_failed_call_names_cause_and_status(self):
        self.refuse((BY_US, 47))
        self.refused(503)
        self.end()
        failed = self.bed.vty("show calls last failed").splitlines()[-1]
        self.assertRegex(failed, r"MT +12345 +98766 .* 47 phone$")
        record = self.bed.vty(f"show call {failed.split()[0]}")
        self.assertRegex(record, r"\n  GSM side: +cause 47 \(Resources unavailable, unspecified\)\s+heard by")
        self.assertRegex(record, r"\n  SIP side: +INVITE 503, cause 47 \(Resources unavailable, unspecified\)\s+told")


class ChosenStatuses(CallTest):
    """What an operator may have otherwise than RFC 3398 has it."""

    extra = " busy-everywhere on\n paging-expired 480\n"

    @EachRow("cause_{}_refuses_a_call_with_{}", [(17, 600), (27, 480), (28, 484)])
    def a_cause(self, cause, status):
        self.call_in()
        self.say("REL_IND", cause=(BY_US, cause))
        self.assert_reason(self.refused(status), cause)
        self.bed.wait_for_no_calls()


class LosingTheMsc(CallTest):
    def test_a_call_that_rings_gets_503_with_retry_after_and_cause_41(self):
        self.ring_call_in()
        self.msc.disconnect()
        self.assert_unavailable()

    def test_an_answered_call_gets_a_bye_with_cause_41(self):
        self.answer_call_in()
        self.msc.disconnect()
        bye = self.pbx.receive("BYE")
        self.assert_reason(bye, 41)
        self.pbx.answer(bye, "200 OK")
        self.bed.wait_for_no_calls()

    def test_a_new_call_gets_503_with_retry_after_and_cause_41(self):
        self.msc.disconnect()
        self.bed.wait_until("show mncc-connection", "DISCONNECTED")
        self.offer_call_in()
        self.assert_unavailable()

    def assert_unavailable(self):
        refusal = self.refused(503)
        self.assert_reason(refusal, 41)
        self.assertGreater(int(header_of(refusal, "Retry-After")), 0)
        self.bed.wait_for_no_calls()

    def tearDown(self):
        self.stop_bed()


if __name__ == "__main__":
    unittest.main()
