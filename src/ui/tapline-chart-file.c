/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts as files, dark on white whatever the desktop looks like. All here may run on any thread:
 * it uses nothing of GDK or GTK. */
#include "config.h"

#include <errno.h>
#include <math.h>

#include <cairo-svg.h>
#include <glib/gi18n.h>

#include "tapline-chart-private.h"

#define FILE_WIDTH  960
#define FILE_HEIGHT 540
#define PNG_SCALE   2 /* pixels for each unit of length */
#define FILE_FONT   "Sans 10"

static const TaplineChartLook file_look = {
  .text = { 0.1f, 0.1f, 0.1f, 1 },
  .series = {
    { 0.10f, 0.37f, 0.71f, 1 },
    { 0.78f, 0.27f, 0.0f, 1 },
    { 0.15f, 0.50f, 0.28f, 1 },
    { 0.51f, 0.24f, 0.61f, 1 },
  },
};

static cairo_status_t
append_cb (gpointer              data,
           const unsigned char  *bytes,
           unsigned int          length)
{
  g_byte_array_append (data, bytes, length);

  return CAIRO_STATUS_SUCCESS;
}

static void
draw (const TaplineChart *self,
      cairo_surface_t    *surface)
{
  cairo_t *cr = cairo_create (surface);
  PangoContext *context = pango_cairo_create_context (cr);
  PangoFontDescription *font = pango_font_description_from_string (FILE_FONT);

  pango_context_set_font_description (context, font);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  tapline_chart_draw (self, &file_look, cr, context, FILE_WIDTH, FILE_HEIGHT, NAN);
  pango_font_description_free (font);
  g_object_unref (context);
  cairo_destroy (cr);
}

/* Cairo draws text as shapes; a title makes it known to those who cannot see them. */
static void
insert_title (const TaplineChart *self,
              GByteArray         *bytes)
{
  g_autofree char *title = g_markup_printf_escaped ("<title>%s</title>\n<desc>%s</desc>\n",
                                                    self->title,
                                                    self->summary != NULL ? self->summary : "");
  const char *start = g_strstr_len ((const char *) bytes->data, bytes->len, "<svg");
  const char *end = start != NULL ? memchr (start, '>', bytes->len - (gsize) (start
                                            - (const char *) bytes->data)) : NULL;
  g_autoptr (GByteArray) rest = g_byte_array_new ();
  guint at;

  if (end == NULL)
    return;

  at = (guint) (end + 1 - (const char *) bytes->data);
  g_byte_array_append (rest, bytes->data + at, bytes->len - at);
  g_byte_array_set_size (bytes, at);
  g_byte_array_append (bytes, (const guint8 *) "\n", 1);
  g_byte_array_append (bytes, (const guint8 *) title, (guint) strlen (title));
  g_byte_array_append (bytes, rest->data, rest->len);
}

static cairo_status_t
encode (const TaplineChart *self,
        gboolean            svg,
        GByteArray         *bytes)
{
  cairo_surface_t *surface;
  cairo_status_t status;

  if (svg)
    {
      surface = cairo_svg_surface_create_for_stream (append_cb, bytes, FILE_WIDTH, FILE_HEIGHT);
      draw (self, surface);
      cairo_surface_finish (surface);
      status = cairo_surface_status (surface);
      insert_title (self, bytes);
    }
  else
    {
      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, FILE_WIDTH * PNG_SCALE,
                                            FILE_HEIGHT * PNG_SCALE);
      cairo_surface_set_device_scale (surface, PNG_SCALE, PNG_SCALE);
      draw (self, surface);
      status = cairo_surface_write_to_png_stream (surface, append_cb, bytes);
    }
  cairo_surface_destroy (surface);

  return status;
}

/* Documented in the header. */
gboolean
tapline_chart_save (const TaplineChart  *self,
                    const char          *path,
                    GError             **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) cause = NULL;
  g_autofree char *lower = g_ascii_strdown (path, -1);
  gboolean svg = g_str_has_suffix (lower, ".svg");
  cairo_status_t status;

  if (!svg && !g_str_has_suffix (lower, ".png"))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("A diagram is saved as a picture: end the name with “.png” or "
                             "“.svg”."));
      return FALSE;
    }

  status = encode (self, svg, bytes);
  if (status == CAIRO_STATUS_SUCCESS
      && g_file_set_contents_full (path, (const char *) bytes->data, (gssize) bytes->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0666, &cause))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _("The diagram cannot be saved: %s. Choose another folder."),
               cause != NULL ? cause->message : cairo_status_to_string (status));

  return FALSE;
}
