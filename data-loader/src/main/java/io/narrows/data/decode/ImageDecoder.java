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
import java.util.List;

/**
 * A field as an image of DJL. Immutable, thread-safe. Needs DJL on the class path, which nothing else in this package does.
 *
 * <p>With DJL's own factory the JDK's ImageIO decodes (JPEG, PNG, GIF, BMP), from memory and never through a temporary file,
 * and {@link #resize} interpolates between the four nearest pixels. The image wraps a {@link BufferedImage} of
 * {@link BufferedImage#TYPE_INT_RGB}, or of {@link BufferedImage#TYPE_INT_ARGB} where it may be transparent; grey is three
 * equal colours, with the values that the file has, and inks (CMYK, as Adobe stores them) are what Pillow makes of them. Another
 * profile of colours than sRGB is brought to sRGB, which takes many times as long as decoding. The orientation that a camera
 * noted in EXIF is not applied; Pillow does not, either. A JPEG that ends too early or that libjpeg calls corrupt is refused,
 * though something of it could be shown; damage that leaves valid codes is seen by a shard's hash alone.
 *
 * <p>Where another factory is installed, such as that of OpenCV, all of this is its own.
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
        ImageFactory factory = ImageFactory.getInstance();
        try {
            if (factory instanceof BufferedImageFactory) {
                return factory.fromImage(brought(ImageBytes.read(sample, number, maxPixels)));
            }
            Image image = factory.fromInputStream(
                    new ByteArrayInputStream(sample.array(), sample.offset(number), sample.length(number)));
            return width == 0 ? image : image.resize(width, height, false);
        } catch (DecodeException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // readers throw both on damaged images
            String said = e.getMessage(); // some readers say nothing
            throw new DecodeException(field, "no image that can be decoded" + (said == null ? "" : ": " + said), e);
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

    private BufferedImage brought(BufferedImage image) {
        Interleaved bytes = Interleaved.of(image);
        if (bytes != null) {
            return width == 0 ? bytes.packed() : bytes.resized(width, height);
        }
        int newWidth = width == 0 ? image.getWidth() : width;
        int newHeight = height == 0 ? image.getHeight() : height;
        boolean transparent = image.getColorModel().hasAlpha();
        BufferedImage target = new BufferedImage(
                newWidth, newHeight, transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = target.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(image, 0, 0, newWidth, newHeight, null);
        } finally {
            graphics.dispose();
        }
        return target;
    }
}
