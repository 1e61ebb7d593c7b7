package io.narrows.data.decode;

import ai.djl.modality.cv.BufferedImageFactory;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import io.narrows.data.shard.RawSample;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A field as an image of DJL. Immutable, thread-safe. Needs DJL on the class path, which nothing else in this package does.
 *
 * <p>With DJL's own factory the JDK's ImageIO decodes (JPEG, PNG, GIF, BMP), from memory and never through a temporary file,
 * and {@link #resize} interpolates between the four nearest pixels. Where another factory is installed, such as that of
 * OpenCV, both are its own.
 */
public final class ImageDecoder implements Decoder<Image> {
    /** Pixels of the largest image that is decoded unless told otherwise: what a few bytes claim must not fill the memory. */
    public static final long DEFAULT_MAX_PIXELS = 1L << 26;

    private final List<String> fields;
    private final int width;
    private final int height;
    private final long maxPixels;

    private ImageDecoder(List<String> fields, int width, int height, long maxPixels) {
        this.fields = fields;
        this.width = width;
        this.height = height;
        this.maxPixels = maxPixels;
    }

    /** Decodes the first of these fields that a sample has, for example {@code of("jpg", "jpeg", "png")}. */
    public static ImageDecoder of(String... fields) {
        if (fields.length == 0) {
            throw new IllegalArgumentException("an image needs at least one field, got none");
        }
        return new ImageDecoder(List.of(fields), 0, 0, DEFAULT_MAX_PIXELS);
    }

    /** The same, with every image brought to one size in pixels; its proportions are not kept. */
    public ImageDecoder resize(int newWidth, int newHeight) {
        if (newWidth < 1 || newHeight < 1) {
            throw new IllegalArgumentException(
                    "width and height must be at least 1, got " + newWidth + " and " + newHeight);
        }
        return new ImageDecoder(fields, newWidth, newHeight, maxPixels);
    }

    /** The same, refusing images of more pixels; an installed factory other than DJL's own has rules of its own. */
    public ImageDecoder maxPixels(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("pixels must be at least 1, got " + most);
        }
        return new ImageDecoder(fields, width, height, most);
    }

    @Override
    public Image decode(RawSample sample) throws DecodeException {
        int number = first(sample);
        String field = sample.name(number);
        ByteArrayInputStream bytes =
                new ByteArrayInputStream(sample.array(), sample.offset(number), sample.length(number));
        ImageFactory factory = ImageFactory.getInstance();
        try {
            if (factory instanceof BufferedImageFactory) {
                BufferedImage image = read(field, bytes);
                return factory.fromImage(width == 0 ? image : resized(image));
            }
            Image image = factory.fromInputStream(bytes);
            return width == 0 ? image : image.resize(width, height, false);
        } catch (DecodeException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // readers throw both on damaged images
            throw new DecodeException(field, "no image that can be decoded: " + e.getMessage(), e);
        }
    }

    private int first(RawSample sample) throws DecodeException {
        for (String field : fields) {
            int number = sample.field(field);
            if (number >= 0) {
                return number;
            }
        }
        return Fields.required(sample, fields.get(0));
    }

    private BufferedImage read(String field, ByteArrayInputStream bytes) throws IOException {
        try (MemoryCacheImageInputStream input = new MemoryCacheImageInputStream(bytes)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw new DecodeException(field, "no image of a kind that is known here");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > maxPixels) {
                    throw new DecodeException(
                            field,
                            "an image of " + reader.getWidth(0) + " x " + reader.getHeight(0)
                                    + " pixels, must have at most " + maxPixels);
                }
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        }
    }

    private BufferedImage resized(BufferedImage image) {
        boolean transparent = image.getColorModel().hasAlpha();
        BufferedImage target = new BufferedImage(
                width, height, transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = target.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(image, 0, 0, width, height, null);
        } finally {
            graphics.dispose();
        }
        return target;
    }
}
