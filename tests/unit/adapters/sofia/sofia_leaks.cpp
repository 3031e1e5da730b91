// SPDX-License-Identifier: AGPL-3.0-or-later
// What LeakSanitizer need not tell of Sofia: where it has seen a peer's certificate, a few hundred bytes of the names
// in it stay behind. Such a leak is only known by its caller, to which the quick unwinder does not get through OpenSSL.

extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __asan_default_options();

extern "C" const char* __lsan_default_suppressions() { return "leak:tls_connect\n"; }
extern "C" const char* __asan_default_options() { return "fast_unwind_on_malloc=0"; }
