#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The checker finds what it is for."""
import unittest

from check_includes import MAX_LINES, check_size, check_source

ALLOWED = [
    ("src/base/strings.cpp", "<string_view>"),
    ("src/mncc/decode.cpp", '"base/result.hpp"'),
    ("src/cc/call.cpp", '"sdp/session.hpp"'),
    ("src/cc/call.cpp", '"log/level.hpp"'),
    ("src/adapters/osmo/vty.cpp", "<osmocom/vty/vty.h>"),
    ("src/adapters/sofia/stack.cpp", "<sofia-sip/nua.h>"),
    ("src/adapters/mncc_link/link.cpp", "<boost/asio/post.hpp>"),
    ("src/adapters/mncc_link/link.cpp", "<sys/socket.h>"),
    ("src/adapters/mgcp_link/link.cpp", '"cc/config.hpp"'),
    ("vty/nodes.cpp", '"adapters/osmo/osmo.hpp"'),
    ("src/sim/main.cpp", '"adapters/sofia/sip_thread.hpp"'),
    ("src/app/main.cpp", '"vty/vty.hpp"'),
]

REFUSED = [
    ("src/base/strings.cpp", '"mncc/message.hpp"'),
    ("src/base/strings.cpp", "<sys/socket.h>"),
    ("src/mncc/decode.cpp", '"sdp/sdp.hpp"'),
    ("src/mgcp/client.cpp", "<boost/asio/ip/udp.hpp>"),
    ("src/sdp/parser.cpp", "<spdlog/spdlog.h>"),
    ("src/sip/headers.cpp", "<sofia-sip/sip.h>"),
    ("src/cc/call.cpp", '"log/log.hpp"'),
    ("src/cc/call.cpp", '"adapters/mncc_link/mncc_link.hpp"'),
    ("src/cc/call.cpp", "<osmocom/core/fsm.h>"),
    ("src/cc/call.cpp", "<unistd.h>"),
    ("src/adapters/sofia/stack.cpp", "<osmocom/core/talloc.h>"),
    ("src/adapters/osmo/vty.cpp", "<sofia-sip/nua.h>"),
    ("src/adapters/mncc_link/link.cpp", '"adapters/osmo/osmo.hpp"'),
    ("src/adapters/mncc_link/link.cpp", '"cc/call.hpp"'),
    ("src/adapters/mncc_link/link.cpp", "<boost/asio.hpp>"),
    ("src/adapters/osmo/vty.cpp", '"vty/nodes.hpp"'),
    ("vty/nodes.cpp", '"cc/core.hpp"'),
    ("vty/nodes.cpp", '"adapters/osmo/reactor.hpp"'),
    ("vty/nodes.cpp", "<osmocom/vty/vty.h>"),
    ("src/sim/main.cpp", '"app/gateway.hpp"'),
    ("src/app/main.cpp", "<sofia-sip/nua.h>"),
    ("src/app/main.cpp", '"gateway.hpp"'),
    ("src/elsewhere/file.cpp", "<string>"),
]


class CheckIncludes(unittest.TestCase):
    def test_allows_what_the_layers_allow(self):
        for path, include in ALLOWED:
            with self.subTest(path=path, include=include):
                self.assertEqual(check_source(path, f"#include {include}\n"), [])

    def test_refuses_what_crosses_a_layer_and_names_the_line(self):
        for path, include in REFUSED:
            with self.subTest(path=path, include=include):
                found = check_source(path, f"// one\n#  include {include}\n")
                self.assertEqual(len(found), 1)

    def test_names_the_line(self):
        self.assertEqual(check_source("src/cc/a.cpp", '\n\n#include "vty/vty.hpp"\n')[0][0], 3)

    def test_refuses_a_clock_in_the_core(self):
        self.assertEqual(len(check_source("src/cc/a.cpp", "auto now = std::chrono::steady_clock::now();\n")), 1)
        self.assertEqual(check_source("src/app/a.cpp", "auto now = std::chrono::steady_clock::now();\n"), [])

    def test_refuses_a_long_file(self):
        self.assertEqual(check_size("x\n" * MAX_LINES), [])
        self.assertEqual(len(check_size("x\n" * (MAX_LINES + 1))), 1)


if __name__ == "__main__":
    unittest.main()
