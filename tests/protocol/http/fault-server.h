/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FaultServer:
 *
 * A web server on loopback that answers whatever it is asked with the same bytes, right or wrong,
 * and writes down what it heard.
 */
typedef struct _FaultServer FaultServer;

FaultServer *fault_server_new (void);
void fault_server_free (FaultServer *self);
guint16 fault_server_get_port (FaultServer *self);
/* The next answers: @answer, then @n_filler bytes more, then the end of the connection if @ends: -1
 * by a reset. To be said before it is asked. */
void fault_server_set_answer (FaultServer *self, const char *answer, guint64 n_filler, int ends);
/* All that it heard. */
char *fault_server_get_heard (FaultServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultServer, fault_server_free)

G_END_DECLS
