/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

/* Hosts of these names and addresses behave as they say, wherever the tests run: this program's
 * getaddrinfo() and connect() stand before those of the system. */
#define NETWORK_GONE "gone.attacks.invalid"   /* there is no such name */
#define NETWORK_ILL "ill.attacks.invalid"     /* no name server answers */
#define NETWORK_EMPTY "empty.attacks.invalid" /* the name has no address */
#define NETWORK_UNREACHABLE "192.0.2.1"       /* nobody knows the way */
#define NETWORK_BLACK_HOLE "192.0.2.2"        /* nobody answers */
