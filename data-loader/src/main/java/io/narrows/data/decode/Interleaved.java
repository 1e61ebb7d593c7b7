package io.narrows.data.decode;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.jspecify.annotations.Nullable;

/**
 * An image whose colours lie as bytes, pixel after pixel, as readers leave it: three bytes of red, green and blue in any order,
 * one of grey, or four of inks. Makes of it an image of {@link BufferedImage#TYPE_INT_RGB}, of its own size or another.
 */
final class Interleaved {
    /*
     * Bilinear: the middle of target pixel x lies at c = (x + 1/2) * width / newWidth - 1/2 of the source, held to its first and
     * last pixel. Between the pixels i = floor(c) and i + 1 the colour is p * (256 - f) + q * f, f being c - i in 256ths, which
     * is exact in 16 bits; a row is brought to its new width first, once, and only if it is needed. Two such rows make a target
     * row in the same way, and its rounding is the only one. The colours are kept apart, in arrays of int, which the JIT compiler
     * can use vectors for. It is the filter of Java2D's VALUE_INTERPOLATION_BILINEAR, whose loop for scaled
     * images takes several times as long.
     */
    private static final int ONE = 256;

    private static final int HALF_OF_ONE_SQUARED = ONE * ONE / 2;

    private static final int WHITE = 255;

    private final byte[] bytes;
    private final int width;
    private final int height;
    private final int rowStride;
    private final int pixelStride;
    private final int[] rgb;

    private Interleaved(BufferedImage image, byte[] bytes, int rowStride, int pixelStride, int... rgb) {
        this.bytes = bytes;
        this.width = image.getWidth();
        this.height = image.getHeight();
        this.rowStride = rowStride;
        this.pixelStride = pixelStride;
        this.rgb = rgb;
    }

