package io.narrows.data.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.modality.cv.Image;
import io.narrows.data.shard.RawSample;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {
    /** Left half red, right half blue. */
    private static byte[] image(String kind, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, x < width / 2 ? 0xFF0000 : 0x0000FF);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, kind, out));
        return out.toByteArray();
    }

    private static int rgb(Image image, int x, int y) {
        return ((BufferedImage) image.getWrappedImage()).getRGB(x, y) & 0xFFFFFF;
    }

    @Test
    void anImageIsDecodedAndBroughtToItsSize() throws Exception {
        ImageDecoder decoder = ImageDecoder.of("jpg", "png");
        Image png = decoder.decode(Samples.of("png", image("png", 64, 32)));
        assertEquals(64, png.getWidth());
        assertEquals(32, png.getHeight());
        assertEquals(0xFF0000, rgb(png, 3, 3));
        Image small = decoder.resize(16, 24).decode(Samples.of("png", image("png", 64, 32)));
        assertEquals(16, small.getWidth());
        assertEquals(24, small.getHeight());
        assertEquals(0xFF0000, rgb(small, 2, 2));
        assertEquals(0x0000FF, rgb(small, 13, 20));
        Image jpeg = decoder.decode(Samples.of("jpg", image("jpg", 64, 32)));
        assertTrue((rgb(jpeg, 3, 3) >> 16) > 240, "JPEG is not exact");
    }

    @Test
    void whatIsNoImageIsRefusedWithItsField() throws Exception {
        ImageDecoder decoder = ImageDecoder.of("jpg");
        assertEquals(
                "field \"jpg\": no image of a kind that is known here",
                assertThrows(DecodeException.class, () -> decoder.decode(Samples.of("jpg", "no image")))
                        .getMessage());
        RawSample cut = Samples.of("png", Arrays.copyOf(image("png", 64, 32), 60));
        String message = assertThrows(
                        DecodeException.class, () -> ImageDecoder.of("png").decode(cut))
                .getMessage();
        assertTrue(String.valueOf(message).startsWith("field \"png\": no image that can be decoded: "), message);
        assertEquals(
                "field \"jpg\": the sample has none of that name, it has [txt]",
                assertThrows(DecodeException.class, () -> decoder.decode(Samples.of("txt", "a")))
                        .getMessage());
    }

    @Test
    void anImageOfMorePixelsThanAllowedIsRefusedBeforeItTakesMemory() throws Exception {
        RawSample sample = Samples.of("png", image("png", 64, 32));
        assertEquals(
                "field \"png\": an image of 64 x 32 pixels, must have at most 2047",
                assertThrows(
                                DecodeException.class,
                                () -> ImageDecoder.of("png").maxPixels(2047).decode(sample))
                        .getMessage());
        assertEquals(64, ImageDecoder.of("png").maxPixels(2048).decode(sample).getWidth());
    }

    @Test
    void noMutantGetsPastTheDecoderInAnyOtherWay() throws Exception {
        ImageDecoder decoder = ImageDecoder.of("img").maxPixels(1 << 16).resize(8, 8);
        Random random = new Random(3);
        int refused = 0;
        for (String kind : new String[] {"png", "jpg"}) {
            byte[] good = image(kind, 24, 24);
            for (int i = 0; i < 500; i++) {
                byte[] mutant = Arrays.copyOf(good, random.nextInt(3) == 0 ? random.nextInt(good.length) : good.length);
                for (int flips = random.nextInt(3); flips >= 0 && mutant.length > 0; flips--) {
                    mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
                }
                try {
                    assertEquals(8, decoder.decode(Samples.of("img", mutant)).getWidth());
                } catch (DecodeException e) {
                    assertFalse(String.valueOf(e.getMessage()).endsWith("null"), e.getMessage());
                    refused++;
                }
            }
        }
        assertTrue(refused > 100, refused + " of 1,000 refused");
    }
}
