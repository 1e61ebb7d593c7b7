package io.narrows.data.source;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes the answer to one range request: decides by status and headers what it is before any byte of it is taken, and takes
 * the bytes into the caller's array. The client's threads call it; the caller may {@link #stop} it at any moment, after
 * which the array is not touched any more.
 */
final class RangeReceiver implements HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void> {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
    private static final int PARTIAL = 206;
    private static final int DROPPED_BYTES = 64 << 10;
    private static final int GROWTH_BYTES = 64 << 10;

    private final @Nullable Pin pin;
    private final long from;
    private final int asked;
    private final int wholeLimit;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private byte[] target;
    private int offset;
    private int expected;
    private boolean whole;
    private int received;
    private int dropped;
    private boolean stopped;
    private @Nullable Pin found;
    private @Nullable HttpFailure failure;
    private @Nullable String location;
    private Flow.@Nullable Subscription subscription;

    /**
     * @param pin what the file must still be, or null when this request opens it
     * @param from the first byte asked for
     * @param asked how many are asked for
     */
    RangeReceiver(@Nullable Pin pin, long from, byte[] target, int offset, int asked, int wholeLimit) {
        this.pin = pin;
        this.from = from;
        this.asked = asked;
        this.target = target;
        this.offset = offset;
        this.wholeLimit = wholeLimit;
    }

    /** Bytes of the range taken so far. */
    synchronized int received() {
        return received;
    }

    /** How many there will be; -1 when that is not known. */
    synchronized int expected() {
        return expected;
    }

    synchronized @Nullable HttpFailure failure() {
        return failure;
    }

    /** Where the server sent us instead, or null. */
    synchronized @Nullable String location() {
        return location;
    }

    /** What file the answer is of, or null when it is of none. */
    synchronized @Nullable Pin found() {
        return found;
    }

    /** The whole file, when that is what the server gave; null when it gave the range. */
    synchronized byte @Nullable [] whole() {
        return whole ? Arrays.copyOf(target, received) : null;
    }

    /** Takes nothing any more. */
    void stop() {
        Flow.Subscription running;
        synchronized (this) {
            stopped = true;
            running = subscription;
        }
        // Outside the monitor: the client may hold a lock of its own while it waits for this monitor in onNext.
        if (running != null) {
            running.cancel();
        }
        done.complete(null);
    }

    @Override
    public synchronized HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo info) {
        int status = info.statusCode();
        HttpHeaders headers = info.headers();
        switch (status) {
            case PARTIAL -> partial(headers);
            case 200 -> all(headers);
            case 301, 302, 303, 307, 308 -> {
                location = headers.firstValue("Location").orElse(null);
                if (location == null) {
                    failure = HttpFailure.lasting("status " + status + " without a Location");
                }
            }
            case 404, 410 ->
                failure = new HttpFailure(HttpFailure.Kind.MISSING, "status " + status, HttpFailure.UNKNOWN, null);
            case 412 -> changed("the server says that it is another one now (status 412)");
            case 416 -> beyondTheEnd(headers);
            case 401, 403 ->
                failure = new HttpFailure(
                        HttpFailure.Kind.REFUSED,
                        "status " + status + " (not allowed, or a signed URL that has expired)",
                        HttpFailure.UNKNOWN,
                        null);
            case 408, 425, 429 -> passing(status, headers);
            case 501, 505 -> failure = HttpFailure.lasting("status " + status);
            default -> {
                if (status >= 500) {
                    passing(status, headers);
                } else {
                    failure = HttpFailure.lasting("status " + status);
                }
            }
        }
        return this;
    }

    private void partial(HttpHeaders headers) {
        String value = headers.firstValue("Content-Range").orElse("");
        Matcher range = CONTENT_RANGE.matcher(value);
        String wanted = "bytes " + from + "-" + (from + asked - 1);
        if (!range.matches()) {
            failure = HttpFailure.lasting(
                    "asked for " + wanted + ", it answers with the Content-Range \"" + value + "\"");
            return;
        }
        if (range.group(3).equals("*")) {
            failure = HttpFailure.lasting("it does not tell the file's size (Content-Range \"" + value + "\")");
            return;
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        long size = Long.parseLong(range.group(3));
        if (differs(headers, size)) {
            return;
        }
        if (first != from || last < first || last >= size || last - first >= asked) {
            failure = HttpFailure.lasting(
                    "asked for " + wanted + ", it answers with the Content-Range \"" + value + "\"");
            return;
        }
        expected = (int) (last - first + 1);
        long length = headers.firstValueAsLong("Content-Length").orElse(expected);
        if (length != expected) {
            failure = HttpFailure.lasting("Content-Range \"" + value + "\" with a Content-Length of " + length);
        } else if (!encoded(headers)) {
            found = Pin.of(headers, size);
        }
    }

    private void all(HttpHeaders headers) {
        long length = headers.firstValueAsLong("Content-Length").orElse(-1);
        if (pin != null) {
            if (length < 0 || !differs(headers, length)) {
                failure = HttpFailure.lasting("it answers a request for a part with the whole file (status 200)");
            }
        } else if (length > wholeLimit) {
            failure = HttpFailure.lasting(tooLarge(length + " bytes"));
        } else if (!encoded(headers)) {
            whole = true;
            expected = (int) length;
            target = new byte[length < 0 ? GROWTH_BYTES : (int) length];
            offset = 0;
            found = Pin.of(headers, length);
        }
    }

    private String tooLarge(String size) {
        return "its server gives it only whole (status 200 to a range request), and its " + size
                + " are more than wholeLimitBytes " + wholeLimit;
    }

    private void beyondTheEnd(HttpHeaders headers) {
        String value = headers.firstValue("Content-Range").orElse("");
        if (pin == null && value.equals("bytes */0")) {
            expected = 0;
            found = Pin.of(headers, 0);
        } else if (pin != null) {
            changed("it has no byte " + from + " any more (status 416)");
        } else {
            failure = HttpFailure.lasting("status 416 to a request for its first bytes");
        }
    }

    private boolean differs(HttpHeaders headers, long size) {
        String difference = pin == null ? null : pin.difference(headers, size);
        if (difference != null) {
            changed(difference);
        }
        return difference != null;
    }

    private boolean encoded(HttpHeaders headers) {
        String encoding = headers.firstValue("Content-Encoding").orElse("identity");
        if (!encoding.equals("identity")) {
            failure = HttpFailure.lasting("Content-Encoding " + encoding + ", which nobody asked for");
            return true;
        }
        return false;
    }

    private void changed(String difference) {
        failure = new HttpFailure(HttpFailure.Kind.CHANGED, difference, HttpFailure.UNKNOWN, null);
    }

    private void passing(int status, HttpHeaders headers) {
        failure = new HttpFailure(
                HttpFailure.Kind.PASSING,
                "status " + status,
                headers.firstValue("Retry-After").map(RangeReceiver::ms).orElse(HttpFailure.UNKNOWN),
                null);
    }

    /** Retry-After: seconds, or a date. */
    private static long ms(String retryAfter) {
        if (retryAfter.matches("\\d{1,9}")) {
            return Long.parseLong(retryAfter) * 1000;
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Math.max(
                    0, Duration.between(ZonedDateTime.now(date.getZone()), date).toMillis());
        } catch (DateTimeException e) {
            return HttpFailure.UNKNOWN;
        }
    }

    @Override
    public CompletionStage<Void> getBody() {
        return done;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        boolean late;
        synchronized (this) {
            subscription = given;
            late = stopped;
        }
        if (late) {
            given.cancel();
        } else {
            given.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        boolean enough = false;
        synchronized (this) {
            for (ByteBuffer buffer : buffers) {
                if (!stopped && !enough) {
                    enough = (found == null || expected == 0) ? drop(buffer) : take(buffer);
                }
            }
        }
        if (enough) {
            stop();
        }
    }

    /** The body of a refusal: read when short, so that the connection can be used again. Returns whether it is too long. */
    private boolean drop(ByteBuffer buffer) {
        dropped += buffer.remaining();
        return dropped > DROPPED_BYTES;
    }

    /** Takes a piece of the file. Returns whether there is more of it than there may be. */
    private boolean take(ByteBuffer buffer) {
        int length = buffer.remaining();
        int limit = expected < 0 ? wholeLimit : expected;
        if (length > limit - received) {
            failure = HttpFailure.lasting(
                    expected < 0 ? tooLarge("bytes") : "it sends more than the " + expected + " bytes that it says");
            return true;
        }
        if (whole && length > target.length - received) {
            target = Arrays.copyOf(target, Math.max(received + length, Math.min(limit, target.length * 2)));
        }
        buffer.get(target, offset + received, length);
        received += length;
        return false;
    }

    @Override
    public void onError(Throwable cause) {
        done.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        done.complete(null);
    }
}
