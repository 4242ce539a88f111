/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/mail-address.h"
#include "core/net/discovery/service.h"
#include "core/net/endpoint.h"

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

/**
 * TocsinQuestionTask:
 * @subject: what the question is about
 * @service: (nullable): the protocol it is about, if only one
 * @encryption: how that is encrypted
 * @place: the name or the address that is asked
 *
 * What the thread that asks one question needs to know.
 */
typedef struct
{
  TocsinSubject *subject;
  const TocsinService *service;
  TocsinEncryption encryption;
  char *place;
} TocsinQuestionTask;

TocsinSubject *
tocsin_subject_new (const TocsinMailAddress *who, GPtrArray *services, GPtrArray *presets);
void tocsin_subject_unref (TocsinSubject *self);
TocsinQuestionTask *
tocsin_question_task_new (TocsinSubject *subject, const TocsinService *service, char *place);
void tocsin_question_task_free (gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinSubject, tocsin_subject_unref)

G_END_DECLS
