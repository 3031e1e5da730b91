# SPDX-License-Identifier: AGPL-3.0-or-later
"""kamailio as a proxy and baresip as a softphone with real audio, at addresses of a network."""
import glob
import os
import tempfile
import time

from sipgw_test.net import is_bound

from .program import Program

_PATIENCE = 20

_KAMAILIO = """#!KAMAILIO
debug=1
log_stderror=yes
children=2
disable_tcp=yes
listen=udp:{proxy}:5060
loadmodule "tm.so"
loadmodule "rr.so"
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "siputils.so"
loadmodule "xlog.so"

request_route {{
  xlog("L_NOTICE", "passes: $rm\n");
  if (!mf_process_maxfwd_header("10")) {{
    sl_send_reply("483", "Too Many Hops");
    exit;
  }}
  if (has_totag()) {{
    if (loose_route() || (method == "ACK" && t_check_trans())) t_relay();
    exit;
  }}
  if (method == "CANCEL") {{
    if (t_check_trans()) t_relay();
    exit;
  }}
  record_route();
  if ($si == "{gateway}") $du = "sip:{softphone}:5060"; else $du = "sip:{gateway}:5060";
  t_relay();
}}
"""

# Its RTP sockets are bound to no address, so what they send comes from 127.0.0.1: the SDP has to say so.
_BARESIP = """module_path /usr/lib/baresip/modules
module gsm.so
module ausine.so
module sndfile.so
module_tmp account.so
module_app menu.so
sip_listen {softphone}:5060
net_interface 127.0.0.1
rtp_ports 40000-42000
audio_source ausine,{frequency}
ausrc_srate 48000
ausrc_channels 2
ausrc_channels 1
snd_path {directory}
"""


def _start(program, command, address):
    program.start(command, {})
    limit = time.monotonic() + _PATIENCE
    while not is_bound(address, 5060):
        if time.monotonic() > limit or not program.is_running():
            raise RuntimeError(f"{program.name} does not start:\n{program.log()[-3000:]}")
        time.sleep(0.02)
    return program


def start_kamailio(network):
    """At the SIP peer's address; sends the gateway's calls to the softphone, all others to the gateway."""
    config = os.path.join(network.directory, "kamailio.cfg")
    with open(config, "w", encoding="ascii") as file:
        file.write(_KAMAILIO.format(proxy=network.address["peer"], **network.address))
    command = ["/usr/sbin/kamailio", "-f", config, "-DD", "-E", "-m", "16", "-M", "4", "-Y", network.directory]
    return _start(Program("kamailio", network.directory, None), command, network.address["peer"])


class Baresip:
    """Answers every call with a tone of `frequency` Hz and records what it hears. `dial`: calls this at its start."""

    def __init__(self, network, frequency, dial=None):
        self._directory = tempfile.mkdtemp(prefix="baresip-", dir=network.directory)
        address = network.address["softphone"]
        self._write("config", _BARESIP.format(frequency=frequency, directory=self._directory, softphone=address))
        self._write("accounts", f"<sip:98766@{address}>;regint=0;answermode=auto;audio_codecs=gsm\n")
        self._write("contacts", "")
        command = ["/usr/bin/baresip", "-4", "-f", self._directory]
        if dial:
            command += ["-e", f"d {dial}"]
        self.program = _start(Program("baresip", self._directory, None), command, address)

    def _write(self, name, text):
        with open(os.path.join(self._directory, name), "w", encoding="ascii") as file:
            file.write(text)

    def recording(self):
        """The file with what it has heard."""
        name, = glob.glob(os.path.join(self._directory, "*-dec.wav"))
        return name

    def stop(self):
        self.program.stop()
