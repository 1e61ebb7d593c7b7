package io.narrows.data.source;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * What tells the version of a remote file that was opened from a later one.
 *
 * @param etag its entity tag with quotes, or null when the server gives none
 * @param lastModified its date of last change as the server wrote it, or null
 * @param size its size in bytes
 */
record Pin(@Nullable String etag, @Nullable String lastModified, long size) {
    static Pin of(HttpHeaders headers, long size) {
        return new Pin(
                headers.firstValue("ETag").orElse(null),
                headers.firstValue("Last-Modified").orElse(null),
                size);
    }

    /** Has the server refuse the request when the file is another by now; a weak tag must not be used for that. */
    void condition(HttpRequest.Builder request) {
        if (etag != null && !etag.startsWith("W/")) {
            request.header("If-Match", etag);
        } else if (lastModified != null) {
            request.header("If-Unmodified-Since", lastModified);
        }
    }

    /** In what the file that a response is of differs, in words; null when in nothing that the response tells. */
    @Nullable
    String difference(HttpHeaders headers, long otherSize) {
        Pin other = of(headers, otherSize);
        if (size != otherSize) {
            return "it had " + size + " bytes and has " + otherSize + " now";
        }
        if (etag != null && other.etag != null && !etag.equals(other.etag)) {
            return "its ETag was " + etag + " and is " + other.etag + " now";
        }
        if (lastModified != null && other.lastModified != null && !lastModified.equals(other.lastModified)) {
            return "it was last modified " + lastModified + " and is now of " + other.lastModified;
        }
        return null;
    }
}
