package io.narrows.data.pack;

import io.narrows.data.shard.RawSample;
import java.io.IOException;

/** Writes samples as a format has them. */
interface SampleOutput {
    /**
     * How many bytes a sample takes.
     *
     * @throws IllegalArgumentException when it cannot be written so that it is read back as it is
     */
    long bytes(String key, RawSample sample);

    /** Writes a sample. @return how many bytes behind its end are padding that the next sample begins with */
    int write(String key, RawSample sample) throws IOException;

    /** How many bytes {@link #end} writes. */
    int endBytes();

    /** Ends the shard. */
    void end() throws IOException;

    /** An index of another kind that lies beside the shard; empty where there is none. */
    byte[] otherIndex();

    /** Its name, for a shard of this one. */
    String otherIndexName(String shard);
}
