/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-plugin.h"
#include "tapline-plugin-error.h"

G_BEGIN_DECLS

/* A plug-in that is in memory and prepared. Whoever may still call into it has a reference;
 * it is unloaded with the last one, on whichever thread that is. */
typedef struct _TaplineModule TaplineModule;

/* A plug-in's name, or NULL if the file's is not one. (transfer full) */
char                *tapline_module_dup_name   (const char      *file);
TaplineModule       *tapline_module_load       (const char      *folder,
                                                const char      *name,
                                                GError         **error);
TaplineModule       *tapline_module_ref        (TaplineModule   *self);
void                 tapline_module_unref      (TaplineModule   *self);
const TaplinePlugin *tapline_module_get_plugin (TaplineModule   *self);
void                *tapline_module_get_state  (TaplineModule   *self);
GPtrArray           *tapline_module_register   (TaplineModule   *self,
                                                GPtrArray       *others,
                                                GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineModule, tapline_module_unref)

G_END_DECLS
