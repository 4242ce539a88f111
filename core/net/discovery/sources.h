/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/inquiry.h"
#include "core/net/discovery/service.h"

G_BEGIN_DECLS

/**
 * TocsinSubject:
 * @who: whose mailbox
 * @services: (element-type TocsinService): the protocols to look for
 * @presets: (element-type TocsinPreset): the providers that are known
 *
 * What all questions of one inquiry are about. Immutable; shared by their threads.
 */
typedef struct
{
  TocsinMailAddress *who;
  GPtrArray *services;
  GPtrArray *presets;

  /*< private >*/
  gatomicrefcount references;
} TocsinSubject;

TocsinSubject *
tocsin_subject_new (const TocsinMailAddress *who, GPtrArray *services, GPtrArray *presets);
void tocsin_subject_unref (TocsinSubject *self);

void tocsin_sources_ask_mx (TocsinInquiry *inquiry, TocsinSubject *subject);
void tocsin_sources_ask_srv (TocsinInquiry *inquiry, TocsinSubject *subject);
void tocsin_sources_ask_autoconfig (TocsinInquiry *inquiry, TocsinSubject *subject);
void tocsin_sources_ask_database (TocsinInquiry *inquiry, TocsinSubject *subject);
void tocsin_sources_ask_autodiscover (TocsinInquiry *inquiry, TocsinSubject *subject);
void tocsin_sources_guess (TocsinInquiry *inquiry, TocsinSubject *subject);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinSubject, tocsin_subject_unref)

G_END_DECLS
