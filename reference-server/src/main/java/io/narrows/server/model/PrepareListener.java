package io.narrows.server.model;

/**
 * Hears how the preparation of a model goes on. Called on the preparing thread; must return quickly.
 */
public interface PrepareListener {

    /** Hears nothing. */
    PrepareListener SILENT = new PrepareListener() {
        @Override
        public void progress(String step, long done, long total) {}

        @Override
        public void notice(String line) {}
    };

    /**
     * A step went on. A step begins with {@code done} 0 and ends with {@code done} equal to {@code total}.
     *
     * @param step what is being done, for example {@code writing model.pt}
     * @param done how much of it is done, in bytes or pieces
     * @param total how much there is to do, in the same unit, at least 1
     */
    void progress(String step, long done, long total);

    /** Something that the user should know, one line: a damaged file is made again, another process is waited for. */
    void notice(String line);
}
