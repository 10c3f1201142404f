/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A shared object that is no plug-in. */
int tapline_nothing (void);

int
tapline_nothing (void)
{
  return 0;
}
