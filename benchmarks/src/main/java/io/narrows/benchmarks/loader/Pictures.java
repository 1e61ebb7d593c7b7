package io.narrows.benchmarks.loader;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** JPEG pictures of 256 x 256 pixels: gradients with noise on them. The same number always gives the same picture. */
final class Pictures {
    private static final long SEED = 0x70696374L;
    private static final int SIZE = 256;
    private static final int NOISE = 24;

    private Pictures() {}

    static byte[] jpeg(int number) {
        SplittableRandom random = new SplittableRandom(SEED + number);
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        double[] across = slopes(random);
        double[] down = slopes(random);
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                int rgb = 0;
                for (int band = 0; band < 3; band++) {
                    double value = 128 + across[band] * (x - 128) + down[band] * (y - 128) + random.nextInt(NOISE);
                    rgb = rgb << 8 | (int) Math.max(0, Math.min(255, value));
                }
                image.setRGB(x, y, rgb);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, "jpg", bytes)) {
                throw new IllegalStateException("this JVM has no writer for JPEG");
            }
        } catch (IOException e) {
            throw new IllegalStateException("a picture could not be written as JPEG: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    private static double[] slopes(SplittableRandom random) {
        return new double[] {random.nextDouble() - 0.5, random.nextDouble() - 0.5, random.nextDouble() - 0.5};
    }
}
