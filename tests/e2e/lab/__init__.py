# SPDX-License-Identifier: AGPL-3.0-or-later
"""The laboratory: a whole core network around the gateway, and phones."""
