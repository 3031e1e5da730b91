// SPDX-License-Identifier: AGPL-3.0-or-later
// SDP texts in the manner of the peers in the field, written for these tests.
#pragma once

namespace sipgw::sdp {

/// osmo-msc from 1.11 on.
inline constexpr char kOsmoMsc[] =
    "v=0\r\n"
    "o=OsmoMSC 0 0 IN IP4 192.0.2.10\r\n"
    "s=GSM Call\r\n"
    "c=IN IP4 192.0.2.10\r\n"
    "t=0 0\r\n"
    "m=audio 4002 RTP/AVP 112 3 111 110\r\n"
    "a=rtpmap:112 AMR/8000\r\n"
    "a=fmtp:112 octet-align=1\r\n"
    "a=rtpmap:3 GSM/8000\r\n"
    "a=rtpmap:111 GSM-HR-08/8000\r\n"
    "a=rtpmap:110 GSM-EFR/8000\r\n"
    "a=ptime:20\r\n"
    "a=sendrecv\r\n";

/// osmo-msc when the mobile was faster than the MGW.
inline constexpr char kOsmoMscWithoutAddress[] =
    "v=0\r\n"
    "o=OsmoMSC 0 0 IN IP4 0.0.0.0\r\n"
    "s=GSM Call\r\n"
    "c=IN IP4 0.0.0.0\r\n"
    "t=0 0\r\n"
    "m=audio 0 RTP/AVP 3\r\n"
    "a=rtpmap:3 GSM/8000\r\n"
    "a=ptime:20\r\n";

inline constexpr char kAsterisk[] =
    "v=0\r\n"
    "o=- 1531208470 1531208470 IN IP4 198.51.100.7\r\n"
    "s=Asterisk\r\n"
    "c=IN IP4 198.51.100.7\r\n"
    "t=0 0\r\n"
    "m=audio 16398 RTP/AVP 3 8 0 101\r\n"
    "a=rtpmap:3 GSM/8000\r\n"
    "a=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:0 PCMU/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\n"
    "a=fmtp:101 0-16\r\n"
    "a=ptime:20\r\n"
    "a=maxptime:150\r\n"
    "a=sendrecv\r\n";

/// A soft phone with opus; direction on media level differs from the session's.
inline constexpr char kBaresip[] =
    "v=0\r\n"
    "o=- 1209450 78120 IN IP4 203.0.113.20\r\n"
    "s=-\r\n"
    "c=IN IP4 203.0.113.20\r\n"
    "t=0 0\r\n"
    "a=tool:baresip\r\n"
    "a=sendonly\r\n"
    "m=audio 21434 RTP/AVP 96 0 8 3 101\r\n"
    "a=rtpmap:96 opus/48000/2\r\n"
    "a=fmtp:96 stereo=1;sprop-stereo=1\r\n"
    "a=rtpmap:0 PCMU/8000\r\n"
    "a=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:3 GSM/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\n"
    "a=fmtp:101 0-15\r\n"
    "a=rtcp:21435\r\n"
    "a=sendrecv\r\n"
    "a=ptime:20\r\n";

/// Behind Kamailio with rtpengine: address on media level, a second stream, no rtpmap for static types.
inline constexpr char kKamailio[] =
    "v=0\r\n"
    "o=root 77 3 IN IP4 10.0.0.1\r\n"
    "s=call\r\n"
    "c=IN IP4 10.0.0.1\r\n"
    "t=0 0\r\n"
    "m=audio 30000 RTP/AVP 8 3 0 18\r\n"
    "c=IN IP4 10.9.9.9\r\n"
    "a=rtcp:30001\r\n"
    "a=recvonly\r\n"
    "m=video 30010 RTP/AVP 99\r\n"
    "c=IN IP4 10.8.8.8\r\n"
    "a=rtpmap:99 H264/90000\r\n"
    "a=inactive\r\n";

/// GSM on the payload type of PCMU, IPv6 for the media although o= says IP4, LF line ends.
inline constexpr char kOddPeer[] =
    "v=0\n"
    "o=x 1 1 IN IP4 192.0.2.1\n"
    "s=-\n"
    "c=IN IP6 2001:db8::5\n"
    "t=0 0\n"
    "m=audio 5004 RTP/AVP 0\n"
    "a=rtpmap:0 GSM/8000\n";

}  // namespace sipgw::sdp
