# SPDX-License-Identifier: AGPL-3.0-or-later
"""The configuration file of each program. `{name}` is filled in by the network: addresses and paths of its own."""

_LOG = """log stderr
 logging filter all 1
 logging color 0
 logging print category 1
 logging print level 1
 logging print file basename
 logging timestamp 1
 logging level set-all notice
"""

STP = _LOG + """line vty
 no login
 bind {stp}
cs7 instance 0
 xua rkm routing-key-allocation dynamic-permitted
 listen m3ua 2905
  accept-asp-connections dynamic-permitted
  local-ip {stp}
"""

HLR = _LOG + """line vty
 no login
 bind {hlr}
ctrl
 bind {hlr}
hlr
 database {directory}/hlr.db
 gsup
  bind ip {hlr}
"""

MSC = _LOG + """line vty
 no login
 bind {msc}
ctrl
 bind {msc}
network
 network country code 001
 mobile network code 01
 short name lab
 long name lab
 authentication optional
 encryption a5 0
 mm info 0
cs7 instance 0
 point-code 0.23.1
 asp asp-clnt-OsmoMSC-A 2905 0 m3ua
  local-ip {msc}
  remote-ip {stp}
msc
 mncc external {mncc}
 mncc guard-timeout {guard_timeout}
 mgw local-ip {msc}
 mgw local-port 2728
 mgw remote-ip {msc_mgw}
 mgw remote-port 2427
 no assign-tmsi
 emergency-call route-to-msisdn 112
hlr
 remote-ip {hlr}
 remote-port 4222
sgs
 local-ip {msc}
smpp
 local-tcp-ip {msc} 2775
"""

MGW = _LOG + """line vty
 no login
 bind {address}
ctrl
 bind {address}
mgcp
 bind ip {address}
 rtp bind-ip {address}
 rtp port-range 4002 16000
 rtp-patch ssrc
 rtp-patch timestamp
 number endpoints 31
"""

GATEWAY = _LOG + """line vty
 no login
 bind {gateway}
ctrl
 bind {gateway}
mncc
 socket-path {mncc}
sip
 local {gateway} 5060
 remote {peer} 5060
"""

GATEWAY_ANCHOR = """ media anchor
mgw 0
 remote-ip {gateway_mgw}
 local-ip {gateway}
"""
