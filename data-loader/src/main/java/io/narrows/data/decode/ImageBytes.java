package io.narrows.data.decode;

import io.narrows.data.shard.RawSample;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/** Decodes a field by the JDK's ImageIO, from memory and never through a temporary file. Stateless. */
final class ImageBytes {
    /*
     * The JDK's reader of JPEG has libjpeg decode a row at a time and copies each into the image. Into the image that it would
     * make by itself, of blue, green and red, it copies byte by byte, which takes nearly as long as decoding; into one of red,
     * green and blue it copies a row at once. Other readers are left to choose, because they may write into the buffer of an
     * image as if they had made it.
     *
     * That reader makes a picture of whatever there is, the rest of it grey, and only warns. So a JPEG that ends too early is
     * known by the reader's wanting more bytes, and one that is damaged inside by libjpeg's warning. The one of extraneous bytes
     * is passed over: the picture before them is whole, and cameras leave such bytes.
     */
    private static final String JDK_JPEG = "com.sun.imageio.plugins.jpeg.JPEGImageReader";

    private static final String DAMAGE = "Corrupt JPEG data:";
    private static final String HARMLESS = "extraneous bytes";

    private ImageBytes() {}

    /**
     * Decodes a field.
     *
     * @throws DecodeException when it is no image of a known kind, or has more pixels than allowed
     * @throws IOException when it is damaged, or of a variety that the reader does not know
     */
    static BufferedImage read(RawSample sample, int number, long maxPixels) throws IOException {
        String field = sample.name(number);
        try (BytesInput input = new BytesInput(sample.array(), sample.offset(number), sample.length(number))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw new DecodeException(field, "no image of a kind that is known here");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if ((long) width * height > maxPixels) {
                    throw new DecodeException(
                            field, "an image of " + width + " x " + height + " pixels, must have at most " + maxPixels);
                }
                return isJdkJpeg(reader) ? jpeg(reader, input, width, height) : reader.read(0);
            } finally {
                reader.dispose();
            }
        }
    }

    private static boolean isJdkJpeg(ImageReader reader) {
        return reader.getOriginatingProvider() != null
                && JDK_JPEG.equals(reader.getOriginatingProvider().getPluginClassName());
    }

    private static BufferedImage jpeg(ImageReader reader, BytesInput input, int width, int height) throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        List<String> damage = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> {
            if (warning.startsWith(DAMAGE) && !warning.contains(HARMLESS)) {
                damage.add(warning);
            }
        });
        ImageReadParam param = reader.getDefaultReadParam();
        if (types.hasNext() && types.next().getBufferedImageType() == BufferedImage.TYPE_3BYTE_BGR) {
            param.setDestination(Interleaved.rgb(width, height));
        }
        BufferedImage image = reader.read(0, param);
        if (input.passedEnd()) {
            throw new IIOException("the JPEG ends too early, after " + input.length() + " bytes");
        }
        if (!damage.isEmpty()) {
            throw new IIOException(damage.get(0));
        }
        return image;
    }
}
