package io.goodflops.report.chart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Drawings as PNG (ISO/IEC 15948), two pixels for each unit of length. Written here because the
 * JDK's writer tries five filters on every row, which took two thirds of a report's time; a chart's
 * plain areas compress best without any.
 */
final class Png {
  static final int SCALE = 2;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final int BITS_PER_SAMPLE = 8;
  private static final int TRUE_COLOUR = 2;
  private static final int BYTES_PER_PIXEL = 3;

  private Png() {}

  static byte[] of(Drawing drawing) {
    BufferedImage image =
        new BufferedImage(
            drawing.width() * SCALE, drawing.height() * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D surface = image.createGraphics();
    surface.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    surface.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    surface.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    surface.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    surface.scale(SCALE, SCALE);
    drawing.draw(surface);
    surface.dispose();
    try {
      return encode(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] encode(BufferedImage image) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(file);
    out.write(SIGNATURE);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(image.getWidth());
    fields.writeInt(image.getHeight());
    fields.write(new byte[] {BITS_PER_SAMPLE, TRUE_COLOUR, 0, 0, 0});
    chunk(out, "IHDR", header.toByteArray());
    chunk(out, "IDAT", compressedRows(image));
    chunk(out, "IEND", new byte[0]);
    return file.toByteArray();
  }

  private static byte[] compressedRows(BufferedImage image) throws IOException {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int width = image.getWidth();
    byte[] row = new byte[1 + BYTES_PER_PIXEL * width]; // its first byte, 0, says: no filter
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater();
    try (DeflaterOutputStream rows = new DeflaterOutputStream(compressed, deflater, 1 << 16)) {
      for (int start = 0; start < pixels.length; start += width) {
        int at = 1;
        for (int i = start; i < start + width; i++) {
          row[at++] = (byte) (pixels[i] >> 16);
          row[at++] = (byte) (pixels[i] >> 8);
          row[at++] = (byte) pixels[i];
        }
        rows.write(row);
      }
    } finally {
      deflater.end();
    }
    return compressed.toByteArray();
  }

  /** Length, type, data, and the checksum of type and data. */
  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(type.getBytes(ISO_8859_1));
    checksum.update(data);
    out.writeInt(data.length);
    out.writeBytes(type);
    out.write(data);
    out.writeInt((int) checksum.getValue());
  }
}
