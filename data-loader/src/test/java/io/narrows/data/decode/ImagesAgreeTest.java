package io.narrows.data.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.shard.RawSample;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decoded and resized against ImageIO and Java2D, which do the same in more steps. */
class ImagesAgreeTest {
    /** Java2D rounds twice, and its places of pixels are 1/256 off at times. */
    private static final int RESIZED_OFF = 2;

    private static BufferedImage noise(int type, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, type);
        Random random = new Random(31L * width + height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = 255 * x / width << 16 | 255 * y / height << 8 | random.nextInt(256);
                image.setRGB(x, y, random.nextInt(256) << 24 | rgb);
            }
        }
        return image;
    }

    private static byte[] file(BufferedImage image, String kind) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, kind, out), kind);
        return out.toByteArray();
    }

    private static BufferedImage decoded(ImageDecoder decoder, byte[] file) throws Exception {
        return (BufferedImage) decoder.decode(Samples.of("img", file)).getWrappedImage();
    }

    private static BufferedImage drawn(byte[] file, int width, int height) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        boolean transparent = image.getColorModel().hasAlpha();
        BufferedImage target = new BufferedImage(
                width, height, transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return target;
    }

    private static void agree(BufferedImage expected, BufferedImage actual, int tolerance) {
        assertEquals(expected.getType(), actual.getType());
        assertEquals(expected.getWidth(), actual.getWidth());
        assertEquals(expected.getHeight(), actual.getHeight());
        for (int y = 0; y < expected.getHeight(); y++) {
            for (int x = 0; x < expected.getWidth(); x++) {
                for (int shift = 0; shift < 32; shift += 8) {
                    int one = expected.getRGB(x, y) >>> shift & 0xFF;
                    int other = actual.getRGB(x, y) >>> shift & 0xFF;
                    int at = shift;
                    assertTrue(
                            Math.abs(one - other) <= tolerance,
                            "bits from " + at + " of " + x + ", " + y + ": " + one + " and " + other);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jpg, " + BufferedImage.TYPE_INT_RGB,
        "jpg, " + BufferedImage.TYPE_BYTE_GRAY,
        "png, " + BufferedImage.TYPE_INT_RGB,
        "png, " + BufferedImage.TYPE_INT_ARGB,
        "png, " + BufferedImage.TYPE_BYTE_GRAY,
        "png, " + BufferedImage.TYPE_USHORT_GRAY,
        "png, " + BufferedImage.TYPE_BYTE_BINARY,
        "bmp, " + BufferedImage.TYPE_INT_RGB,
        "gif, " + BufferedImage.TYPE_BYTE_INDEXED,
    })
    void everyKindIsDecodedAndResizedAsImageIoAndJava2dDo(String kind, int type) throws Exception {
        ImageDecoder decoder = ImageDecoder.of("img");
        byte[] file = file(noise(type, 61, 47), kind);
        agree(drawn(file, 61, 47), decoded(decoder, file), 0);
        int[][] sizes = {{61, 47}, {53, 41}, {30, 23}, {7, 5}, {1, 1}, {122, 94}, {200, 20}};
        for (int[] size : sizes) {
            agree(drawn(file, size[0], size[1]), decoded(decoder.resize(size[0], size[1]), file), RESIZED_OFF);
        }
    }

    @Test
    void aSinglePixelBecomesAnImageOfItsColour() throws Exception {
        BufferedImage one = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        one.setRGB(0, 0, 0x123456);
        BufferedImage image = decoded(ImageDecoder.of("img").resize(3, 2), file(one, "png"));
        for (int i = 0; i < 6; i++) {
            assertEquals(0xFF123456, image.getRGB(i % 3, i / 3));
        }
    }

    /** Java says of grey that its values are linear, and shows those of a file too light wherever it converts them. */
    @Test
    void greyKeepsTheValuesOfTheFile() throws Exception {
        BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        int[] values = new int[16 * 16];
        Arrays.fill(values, 100);
        grey.getRaster().setPixels(0, 0, 16, 16, values);
        for (String kind : new String[] {"jpg", "png"}) {
            assertEquals(
                    0xFF646464,
                    decoded(ImageDecoder.of("img"), file(grey, kind)).getRGB(5, 5),
                    kind);
            assertEquals(
                    0xFF646464,
                    decoded(ImageDecoder.of("img").resize(9, 9), file(grey, kind))
                            .getRGB(5, 5),
                    kind);
        }
    }

    /** A segment right after the two bytes that begin a JPEG. */
    private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        byte[] file = new byte[jpeg.length + 4 + content.length];
        System.arraycopy(jpeg, 0, file, 0, 2);
        file[2] = (byte) 0xFF;
        file[3] = (byte) marker;
        file[4] = (byte) (content.length + 2 >> 8);
        file[5] = (byte) (content.length + 2);
        System.arraycopy(content, 0, file, 6, content.length);
        System.arraycopy(jpeg, 2, file, 6 + content.length, jpeg.length - 2);
        return file;
    }

    @Test
    void theOrientationOfACameraIsNotApplied() throws Exception {
        byte[] file = file(noise(BufferedImage.TYPE_INT_RGB, 40, 20), "jpg");
        byte[] turned = { // big-endian TIFF, one tag: orientation (0x112), one short, 6: turned by 90 degrees
            'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0,
            0
        };
        ImageDecoder decoder = ImageDecoder.of("img");
        agree(decoded(decoder, file), decoded(decoder, withSegment(file, 0xE1, turned)), 0);
    }

    @Test
    void aProfileOfColoursIsAppliedAsImageIoDoes() throws Exception {
        byte[] file = file(noise(BufferedImage.TYPE_INT_RGB, 40, 20), "jpg");
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1));
        content.write(profile);
        byte[] linear = withSegment(file, 0xE2, content.toByteArray());
        assertTrue(new ICC_ColorSpace(ICC_Profile.getInstance(profile)).getType() == ColorSpace.TYPE_RGB);
        ImageDecoder decoder = ImageDecoder.of("img");
        agree(drawn(linear, 40, 20), decoded(decoder, linear), 0);
        assertTrue(
                (decoded(decoder, linear).getRGB(20, 10) >> 16 & 0xFF)
                        > (decoded(decoder, file).getRGB(20, 10) >> 16 & 0xFF) + 20,
                "linear values are lighter");
    }

    private static String refused(byte[] file) throws Exception {
        RawSample sample = Samples.of("img", file);
        return String.valueOf(
                assertThrows(DecodeException.class, () -> ImageDecoder.of("img").decode(sample))
                        .getMessage());
    }

    @Test
    void aJpegThatEndsTooEarlyIsRefusedAndBytesAfterItAreNot() throws Exception {
        byte[] file = file(noise(BufferedImage.TYPE_INT_RGB, 200, 200), "jpg");
        for (int length : new int[] {file.length - 2, file.length - 200, file.length / 2, 700}) {
            assertEquals(
                    "field \"img\": no image that can be decoded: the JPEG ends too early, after " + length + " bytes",
                    refused(Arrays.copyOf(file, length)));
        }
        ImageDecoder decoder = ImageDecoder.of("img");
        agree(decoded(decoder, file), decoded(decoder, Arrays.copyOf(file, file.length + 9_000)), 0);
    }

    @Test
    void aJpegWithAHoleIsRefused() throws Exception {
        byte[] file = file(noise(BufferedImage.TYPE_INT_RGB, 200, 200), "jpg");
        byte[] hole = file.clone();
        Arrays.fill(hole, file.length / 2, file.length / 2 + 40, (byte) 0xFF);
        hole[file.length / 2 + 40] = (byte) 0xD9;
        String message = refused(hole);
        assertTrue(message.startsWith("field \"img\": no image that can be decoded: Corrupt JPEG data: "), message);
    }

    /** One colour, as four values that are stored as they are. */
    private static byte[] ofFour(int... stored) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
        for (int i = 0; i < 16 * 16; i++) {
            raster.setPixel(i % 16, i / 16, stored);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static byte[] adobe(byte[] jpeg, int transform) {
        return withSegment(jpeg, 0xEE, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform});
    }

    /** Inks of 10, 200, 30 and 40: Pillow 9.4 makes 207, 46, 190 of them. */
    @Test
    void inksAreShownAsPillowShowsThem() throws Exception {
        BufferedImage expected = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        Arrays.fill(((DataBufferInt) expected.getRaster().getDataBuffer()).getData(), 207 << 16 | 46 << 8 | 190);
        ImageDecoder decoder = ImageDecoder.of("img");
        byte[] file = adobe(ofFour(245, 55, 225, 215), 0); // Adobe stores what the ink leaves
        agree(expected, decoded(decoder, file), 2);
        agree(expected, decoded(decoder.resize(16, 16), file), 2);

        Arrays.fill(((DataBufferInt) expected.getRaster().getDataBuffer()).getData(), 0x838383);
        agree(
                expected,
                decoded(decoder, adobe(ofFour(100, 128, 128, 215), 2)),
                2); // YCCK of inks of 100 and black of 40
    }

    @Test
    void fourColoursOfAKindThatIsNotKnownAreRefused() throws Exception {
        assertEquals(
                "field \"img\": no image that can be decoded: Unsupported Image Type",
                refused(adobe(ofFour(1, 2, 3, 4), 1)));
    }
}
