/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What libFuzzer calls, and replay.c in its place. Returns 0. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
