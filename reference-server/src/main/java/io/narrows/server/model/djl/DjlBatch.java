package io.narrows.server.model.djl;

import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.TextModel;
import java.util.List;

/** A batch of texts on its way through a forward. */
final class DjlBatch implements TextModel.Batch {
    private final DjlForward forward;
    private final BatchFormat format;
    private final List<TextModel.Tokens> texts;
    private final int paddedLength;
    private final Runnable onClose;

    DjlBatch(DjlForward forward, BatchFormat format, List<TextModel.Tokens> texts, int paddedLength, Runnable onClose) {
        this.forward = forward;
        this.format = format;
        this.texts = texts;
        this.paddedLength = paddedLength;
        this.onClose = onClose;
    }

    @Override
    public int size() {
        return texts.size();
    }

    @Override
    public int paddedLength() {
        return paddedLength;
    }

    @Override
    public void forward() {
        forward.run();
    }

    @Override
    public ForwardProfile forwardProfiled() {
        return forward.runProfiled();
    }

    @Override
    public float[][] read() {
        return forward.read(outputs -> format.vectors(outputs, texts, paddedLength));
    }

    @Override
    public void close() {
        boolean wasOpen = true;
        try {
            wasOpen = forward.close();
        } finally {
            if (wasOpen) {
                onClose.run(); // also where something could not be freed: the runner goes on
            }
        }
    }
}
