// SPDX-License-Identifier: AGPL-3.0-or-later
// Owners of OpenSSL's objects.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>

#include "adapters/sofia/sofia.hpp"

namespace sipgw::sofia {

using SslContext = std::unique_ptr<SSL_CTX, Releaser<SSL_CTX_free>>;
using CertificateNames = std::unique_ptr<GENERAL_NAMES, Releaser<GENERAL_NAMES_free>>;
using MemoryBio = std::unique_ptr<BIO, Releaser<BIO_free>>;

}  // namespace sipgw::sofia