    /** The bytes of an image, or null when they mean anything else: transparency, a palette, 16 bits, another colour space. */
    static @Nullable Interleaved of(BufferedImage image) {
        if (!(image.getColorModel() instanceof ComponentColorModel model)
                || !(image.getSampleModel() instanceof PixelInterleavedSampleModel samples)
                || !(image.getRaster().getDataBuffer() instanceof DataBufferByte buffer)
                || buffer.getNumBanks() != 1
                || buffer.getOffset() != 0
                || image.getRaster().getParent() != null) {
            return null;
        }
        byte[] bytes = buffer.getData();
        int rowStride = samples.getScanlineStride();
        int pixelStride = samples.getPixelStride();
        int[] at = samples.getBandOffsets();
        ColorSpace space = model.getColorSpace();
        if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
            return new Interleaved(image, bytes, rowStride, pixelStride, at[0], at[0], at[0]);
        }
        if (at.length == 3 && space.isCS_sRGB()) {
            return new Interleaved(image, bytes, rowStride, pixelStride, at);
        }
        if (at.length == 4 && space.getType() == ColorSpace.TYPE_CMYK && !(space instanceof ICC_ColorSpace)) {
            return new Interleaved(image, ofInks(bytes, pixelStride, at), rowStride / pixelStride * 3, 3, 0, 1, 2);
        }
        return null;
    }

    /** What is left of white under cyan, magenta or yellow, and black: as Pillow does it where no profile says more. */
    private static byte[] ofInks(byte[] inks, int pixelStride, int... at) {
        byte[] colours = new byte[inks.length / pixelStride * 3];
        for (int from = 0, to = 0; to < colours.length; from += pixelStride) {
            int light = WHITE - (inks[from + at[3]] & 0xFF);
            for (int ink = 0; ink < 3; ink++) {
                colours[to++] = (byte) (((WHITE - (inks[from + at[ink]] & 0xFF)) * light + WHITE / 2) / WHITE);
            }
        }
        return colours;
    }

    /** An image of bytes in the order red, green, blue, which a JPEG's rows are copied into as they are. */
    static BufferedImage rgb(int width, int height) {
        WritableRaster raster = Raster.createInterleavedRaster(
                DataBuffer.TYPE_BYTE, width, height, 3 * width, 3, new int[] {0, 1, 2}, null);
        ColorSpace space = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        return new BufferedImage(
                new ComponentColorModel(space, false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE),
                raster,
                false,
                null);
    }

    /** The same pixels. */
    BufferedImage packed() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] target = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        for (int y = 0; y < height; y++) {
            int at = y * rowStride;
            for (int i = y * width; i < (y + 1) * width; i++, at += pixelStride) {
                int red = bytes[at + rgb[0]] & 0xFF;
                int green = bytes[at + rgb[1]] & 0xFF;
                int blue = bytes[at + rgb[2]] & 0xFF;
                target[i] = red << 16 | green << 8 | blue;
            }
        }
        return image;
    }

    /** The image in another size. */
    BufferedImage resized(int newWidth, int newHeight) {
        BufferedImage image = new BufferedImage(newWidth, newHeight, BufferedImage.TYPE_INT_RGB);
        int[] target = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        Places across = new Places(width, newWidth);
        Places down = new Places(height, newHeight);
        Row upper = new Row(newWidth);
        Row lower = new Row(newWidth);
        for (int y = 0; y < newHeight; y++) {
            if (upper.number != down.first[y]) { // most often it was the lower one before
                Row other = upper;
                upper = lower;
                lower = other;
                fill(upper, down.first[y], across);
            }
            fill(lower, down.second[y], across);
            blend(upper, lower, down.part[y], target, y * newWidth);
        }
        return image;
    }

    /** For each target pixel the two source pixels that it lies between, and how far from the first, in 256ths. */
    private static final class Places {
        private final int[] first;
        private final int[] second;
        private final int[] part;

        Places(int size, int newSize) {
            first = new int[newSize];
            second = new int[newSize];
            part = new int[newSize];
            for (int i = 0; i < newSize; i++) {
                double place = Math.max(0, Math.min(size - 1, (i + 0.5) * size / newSize - 0.5));
                first[i] = (int) place;
                second[i] = Math.min(first[i] + 1, size - 1);
                part[i] = (int) ((place - first[i]) * ONE + 0.5);
            }
        }
    }

    /** A source row in the new width; colours times {@link #ONE}. */
    private static final class Row {
        private final int[] red;
        private final int[] green;
        private final int[] blue;
        private int number = -1;

        Row(int width) {
            red = new int[width];
            green = new int[width];
            blue = new int[width];
        }
    }

    private void fill(Row row, int number, Places across) {
        if (row.number == number) {
            return;
        }
        row.number = number;
        int start = number * rowStride;
        int toRed = start + rgb[0];
        int toGreen = start + rgb[1];
        int toBlue = start + rgb[2];
        for (int x = 0; x < row.red.length; x++) {
            int left = across.first[x] * pixelStride;
            int right = across.second[x] * pixelStride;
            int part = across.part[x];
            row.red[x] = between(bytes[toRed + left], bytes[toRed + right], part);
            row.green[x] = between(bytes[toGreen + left], bytes[toGreen + right], part);
            row.blue[x] = between(bytes[toBlue + left], bytes[toBlue + right], part);
        }
    }

    private static int between(byte one, byte other, int part) {
        int first = one & 0xFF;
        return first * ONE + ((other & 0xFF) - first) * part;
    }

    private static void blend(Row upper, Row lower, int part, int[] target, int start) {
        int rest = ONE - part;
        int[] red = upper.red;
        int[] green = upper.green;
        int[] blue = upper.blue;
        int[] red2 = lower.red;
        int[] green2 = lower.green;
        int[] blue2 = lower.blue;
        for (int x = 0; x < red.length; x++) {
            int r = (red[x] * rest + red2[x] * part + HALF_OF_ONE_SQUARED) >> 16;
            int g = (green[x] * rest + green2[x] * part + HALF_OF_ONE_SQUARED) >> 16;
            int b = (blue[x] * rest + blue2[x] * part + HALF_OF_ONE_SQUARED) >> 16;
            target[start + x] = r << 16 | g << 8 | b;
        }
    }
}
