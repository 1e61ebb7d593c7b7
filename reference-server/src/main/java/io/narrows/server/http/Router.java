package io.narrows.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds what answers a path. Immutable. */
final class Router {
    /** What a path leads to. */
    enum Target {
        LIVE,
        READY,
        SERVER,
        METRICS,
        INDEX,
        MODEL,
        MODEL_READY,
        INFER
    }

    /**
     * A path understood.
     *
     * @param target what it leads to
     * @param model model named in it
     * @param version version named in it, null when there is none
     */
    record Route(Target target, String model, @Nullable String version) {
        /** Methods that the target takes, as in an {@code Allow} header. */
        String allowed() {
            return target == Target.INFER || target == Target.INDEX ? "POST" : "GET, HEAD";
        }

        boolean allows(HttpServerRequest request) {
            String method = request.method().name();
            if (target == Target.INFER || target == Target.INDEX) {
                return method.equals("POST");
            }
            return method.equals("GET") || method.equals("HEAD");
        }
    }

    private static final Map<List<String>, Target> FIXED = Map.of(
            List.of("v2"), Target.SERVER,
            List.of("v2", "health", "live"), Target.LIVE,
            List.of("v2", "health", "ready"), Target.READY,
            List.of("v2", "repository", "index"), Target.INDEX,
            List.of("metrics"), Target.METRICS);

    private static final Map<String, Target> OF_MODEL = Map.of("ready", Target.MODEL_READY, "infer", Target.INFER);

    private Router() {}

    /** The route of a path, null when it leads nowhere. A trailing slash makes no difference. */
    static @Nullable Route find(@Nullable String path) {
        List<String> parts = split(path);
        if (parts == null) {
            return null;
        }
        Target fixed = FIXED.get(parts);
        if (fixed != null) {
            return new Route(fixed, "", null);
        }
        if (parts.size() < 3 || !parts.get(0).equals("v2") || !parts.get(1).equals("models")) {
            return null;
        }
        List<String> rest = parts.subList(3, parts.size());
        String version = null;
        if (rest.size() >= 2 && rest.get(0).equals("versions")) {
            version = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        Target target = rest.isEmpty() ? Target.MODEL : rest.size() == 1 ? OF_MODEL.get(rest.get(0)) : null;
        return target == null ? null : new Route(target, parts.get(2), version);
    }

    private static @Nullable List<String> split(@Nullable String path) {
        String from = Objects.requireNonNullElse(path, "");
        if (!from.startsWith("/")) {
            return null;
        }
        List<String> parts = new ArrayList<>();
        String trimmed = from.endsWith("/") ? from.substring(1, Math.max(1, from.length() - 1)) : from.substring(1);
        for (String part : trimmed.split("/", -1)) {
            try {
                parts.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return parts;
    }
}
